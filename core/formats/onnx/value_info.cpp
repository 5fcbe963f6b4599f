#include "core/formats/onnx/value_info.h"

#include "core/formats/onnx/schema.h"

namespace lathe::onnx {
namespace {

using Bytes = std::span<const std::byte>;

Result<Dim> readDim(const Source& source, Bytes message) {
    Dim dim;
    LATHE_CHECK(walk(source, message, "a dimension", [&](WireReader& reader) {
        if (reader.field() == shape_field::Value) dim = Dim(std::max(std::int64_t(-1), reader.integer()));
        if (reader.field() == shape_field::Symbol) dim = Dim::named(std::string(reader.text()));
    }));
    return dim;
}

Result<Shape> readShape(const Source& source, Bytes message, const std::string& name) {
    std::vector<Bytes> dims;
    LATHE_CHECK(walk(source, message, "the shape of '" + name + "'", [&](WireReader& reader) {
        if (reader.field() == shape_field::Dim) dims.push_back(reader.bytes());
    }));
    if (dims.size() > kMaxRank) return source.error("'" + name + "' has the impossible rank " + std::to_string(dims.size()), name);
    Shape shape;
    for (const Bytes dim : dims) {
        LATHE_TRY(Dim read, readDim(source, dim));
        shape.dims.push_back(std::move(read));
    }
    return shape;
}

Result<ElementType> readTensorType(const Source& source, Bytes message, const std::string& name) {
    std::optional<Bytes> shape;
    std::int64_t type = 0;
    LATHE_CHECK(walk(source, message, "the type of '" + name + "'", [&](WireReader& reader) {
        if (reader.field() == type_field::ElementType) type = reader.integer();
        if (reader.field() == type_field::Shape) shape = reader.bytes();
    }));
    ElementType tensor;
    if (type > 0 && type <= static_cast<std::int64_t>(DataType::Int4)) tensor.type = static_cast<DataType>(type);
    if (!shape) return tensor;
    LATHE_TRY(tensor.shape, readShape(source, *shape, name));
    return tensor;
}

Result<ElementType> readContainerType(const Source& source, Bytes message, DataType container, const std::string& name, int depth) {
    if (depth == kMaxTypeNesting) return source.error("the type of '" + name + "' is nested too deeply", name);
    std::optional<Bytes> held;
    LATHE_CHECK(walk(source, message, "the type of '" + name + "'", [&](WireReader& reader) {
        if (reader.field() == container_field::Element) held = reader.bytes();
    }));
    ElementType type{container, std::nullopt, nullptr};
    if (!held) return type;
    LATHE_TRY(auto element, readType(source, *held, name, depth + 1));
    if (element) type.element = std::make_shared<const ElementType>(std::move(*element));
    return type;
}

} // namespace

Result<std::optional<ElementType>> readType(const Source& source, Bytes message, const std::string& name, int depth) {
    std::optional<Bytes> tensor, container;
    DataType kind = DataType::Undefined;
    LATHE_CHECK(walk(source, message, "the type of '" + name + "'", [&](WireReader& reader) {
        if (reader.field() == type_field::Tensor) tensor = reader.bytes();
        if (reader.field() != type_field::Sequence && reader.field() != type_field::Optional) return;
        container = reader.bytes();
        kind = reader.field() == type_field::Sequence ? DataType::Sequence : DataType::Optional;
    }));
    if (message.empty()) return std::optional(ElementType{});
    if (container) {
        LATHE_TRY(ElementType type, readContainerType(source, *container, kind, name, depth));
        return std::optional(std::move(type));
    }
    if (!tensor) return std::optional<ElementType>();
    LATHE_TRY(ElementType type, readTensorType(source, *tensor, name));
    return std::optional(std::move(type));
}

Result<ValueInfo> readValueInfo(const Source& source, Bytes message) {
    ValueInfo info;
    std::optional<Bytes> type;
    LATHE_CHECK(walk(source, message, "a value", [&](WireReader& reader) {
        if (reader.field() == value_field::Name) info.name = reader.text();
        if (reader.field() == value_field::Type) type = reader.bytes();
    }));
    if (!type) return info;
    LATHE_TRY(auto read, readType(source, *type, info.name));
    info.isKept = read.has_value();
    if (!read) return info;
    info.type = read->type;
    info.shape = std::move(read->shape);
    info.element = std::move(read->element);
    return info;
}

} // namespace lathe::onnx
