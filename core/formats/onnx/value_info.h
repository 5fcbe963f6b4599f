#pragma once

#include "core/formats/onnx/source.h"
#include "core/graph/graph.h"

namespace lathe::onnx {

/// A ValueInfoProto: name, type and shape, as far as it says them.
struct ValueInfo {
    std::string name;
    DataType type = DataType::Undefined;
    std::optional<Shape> shape;
    ElementTypePtr element; ///< of a sequence or optional
    bool isKept = true;     ///< false: a map or sparse tensor, of which Lathe keeps no type
};

Result<ValueInfo> readValueInfo(const Source& source, std::span<const std::byte> message);
/// A TypeProto; nothing for a type that Lathe does not keep. `name` stands in errors.
Result<std::optional<ElementType>> readType(const Source& source, std::span<const std::byte> message, const std::string& name,
                                            int depth = 0);

} // namespace lathe::onnx
