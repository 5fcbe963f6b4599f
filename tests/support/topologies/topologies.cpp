#include "tests/support/topologies/topologies.h"

#include "core/graph/text_elements.h"
#include "tests/support/topologies/exporter.h"

#include <algorithm>

namespace lathe::test {
namespace {

Graph makeChain10000(const TopologySize&) {
    return makeResidualChain(2000);
}

constexpr TopologyRow kTopologies[] = {
    {"resnet50", makeResNet50, 1 / 16.0, 64, "BatchNormalization behind every Conv, opset 13"},
    {"mobilenet_v2", makeMobileNetV2, 1 / 8.0, 64, "Clip with Constant bounds, Dropout, mean over the map, opset 13"},
    {"mobilenet_v3_large", makeMobileNetV3, 1 / 8.0, 96, "HardSwish and HardSigmoid in parts, squeeze and excite, opset 13"},
    {"efficientnet_b0", makeEfficientNet, 1 / 8.0, 96, "computed Pad before strided Convs, SiLU in parts, opset 16"},
    {"cspdarknet53", makeCspDarknet53, 1 / 16.0, 64, "Mish in parts, joined branches, Identity, opset 16"},
    {"convnext_tiny", makeConvNeXt, 1 / 16.0, 64, "pairs of Transpose around LayerNormalization and Gelu in parts, opset 20"},
    {"yolov5s", makeYoloV5, 1 / 8.0, 64, "grids from Range and Expand, halves by Slice, Resize to computed sizes, opset 16"},
    {"yolov8n", makeYoloV8, 1 / 4.0, 64, "halves by shape arithmetic, distribution head, opset 16"},
    {"vit_b_16", makeVit, 1 / 16.0, 64, "attention with computed views, LayerNormalization and Gelu in parts, opset 20"},
    {"swin_tiny", makeSwin, 1 / 16.0, 224, "windows by Reshape and Transpose, shifts by Slice and Concat, masks, opset 17"},
    {"bert_base", makeBert, 1 / 16.0, 0, "open sequence, masks of tokens, LayerNormalization and Gelu in parts, opset 16"},
    {"gpt2", makeGpt2, 1 / 16.0, 0, "causal mask by Where, Gelu by tanh, three parts by Slice, opset 16"},
    {"llama_8", makeLlama, 1 / 16.0, 0, "root mean squares in parts with casts, rotary positions, repeated heads, opset 16"},
    {"chain_10000", makeChain10000, 1, 4, "2000 residual blocks with nothing to do"},
};

Tensor numbersFor(const Value& value, const Dims& dims, std::uint64_t seed) {
    Tensor tensor = Tensor::makeZeros(value.type, dims);
    if (isFloatingPoint(value.type)) {
        fillRandom(tensor, seed, -1, 1);
        return tensor;
    }
    const bool isMask = value.name.find("mask") != std::string::npos;
    fillRandom(tensor, seed, 0, isMask ? 1 : 15);
    if (isMask && dims.size() == 2)
        for (std::int64_t row = 0; row < dims[0]; ++row)
            tensor.mutableData<std::int64_t>()[static_cast<std::size_t>(row * dims[1])] = 1;
    return tensor;
}

} // namespace

std::span<const TopologyRow> topologyTable() {
    return kTopologies;
}

const TopologyRow* findTopology(std::string_view name) {
    const auto found = std::ranges::find(kTopologies, name, &TopologyRow::name);
    return found == std::end(kTopologies) ? nullptr : found;
}

std::vector<Tensor> topologyInputs(const Graph& graph, std::int64_t batch, std::int64_t sequence, std::uint64_t seed) {
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        Dims dims;
        for (const Dim& dim : value.shape->dims)
            dims.push_back(dim.isKnown() ? dim.value : dim.symbol == "batch" ? batch : sequence);
        inputs.push_back(numbersFor(value, dims, seed + inputs.size()));
    }
    return inputs;
}

} // namespace lathe::test
