#include "core/passes/lowering/split_batch_into_branches.h"

#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMostBranches = 16;
constexpr std::string_view kOperators[] = {"Conv",          "ConvTranspose",        "MaxPool", "AveragePool", "GlobalAveragePool",
                                           "GlobalMaxPool", "InstanceNormalization"};
/// They would not be worth a branch of their own, but do not end one.
constexpr std::string_view kUnary[] = {"Relu", "Clip",     "Sigmoid", "Tanh", "LeakyRelu", "Elu",  "HardSigmoid", "HardSwish",
                                       "Mish", "Softplus", "Exp",     "Abs",  "Neg",       "Sqrt", "PRelu",       "BatchNormalization"};
constexpr std::string_view kBinary[] = {"Add", "Sub", "Mul", "Div"};

/// The samples of a value, one by one, where a Concat has just put them together.
std::vector<ValueId> samplesOf(const Graph& graph, const Rewriter& rewriter, ValueId id) {
    const NodeId producer = id.isValid() ? graph.value(id).producer : NodeId{};
    if (!producer.isValid() || !rewriter.is(graph.node(producer), "Concat")) return {};
    const Node& concat = graph.node(producer);
    const auto isSample = [&](ValueId part) {
        const auto& shape = graph.value(part).shape;
        return shape && shape->rank() > 0 && shape->dims[0] == Dim(1);
    };
    const auto rank = knownRank(graph, id);
    const bool isBatch = rank && axisOf(concat, 0, *rank) == 0 && std::ssize(concat.inputs) <= kMostBranches;
    return isBatch && std::ranges::all_of(concat.inputs, isSample) ? concat.inputs : std::vector<ValueId>();
}

/// A constant that is the same for all samples.
bool isShared(const Rewriter& rewriter, ValueId id, std::int64_t rank) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && (content->rank() < rank || (content->rank() == rank && content->dim(0) == 1));
}

std::int64_t batchOf(const Graph& graph, ValueId id) {
    const auto& shape = id.isValid() ? graph.value(id).shape : std::nullopt;
    return shape && shape->rank() >= 3 && shape->dims[0].isKnown() ? shape->dims[0].value : 0;
}

/// For each input its samples, or nothing for one that all branches read as it is. Empty where the node is left alone.
std::vector<std::vector<ValueId>> operandsOf(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    std::vector<std::vector<ValueId>> operands(node.inputs.size());
    const bool isBinary = isOneOf(rewriter, node, kBinary) && node.inputs.size() == 2;
    std::size_t branches = 0;
    for (std::size_t i = 0; i < (isBinary ? 2 : 1); ++i) {
        operands[i] = samplesOf(graph, rewriter, node.input(i));
        const std::int64_t rank = rankOf(graph, node.output());
        if (rank < 1) return {};
        if (operands[i].empty() && !(isBinary && isShared(rewriter, node.input(i), rank))) return {};
        if (!operands[i].empty() && (rankOf(graph, node.input(i)) != rank || (branches != 0 && branches != operands[i].size()))) return {};
        branches = std::max(branches, operands[i].size());
    }
    const bool hasWeights = isOneOf(rewriter, node, kOperators);
    // A slope or another parameter that varies from sample to sample stays where it is.
    for (std::size_t i = isBinary ? 2 : 1; i < node.inputs.size() && !hasWeights; ++i)
        if (node.input(i).isValid() && !isShared(rewriter, node.input(i), rankOf(graph, node.output()))) return {};
    return branches > 1 ? operands : std::vector<std::vector<ValueId>>();
}

/// The result of a branch, with the shape that it has: the node behind it looks for it.
ValueId branch(Graph& graph, Replacement& parts, const std::vector<ValueId>& inputs) {
    const ValueId made = parts.add(parts.node().opType, inputs, parts.node().attributes);
    const ValueId whole = parts.node().output();
    graph.setType(made, graph.value(whole).type);
    std::optional<Shape> shape = graph.value(whole).shape;
    if (shape && shape->rank() > 0) shape->dims[0] = Dim(1);
    graph.setShape(made, std::move(shape));
    return made;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isOperator = isOneOf(rewriter, node, kOperators);
    if ((!isOperator && !isOneOf(rewriter, node, kUnary) && !isOneOf(rewriter, node, kBinary)) || !hasOneOutput(rewriter, node) ||
        node.intAttribute("training_mode", 0) != 0 || graph.opset() < 7)
        return false;
    auto operands = operandsOf(graph, rewriter, node);
    const std::int64_t batch = batchOf(graph, node.input(0));
    if (operands.empty() && (!isOperator || batch < 2 || batch > kMostBranches)) return false;
    const std::vector<ValueId> before = node.inputs;
    Replacement parts(graph, rewriter, id);
    if (operands.empty()) {
        operands.resize(before.size());
        operands[0] = parts.split(before[0], 0, Ints(static_cast<std::size_t>(batch), 1));
    }
    const std::size_t branches = std::ranges::max(operands, {}, [](const auto& samples) { return samples.size(); }).size();
    std::vector<ValueId> results;
    for (std::size_t i = 0; i < branches; ++i) {
        std::vector<ValueId> inputs = before;
        for (std::size_t k = 0; k < inputs.size(); ++k)
            if (!operands[k].empty()) inputs[k] = operands[k][i];
        results.push_back(branch(graph, parts, inputs));
    }
    parts.finish(parts.concat(std::move(results), 0));
    for (const ValueId input : before)
        if (input.isValid() && graph.isAlive(input) && !rewriter.isRead(input))
            if (const NodeId concat = graph.value(input).producer; concat.isValid()) rewriter.removeDead(concat);
    return true;
}

} // namespace

Result<int> splitBatchIntoBranches(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
