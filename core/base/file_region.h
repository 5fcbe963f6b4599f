#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace lathe {

/// Where bytes of a mapped file lie in it. The descriptor is open as long as the mapping lives.
struct FileRegion {
    int descriptor = -1;
    std::int64_t offset = 0;
};

/// Nothing when `owner` is no mapping (MappedFile) or `bytes` lie outside of it.
std::optional<FileRegion> findFileRegion(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner);

} // namespace lathe
