#include "core/passes/recognition/recognize_softmax.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {
namespace {

bool reducesOnly(const Graph& graph, const Rewriter& rewriter, NodeId reduction, std::int64_t axis) {
    const auto reduced = reducedAxes(graph, rewriter, reduction);
    return reduced && reduced->keepsDims && reduced->axes == std::vector{axis};
}

std::optional<NewNode> softmaxOf(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match) {
    const ValueId x = match.value("x");
    const auto sum = reducedAxes(graph, rewriter, match.label("sum"));
    if (!sum || sum->axes.size() != 1 || !sum->keepsDims || !graph.value(x).shape) return std::nullopt;
    const std::int64_t axis = sum->axes.front(), rank = graph.value(x).shape->rank();
    const NodeId largest = match.label("largest");
    if (largest.isValid() && !reducesOnly(graph, rewriter, largest, axis)) return std::nullopt;
    if (graph.opset() < 13 && axis != rank - 1) return std::nullopt; // Softmax took all axes from there on
    return NewNode{"Softmax", {}, {x}, {{"axis", axis}}};
}

} // namespace

Result<int> recognizeSoftmax(Graph& graph, JobContext& context) {
    const std::string shifted = "Exp(Sub(x, ReduceMax@largest(x)))";
    const std::string forms[] = {"Div(" + shifted + ", ReduceSum@sum(" + shifted + "))", "Div(Exp(x), ReduceSum@sum(Exp(x)))"};
    return recognize(graph, context, forms, [](Graph& g, const Rewriter& rewriter, NodeId, const ExpressionMatch& match) {
        return softmaxOf(g, rewriter, match);
    });
}

} // namespace lathe
