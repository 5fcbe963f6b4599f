#include "core/passes/lowering/average_matmul.h"

#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>

namespace lathe {

bool averageByMatMul(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t first) {
    const Node node = graph.node(id);
    auto dims = reshapeTarget(graph, node.input(0));
    const auto result = reshapeTarget(graph, node.output());
    if (!dims || !result || first == 0 || first >= dims->size() || typeOf(graph, node.input(0)) != DataType::Float) return false;
    const auto averaged = std::span(*dims).subspan(first);
    if (std::ranges::find(averaged, -1) != averaged.end()) return false;
    const std::int64_t count = productOf(averaged);
    dims->resize(first);
    dims->push_back(count);
    Replacement parts(graph, rewriter, id);
    const ValueId flat = parts.reshape(node.input(0), *dims);
    const ValueId weights = parts.constant("weights", filled({count, 1}, 1.0f / static_cast<float>(count)));
    parts.finish(parts.reshape(parts.add("MatMul", {flat, weights}), *result));
    return true;
}

} // namespace lathe
