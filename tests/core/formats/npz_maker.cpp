#include "tests/core/formats/npz_maker.h"

#include <zlib.h>

#include <stdexcept>

namespace lathe::test {
namespace {

std::string little(std::uint64_t value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}

std::string deflated(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("deflateInit2");
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

} // namespace

std::string makeZip(const std::vector<std::pair<std::string, std::string>>& files, const ZipStyle& style) {
    std::string archive, directory;
    for (const auto& [name, content] : files) {
        const std::string packed = style.isDeflated ? deflated(content) : content;
        const auto checksum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(content.data()), uInt(content.size())));
        const std::uint64_t unpacked = content.size() + style.unpackedError, at = archive.size();
        const std::string head = little(style.isZip64 ? 45 : 20, 2) + little(0, 2) + little(style.isDeflated ? 8 : 0, 2) + little(0, 4) +
                                 little(checksum + style.checksumError, 4) + little(style.isZip64 ? 0xFFFFFFFF : packed.size(), 4) +
                                 little(style.isZip64 ? 0xFFFFFFFF : unpacked, 4) + little(name.size(), 2);
        const std::string extra = style.isZip64 ? little(1, 2) + little(16, 2) + little(unpacked, 8) + little(packed.size(), 8) : "";
        archive += little(0x04034b50, 4) + head + little(extra.size(), 2) + name + extra + packed;
        directory += little(0x02014b50, 4) + little(45, 2) + head + little(extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                     little(0, 4) + little(at, 4) + name + extra;
    }
    const std::string end = little(0x06054b50, 4) + little(0, 4) + little(files.size(), 2) + little(files.size(), 2) +
                            little(directory.size(), 4) + little(archive.size(), 4) + little(style.comment.size(), 2) + style.comment;
    return archive + directory + end;
}

std::string makeNpy(const std::string& descr, const std::string& shape, const std::string& elements) {
    std::string dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    dictionary.resize(117, ' ');
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + dictionary + "\n" + elements;
}

std::string makeBmp(std::int32_t width, std::int32_t height, int bits, const std::string& rows, const std::string& palette,
                    std::uint32_t packing, const std::string& masks) {
    const std::size_t at = 14 + 40 + masks.size() + palette.size();
    return "BM" + little(at + rows.size(), 4) + little(0, 4) + little(at, 4) + little(40, 4) +
           little(static_cast<std::uint32_t>(width), 4) + little(static_cast<std::uint32_t>(height), 4) + little(1, 2) +
           little(static_cast<std::uint64_t>(bits), 2) + little(packing, 4) + little(rows.size(), 4) + little(0, 8) +
           little(palette.size() / 4, 4) + little(0, 4) + masks + palette + rows;
}

} // namespace lathe::test
