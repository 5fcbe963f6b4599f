#include "core/passes/lowering/move_reduce_max_to_height.h"

#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

bool areSideBySide(const Ints& axes) {
    return !axes.empty() && axes.back() - axes.front() + 1 == std::ssize(axes);
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto rank = knownRank(graph, node.input(0));
    const auto axes = rewriter.is(node, "ReduceMax") && rank ? statedAxes(rewriter, node, *rank) : std::nullopt;
    if (!axes || !areSideBySide(*axes) || (axes->size() == 1 && axes->front() == *rank - 2)) return false;
    const auto dims = reshapeTarget(graph, node.input(0)), target = reshapeTarget(graph, node.output());
    if (!dims || !target || std::ranges::find(*dims, 0) != dims->end()) return false;
    const auto first = static_cast<std::size_t>(axes->front()), count = axes->size();
    const std::span all(*dims);
    const auto before = all.first(first), behind = all.subspan(first + count);
    if (std::ranges::count(all.subspan(first), -1) > 0) return false;
    const std::int64_t outer = std::ranges::count(before, -1) > 0 ? -1 : productOf(before);
    Replacement parts(graph, rewriter, id);
    const ValueId seen = parts.reshape(node.input(0), {outer, productOf(all.subspan(first, count)), productOf(behind)});
    parts.finish(parts.reshape(parts.reduce("ReduceMax", seen, {1}, true), *target));
    return true;
}

} // namespace

Result<int> moveReduceMaxToHeight(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
