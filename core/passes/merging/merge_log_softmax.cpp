#include "core/passes/merging/merge_log_softmax.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const NodeId softmax = rewriter.is(node, "Log") ? rewriter.privateProducer(node.input(0), "Softmax") : NodeId{};
    const DataType type = softmax.isValid() ? graph.value(node.output()).type : DataType::Undefined;
    if (type != DataType::Float && type != DataType::Double) return false;
    graph.setOpType(softmax, "LogSoftmax");
    rewriter.takeOverOutput(softmax, id);
    return true;
}

} // namespace

Result<int> mergeLogSoftmax(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
