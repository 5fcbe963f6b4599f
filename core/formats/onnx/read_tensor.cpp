#include "core/formats/onnx/read_tensor.h"

#include "core/formats/onnx/schema.h"

#include <charconv>

namespace lathe::onnx {
namespace {

/// Bytes of a repeated fixed-size field: in place when they came as one piece, gathered otherwise.
class FixedData {
public:
    void append(std::span<const std::byte> piece) {
        if (m_view.empty() && m_gathered.empty()) {
            m_view = piece;
            return;
        }
        if (m_gathered.empty()) m_gathered.assign(m_view.begin(), m_view.end());
        m_gathered.insert(m_gathered.end(), piece.begin(), piece.end());
    }
    std::span<const std::byte> bytes() const { return m_gathered.empty() ? m_view : std::span<const std::byte>(m_gathered); }
    bool isInPlace() const { return m_gathered.empty(); }

private:
    std::span<const std::byte> m_view;
    std::vector<std::byte> m_gathered;
};

/// A TensorProto taken apart.
struct Parts {
    std::string name;
    std::vector<std::int64_t> dims;
    std::int64_t type = 0;
    std::span<const std::byte> raw;
    bool hasRaw = false, isExternal = false;
    FixedData fixed;                    ///< float_data or double_data
    std::vector<std::int64_t> integers; ///< int32_data, int64_data or uint64_data
    std::vector<std::string> strings;
    std::map<std::string, std::string> external;

    std::string title() const {
        return "tensor '" + name + "' (" + std::string(toName(static_cast<DataType>(type))) + " " + toText(dims) + ")";
    }
};

Status readEntry(const Source& source, std::span<const std::byte> message, std::map<std::string, std::string>& entries) {
    std::string key, value;
    LATHE_CHECK(walk(source, message, "a key-value entry", [&](WireReader& reader) {
        if (reader.field() == entry_field::Key) key = reader.text();
        if (reader.field() == entry_field::Value) value = reader.text();
    }));
    entries.insert_or_assign(std::move(key), std::move(value));
    return {};
}

Result<Parts> takeApart(const Source& source, std::span<const std::byte> message, std::string_view what) {
    Parts parts;
    std::vector<std::span<const std::byte>> entries;
    const std::string title = "the tensor of " + std::string(what);
    LATHE_CHECK(walk(source, message, title, [&](WireReader& reader) {
        switch (reader.field()) {
        case tensor_field::Dims:
            reader.appendIntegers(parts.dims);
            break;
        case tensor_field::DataType:
            parts.type = reader.integer();
            break;
        case tensor_field::FloatData:
        case tensor_field::DoubleData:
            parts.fixed.append(reader.fixedBytes());
            break;
        case tensor_field::Int32Data:
        case tensor_field::Int64Data:
        case tensor_field::Uint64Data:
            reader.appendIntegers(parts.integers);
            break;
        case tensor_field::StringData:
            parts.strings.emplace_back(reader.text());
            break;
        case tensor_field::Name:
            parts.name = reader.text();
            break;
        case tensor_field::RawData:
            parts.raw = reader.bytes();
            parts.hasRaw = true;
            break;
        case tensor_field::ExternalData:
            entries.push_back(reader.bytes());
            break;
        case tensor_field::DataLocation:
            parts.isExternal = reader.integer() == 1;
            break;
        default:
            break;
        }
    }));
    for (const auto entry : entries)
        LATHE_CHECK(readEntry(source, entry, parts.external));
    if (parts.name.empty()) parts.name = what;
    return parts;
}

Error wrongSize(const Source& source, const Parts& parts, const std::string& needed, const std::string& there) {
    return source.error(parts.title() + " needs " + needed + " but the file holds " + there, parts.name,
                        "the file is cut short or its shape is wrong; export the model again");
}

/// Views `bytes` wherever they lie; without an owner, and for booleans that are no 0 or 1, a copy.
Tensor viewOrCopy(DataType type, const std::vector<std::int64_t>& dims, std::span<const std::byte> bytes,
                  const std::shared_ptr<const void>& owner) {
    const Tensor view(type, dims, bytes, owner);
    if (type == DataType::Bool && std::ranges::any_of(bytes, [](std::byte b) { return b > std::byte{1}; })) {
        Tensor copy = view.clone();
        for (std::uint8_t& element : copy.mutableData<std::uint8_t>())
            element = element != 0;
        return copy;
    }
    return owner ? view : view.clone();
}

Result<std::int64_t> entryNumber(const Source& source, const Parts& parts, std::string_view key, std::int64_t fallback) {
    const auto found = parts.external.find(std::string(key));
    if (found == parts.external.end()) return fallback;
    const std::string& text = found->second;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc() && end == text.data() + text.size() && value >= 0) return value;
    return source.error(parts.title() + ": the " + std::string(key) + " '" + text + "' of its external data is no number of bytes",
                        parts.name);
}

Result<Tensor> readExternal(Source& source, const Parts& parts, DataType type, std::int64_t needed) {
    const auto location = parts.external.find("location");
    if (location == parts.external.end()) return source.error(parts.title() + " has external data without a location", parts.name);
    auto file = source.external(location->second);
    if (!file) {
        return source.error(parts.title() + ": external data '" + location->second + "': " + file.error().message, parts.name,
                            file.error().remedy.empty() ? "put the file beside the model" : file.error().remedy);
    }
    const auto bytes = file->bytes();
    const auto size = static_cast<std::int64_t>(bytes.size());
    LATHE_TRY(const std::int64_t offset, entryNumber(source, parts, "offset", 0));
    LATHE_TRY(const std::int64_t length, entryNumber(source, parts, "length", needed));
    if (length != needed) return wrongSize(source, parts, std::to_string(needed) + " bytes", std::to_string(length) + " for it");
    if (offset > size || needed > size - offset) {
        return source.error(parts.title() + ": bytes " + std::to_string(offset) + " to " + std::to_string(offset) + " + " +
                                std::to_string(needed) + " lie past the end of '" + location->second + "' (" + std::to_string(size) +
                                " bytes)",
                            parts.name, "the external data is cut short or belongs to another model");
    }
    return viewOrCopy(type, parts.dims, bytes.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(needed)), file->owner());
}

/// int32_data, int64_data, uint64_data: each entry's low bytes are one element (4-bit types: one packed byte).
Result<Tensor> fromIntegers(const Source& source, const Parts& parts, DataType type, std::int64_t needed) {
    const auto entrySize = static_cast<std::size_t>(std::max(1, bitWidth(type) / 8));
    const auto entries = needed / static_cast<std::int64_t>(entrySize);
    if (static_cast<std::int64_t>(parts.integers.size()) != entries)
        return wrongSize(source, parts, std::to_string(entries) + " entries", std::to_string(parts.integers.size()));
    Tensor tensor = Tensor::makeZeros(type, parts.dims);
    auto* target = const_cast<std::byte*>(tensor.bytes().data());
    for (std::size_t i = 0; i < parts.integers.size(); ++i) {
        const std::int64_t entry = type == DataType::Bool ? std::int64_t(parts.integers[i] != 0) : parts.integers[i];
        std::memcpy(target + i * entrySize, &entry, entrySize);
    }
    return tensor;
}

Result<Tensor> fromFixed(const Source& source, const Parts& parts, DataType type, std::int64_t needed) {
    const auto bytes = parts.fixed.bytes();
    if (static_cast<std::int64_t>(bytes.size()) != needed)
        return wrongSize(source, parts, std::to_string(needed) + " bytes", std::to_string(bytes.size()) + " for it");
    return viewOrCopy(type, parts.dims, bytes, parts.fixed.isInPlace() ? source.owner() : nullptr);
}

bool usesFixedData(DataType type) {
    return type == DataType::Float || type == DataType::Double || type == DataType::Complex64 || type == DataType::Complex128;
}

Result<Tensor> fromStrings(const Source& source, Parts& parts, std::int64_t count) {
    if (static_cast<std::int64_t>(parts.strings.size()) != count)
        return wrongSize(source, parts, std::to_string(count) + " strings", std::to_string(parts.strings.size()));
    return Tensor::ofStrings(parts.dims, std::move(parts.strings));
}

Result<Tensor> assemble(Source& source, Parts& parts) {
    if (parts.type < 1 || parts.type > static_cast<std::int64_t>(DataType::Int4))
        return source.error("tensor '" + parts.name + "' has the unknown element type " + std::to_string(parts.type), parts.name,
                            "element types 1 to 22 of ONNX 1.16 are known");
    const auto type = static_cast<DataType>(parts.type);
    const auto count = elementCountOf(parts.dims);
    if (!count || parts.dims.size() > kMaxRank || *count > (std::int64_t(1) << 55))
        return source.error("tensor '" + parts.name + "' has the impossible shape " +
                                (parts.dims.size() > kMaxRank ? "of rank " + std::to_string(parts.dims.size()) : toText(parts.dims)),
                            parts.name);
    if (type == DataType::String) return fromStrings(source, parts, *count);
    const std::int64_t needed = byteSize(type, *count);
    if (parts.isExternal) return readExternal(source, parts, type, needed);
    if (parts.hasRaw) {
        if (static_cast<std::int64_t>(parts.raw.size()) != needed)
            return wrongSize(source, parts, std::to_string(needed) + " bytes", std::to_string(parts.raw.size()) + " for it");
        return viewOrCopy(type, parts.dims, parts.raw, source.owner());
    }
    return usesFixedData(type) ? fromFixed(source, parts, type, needed) : fromIntegers(source, parts, type, needed);
}

} // namespace

Result<NamedTensor> readTensor(Source& source, std::span<const std::byte> message, std::string_view what) {
    LATHE_TRY(Parts parts, takeApart(source, message, what));
    LATHE_TRY(Tensor tensor, assemble(source, parts));
    return NamedTensor{std::move(parts.name), std::move(tensor)};
}

} // namespace lathe::onnx
