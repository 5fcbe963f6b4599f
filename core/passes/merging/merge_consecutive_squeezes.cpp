#include "core/passes/merging/merge_consecutive_squeezes.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

using Axes = std::vector<std::int64_t>;
constexpr std::int64_t kNew = -1;

/// The dimensions of a result: which of the source each one is, or kNew.
using Places = std::vector<std::int64_t>;

bool isReshaping(const Rewriter& rewriter, const Node& node) {
    return isOneOf(rewriter, node, {"Squeeze", "Unsqueeze"});
}

/// What the node makes of the places; nothing where its axes are not stated.
std::optional<Places> applied(const Rewriter& rewriter, const Node& node, const Places& before) {
    auto rank = static_cast<std::int64_t>(before.size());
    const bool isSqueeze = node.opType == "Squeeze";
    if (!isSqueeze) {
        const auto stated = rewriter.fixedInts(node.input(1));
        rank += static_cast<std::int64_t>(stated ? stated->size() : node.intsAttribute("axes").size());
    }
    const auto axes = fixedAxes(rewriter, node, rank);
    if (!axes || axes->empty()) return std::nullopt;
    Places after;
    auto next = before.begin();
    for (std::int64_t i = 0; i < rank; ++i) {
        const bool isNamed = std::binary_search(axes->begin(), axes->end(), i);
        if (isSqueeze) {
            if (!isNamed) after.push_back(before[static_cast<std::size_t>(i)]);
        } else {
            after.push_back(isNamed ? kNew : *next++);
        }
    }
    return after;
}

/// Where the new dimensions stand.
Axes added(const Places& places) {
    Axes axes;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i] == kNew) axes.push_back(static_cast<std::int64_t>(i));
    return axes;
}

/// Dimensions of the source that are gone.
Axes removed(const Places& places, std::int64_t rank) {
    Axes axes;
    for (std::int64_t i = 0; i < rank; ++i)
        if (std::find(places.begin(), places.end(), i) == places.end()) axes.push_back(i);
    return axes;
}

/// Every dimension is at its place, or a new one stands where one of length 1 was taken.
bool isIdentity(const Places& places, std::int64_t rank) {
    if (static_cast<std::int64_t>(places.size()) != rank) return false;
    for (std::int64_t i = 0; i < rank; ++i)
        if (const std::int64_t place = places[static_cast<std::size_t>(i)]; place != i && place != kNew) return false;
    return true;
}

NodeId firstOf(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!isReshaping(rewriter, node) || !rewriter.onlyReader(node.input(0)).isValid()) return {};
    const NodeId first = graph.value(node.input(0)).producer;
    return first.isValid() && isReshaping(rewriter, graph.node(first)) ? first : NodeId{};
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const NodeId first = firstOf(graph, rewriter, node);
    if (!first.isValid()) return false;
    const ValueId source = graph.node(first).input(0), result = node.output();
    const std::int64_t rank = rankOf(graph, source);
    Places places;
    for (std::int64_t i = 0; i < rank; ++i)
        places.push_back(i);
    const auto between = rank < 0 ? std::nullopt : applied(rewriter, graph.node(first), places);
    const auto after = between ? applied(rewriter, node, *between) : std::nullopt;
    if (!after) return false;
    if (isIdentity(*after, rank)) {
        if (!rewriter.isRead(result) || !rewriter.canReplace(result, source)) return false;
        rewriter.replaceByInput(id, source);
        rewriter.removeDead(first);
        return true;
    }
    const Axes in = added(*after), out = removed(*after, rank);
    if (!in.empty() && !out.empty()) return false;
    become(graph, rewriter, id, in.empty() ? "Squeeze" : "Unsqueeze", {source});
    setAxes(graph, rewriter, id, in.empty() ? out : in);
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveSqueezes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
