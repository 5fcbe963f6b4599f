#include "core/formats/numpy/npy_header.h"

#include "core/graph/shape.h"

#include <charconv>

namespace lathe::numpy {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestHeader = 1 << 20;
constexpr std::size_t kMostDims = 64;

struct TypeRow {
    std::string_view descr;
    DataType type;
};
constexpr TypeRow kTypes[] = {
    {"<f4", DataType::Float},     {"<f8", DataType::Double},      {"<f2", DataType::Float16}, {"|u1", DataType::Uint8},
    {"|i1", DataType::Int8},      {"<u2", DataType::Uint16},      {"<i2", DataType::Int16},   {"<u4", DataType::Uint32},
    {"<i4", DataType::Int32},     {"<u8", DataType::Uint64},      {"<i8", DataType::Int64},   {"|b1", DataType::Bool},
    {"<c8", DataType::Complex64}, {"<c16", DataType::Complex128}, {"<u1", DataType::Uint8},   {"<i1", DataType::Int8},
    {"<b1", DataType::Bool},
};

Error wrong(std::string message) {
    return Error::input(std::move(message), {}, "write it with numpy.save");
}

/// What follows `'key':` in the dictionary of the header, blanks skipped; empty when the key is missing.
std::string_view valueOf(std::string_view dictionary, std::string_view key) {
    for (const char quote : {'\'', '"'}) {
        const std::string quoted = quote + std::string(key) + quote;
        auto at = dictionary.find(quoted);
        if (at == std::string_view::npos) continue;
        at = dictionary.find_first_not_of(" :", at + quoted.size());
        if (at != std::string_view::npos) return dictionary.substr(at);
    }
    return {};
}

Result<DataType> parseType(std::string_view text) {
    if (text.empty() || (text[0] != '\'' && text[0] != '"'))
        return wrong("its element type is missing or a structure, which is not supported");
    const auto end = text.find(text[0], 1);
    const std::string_view descr = text.substr(1, end == std::string_view::npos ? end : end - 1);
    for (const TypeRow& row : kTypes)
        if (row.descr == descr) return row.type;
    if (descr.starts_with('>')) return wrong("its elements are big-endian ('" + std::string(descr) + "'), which is not supported");
    return wrong("its element type '" + std::string(descr) + "' is not supported");
}

Result<std::vector<std::int64_t>> parseDims(std::string_view text) {
    const Error noTuple = wrong("its shape is no tuple of sizes");
    if (text.empty() || text[0] != '(') return noTuple;
    text.remove_prefix(1);
    std::vector<std::int64_t> dims;
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(" ,"), text.size()));
        if (text.empty() || dims.size() > kMostDims) return noTuple;
        if (text[0] == ')') return dims;
        std::int64_t dim = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), dim);
        if (failed != std::errc() || dim < 0) return noTuple;
        dims.push_back(dim);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
}

} // namespace

Result<Header> parseHeader(std::span<const std::byte> file) {
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (!text.starts_with(kMagic) || text.size() < 12) return wrong("is no .npy file: it does not begin with \\x93NUMPY");
    const int version = std::to_integer<int>(file[6]);
    if (version < 1 || version > 3) return wrong("has .npy version " + std::to_string(version) + "; 1 to 3 are known");
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    std::size_t length = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length |= std::to_integer<std::size_t>(file[8 + i]) << (8 * i);
    Header header;
    header.size = 8 + lengthBytes + length;
    if (length > kLongestHeader || header.size > text.size()) return wrong("is cut short within its header");
    const std::string_view dictionary = text.substr(8 + lengthBytes, length);
    LATHE_TRY(header.type, parseType(valueOf(dictionary, "descr")));
    LATHE_TRY(header.dims, parseDims(valueOf(dictionary, "shape")));
    const std::string_view order = valueOf(dictionary, "fortran_order");
    header.isFortranOrder = order.starts_with("True");
    if (!header.isFortranOrder && !order.starts_with("False")) return wrong("its fortran_order is neither True nor False");
    return header;
}

Result<std::string> makeHeader(DataType type, const std::vector<std::int64_t>& dims) {
    const auto row = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeRow& r) { return r.type == type; });
    if (row == std::end(kTypes)) return Error::unsupported("NumPy has no element type '" + std::string(toName(type)) + "'");
    std::string shape;
    for (const std::int64_t dim : dims)
        shape += (shape.empty() ? "" : ", ") + std::to_string(dim);
    if (dims.size() == 1) shape += ",";
    std::string dictionary = "{'descr': '" + std::string(row->descr) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    const std::size_t unpadded = kMagic.size() + 4 + dictionary.size() + 1;
    dictionary += std::string((64 - unpadded % 64) % 64, ' ') + "\n";
    std::string header(kMagic);
    header += {'\x01', '\0', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
    return header + dictionary;
}

} // namespace lathe::numpy
