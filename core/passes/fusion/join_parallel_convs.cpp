#include "core/passes/fusion/join_parallel_convs.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::size_t kWeights = 1, kBias = 2;

/// A constant whose bytes go with the node: nothing else reads it.
const Tensor* ownFloats(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = id.isValid() && rewriter.onlyReader(id).isValid() ? rewriter.fixedContent(id) : nullptr;
    return content && content->type() == DataType::Float && content->elementCount() > 0 ? content : nullptr;
}

bool isPlainConv(const Rewriter& rewriter, const Node& node, ValueId source) {
    if (!rewriter.is(node, "Conv") || node.input(0) != source || node.intAttribute("group", 1) != 1) return false;
    const Tensor* weights = ownFloats(rewriter, node.input(kWeights));
    if (!weights || weights->rank() < 3) return false;
    if (!node.input(kBias).isValid()) return true;
    const Tensor* bias = ownFloats(rewriter, node.input(kBias));
    return bias && bias->dims() == std::vector<std::int64_t>{weights->dim(0)};
}

/// Attributes that say how the kernel moves, with what is the default left out.
struct Window {
    std::string automatic;
    std::vector<std::int64_t> kernel, strides, pads, dilations;
    bool operator==(const Window&) const = default;
};

Window windowOf(const Graph& graph, const Node& node) {
    const std::vector<std::int64_t>& dims = graph.constantOf(node.input(kWeights))->dims();
    const std::size_t count = dims.size() - 2;
    const std::string automatic = node.stringAttribute("auto_pad", "NOTSET");
    return {automatic.empty() ? "NOTSET" : automatic,
            {dims.begin() + 1, dims.end()},
            node.intsAttribute("strides", std::vector<std::int64_t>(count, 1)),
            node.intsAttribute("pads", std::vector<std::int64_t>(2 * count, 0)),
            node.intsAttribute("dilations", std::vector<std::int64_t>(count, 1))};
}

std::vector<NodeId> branchesOf(const Graph& graph, const Rewriter& rewriter, NodeId first) {
    const ValueId source = graph.node(first).input(0);
    std::vector<NodeId> branches;
    for (const NodeId reader : graph.value(source).consumers)
        if (isPlainConv(rewriter, graph.node(reader), source) && windowOf(graph, graph.node(reader)) == windowOf(graph, graph.node(first)))
            branches.push_back(reader);
    if (branches.size() < 2 || branches.front() != first) branches.clear();
    return branches;
}

/// The weights or biases one after the other; a bias that is omitted counts as zeros.
Tensor joined(const Graph& graph, const std::vector<NodeId>& branches, std::size_t input, std::int64_t channels) {
    std::vector<std::int64_t> dims{channels};
    if (input == kWeights) {
        const std::vector<std::int64_t>& one = graph.constantOf(graph.node(branches.front()).input(kWeights))->dims();
        dims.insert(dims.end(), one.begin() + 1, one.end());
    }
    Tensor all = Tensor::makeZeros(DataType::Float, dims);
    auto next = all.mutableData<float>().begin();
    for (const NodeId branch : branches) {
        const Tensor* part = graph.constantOf(graph.node(branch).input(input));
        const std::int64_t outputs = graph.constantOf(graph.node(branch).input(kWeights))->dim(0);
        next = part ? std::ranges::copy(part->data<float>(), next).out : next + outputs;
    }
    return all;
}

void addSplit(Graph& graph, NodeId conv, ValueId all, const std::vector<ValueId>& results, const std::vector<std::int64_t>& channels) {
    Node split{graph.node(conv).name + "_split", "Split", "", {all}, results, {{"axis", std::int64_t(1)}}, graph.node(conv).origins};
    if (graph.opset() < 13)
        split.attributes["split"] = channels;
    else
        split.inputs.push_back(
            graph.addConstant(split.name + "_channels", Tensor::of<std::int64_t>({static_cast<std::int64_t>(channels.size())},
                                                                                 std::span<const std::int64_t>(channels))));
    graph.addNode(std::move(split));
}

bool join(Graph& graph, Rewriter& rewriter, NodeId first) {
    if (!isPlainConv(rewriter, graph.node(first), graph.node(first).input(0))) return false;
    const std::vector<NodeId> branches = branchesOf(graph, rewriter, first);
    if (branches.empty()) return false;
    std::vector<std::int64_t> channels;
    std::int64_t total = 0;
    bool hasBias = false;
    for (const NodeId branch : branches) {
        channels.push_back(graph.constantOf(graph.node(branch).input(kWeights))->dim(0));
        total += channels.back();
        hasBias = hasBias || graph.node(branch).input(kBias).isValid();
    }
    const std::string name = graph.node(first).name;
    Tensor weights = joined(graph, branches, kWeights, total);
    std::optional<Tensor> bias;
    if (hasBias) bias = joined(graph, branches, kBias, total);
    std::vector<ValueId> results{graph.node(first).output()};
    for (const NodeId branch : std::span(branches).subspan(1)) {
        results.push_back(graph.node(branch).output());
        rewriter.joinOrigins(first, branch);
        const std::vector<ValueId> inputs = graph.node(branch).inputs;
        graph.removeNode(branch);
        for (const ValueId input : inputs)
            rewriter.dropIfUnread(input);
    }
    Value whole;
    whole.name = name + "_all";
    whole.type = DataType::Float;
    const ValueId all = graph.addValue(std::move(whole));
    graph.setOutput(first, 0, all);
    rewriter.replaceConstant(first, kWeights, std::move(weights), name + "_weight");
    if (bias) rewriter.replaceConstant(first, kBias, std::move(*bias), name + "_bias");
    rewriter.writeOrigins(first);
    addSplit(graph, first, all, results, channels);
    return true;
}

} // namespace

Result<int> joinParallelConvs(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return join(graph, rewriter, id); });
}

} // namespace lathe
