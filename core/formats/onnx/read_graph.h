#pragma once

#include "core/formats/onnx/read_node.h"

namespace lathe::onnx {

/// A GraphProto. `outer` is the graph around a subgraph, or nullptr; `owner` names it in errors ("the model", "node 'x'").
Result<Graph> readGraph(Source& source, std::span<const std::byte> message, const Scope* outer, int depth, std::string_view owner);

} // namespace lathe::onnx
