#include "core/passes/merging/merge_consecutive_concats.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kDefaultAxisOfOpset1 = 1;

bool isOnSameAxis(const Graph& graph, const Node& outer, const Node& inner) {
    const std::int64_t a = outer.intAttribute("axis", kDefaultAxisOfOpset1), b = inner.intAttribute("axis", kDefaultAxisOfOpset1);
    if (a == b) return true;
    const std::int64_t rank = std::max(rankOf(graph, outer.output()), rankOf(graph, inner.output()));
    return rank >= 0 && normalizedAxis(a, rank) == normalizedAxis(b, rank);
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Concat")) return false;
    std::vector<ValueId> parts;
    std::vector<NodeId> taken;
    for (const ValueId part : node.inputs) {
        const NodeId inner = rewriter.privateProducer(part, "Concat");
        if (!inner.isValid() || !isOnSameAxis(graph, node, graph.node(inner))) {
            parts.push_back(part);
            continue;
        }
        taken.push_back(inner);
        parts.insert(parts.end(), graph.node(inner).inputs.begin(), graph.node(inner).inputs.end());
    }
    if (taken.empty()) return false;
    graph.setInputs(id, std::move(parts));
    for (const NodeId inner : taken)
        absorb(graph, rewriter, id, inner);
    return true;
}

} // namespace

Result<int> mergeConsecutiveConcats(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
