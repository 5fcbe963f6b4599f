#include "core/passes/lowering/lift_1d_matmul.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "MatMul")) return false;
    for (const std::size_t i : {0, 1}) {
        const Tensor* vector = rewriter.fixedContent(node.input(i));
        const auto other = knownRank(graph, node.input(1 - i));
        const auto target = reshapeTarget(graph, node.output());
        if (!vector || vector->rank() != 1 || !other || *other < 2 || !target) continue;
        const std::int64_t size = vector->dim(0);
        const ValueId given = node.input(i);
        Replacement parts(graph, rewriter, id);
        const ValueId matrix = parts.constant("matrix", vector->reshaped(i == 0 ? Ints{1, size} : Ints{size, 1}));
        const std::vector<ValueId> inputs = i == 0 ? std::vector{matrix, node.input(1)} : std::vector{node.input(0), matrix};
        parts.finish(parts.reshape(parts.add("MatMul", inputs), *target));
        rewriter.dropIfUnread(given);
        return true;
    }
    return false;
}

} // namespace

Result<int> lift1dMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
