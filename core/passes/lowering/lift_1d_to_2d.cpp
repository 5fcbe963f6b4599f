#include "core/passes/lowering/lift_1d_to_2d.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// An attribute for two axes: that of the new axis before that of the old one, for begin and end where there are both.
void lift(Attributes& attributes, std::string_view key, std::int64_t neutral) {
    const auto found = attributes.find(key);
    if (found == attributes.end()) return;
    const auto* old = std::get_if<Ints>(&found->second);
    if (!old) return;
    Ints lifted;
    for (const std::int64_t number : *old) {
        lifted.push_back(neutral);
        lifted.push_back(number);
    }
    found->second = std::move(lifted);
}

bool isLiftable(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"};
    if (!std::ranges::any_of(kTypes, [&](std::string_view type) { return rewriter.is(node, type); })) return false;
    return knownRank(graph, node.input(0)) == 3 && !node.output(1).isValid() && graph.opset() >= 5;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!isLiftable(graph, rewriter, node)) return false;
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> inputs = node.inputs;
    inputs[0] = parts.unsqueeze(node.input(0), 2);
    if (node.input(1).isValid()) {
        const Tensor* weights = rewriter.fixedContent(node.input(1));
        inputs[1] = weights ? parts.constant("weight", weights->reshaped({weights->dim(0), weights->dim(1), 1, weights->dim(2)}))
                            : parts.unsqueeze(node.input(1), 2);
    }
    Attributes attributes = node.attributes;
    for (const std::string_view key : {"kernel_shape", "strides", "dilations", "output_shape"})
        lift(attributes, key, 1);
    for (const std::string_view key : {"pads", "output_padding"})
        lift(attributes, key, 0);
    parts.finish(parts.squeeze(parts.add(node.opType, std::move(inputs), std::move(attributes)), 2));
    return true;
}

} // namespace

Result<int> lift1dTo2d(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
