#include "core/passes/constants/remove_unused_initializers.h"

#include "core/passes/rewriter.h"

namespace lathe {

Result<int> removeUnusedInitializers(Graph& graph, JobContext& context) {
    const Rewriter rewriter(graph);
    LATHE_CHECK(context.checkStop());
    int changes = 0;
    for (const ValueId id : graph.values()) {
        if (!rewriter.fixedContent(id) || rewriter.isRead(id)) continue;
        graph.removeValue(id);
        ++changes;
    }
    return changes;
}

} // namespace lathe
