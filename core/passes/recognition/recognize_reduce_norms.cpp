#include "core/passes/recognition/recognize_reduce_norms.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {
namespace {

/// The attributes and axes of a ReduceSum for another reduction, whose axes became an input with opset 18 (ReduceSum: 13).
std::optional<NewNode> reductionOf(Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match,
                                   std::string_view opType) {
    const Node& sum = graph.node(match.label("sum"));
    // Without axes such a sum is its input; so would the other reduction be, which then lacks the squares or magnitudes.
    const bool isNoop = sum.intAttribute("noop_with_empty_axes", 0) != 0;
    if (isNoop && !sum.input(1).isValid()) return std::nullopt;
    NewNode made{std::string(opType), {}, {match.value("x")}, sum.attributes};
    if (graph.opset() < 13 || !sum.input(1).isValid()) return made;
    const auto axes = rewriter.fixedInts(sum.input(1));
    if (!axes || (axes->empty() && (isNoop || graph.opset() < 18))) return std::nullopt;
    if (graph.opset() >= 18)
        made.inputs.push_back(graph.addConstant(graph.node(root).name + "_axes", *graph.constantOf(sum.input(1))));
    else
        made.attributes["axes"] = *axes;
    made.attributes.erase("noop_with_empty_axes");
    return made;
}

Result<int> recognizeReduction(Graph& graph, JobContext& context, const std::string& form, std::string_view opType) {
    return recognize(graph, context, std::span(&form, 1),
                     [&](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
                         return reductionOf(g, rewriter, root, match, opType);
                     });
}

} // namespace

Result<int> recognizeReduceNorms(Graph& graph, JobContext& context) {
    LATHE_TRY(const int euclidean, recognizeReduction(graph, context, "Sqrt(ReduceSum@sum({Mul(x, x)|Pow(x, 2)}))", "ReduceL2"));
    LATHE_TRY(const int squares, recognizeReduction(graph, context, "ReduceSum@sum({Mul(x, x)|Pow(x, 2)})", "ReduceSumSquare"));
    LATHE_TRY(const int absolute, recognizeReduction(graph, context, "ReduceSum@sum(Abs(x))", "ReduceL1"));
    return euclidean + squares + absolute;
}

} // namespace lathe
