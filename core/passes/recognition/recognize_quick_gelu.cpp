#include "core/passes/recognition/recognize_quick_gelu.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeQuickGelu(Graph& graph, JobContext& context) {
    if (!importsMicrosoft(graph)) return 0;
    const std::string form = "Mul(x, Sigmoid(Mul(x, $alpha)))";
    return recognize(graph, context, std::span(&form, 1), [](Graph&, const Rewriter&, NodeId, const ExpressionMatch& match) {
        return std::optional(
            NewNode{"QuickGelu", "com.microsoft", {match.value("x")}, {{"alpha", static_cast<float>(match.number("alpha"))}}});
    });
}

} // namespace lathe
