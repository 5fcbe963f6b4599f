#include "core/passes/merging/merge_unsqueeze_into_reduction.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

constexpr std::string_view kReductions[] = {"ReduceSum", "ReduceMean", "ReduceMax",    "ReduceMin",       "ReduceProd",
                                            "ReduceL1",  "ReduceL2",   "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"};

/// The axes that a reduction drops; nothing where they are not stated.
std::optional<std::vector<std::int64_t>> droppedAxes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (rank < 0 || !isOneOf(rewriter, node, kReductions) || node.intAttribute("keepdims", 1) != 0) return std::nullopt;
    auto axes = fixedAxes(rewriter, node, rank);
    return axes && !axes->empty() ? axes : std::nullopt;
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Unsqueeze") || !rewriter.onlyReader(node.input(0)).isValid()) return false;
    const NodeId reduction = graph.value(node.input(0)).producer;
    const auto dropped = reduction.isValid() ? droppedAxes(graph, rewriter, graph.node(reduction)) : std::nullopt;
    if (!dropped || dropped != fixedAxes(rewriter, node, rankOf(graph, graph.node(reduction).input(0)))) return false;
    graph.attributes(reduction)["keepdims"] = std::int64_t(1);
    rewriter.takeOverOutput(reduction, id);
    return true;
}

} // namespace

Result<int> mergeUnsqueezeIntoReduction(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
