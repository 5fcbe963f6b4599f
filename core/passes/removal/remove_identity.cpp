#include "core/passes/removal/remove_identity.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

bool isInferenceDropout(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    constexpr std::int64_t kTrainingModeSince = 12;
    if (!rewriter.is(node, "Dropout")) return false;
    if (node.output(1).isValid() && rewriter.isRead(node.output(1))) return false;
    if (graph.opset() < kTrainingModeSince || !node.input(2).isValid()) return true;
    const Tensor* training = rewriter.fixedContent(node.input(2));
    return training && training->type() == DataType::Bool && training->elementCount() == 1 && training->data<std::uint8_t>()[0] == 0;
}

bool isOfOneInput(const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Concat", "Sum", "Max", "Min", "Mean"};
    return node.inputs.size() == 1 &&
           std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); });
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Identity") && !isInferenceDropout(graph, rewriter, node) && !isOfOneInput(rewriter, node)) return false;
    return rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeIdentity(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
