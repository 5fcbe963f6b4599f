#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lathe::test {

/// What a zip archive can be like.
struct ZipStyle {
    bool isDeflated = false;
    bool isZip64 = false;            ///< sizes in the zip64 field, as numpy writes large arrays
    std::uint32_t checksumError = 0; ///< added to the right one
    std::uint64_t unpackedError = 0; ///< added to the unpacked size that the directory says
    std::string comment;             ///< behind the directory
};

/// A zip archive of these files, written by hand so that it can be wrong in every way.
std::string makeZip(const std::vector<std::pair<std::string, std::string>>& files, const ZipStyle& style = {});

/// The bytes of a .npy file: `descr` as "<f4", `shape` as "2, 3".
std::string makeNpy(const std::string& descr, const std::string& shape, const std::string& elements);

/// A Windows bitmap of bottom-up rows (padded to 4 bytes), with a palette of blue, green, red, 0 or none.
std::string makeBmp(std::int32_t width, std::int32_t height, int bits, const std::string& rows, const std::string& palette = {},
                    std::uint32_t packing = 0, const std::string& masks = {});

} // namespace lathe::test
