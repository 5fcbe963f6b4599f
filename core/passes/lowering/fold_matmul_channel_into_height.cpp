#include "core/passes/lowering/fold_matmul_channel_into_height.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto dims = rewriter.staticShape(node.input(0)), result = rewriter.staticShape(node.output());
    if (!rewriter.is(node, "MatMul") || knownRank(graph, node.input(1)) != 2 || graph.opset() < 5) return false;
    if (!dims || !result || dims->size() < 3 || productOf(*dims) == 0 || productOf(*result) == 0) return false;
    const std::int64_t rows = productOf(std::span(*dims).first(dims->size() - 1));
    if (rows == (*dims)[dims->size() - 2]) return false;
    Ints flat(dims->size(), 1);
    flat[dims->size() - 2] = rows;
    flat.back() = dims->back();
    Replacement parts(graph, rewriter, id);
    const ValueId tall = parts.reshape(node.input(0), flat);
    parts.finish(parts.reshape(parts.add("MatMul", {tall, node.input(1)}), *result));
    return true;
}

} // namespace

Result<int> foldMatmulChannelIntoHeight(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
