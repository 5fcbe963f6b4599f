#include "core/passes/merging/merge_consecutive_transposes.h"

#include "core/passes/rewriter.h"

namespace lathe {
namespace {

/// The permutation of a Transpose of `rank` dimensions (-1: not known); nothing when it is neither stated nor known.
std::optional<std::vector<std::int64_t>> permutationOf(const Node& node, std::int64_t rank) {
    if (node.hasAttribute("perm")) return node.intsAttribute("perm");
    if (rank < 0) return std::nullopt;
    std::vector<std::int64_t> reversed;
    for (std::int64_t i = rank; i-- > 0;)
        reversed.push_back(i);
    return reversed;
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Transpose")) return false;
    const NodeId first = rewriter.privateProducer(node.input(0), "Transpose");
    if (!first.isValid()) return false;
    const ValueId source = graph.node(first).input(0);
    const auto& shape = graph.value(source).shape;
    const auto inner = permutationOf(graph.node(first), shape ? shape->rank() : -1);
    const auto outer = inner ? permutationOf(node, static_cast<std::int64_t>(inner->size())) : std::nullopt;
    if (!outer || outer->size() != inner->size()) return false;
    std::vector<std::int64_t> composed;
    for (const std::int64_t axis : *outer) {
        if (axis < 0 || axis >= static_cast<std::int64_t>(inner->size())) return false;
        composed.push_back((*inner)[static_cast<std::size_t>(axis)]);
    }
    graph.setInput(id, 0, source);
    graph.attributes(id)["perm"] = std::move(composed);
    rewriter.joinOrigins(id, first);
    rewriter.removeDead(first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveTransposes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
