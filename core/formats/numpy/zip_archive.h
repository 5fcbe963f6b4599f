#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lathe::numpy {

/// One file of a zip archive: where its bytes lie and what its directory promises of them.
struct ZipEntry {
    std::string name;
    bool isDeflated = false;
    std::uint32_t checksum = 0;      ///< CRC-32 of the unpacked bytes
    std::uint64_t unpackedBytes = 0; ///< of which deflate can make at most 1032 from each packed one; checked
    std::span<const std::byte> packed;
};

/// The directory of a zip archive (PKWARE APPNOTE 6.3: classic and zip64 records, methods stored and deflated, one disk, no encryption).
/// The error's message says what is wrong; the caller adds the file.
Result<std::vector<ZipEntry>> listZip(std::span<const std::byte> archive);

/// Unpacks exactly into `target`, whose size must be entry.unpackedBytes, and compares the checksum.
Status unpack(const ZipEntry& entry, std::span<std::byte> target);
/// The first bytes of the unpacked file, at most `most`.
Result<std::vector<std::byte>> unpackStart(const ZipEntry& entry, std::size_t most);

} // namespace lathe::numpy
