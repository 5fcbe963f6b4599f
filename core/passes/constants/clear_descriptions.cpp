#include "core/passes/constants/clear_descriptions.h"

namespace lathe {

Result<int> clearDescriptions(Graph& graph, JobContext& context) {
    LATHE_CHECK(context.checkStop());
    if (graph.docString.empty()) return 0;
    graph.docString.clear();
    return 1;
}

} // namespace lathe
