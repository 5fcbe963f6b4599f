#include "core/passes/constants/extract_constant.h"

#include "core/ops/evaluator.h"
#include "core/passes/rewriter.h"

namespace lathe {
namespace {

bool extract(Graph& graph, const Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const ValueId output = node.output();
    if (!rewriter.is(node, "Constant") || node.outputs.size() != 1 || !output.isValid() || rewriter.isOutput(output)) return false;
    if (node.hasAttribute("sparse_value")) return false;
    auto content = evaluateNode(graph, id, {});
    if (!content || content->size() != 1 || !content->front().isPresent()) return false;
    graph.removeNode(id);
    graph.setConstant(output, std::move(content->front()));
    return true;
}

} // namespace

Result<int> extractConstant(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](const Rewriter& rewriter, NodeId id) { return extract(graph, rewriter, id); });
}

} // namespace lathe
