#include "core/passes/lowering/lift_batch_norm_to_4d.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "BatchNormalization") || !hasOneOutput(rewriter, node)) return false;
    if (node.intAttribute("training_mode", 0) != 0 || node.intAttribute("spatial", 1) != 1 || graph.opset() < 7) return false;
    const auto target = reshapeTarget(graph, node.input(0));
    if (!target || target->size() < 2 || target->size() > 3) return false;
    Ints lifted = *target;
    lifted.resize(4, 1);
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> inputs = node.inputs;
    inputs[0] = parts.reshape(inputs[0], lifted);
    parts.finish(parts.reshape(parts.add(node.opType, std::move(inputs), node.attributes), *target));
    return true;
}

} // namespace

Result<int> liftBatchNormTo4d(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
