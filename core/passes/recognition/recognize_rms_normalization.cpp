#include "core/passes/recognition/recognize_rms_normalization.h"

#include "core/passes/recognition/normalized.h"
#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeRmsNormalization(Graph& graph, JobContext& context) {
    const std::string sum = "Add(ReduceMean@mean({Mul(x, x)|Pow(x, 2)}), $epsilon)", root = "{Sqrt(" + sum + ")|Pow(" + sum + ", 0.5)}";
    const std::string form =
        "Mul({Div(x, " + root + ")|Mul(x, {Reciprocal(" + root + ")|Div(1, " + root + ")|Pow(" + sum + ", -0.5)})}, scale)";
    if (graph.opset() < 23) return 0;
    return recognize(graph, context, std::span(&form, 1),
                     [](Graph& g, const Rewriter& rewriter, NodeId last, const ExpressionMatch& match) -> std::optional<NewNode> {
                         const auto mean = reducedAxes(g, rewriter, match.label("mean"));
                         const std::optional<Shape> shape = g.value(match.value("x")).shape; // a copy: constants are added below
                         if (!mean || !shape || !mean->keepsDims || mean->axes.empty() ||
                             !areFrom(mean->axes, mean->axes.front(), shape->rank()))
                             return std::nullopt;
                         const auto dims = Shape(std::vector<Dim>(shape->dims.begin() + mean->axes.front(), shape->dims.end())).known();
                         const auto epsilon = static_cast<float>(match.number("epsilon"));
                         if (!dims || epsilon < 0.0f || !fitsParameters(g, rewriter, match, *dims, 0)) return std::nullopt;
                         return NewNode{"RMSNormalization",
                                        {},
                                        {match.value("x"), parameter(g, last, match, "scale", *dims)},
                                        {{"axis", mean->axes.front() - shape->rank()}, {"epsilon", epsilon}}};
                     });
}

} // namespace lathe
