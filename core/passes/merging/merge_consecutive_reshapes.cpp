#include "core/passes/merging/merge_consecutive_reshapes.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

bool isReshaping(const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze"};
    return std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); });
}

NodeId reshapingProducer(const Graph& graph, const Rewriter& rewriter, ValueId value) {
    if (!rewriter.onlyReader(value).isValid()) return {};
    const NodeId producer = graph.value(value).producer;
    return producer.isValid() && isReshaping(rewriter, graph.node(producer)) ? producer : NodeId{};
}

/// True for a Reshape whose target says nothing about the dimensions of its input (no 0, which copies one).
bool statesItsShape(const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "Reshape")) return false;
    const auto target = rewriter.fixedInts(node.input(1));
    return target && std::find(target->begin(), target->end(), 0) == target->end();
}

/// A target that gives the static shape of `value`; nothing where a Reshape could not state it.
std::optional<Tensor> targetFor(const Rewriter& rewriter, ValueId value) {
    const auto dims = rewriter.staticShape(value);
    if (!dims || dims->empty() || std::find(dims->begin(), dims->end(), 0) != dims->end()) return std::nullopt;
    return Tensor::of<std::int64_t>({static_cast<std::int64_t>(dims->size())}, std::span<const std::int64_t>(*dims));
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!isReshaping(rewriter, graph.node(id)) || graph.opset() < 5) return false;
    const Node node = graph.node(id);
    const NodeId first = reshapingProducer(graph, rewriter, node.input(0));
    if (!first.isValid()) return false;
    if (!statesItsShape(rewriter, node)) {
        const auto target = targetFor(rewriter, node.output());
        if (!target) return false;
        graph.setInputs(id, {node.input(0), graph.addConstant(node.name + "_shape", *target)});
        graph.setOpType(id, "Reshape");
        graph.attributes(id).clear();
        for (const ValueId input : node.inputs)
            rewriter.dropIfUnread(input);
    }
    graph.setInput(id, 0, graph.node(first).input(0));
    rewriter.joinOrigins(id, first);
    rewriter.removeDead(first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveReshapes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
