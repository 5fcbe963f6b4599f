#pragma once

#include "core/passes/rewriter.h"

namespace lathe {

/// Where the second input of the node is a fixed tensor of numbers: the same with `map` of each number (floats as double). Nothing where
/// `map` gives nothing for one of them, where the type cannot hold a result, where the constant is large and would have to be copied
/// since others read it, and where there are no elements.
using NumberMap = std::optional<double> (*)(double);
std::optional<Tensor> mappedOperand(const Graph& graph, const Rewriter& rewriter, NodeId id, NumberMap map);

/// Makes `opType` of the node, with this constant as its second input.
void setMappedOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::string opType, Tensor content);

/// Before this opset, arithmetic broadcasts by an attribute.
inline constexpr std::int64_t kArithmeticBroadcastsSince = 7;

} // namespace lathe
