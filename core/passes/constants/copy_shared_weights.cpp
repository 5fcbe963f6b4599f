#include "core/passes/constants/copy_shared_weights.h"

#include "core/passes/constants/shared_weights.h"

namespace lathe {

Result<int> copySharedWeights(Graph& graph, JobContext& context) {
    return copySharedInitializers(graph, context, [](const Rewriter&, const Node&, std::size_t) { return true; });
}

} // namespace lathe
