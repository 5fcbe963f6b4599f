#include "core/passes/constants/copy_shared_conv_weights.h"

#include "core/passes/constants/shared_weights.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool isWeight(const Rewriter& rewriter, const Node& node, std::size_t input) {
    return input > 0 && isOneOf(rewriter, node, {"Conv", "ConvTranspose", "Gemm", "MatMul"});
}

} // namespace

Result<int> copySharedConvWeights(Graph& graph, JobContext& context) {
    return copySharedInitializers(graph, context, isWeight);
}

} // namespace lathe
