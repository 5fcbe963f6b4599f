#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// The axis of a Softmax or LogSoftmax that works along one axis, with the rank; nothing for other nodes, and before opset
/// 13 (which takes all dimensions from the axis on) where the axis is not the last one.
struct SoftmaxAxis {
    std::int64_t axis = 0, rank = 0;
};
std::optional<SoftmaxAxis> softmaxAxis(const Graph& graph, const Rewriter& rewriter, const Node& node);

/// Transpose, Softmax along the last axis, Transpose back.
void moveSoftmaxToWidth(Graph& graph, Rewriter& rewriter, NodeId id, const SoftmaxAxis& at);

} // namespace lathe
