#include "core/passes/lowering/rewrite_gather_elements_as_gather.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

/// The Expand or Tile that makes the indices; invalid where another node does.
NodeId repeaterOf(const Graph& graph, const Rewriter& rewriter, ValueId indices) {
    const NodeId producer = graph.value(indices).producer;
    if (!producer.isValid()) return {};
    const Node& node = graph.node(producer);
    return rewriter.is(node, "Expand") || rewriter.is(node, "Tile") ? producer : NodeId{};
}

/// Its input has numbers along `axis` only, all of them, and the repeated indices lie beside every element of the data.
bool isForAll(const Ints& data, const Ints& before, const Ints& after, std::int64_t axis) {
    if (data.size() != after.size() || before.size() > after.size()) return false;
    const std::size_t missing = after.size() - before.size(), along = static_cast<std::size_t>(axis);
    for (std::size_t i = 0; i < after.size(); ++i) {
        const std::int64_t own = i < missing ? 1 : before[i - missing];
        if (i == along ? own != after[i] : own != 1 || after[i] != data[i]) return false;
    }
    return productOf(after) > 0;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "GatherElements")) return false;
    const NodeId repeater = repeaterOf(graph, rewriter, node.input(1));
    if (!repeater.isValid()) return false;
    const ValueId indices = graph.node(repeater).input(0);
    const auto data = rewriter.staticShape(node.input(0)), before = rewriter.staticShape(indices),
               after = rewriter.staticShape(node.input(1));
    if (!data || !before || !after) return false;
    const auto axis = axisOf(node, 0, static_cast<std::int64_t>(data->size()));
    if (!axis || !isForAll(*data, *before, *after, *axis)) return false;
    rewriter.joinOrigins(id, repeater, true);
    Replacement parts(graph, rewriter, id);
    const ValueId flat = before->size() == 1 ? indices : parts.reshape(indices, {(*after)[static_cast<std::size_t>(*axis)]});
    parts.finish(parts.add("Gather", {node.input(0), flat}, {{"axis", *axis}}));
    if (!rewriter.isRead(graph.node(repeater).output())) rewriter.removeDead(repeater);
    return true;
}

} // namespace

Result<int> rewriteGatherElementsAsGather(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
