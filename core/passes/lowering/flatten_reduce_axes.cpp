#include "core/passes/lowering/flatten_reduce_axes.h"

#include "core/passes/lowering/axis_groups.h"
#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/node_forms.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

constexpr std::int64_t kMostDims = 4;
constexpr std::string_view kTypes[] = {"ReduceSum", "ReduceMean", "ReduceMax",    "ReduceMin",       "ReduceProd",
                                       "ReduceL1",  "ReduceL2",   "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"};

struct Groups {
    Ints dims, reduced;
};

Groups groupsOf(const Ints& dims, const Ints& axes) {
    Groups groups;
    const auto isReduced = [&](std::size_t axis) { return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end(); };
    for (std::size_t first = 0, next = 0; first < dims.size(); first = next) {
        while (next < dims.size() && isReduced(next) == isReduced(first))
            ++next;
        if (isReduced(first)) groups.reduced.push_back(std::ssize(groups.dims));
        groups.dims.push_back(productOrOpen(std::span(dims).subspan(first, next - first)));
    }
    return groups;
}

std::optional<Ints> reducedAxes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto rank = knownRank(graph, node.input(0));
    auto axes = rank && *rank > kMostDims ? statedAxes(rewriter, node, *rank) : std::nullopt;
    if (!axes || !axes->empty()) return axes;
    if (node.intAttribute("noop_with_empty_axes", 0) != 0) return std::nullopt;
    axes->resize(static_cast<std::size_t>(*rank));
    std::iota(axes->begin(), axes->end(), std::int64_t(0));
    return axes;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto axes = isOneOf(rewriter, node, kTypes) ? reducedAxes(graph, rewriter, node) : std::nullopt;
    const auto dims = axes ? reshapeTarget(graph, node.input(0)) : std::nullopt, target = reshapeTarget(graph, node.output());
    if (!dims || !target || target->empty() || graph.opset() < 5) return false;
    if (isInteger(typeOf(graph, node.input(0))) && node.opType == "ReduceMean") return false;
    const Groups groups = groupsOf(*dims, *axes);
    if (std::ssize(groups.dims) > kMostDims) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId flat = parts.reshape(node.input(0), groups.dims);
    parts.finish(parts.reshape(parts.reduce(node.opType, flat, groups.reduced, true), *target));
    return true;
}

} // namespace

Result<int> flattenReduceAxes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
