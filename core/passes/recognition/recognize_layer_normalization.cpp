#include "core/passes/recognition/recognize_layer_normalization.h"

#include "core/passes/recognition/normalized.h"
#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeLayerNormalization(Graph& graph, JobContext& context) {
    if (graph.opset() < 17) return 0;
    return recognize(graph, context, normalizedForms(),
                     [](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) -> std::optional<NewNode> {
                         const auto found = normalizedOf(g, rewriter, match);
                         if (!found) return std::nullopt;
                         const std::optional<Shape> shape = g.value(match.value("x")).shape; // a copy: constants are added below
                         if (!areFrom(found->axes, found->axes.front(), shape->rank())) return std::nullopt;
                         const bool isPicture = shape->rank() > 3 && found->axes.front() == 2;
                         if (isPicture && !match.values.contains("scale")) return std::nullopt; // an InstanceNormalization as well
                         const auto dims = Shape(std::vector<Dim>(shape->dims.begin() + found->axes.front(), shape->dims.end())).known();
                         if (!dims || !fitsParameters(g, rewriter, match, *dims, 0)) return std::nullopt;
                         NewNode norm{"LayerNormalization",
                                      {},
                                      {match.value("x"), parameter(g, root, match, "scale", *dims)},
                                      {{"axis", found->axes.front() - shape->rank()}, {"epsilon", found->epsilon}}};
                         if (match.values.contains("bias")) norm.inputs.push_back(parameter(g, root, match, "bias", *dims));
                         return norm;
                     });
}

} // namespace lathe
