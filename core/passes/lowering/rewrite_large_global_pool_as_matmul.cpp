#include "core/passes/lowering/rewrite_large_global_pool_as_matmul.h"

#include "core/passes/lowering/average_matmul.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kLarge = 1024;
    const Node& node = graph.node(id);
    const auto dims = rewriter.is(node, "GlobalAveragePool") ? reshapeTarget(graph, node.input(0)) : std::nullopt;
    if (!dims || dims->size() < 3 || productOf(std::span(*dims).subspan(2)) < kLarge) return false;
    return averageByMatMul(graph, rewriter, id, 2);
}

} // namespace

Result<int> rewriteLargeGlobalPoolAsMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
