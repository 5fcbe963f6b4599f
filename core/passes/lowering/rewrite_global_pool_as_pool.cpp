#include "core/passes/lowering/rewrite_global_pool_as_pool.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const bool isMean = rewriter.is(node, "GlobalAveragePool");
    if (!isMean && !rewriter.is(node, "GlobalMaxPool")) return false;
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape || shape->rank() < 3 || shape->rank() > 5) return false;
    Ints kernel;
    for (std::size_t i = 2; i < shape->dims.size(); ++i)
        kernel.push_back(shape->dims[i].value);
    if (std::ranges::any_of(kernel, [](std::int64_t k) { return k < 1; })) return false;
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.add(isMean ? "AveragePool" : "MaxPool", {node.input(0)}, {{"kernel_shape", kernel}}));
    return true;
}

} // namespace

Result<int> rewriteGlobalPoolAsPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
