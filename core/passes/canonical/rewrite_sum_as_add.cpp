#include "core/passes/canonical/rewrite_sum_as_add.h"

#include "core/passes/rewriter.h"

namespace lathe {

Result<int> rewriteSumAsAdd(Graph& graph, JobContext& context) {
    constexpr std::int64_t kSumBroadcastsSince = 8;
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const Node& node = graph.node(id);
        if (!rewriter.is(node, "Sum") || node.inputs.size() != 2 || graph.opset() < kSumBroadcastsSince) return false;
        graph.setOpType(id, "Add", node.domain);
        return true;
    });
}

} // namespace lathe
