#include "core/passes/recognition/recognize_lp_normalization.h"

#include "core/passes/recognition/recognizer.h"

#include <limits>

namespace lathe {
namespace {

/// A vector shorter than the bound is divided by the bound, where LpNormalization makes it 1 long: products of small numbers get there.
/// Only the smallest number of all is no longer than any vector but 0.
constexpr double kLargestBound = std::numeric_limits<float>::denorm_min();

std::optional<NewNode> normalizationOf(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match) {
    const bool isEuclidean = match.label("euclidean").isValid();
    const auto reduced = reducedAxes(graph, rewriter, match.label(isEuclidean ? "euclidean" : "absolute"));
    const double bound = match.number("epsilon");
    if (!reduced || !reduced->keepsDims || reduced->axes.size() != 1 || bound <= 0.0 || bound > kLargestBound) return std::nullopt;
    return NewNode{"LpNormalization", {}, {match.value("x")}, {{"axis", reduced->axes.front()}, {"p", std::int64_t(isEuclidean ? 2 : 1)}}};
}

} // namespace

Result<int> recognizeLpNormalization(Graph& graph, JobContext& context) {
    const std::string norm =
        "{ReduceL2@euclidean(x)|Sqrt(ReduceSum@euclidean({Mul(x, x)|Pow(x, 2)}))|ReduceL1@absolute(x)|ReduceSum@absolute(Abs(x))}";
    const std::string bounded = "{Max(" + norm + ", $epsilon)|Clip@clip(" + norm + ", $epsilon)}";
    const std::string forms[] = {"Div(x, {" + bounded + "|Expand@wide(" + bounded + ")})"};
    return recognize(graph, context, forms,
                     [](Graph& g, const Rewriter& rewriter, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
                         if (const NodeId clip = match.label("clip"); clip.isValid() && g.node(clip).input(2).isValid())
                             return std::nullopt;
                         if (const NodeId wide = match.label("wide"); wide.isValid()) {
                             const auto& shape = g.value(g.node(wide).output()).shape;
                             if (!shape || !shape->isStatic() || shape != g.value(match.value("x")).shape) return std::nullopt;
                         }
                         return normalizationOf(g, rewriter, match);
                     });
}

} // namespace lathe
