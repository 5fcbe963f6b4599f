#include "core/formats/numpy/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace lathe::numpy {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryEntry = 0x02014b50, kDirectoryEnd = 0x06054b50, kZip64Locator = 0x07064b50,
                        kZip64End = 0x06064b50;
constexpr std::size_t kDirectoryEndSize = 22, kLongestComment = 0xFFFF, kMostEntries = 4096;
constexpr std::uint16_t kStored = 0, kDeflated = 8, kEncrypted = 1, kZip64Field = 1;
constexpr std::uint32_t kInZip64 = 0xFFFFFFFF;
constexpr std::uint64_t kMostRatio = 1032; ///< of deflate

Error damaged(std::string what) {
    return Error::input("is a damaged .npz archive: " + std::move(what), {}, "write it again with numpy.savez");
}

/// Little-endian numbers at any place of the archive; what lies outside is nothing.
class Bytes {
public:
    explicit Bytes(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    std::size_t size() const { return m_bytes.size(); }

    std::optional<std::uint64_t> number(std::uint64_t at, std::size_t width) const {
        if (at > size() || width > size() - at) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value |= std::to_integer<std::uint64_t>(m_bytes[at + i]) << (8 * i);
        return value;
    }
    /// 0 for what lies outside: for fields behind a signature whose whole record was checked to be there.
    std::uint64_t field(std::uint64_t at, std::size_t width) const { return number(at, width).value_or(0); }
    bool has(std::uint64_t at, std::uint64_t count) const { return at <= size() && count <= size() - at; }
    std::span<const std::byte> part(std::uint64_t at, std::uint64_t count) const { return m_bytes.subspan(at, count); }

private:
    std::span<const std::byte> m_bytes;
};

struct Directory {
    std::uint64_t at = 0, entries = 0;
};

Result<Directory> findDirectory(const Bytes& archive) {
    if (archive.size() < kDirectoryEndSize) return damaged("it is cut short");
    const std::size_t last = archive.size() - kDirectoryEndSize, first = last > kLongestComment ? last - kLongestComment : 0;
    std::size_t end = last + 1;
    // The comment behind it reaches the end of the file, and may itself hold the signature.
    const auto isDirectoryEnd = [&](std::size_t at) {
        return archive.field(at, 4) == kDirectoryEnd && at + kDirectoryEndSize + archive.field(at + 20, 2) == archive.size();
    };
    while (end > first && !isDirectoryEnd(end - 1))
        --end;
    if (end == first) return damaged("its directory is missing, as in a file that is cut short");
    const std::size_t at = end - 1;
    Directory directory{archive.field(at + 16, 4), archive.field(at + 10, 2)};
    if (at < 20 || archive.field(at - 20, 4) != kZip64Locator) return directory;
    const std::uint64_t zip64 = archive.field(at - 20 + 8, 8);
    if (!archive.has(zip64, 56) || archive.field(zip64, 4) != kZip64End) return damaged("its zip64 directory is missing");
    return Directory{archive.field(zip64 + 48, 8), archive.field(zip64 + 32, 8)};
}

/// Sizes and place of an entry, in the order in which the zip64 field has those that the 32-bit fields cannot hold.
struct Extent {
    std::uint64_t unpacked = 0, packed = 0, header = 0;
};

Status readZip64(const Bytes& archive, std::uint64_t at, std::uint64_t length, Extent& extent) {
    for (const std::uint64_t end = at + length; at + 4 <= end;) {
        const std::uint64_t size = archive.field(at + 2, 2);
        if (archive.field(at, 2) == kZip64Field) {
            std::uint64_t field = at + 4;
            for (std::uint64_t* value : {&extent.unpacked, &extent.packed, &extent.header}) {
                if (*value != kInZip64) continue;
                if (field + 8 > at + 4 + size || field + 8 > end) return damaged("a zip64 field is too short");
                *value = archive.field(field, 8);
                field += 8;
            }
            return {};
        }
        at += 4 + size;
    }
    return {};
}

/// Where the packed bytes begin: behind the local header, whose name and extra field may have other lengths than the directory's.
Status findPacked(const Bytes& archive, const Extent& extent, ZipEntry& entry) {
    if (!archive.has(extent.header, 30) || archive.field(extent.header, 4) != kLocalHeader)
        return damaged("'" + entry.name + "' is not where its directory says");
    const std::uint64_t begin = extent.header + 30 + archive.field(extent.header + 26, 2) + archive.field(extent.header + 28, 2);
    if (!archive.has(begin, extent.packed)) return damaged("'" + entry.name + "' is cut short");
    entry.packed = archive.part(begin, extent.packed);
    entry.unpackedBytes = extent.unpacked;
    const bool isPossible = entry.isDeflated ? extent.unpacked / kMostRatio <= extent.packed : extent.unpacked == extent.packed;
    if (isPossible) return {};
    return damaged("'" + entry.name + "' says that it unpacks to " + std::to_string(extent.unpacked) + " bytes, which its " +
                   std::to_string(extent.packed) + " cannot hold");
}

Result<ZipEntry> readEntry(const Bytes& archive, std::uint64_t& at) {
    if (!archive.has(at, 46) || archive.field(at, 4) != kDirectoryEntry) return damaged("its directory is cut short");
    const std::uint64_t nameLength = archive.field(at + 28, 2), extraLength = archive.field(at + 30, 2),
                        commentLength = archive.field(at + 32, 2), method = archive.field(at + 10, 2);
    if (!archive.has(at + 46, nameLength + extraLength + commentLength)) return damaged("its directory is cut short");
    ZipEntry entry;
    const auto name = archive.part(at + 46, nameLength);
    entry.name.assign(reinterpret_cast<const char*>(name.data()), name.size());
    if ((archive.field(at + 8, 2) & kEncrypted) != 0) return damaged("'" + entry.name + "' is encrypted");
    if (method != kStored && method != kDeflated)
        return damaged("'" + entry.name + "' is packed by the method " + std::to_string(method) + "; stored and deflated can be read");
    entry.isDeflated = method == kDeflated;
    entry.checksum = static_cast<std::uint32_t>(archive.field(at + 16, 4));
    Extent extent{archive.field(at + 24, 4), archive.field(at + 20, 4), archive.field(at + 42, 4)};
    LATHE_CHECK(readZip64(archive, at + 46 + nameLength, extraLength, extent));
    LATHE_CHECK(findPacked(archive, extent, entry));
    at += 46 + nameLength + extraLength + commentLength;
    return entry;
}

/// A raw deflate stream that is ended in every case.
class Inflater {
public:
    explicit Inflater(std::span<const std::byte> packed) : m_rest(packed) { m_isReady = inflateInit2(&m_stream, -MAX_WBITS) == Z_OK; }
    ~Inflater() {
        if (m_isReady) inflateEnd(&m_stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Fills `target` as far as there are bytes; how many there were, nothing for a damaged stream.
    std::optional<std::size_t> fill(std::span<std::byte> target) {
        std::size_t filled = 0;
        while (m_isReady && !m_isAtEnd && filled < target.size()) {
            const auto in = static_cast<uInt>(std::min<std::size_t>(m_rest.size(), kMostAtOnce)),
                       out = static_cast<uInt>(std::min<std::size_t>(target.size() - filled, kMostAtOnce));
            m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(m_rest.data()));
            m_stream.avail_in = in;
            m_stream.next_out = reinterpret_cast<Bytef*>(target.data() + filled);
            m_stream.avail_out = out;
            const int outcome = inflate(&m_stream, Z_NO_FLUSH);
            m_rest = m_rest.subspan(in - m_stream.avail_in);
            filled += out - m_stream.avail_out;
            m_isAtEnd = outcome == Z_STREAM_END;
            if (!m_isAtEnd && (outcome != Z_OK || (out == m_stream.avail_out && in == m_stream.avail_in))) return std::nullopt;
        }
        return m_isReady ? std::optional(filled) : std::nullopt;
    }
    /// Whether nothing follows what was filled.
    bool isAtEnd() {
        std::byte more[1];
        return m_isAtEnd || fill(more) == 0;
    }

private:
    static constexpr std::size_t kMostAtOnce = std::size_t(1) << 30;
    z_stream m_stream{};
    std::span<const std::byte> m_rest;
    bool m_isReady = false, m_isAtEnd = false;
};

std::uint32_t checksumOf(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

} // namespace

Result<std::vector<ZipEntry>> listZip(std::span<const std::byte> bytes) {
    const Bytes archive(bytes);
    LATHE_TRY(const Directory directory, findDirectory(archive));
    if (directory.entries > kMostEntries) return damaged("it has more than " + std::to_string(kMostEntries) + " arrays");
    std::vector<ZipEntry> entries;
    std::uint64_t at = directory.at;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        LATHE_TRY(ZipEntry entry, readEntry(archive, at));
        entries.push_back(std::move(entry));
    }
    return entries;
}

Status unpack(const ZipEntry& entry, std::span<std::byte> target) {
    if (entry.isDeflated) {
        Inflater inflater(entry.packed);
        if (inflater.fill(target) != target.size() || !inflater.isAtEnd()) return damaged("'" + entry.name + "' does not unpack");
    } else {
        std::ranges::copy(entry.packed.first(target.size()), target.begin());
    }
    if (checksumOf(target) != entry.checksum) return damaged("'" + entry.name + "' has another checksum than its directory says");
    return {};
}

Result<std::vector<std::byte>> unpackStart(const ZipEntry& entry, std::size_t most) {
    std::vector<std::byte> start(static_cast<std::size_t>(std::min<std::uint64_t>(most, entry.unpackedBytes)));
    if (!entry.isDeflated) {
        std::ranges::copy(entry.packed.first(start.size()), start.begin());
        return start;
    }
    Inflater inflater(entry.packed);
    if (inflater.fill(start) != start.size()) return damaged("'" + entry.name + "' does not unpack");
    return start;
}

} // namespace lathe::numpy
