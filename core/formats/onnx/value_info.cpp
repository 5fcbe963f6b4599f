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

Status readTensorType(const Source& source, Bytes message, ValueInfo& info) {
    std::optional<Bytes> shape;
    std::int64_t type = 0;
    LATHE_CHECK(walk(source, message, "the type of '" + info.name + "'", [&](WireReader& reader) {
        if (reader.field() == type_field::ElementType) type = reader.integer();
        if (reader.field() == type_field::Shape) shape = reader.bytes();
    }));
    if (type > 0 && type <= static_cast<std::int64_t>(DataType::Int4)) info.type = static_cast<DataType>(type);
    if (!shape) return {};
    LATHE_TRY(info.shape, readShape(source, *shape, info.name));
    return {};
}

} // namespace

Result<ValueInfo> readValueInfo(const Source& source, Bytes message) {
    ValueInfo info;
    std::optional<Bytes> type, tensor;
    LATHE_CHECK(walk(source, message, "a value", [&](WireReader& reader) {
        if (reader.field() == value_field::Name) info.name = reader.text();
        if (reader.field() == value_field::Type) type = reader.bytes();
    }));
    if (!type) return info;
    LATHE_CHECK(walk(source, *type, "the type of '" + info.name + "'", [&](WireReader& reader) {
        if (reader.field() == type_field::Tensor) tensor = reader.bytes();
    }));
    info.isTensor = tensor.has_value() || type->empty();
    if (tensor) LATHE_CHECK(readTensorType(source, *tensor, info));
    return info;
}

} // namespace lathe::onnx
