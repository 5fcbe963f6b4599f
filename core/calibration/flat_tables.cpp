#include "core/calibration/foreign_tables.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace lathe {
namespace {

// FlatBuffers, as its "internals" page describes them: offsets of 32 bits forward from where they stand; a table begins with the signed
// distance back to its vtable, which has its own size, the table's, and where in the table each field lies (0: nowhere).
// The root has the vector `dict` as field 0; its tables have the strings `key` and `value` as fields 0 and 1.

constexpr std::size_t kMostNumber = 32; ///< characters

/// Places in a buffer; nothing for what would lie outside.
class FlatReader {
public:
    explicit FlatReader(std::string_view bytes) : m_bytes(bytes) {}

    std::optional<std::uint64_t> number(std::uint64_t at, std::size_t width) const {
        if (at > m_bytes.size() || m_bytes.size() - at < width) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value |= std::uint64_t(static_cast<unsigned char>(m_bytes[at + i])) << (8 * i);
        return value;
    }
    /// What the offset at a place points to.
    std::optional<std::uint64_t> follow(std::uint64_t at) const {
        const auto offset = number(at, 4);
        return offset && *offset != 0 && at + *offset < m_bytes.size() ? std::optional(at + *offset) : std::nullopt;
    }
    /// What field `index` of a table points to.
    std::optional<std::uint64_t> field(std::uint64_t table, std::uint64_t index) const {
        const auto back = number(table, 4);
        if (!back) return std::nullopt;
        const auto vtable = static_cast<std::int64_t>(table) - static_cast<std::int32_t>(static_cast<std::uint32_t>(*back));
        if (vtable < 0) return std::nullopt;
        const auto place = static_cast<std::uint64_t>(vtable), entry = place + 4 + 2 * index;
        const auto size = number(place, 2), inTable = number(entry, 2);
        if (!size || !inTable || entry + 2 > place + *size || *inTable == 0) return std::nullopt;
        return follow(table + *inTable);
    }
    std::optional<std::string_view> string(std::optional<std::uint64_t> at) const {
        const auto length = at ? number(*at, 4) : std::nullopt;
        if (!length || m_bytes.size() - *at - 4 < *length) return std::nullopt;
        return m_bytes.substr(*at + 4, *length);
    }
    std::size_t size() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
};

std::optional<float> thresholdIn(std::string_view text) {
    float value = -1;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isWhole = failed == std::errc() && end == text.data() + text.size();
    return isWhole && value >= 0 && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Where the vector of pairs lies, and how many there are.
struct Pairs {
    std::uint64_t first = 0, count = 0;
};
std::optional<Pairs> pairsIn(const FlatReader& reader) {
    const auto root = reader.follow(0);
    const auto dict = root ? reader.field(*root, 0) : std::nullopt;
    const auto count = dict ? reader.number(*dict, 4) : std::nullopt;
    if (!count || *count > (reader.size() - *dict - 4) / 4) return std::nullopt;
    return Pairs{*dict + 4, *count};
}

class FlatWriter {
public:
    std::size_t size() const { return m_bytes.size(); }
    void number(std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i)
            m_bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
    }
    /// The offset at `place` points to what comes next.
    void pointHere(std::size_t place) {
        const std::size_t offset = size() - place;
        for (std::size_t i = 0; i < 4; ++i)
            m_bytes[place + i] = static_cast<char>((offset >> (8 * i)) & 0xFF);
    }
    void string(std::string_view text) {
        number(text.size(), 4);
        m_bytes += text;
        m_bytes.append(4 - text.size() % 4, '\0'); // one NUL at least, then to a multiple of four
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

std::string shortestText(float value) {
    char text[kMostNumber];
    const auto [end, failed] = std::to_chars(text, text + sizeof text, value);
    return failed == std::errc() ? std::string(text, end) : std::string("0");
}

} // namespace

bool isOnnxRuntimeFlatBuffer(std::string_view bytes) {
    return bytes.size() >= 16 && pairsIn(FlatReader(bytes)).has_value();
}

Result<CalibrationTable> onnxRuntimeFromFlatBuffer(std::string_view bytes, const std::string& file) {
    const FlatReader reader(bytes);
    const auto pairs = pairsIn(reader);
    if (!pairs) return Error::input("is no flat buffer of tensors", file, "give calibration.flatbuffers of write_calibration_table");
    CalibrationTable table;
    for (std::uint64_t i = 0; i < pairs->count; ++i) {
        const auto entry = reader.follow(pairs->first + 4 * i);
        const auto name = entry ? reader.string(reader.field(*entry, 0)) : std::nullopt;
        const auto text = entry ? reader.string(reader.field(*entry, 1)) : std::nullopt;
        const auto threshold = text ? thresholdIn(*text) : std::nullopt;
        if (!name || !threshold)
            return Error::input("entry " + std::to_string(i) + (name ? " (\"" + std::string(*name) + "\")" : std::string()) +
                                    " has no name or no largest value from 0 on",
                                file, "export the calibration cache anew");
        table.tensors[std::string(*name)] = symmetricRange(*threshold);
    }
    return table;
}

std::string toOnnxRuntimeFlatBuffer(const CalibrationTable& table) {
    FlatWriter out;
    out.number(12, 4);                  // the root's table, behind its vtable
    for (const int part : {6, 8, 4, 0}) // size of the vtable and of the table, place of dict; padding
        out.number(static_cast<std::uint64_t>(part), 2);
    out.number(8, 4);
    out.number(4, 4); // dict comes next
    out.number(table.tensors.size(), 4);
    const std::size_t offsets = out.size();
    for (std::size_t i = 0; i < table.tensors.size(); ++i)
        out.number(0, 4);
    const std::size_t vtable = out.size();
    for (const int part : {8, 12, 4, 8}) // sizes as above, places of key and value
        out.number(static_cast<std::uint64_t>(part), 2);
    std::size_t index = 0;
    for (const auto& [name, range] : table.tensors) {
        out.pointHere(offsets + 4 * index++);
        const std::size_t entry = out.size();
        out.number(entry - vtable, 4);
        out.number(0, 8);
        out.pointHere(entry + 4);
        out.string(name);
        out.pointHere(entry + 8);
        out.string(shortestText(range.threshold));
    }
    return out.take();
}

} // namespace lathe
