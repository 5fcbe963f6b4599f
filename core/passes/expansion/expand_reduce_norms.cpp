#include "core/passes/expansion/expand_reduce_norms.h"

#include "core/passes/expansion/expander.h"
#include "core/passes/recognition/recognizer.h"

namespace lathe {
namespace {

std::string formulaOf(const Node& node) {
    if (isOperator(node, "ReduceL1")) return "ReduceSum@sum(Abs(x))";
    if (isOperator(node, "ReduceL2")) return "Sqrt(ReduceSum@sum(Mul(x, x)))";
    return isOperator(node, "ReduceSumSquare") ? "ReduceSum@sum(Mul(x, x))" : std::string();
}

std::optional<Expansion> norm(Graph& graph, const Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    Expansion expansion{formulaOf(node), {}};
    if (expansion.formula.empty() || !knownRank(graph, node.input(0))) return std::nullopt;
    const auto axes = reducedAxes(graph, rewriter, id);
    if (!axes || axes->axes.empty()) return std::nullopt;
    expansion.names.values["x"] = node.input(0);
    reduceAxes(graph, expansion, "sum", "ReduceSum", axes->axes);
    expansion.names.attributes["sum"]["keepdims"] = std::int64_t(axes->keepsDims ? 1 : 0);
    return expansion;
}

} // namespace

Result<int> expandReduceNorms(Graph& graph, JobContext& context) {
    return expand(graph, context, norm);
}

} // namespace lathe
