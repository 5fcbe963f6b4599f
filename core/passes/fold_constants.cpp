#include "core/passes/fold_constants.h"

#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "core/passes/rewriter.h"

namespace lathe {
namespace {

constexpr std::int64_t kFreeBytes = std::int64_t(1) << 20;
constexpr std::int64_t kMostWork = std::int64_t(1) << 28;
constexpr std::int64_t kSearchedBytes = std::int64_t(1) << 16;

bool isFoldable(const Node& node) {
    const OpRow* row = findOp(node);
    if (!row || !row->evaluate || !row->isDeterministic || !node.subgraphs().empty()) return false;
    return row->category != OpCategory::Quantization && row->category != OpCategory::Constant;
}

/// The inputs when all of them are fixed constants.
std::optional<std::vector<Tensor>> fixedInputs(const Rewriter& rewriter, const Node& node) {
    std::vector<Tensor> inputs;
    bool hasInput = false;
    for (const ValueId input : node.inputs) {
        const Tensor* content = rewriter.fixedContent(input);
        if (input.isValid() && !content) return std::nullopt;
        inputs.push_back(content ? *content : Tensor());
        hasInput = hasInput || content;
    }
    return hasInput ? std::optional(std::move(inputs)) : std::nullopt;
}

std::int64_t totalBytes(const std::vector<Tensor>& tensors) {
    std::int64_t total = 0;
    for (const Tensor& tensor : tensors) total += tensor.sizeBytes();
    return total;
}

/// What the outputs will take, from their inferred shapes; nothing when that is not known.
std::optional<std::int64_t> expectedBytes(const Graph& graph, const Node& node) {
    std::int64_t total = 0;
    for (const ValueId output : node.outputs) {
        if (!output.isValid()) continue;
        const auto& shape = graph.value(output).shape;
        const auto count = shape ? shape->elementCount() : std::nullopt;
        if (!count || *count > (std::int64_t(1) << 40)) return std::nullopt;
        total += byteSize(graph.value(output).type, *count);
    }
    return total;
}

bool isSmallEnough(const Graph& graph, const Rewriter& rewriter, NodeId id, std::int64_t inputBytes) {
    const Work work = workOf(graph, id);
    if (work.macs > kMostWork || work.vectorOps > kMostWork || work.specialOps > kMostWork) return false;
    if (const auto bytes = expectedBytes(graph, graph.node(id))) return *bytes <= std::max(kFreeBytes, 2 * inputBytes);
    // Its result has no known shape before it is computed, but at most rank indices per element.
    return rewriter.is(graph.node(id), "NonZero") && inputBytes <= kSearchedBytes;
}

bool fold(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!isFoldable(node)) return false;
    for (const ValueId output : node.outputs)
        if (output.isValid() && graph.isOutput(output)) return false;
    const auto inputs = fixedInputs(rewriter, node);
    if (!inputs || !isSmallEnough(graph, rewriter, id, totalBytes(*inputs))) return false;
    auto results = evaluateNode(graph, id, *inputs);
    if (!results || results->size() < node.outputs.size()) return false;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid() && !(*results)[i].isPresent()) return false;
    graph.removeNode(id);
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid()) graph.setConstant(node.outputs[i], (*results)[i].clone());
    for (const ValueId input : node.inputs) rewriter.dropIfUnread(input);
    return true;
}

} // namespace

Result<int> foldConstants(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fold(graph, rewriter, id); });
}

} // namespace lathe
