#pragma once

#include "core/formats/onnx/source.h"
#include "core/graph/graph.h"

namespace lathe::onnx {

/// A ValueInfoProto: name, element type and shape, as far as it says them.
struct ValueInfo {
    std::string name;
    DataType type = DataType::Undefined;
    std::optional<Shape> shape;
    bool isTensor = true; ///< false: a sequence, map, optional or sparse tensor; type and shape are then not known
};

Result<ValueInfo> readValueInfo(const Source& source, std::span<const std::byte> message);

} // namespace lathe::onnx
