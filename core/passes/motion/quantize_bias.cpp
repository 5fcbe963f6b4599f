#include "core/passes/motion/quantize_bias.h"

#include "core/passes/motion/quantization_pair.h"
#include "core/passes/node_forms.h"

#include <cmath>
#include <limits>

namespace lathe {
namespace {

constexpr std::int64_t kChannelsSince = 13; // of DequantizeLinear with a scale for each

NodeId dequantizer(const Graph& graph, const Rewriter& rewriter, ValueId id) {
    const NodeId producer = id.isValid() ? graph.value(id).producer : NodeId{};
    return producer.isValid() && rewriter.is(graph.node(producer), "DequantizeLinear") ? producer : NodeId{};
}

/// The scales of a DequantizeLinear, where they are fixed floats and count 1 or `channels` along `axis`.
std::optional<std::vector<double>> scalesOf(const Rewriter& rewriter, const Node& node, std::int64_t channels, std::int64_t axis) {
    const Tensor* content = rewriter.fixedContent(node.input(1));
    if (!content || content->type() != DataType::Float || node.hasAttribute("block_size")) return std::nullopt;
    const bool isPerChannel = content->elementCount() == channels && content->rank() == 1 && node.intAttribute("axis", 1) == axis;
    if (content->elementCount() != 1 && !isPerChannel) return std::nullopt;
    return content->toDoubles();
}

/// The dimension of the weights along which the outputs of a node stand; nothing for a node whose bias is no plain summand.
std::optional<std::int64_t> outputAxis(const Rewriter& rewriter, const Node& node) {
    if (rewriter.is(node, "Conv")) return 0;
    if (rewriter.is(node, "ConvTranspose") && node.intAttribute("group", 1) == 1) return 1;
    const bool isPlainGemm =
        rewriter.is(node, "Gemm") && node.floatAttribute("alpha", 1.0f) == 1.0f && node.floatAttribute("beta", 1.0f) == 1.0f;
    return isPlainGemm ? std::optional<std::int64_t>(node.intAttribute("transB", 0) != 0 ? 0 : 1) : std::nullopt;
}

struct QuantizedBias {
    Tensor numbers, scales;
};

/// To the nearest step; nothing where a step is no normal number or a bias does not fit.
std::optional<QuantizedBias> quantized(const Tensor& bias, double inputScale, const std::vector<double>& weightScales) {
    constexpr double kMost = std::numeric_limits<std::int32_t>::max();
    QuantizedBias result{Tensor::makeZeros(DataType::Int32, bias.dims()),
                         Tensor::makeZeros(DataType::Float, weightScales.size() == 1 ? std::vector<std::int64_t>{} : bias.dims())};
    const auto scales = result.scales.mutableData<float>();
    for (std::size_t i = 0; i < scales.size(); ++i) {
        scales[i] = static_cast<float>(inputScale * weightScales[i]);
        if (!std::isnormal(scales[i]) || scales[i] < 0) return std::nullopt;
    }
    const auto from = bias.data<float>();
    const auto to = result.numbers.mutableData<std::int32_t>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        const double steps = std::nearbyint(from[i] / static_cast<double>(scales[scales.size() == 1 ? 0 : i]));
        if (!(std::abs(steps) <= kMost)) return std::nullopt;
        to[i] = static_cast<std::int32_t>(steps);
    }
    return result;
}

bool quantize(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto axis = outputAxis(rewriter, node);
    const Tensor* bias = axis ? rewriter.fixedContent(node.input(2)) : nullptr;
    const NodeId x = dequantizer(graph, rewriter, node.input(0)), w = dequantizer(graph, rewriter, node.input(1));
    if (!bias || bias->type() != DataType::Float || bias->rank() != 1 || bias->elementCount() == 0 || !x.isValid() || !w.isValid())
        return false;
    if (!isPerTensor(rewriter, graph.node(x))) return false;
    const auto inputScale = scalesOf(rewriter, graph.node(x), 1, 0), weightScales = scalesOf(rewriter, graph.node(w), bias->dim(0), *axis);
    if (!inputScale || !weightScales || (weightScales->size() > 1 && graph.opset() < kChannelsSince)) return false;
    auto made = quantized(*bias, inputScale->front(), *weightScales);
    if (!made) return false;
    const ValueId old = node.input(2);
    const std::string stem = node.name + "_bias";
    Attributes attributes;
    if (weightScales->size() > 1) attributes["axis"] = std::int64_t(0);
    const ValueId numbers = graph.addConstant(stem, std::move(made->numbers)),
                  scale = graph.addConstant(stem + "_scale", std::move(made->scales));
    const ValueId result = addStep(graph, id, "DequantizeLinear", {numbers, scale}, std::move(attributes));
    graph.setType(result, DataType::Float);
    graph.setShape(result, graph.value(old).shape);
    graph.setInput(id, 2, result);
    rewriter.dropIfUnread(old);
    return true;
}

} // namespace

Result<int> quantizeBias(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return quantize(graph, rewriter, id); });
}

} // namespace lathe
