#include "core/passes/lowering/rewrite_matmul_as_conv.h"

#include "core/passes/lowering/gemm_parts.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// Last axis to place 1: rank 4 → 0, 3, 1, 2.
Ints channelsFirst(std::int64_t rank) {
    Ints order{0, rank - 1};
    for (std::int64_t i = 1; i < rank - 1; ++i)
        order.push_back(i);
    return order;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor* matrix = fixedFloats(rewriter, node.input(1));
    if (!rewriter.is(node, "MatMul") || !matrix || matrix->rank() != 2 || matrix->elementCount() == 0 || graph.opset() < 5) return false;
    const auto from = reshapeTarget(graph, node.input(0)), to = reshapeTarget(graph, node.output());
    if (!from || !to || from->size() < 2 || from->size() > 5) return false;
    const auto rank = static_cast<std::int64_t>(from->size());
    const auto spatial = static_cast<std::size_t>(rank == 2 ? 2 : rank - 2);
    Ints dims{matrix->dim(1), matrix->dim(0)};
    dims.resize(2 + spatial, 1);
    Tensor weights = transposedMatrix(*matrix).reshaped(dims);
    Replacement parts(graph, rewriter, id);
    const Ints order = channelsFirst(rank);
    const ValueId x = rank == 2 ? parts.reshape(node.input(0), {from->front(), from->back(), 1, 1}) : parts.transpose(node.input(0), order);
    const ValueId y = parts.add("Conv", {x, parts.constant("weight", std::move(weights))}, {{"kernel_shape", Ints(spatial, 1)}});
    parts.finish(rank == 2 ? parts.reshape(y, *to) : parts.transpose(y, inverseOf(order)));
    return true;
}

} // namespace

Result<int> rewriteMatmulAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
