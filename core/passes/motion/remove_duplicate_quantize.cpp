#include "core/passes/motion/remove_duplicate_quantize.h"

#include "core/passes/motion/quantization_pair.h"

namespace lathe {
namespace {

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "QuantizeLinear") || !node.input(0).isValid() || !rewriter.isRead(node.output())) return false;
    const NodeId before = graph.value(node.input(0)).producer;
    if (!before.isValid() || !rewriter.is(graph.node(before), "DequantizeLinear")) return false;
    const ValueId source = graph.node(before).input(0);
    if (!haveEqualScales(graph, rewriter, graph.node(before), node) || !rewriter.canReplace(node.output(), source)) return false;
    const ValueId between = node.input(0);
    rewriter.replaceByInput(id, source);
    if (!rewriter.isRead(between)) rewriter.removeDead(before);
    return true;
}

} // namespace

Result<int> removeDuplicateQuantize(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
