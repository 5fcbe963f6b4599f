#include "core/compiler/layer_fusion.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::array<std::string_view, 4> kPooling{"MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"};

bool isPoolingNode(const Node& node) {
    return node.domain.empty() && std::ranges::find(kPooling, node.opType) != kPooling.end();
}

bool isPicture(const Graph& graph, ValueId value) {
    const auto& shape = graph.value(value).shape;
    const auto dims = shape ? shape->known() : std::nullopt;
    return dims && dims->size() == 4 && dims->front() == 1;
}

/// The last stage: what the next one reads is made there.
const PlannedLayer& lastStage(const PlannedLayer& layer) {
    return layer.stages.empty() ? layer : layer.stages.back();
}

bool slidesWindow(const QuantizedGraph& network, const PlannedLayer& stage) {
    const Graph& graph = network.graph;
    const Node& anchor = graph.node(stage.anchor());
    if (!stage.isOnAccelerator() || stage.isInputConversion || !isPicture(graph, anchor.input(0)) || !isPicture(graph, anchor.output()))
        return false;
    const bool isConvolution = anchor.domain.empty() && anchor.opType == "Conv" && graph.isConstant(anchor.input(1));
    return (isConvolution || isPoolingNode(anchor)) &&
           std::ranges::all_of(stage.nodes, [&](NodeId id) { return network.isQuantized(id) && graph.node(id).outputs.size() == 1; });
}

struct RowWindow {
    std::int64_t size = 1, stride = 1;
};

/// Rows under a row of the output; a window over everything is as large as its stride.
RowWindow rowWindowOf(const Graph& graph, const Node& anchor) {
    if (anchor.opType.starts_with("Global")) return {};
    const auto strides = anchor.intsAttribute("strides"), dilations = anchor.intsAttribute("dilations");
    const auto kernel = anchor.opType == "Conv" ? graph.value(anchor.input(1)).shape->known().value_or(std::vector<std::int64_t>(4, 1))[2]
                                                : anchor.intsAttribute("kernel_shape").front();
    return {(kernel - 1) * (dilations.empty() ? 1 : dilations.front()) + 1, strides.empty() ? 1 : strides.front()};
}

/// Whether everything but the first input is one constant number.
bool takesOneNumber(const Graph& graph, const Node& node) {
    return std::all_of(node.inputs.begin() + 1, node.inputs.end(), [&](ValueId input) {
        const Tensor* constant = input.isValid() ? graph.constantOf(input) : nullptr;
        return !input.isValid() || (constant && constant->elementCount() == 1);
    });
}

/// Steps of an attention block, all of which take the rows of a head one by one: scores (queries by keys), their scaling, Softmax, and the
/// product with the values.
enum class AttentionStep { None, Product, Scaling, Softmax };

AttentionStep attentionStepOf(const Graph& graph, const PlannedLayer& stage) {
    constexpr std::array<std::string_view, 4> kScaling{"Mul", "Div", "Add", "Sub"};
    const Node& anchor = graph.node(stage.anchor());
    if (!stage.isOnAccelerator() || !anchor.domain.empty() || !isPicture(graph, anchor.output())) return AttentionStep::None;
    const auto isPlain = [&](NodeId id) { return graph.node(id).outputs.size() == 1; };
    if (!std::ranges::all_of(stage.nodes, isPlain)) return AttentionStep::None;
    const auto rank = static_cast<std::int64_t>(graph.value(anchor.output()).shape->rank());
    if (anchor.opType == "MatMul") {
        const auto& second = graph.value(anchor.input(1)).shape;
        return second && static_cast<std::int64_t>(second->rank()) == rank ? AttentionStep::Product : AttentionStep::None;
    }
    if (anchor.opType == "Softmax") {
        const std::int64_t axis = anchor.intAttribute("axis", -1);
        return axis == -1 || axis == rank - 1 ? AttentionStep::Softmax : AttentionStep::None;
    }
    const bool isScaling = std::ranges::find(kScaling, anchor.opType) != kScaling.end() && takesOneNumber(graph, anchor) &&
                           graph.value(anchor.input(0)).shape == graph.value(anchor.output()).shape;
    return isScaling ? AttentionStep::Scaling : AttentionStep::None;
}

/// Product, any scaling, Softmax, product: a step may follow the one in front of it.
bool followsInAttention(AttentionStep before, AttentionStep step) {
    if (step == AttentionStep::Product) return before == AttentionStep::Softmax;
    const bool isInside = step == AttentionStep::Scaling || step == AttentionStep::Softmax;
    return isInside && (before == AttentionStep::Product || before == AttentionStep::Scaling);
}

} // namespace

std::vector<ValueId> matricesOf(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& layer) {
    const auto matrixOf = [&](const PlannedLayer& stage) {
        const ValueId second = network.graph.node(stage.anchor()).input(1);
        const bool isMatrix = stage.kind == LayerKind::Mac && second.isValid() && !network.graph.isConstant(second);
        return isMatrix ? plan.rootOf(second) : ValueId{};
    };
    std::vector<ValueId> matrices;
    if (layer.stages.empty()) matrices.push_back(matrixOf(layer));
    for (const PlannedLayer& stage : layer.stages)
        matrices.push_back(matrixOf(stage));
    std::erase_if(matrices, [](ValueId id) { return !id.isValid(); });
    return matrices;
}

bool isPooling(const Graph& graph, const PlannedLayer& layer) {
    return isPoolingNode(graph.node(layer.anchor()));
}

std::int32_t dataProducerOf(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& reader) {
    const Node& anchor = network.graph.node(reader.anchor());
    return reader.inputs.empty() || !anchor.input(0).isValid() ? -1 : plan.producerOf(plan.rootOf(anchor.input(0)));
}

bool canFuse(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& producer, const PlannedLayer& reader) {
    const Graph& graph = network.graph;
    if (!reader.stages.empty()) return false;
    const ValueId data = graph.node(reader.anchor()).input(0);
    if (graph.isOutput(data) || graph.useCount(data) != 1 || plan.rootOf(data) != data) return false;
    const PlannedLayer& stage = lastStage(producer);
    if (producer.outputs.size() != 1 || graph.node(stage.nodes.back()).output() != data) return false;
    if (plan.readersOf(data).size() != 1) return false; // somebody reads it in another shape
    if (followsInAttention(attentionStepOf(graph, stage), attentionStepOf(graph, reader))) return true;
    if (!slidesWindow(network, reader) || !slidesWindow(network, stage)) return false;
    const RowWindow window = rowWindowOf(graph, graph.node(reader.anchor()));
    const bool isEveryRowRead = window.stride <= window.size, isAnyRowReadTwice = window.size > window.stride;
    // What a residual addition takes from memory would be loaded once more with each overlap.
    const bool hasSideOperand = producer.inputs.size() > 1;
    return isEveryRowRead && !(hasSideOperand && isAnyRowReadTwice);
}

PlannedLayer joinLayers(const PlannedLayer& producer, const PlannedLayer& reader) {
    PlannedLayer joined = producer;
    joined.stages = producer.stages.empty() ? std::vector{producer} : producer.stages;
    joined.stages.push_back(reader);
    if (reader.kind == LayerKind::Mac) joined.kind = LayerKind::Mac;
    joined.nodes.insert(joined.nodes.end(), reader.nodes.begin(), reader.nodes.end());
    for (const ValueId input : reader.inputs) {
        const bool isInside = std::ranges::find(producer.outputs, input) != producer.outputs.end();
        if (!isInside && std::ranges::find(joined.inputs, input) == joined.inputs.end()) joined.inputs.push_back(input);
    }
    joined.outputs = reader.outputs;
    return joined;
}

LayerPlan fuseLayers(const LayerPlan& plan, const std::vector<std::int32_t>& readers) {
    std::vector<PlannedLayer> layers = plan.layers;
    std::vector<bool> isJoined(layers.size(), false);
    for (const std::int32_t reader : readers) {
        const auto producer = static_cast<std::size_t>(plan.producerOf(layers[static_cast<std::size_t>(reader)].inputs.front()));
        layers[static_cast<std::size_t>(reader)] = joinLayers(layers[producer], layers[static_cast<std::size_t>(reader)]);
        isJoined[producer] = true;
    }
    LayerPlan fused;
    fused.roots = plan.roots;
    fused.producerLayer.assign(plan.producerLayer.size(), -1);
    fused.readerLayers.resize(plan.readerLayers.size());
    std::vector<std::int32_t> places(layers.size(), -1);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (isJoined[i]) continue;
        places[i] = static_cast<std::int32_t>(fused.layers.size());
        for (const ValueId input : layers[i].inputs)
            fused.readerLayers[static_cast<std::size_t>(input.index)].push_back(places[i]);
        fused.layers.push_back(std::move(layers[i]));
    }
    std::vector<std::int32_t> into(places);
    for (auto reader = readers.rbegin(); reader != readers.rend(); ++reader) {
        const auto at = static_cast<std::size_t>(*reader);
        into[static_cast<std::size_t>(plan.producerOf(plan.layers[at].inputs.front()))] = into[at];
    }
    for (std::size_t i = 0; i < fused.producerLayer.size(); ++i) {
        const std::int32_t producer = plan.producerLayer[i];
        if (producer >= 0) fused.producerLayer[i] = into[static_cast<std::size_t>(producer)];
    }
    return fused;
}

} // namespace lathe
