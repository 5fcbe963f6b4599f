#include "core/passes/fusion/channel_affine.h"

#include <cmath>

namespace lathe {
namespace {

/// Where the output channel stands in the weights: element index = (outer · channels + c) · inner + rest.
struct WeightLayout {
    std::int64_t channels = 0;
    std::int64_t inner = 1;
    std::int64_t perGroup = 0;       ///< ConvTranspose: output channels of one group; else `channels`
    std::int64_t inputsPerGroup = 0; ///< ConvTranspose: rows of one group; else 0

    std::int64_t channelOf(std::int64_t element) const {
        const std::int64_t column = element / inner % perGroup;
        if (inputsPerGroup == 0) return column;
        return element / (inner * perGroup) / inputsPerGroup * perGroup + column;
    }
};

std::int64_t productFrom(const std::vector<std::int64_t>& dims, std::size_t first) {
    std::int64_t product = 1;
    for (std::size_t i = first; i < dims.size(); ++i)
        product *= dims[i];
    return product;
}

/// A MatMul of matrices is a Gemm without bias.
bool isMatrixProduct(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto& shape = graph.value(node.input(0)).shape;
    return rewriter.is(node, "MatMul") && graph.opset() >= 7 && shape && shape->rank() == 2;
}

std::optional<WeightLayout> layoutOf(const Graph& graph, const Rewriter& rewriter, const Node& node, const Tensor& weights) {
    const std::vector<std::int64_t>& dims = weights.dims();
    if (weights.elementCount() == 0) return std::nullopt;
    if (rewriter.is(node, "Conv") && dims.size() >= 3) return WeightLayout{dims[0], productFrom(dims, 1), dims[0], 0};
    if (rewriter.is(node, "ConvTranspose") && dims.size() >= 3) {
        const std::int64_t group = node.intAttribute("group", 1);
        if (group < 1 || dims[0] % group != 0) return std::nullopt;
        return WeightLayout{dims[1] * group, productFrom(dims, 2), dims[1], dims[0] / group};
    }
    if ((rewriter.is(node, "Gemm") || isMatrixProduct(graph, rewriter, node)) && dims.size() == 2) {
        const bool isTransposed = node.intAttribute("transB", 0) != 0;
        const std::int64_t channels = dims[isTransposed ? 0 : 1];
        return WeightLayout{channels, isTransposed ? dims[1] : 1, channels, 0};
    }
    return std::nullopt;
}

const Tensor* fixedFloat(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && content->type() == DataType::Float ? content : nullptr;
}

/// Bias per channel with the factor `beta` of a Gemm; nothing when it is no fixed number per channel.
std::optional<std::vector<double>> biasOf(const Rewriter& rewriter, const Node& node, std::int64_t channels) {
    std::vector<double> bias(static_cast<std::size_t>(channels), 0.0);
    if (!node.input(2).isValid()) return bias;
    const Tensor* content = fixedFloat(rewriter, node.input(2));
    if (!content) return std::nullopt;
    const bool isGemm = rewriter.is(node, "Gemm");
    const bool isScalar = isGemm && content->elementCount() == 1 && content->rank() <= 2;
    const bool isRow = content->elementCount() == channels && content->rank() >= 1 && content->rank() <= (isGemm ? 2 : 1) &&
                       content->dims().back() == channels;
    if (!isScalar && !isRow) return std::nullopt;
    const double beta = isGemm ? node.floatAttribute("beta", 1.0f) : 1.0;
    const auto numbers = content->data<float>();
    for (std::size_t c = 0; c < bias.size(); ++c)
        bias[c] = beta * numbers[isScalar ? 0 : c];
    return bias;
}

} // namespace

std::optional<std::int64_t> foldableChannels(const Graph& graph, const Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const Tensor* weights = fixedFloat(rewriter, node.input(1));
    if (!weights) return std::nullopt;
    const auto layout = layoutOf(graph, rewriter, node, *weights);
    if (!layout || !biasOf(rewriter, node, layout->channels)) return std::nullopt;
    return layout->channels;
}

NodeId foldableProducer(const Graph& graph, const Rewriter& rewriter, ValueId value) {
    if (!rewriter.onlyReader(value).isValid()) return {};
    const NodeId producer = graph.value(value).producer;
    return producer.isValid() && foldableChannels(graph, rewriter, producer) ? producer : NodeId{};
}

std::int64_t foldableRank(const Graph& graph, NodeId node) {
    return graph.value(graph.node(node).input(1)).constant->rank();
}

bool applyChannelAffine(Graph& graph, Rewriter& rewriter, NodeId id, const ChannelAffine& affine) {
    const Node& node = graph.node(id);
    const Tensor weights = *graph.constantOf(node.input(1));
    const WeightLayout layout = *layoutOf(graph, rewriter, node, weights);
    const std::vector<double> bias = *biasOf(rewriter, node, layout.channels);

    bool isFinite = true, isBiasNeeded = node.input(2).isValid();
    Tensor newWeights = Tensor::makeZeros(DataType::Float, weights.dims());
    const auto from = weights.data<float>();
    const auto to = newWeights.mutableData<float>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = static_cast<float>(from[i] * affine.scale[static_cast<std::size_t>(layout.channelOf(static_cast<std::int64_t>(i)))]);
        isFinite = isFinite && std::isfinite(to[i]);
    }
    Tensor newBias = Tensor::makeZeros(DataType::Float, {layout.channels});
    const auto shifted = newBias.mutableData<float>();
    for (std::size_t c = 0; c < shifted.size(); ++c) {
        shifted[c] = static_cast<float>(bias[c] * affine.scale[c] + affine.shift[c]);
        isFinite = isFinite && std::isfinite(shifted[c]);
        isBiasNeeded = isBiasNeeded || shifted[c] != 0.0f;
    }
    if (!isFinite) return false;

    const std::string stem = node.name;
    rewriter.replaceConstant(id, 1, std::move(newWeights), stem + "_weight");
    if (isBiasNeeded && rewriter.is(node, "MatMul")) graph.setOpType(id, "Gemm");
    if (isBiasNeeded) rewriter.replaceConstant(id, 2, std::move(newBias), stem + "_bias");
    if (graph.node(id).hasAttribute("beta")) graph.attributes(id)["beta"] = 1.0f;
    return true;
}

std::optional<std::vector<double>> channelOperand(const Rewriter& rewriter, ValueId operand, std::int64_t rank, std::int64_t channels) {
    const Tensor* content = fixedFloat(rewriter, operand);
    if (!content || content->rank() > rank) return std::nullopt;
    const auto numbers = content->data<float>();
    if (content->elementCount() == 1) return std::vector<double>(static_cast<std::size_t>(channels), numbers[0]);
    const std::int64_t channelAxis = content->rank() - rank + 1; // among the operand's dimensions, aligned at the right
    if (channelAxis < 0 || content->elementCount() != channels || content->dim(channelAxis) != channels) return std::nullopt;
    return std::vector<double>(numbers.begin(), numbers.end());
}

bool fuseChannelOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed, AffineOf affineOf) {
    const Node& node = graph.node(id);
    const NodeId conv = foldableProducer(graph, rewriter, node.input(computed));
    if (!conv.isValid()) return false;
    auto operand = channelOperand(rewriter, node.input(1 - computed), foldableRank(graph, conv), *foldableChannels(graph, rewriter, conv));
    if (!operand) return false;
    if (!applyChannelAffine(graph, rewriter, conv, affineOf(node, std::move(*operand)))) return false;
    rewriter.takeOverOutput(conv, id);
    return true;
}

} // namespace lathe
