#include "core/passes/removal/remove_noop_cast.h"

#include "core/passes/rewriter.h"

namespace lathe {

Result<int> removeNoopCast(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const Node& node = graph.node(id);
        if (!rewriter.is(node, "Cast") || !node.input(0).isValid()) return false;
        const DataType type = graph.value(node.input(0)).type;
        const bool isSame = type != DataType::Undefined && node.intAttribute("to", 0) == static_cast<std::int64_t>(type);
        return isSame && rewriter.removePassThrough(id);
    });
}

} // namespace lathe
