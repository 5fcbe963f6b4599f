#include "core/passes/constants/fold_constants.h"

#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kFreeBytes = std::int64_t(1) << 20;
constexpr std::int64_t kWeightBytes = std::int64_t(64) << 20;
constexpr std::int64_t kMostWork = std::int64_t(1) << 28;
constexpr std::int64_t kSearchedBytes = std::int64_t(1) << 16;

/// What one run may take: each node may be small and the file hold thousands.
struct Budget {
    std::int64_t work = std::int64_t(1) << 36;   ///< operations
    std::int64_t growth = std::int64_t(1) << 28; ///< bytes of results beyond those of the constants that go
};

bool isFoldable(const Node& node) {
    const OpRow* row = findOp(node);
    if (!row || !row->evaluate || !row->isDeterministic || !node.subgraphs().empty()) return false;
    return row->category != OpCategory::Quantization;
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
    for (const Tensor& tensor : tensors)
        total += tensor.sizeBytes();
    return total;
}

/// Texts may grow without a change of shape, so that each of a row of joins could double them.
bool hasLongTexts(const std::vector<Tensor>& tensors) {
    std::int64_t total = 0;
    for (const Tensor& tensor : tensors)
        if (tensor.type() == DataType::String)
            for (const std::string& text : tensor.strings())
                total += static_cast<std::int64_t>(text.size());
    return total > kFreeBytes;
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

/// A device runs these operators with constant weights only, so that leaving weights to be computed would save the file
/// and lose the model.
bool isReadAsWeights(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Conv", "ConvTranspose", "Gemm", "MatMul"};
    const ValueId output = node.output();
    if (!output.isValid()) return false;
    const auto isWeight = [&](NodeId reader) {
        const Node& consumer = graph.node(reader);
        return consumer.input(1) == output &&
               std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(consumer, type); });
    };
    const std::vector<NodeId>& readers = graph.value(output).consumers;
    return std::any_of(readers.begin(), readers.end(), isWeight);
}

bool isSmallEnough(const Graph& graph, const Rewriter& rewriter, NodeId id, std::int64_t inputBytes) {
    const Work work = workOf(graph, id);
    if (work.macs > kMostWork || work.vectorOps > kMostWork || work.specialOps > kMostWork) return false;
    const std::int64_t allowed = isReadAsWeights(graph, rewriter, graph.node(id)) ? kWeightBytes : kFreeBytes;
    if (const auto bytes = expectedBytes(graph, graph.node(id))) return *bytes <= std::max(allowed, 2 * inputBytes);
    // Its result has no known shape before it is computed, but at most rank indices per element.
    return rewriter.is(graph.node(id), "NonZero") && inputBytes <= kSearchedBytes;
}

/// Bytes of the inputs that only this node reads.
std::int64_t freedBytes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    std::int64_t freed = 0;
    for (const ValueId input : node.inputs)
        if (input.isValid() && rewriter.onlyReader(input).isValid()) freed += graph.constantOf(input)->sizeBytes();
    return freed;
}

bool isAffordable(const Graph& graph, const Rewriter& rewriter, NodeId id, const Budget& budget) {
    const Work work = workOf(graph, id);
    const std::int64_t growth = expectedBytes(graph, graph.node(id)).value_or(0) - freedBytes(graph, rewriter, graph.node(id));
    return std::max({work.macs, work.vectorOps, work.specialOps}) <= budget.work && growth <= budget.growth;
}

void spend(const Graph& graph, const Rewriter& rewriter, NodeId id, std::int64_t bytes, Budget& budget) {
    const Work work = workOf(graph, id);
    budget.work -= std::max({work.macs, work.vectorOps, work.specialOps});
    budget.growth -= bytes - freedBytes(graph, rewriter, graph.node(id));
}

bool fold(Graph& graph, Rewriter& rewriter, NodeId id, Budget& budget) {
    const Node node = graph.node(id);
    if (!isFoldable(node)) return false;
    for (const ValueId output : node.outputs)
        if (output.isValid() && rewriter.isOutput(output)) return false;
    const auto inputs = fixedInputs(rewriter, node);
    if (!inputs || hasLongTexts(*inputs) || !isSmallEnough(graph, rewriter, id, totalBytes(*inputs))) return false;
    if (!isAffordable(graph, rewriter, id, budget)) return false;
    auto results = evaluateNode(graph, id, *inputs);
    if (!results || results->size() < node.outputs.size()) return false;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid() && !(*results)[i].isPresent()) return false;
    spend(graph, rewriter, id, totalBytes(*results), budget);
    graph.removeNode(id);
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid()) graph.setConstant(node.outputs[i], (*results)[i].clone());
    for (const ValueId input : node.inputs)
        rewriter.dropIfUnread(input);
    return true;
}

} // namespace

Result<int> foldConstants(Graph& graph, JobContext& context) {
    Budget budget;
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fold(graph, rewriter, id, budget); });
}

} // namespace lathe
