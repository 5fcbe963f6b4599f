#include "core/quantization/equalize.h"

#include "core/quantization/integer_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lathe {
namespace {

constexpr float kLargestRatio = 32;
constexpr int kMostRounds = 4;
constexpr float kSettled = 1.01f;

/// Operators that scale with their first input and keep channels where they are.
constexpr std::string_view kTransparent[] = {"Relu",          "LeakyRelu", "PRelu",   "MaxPool", "AveragePool", "GlobalAveragePool",
                                             "GlobalMaxPool", "Identity",  "Dropout", "Resize",  "Upsample"};

/// Channels of a value where they lie in what a node reads: from `offset` on, each `repeats` elements of the axis.
struct Place {
    std::int64_t offset = 0, repeats = 1;
};

/// The weights that read a value's channels.
struct Reader {
    NodeId node;
    Place place;
};

std::optional<std::vector<std::int64_t>> dimsOf(const Graph& graph, ValueId value) {
    const auto& shape = graph.value(value).shape;
    return shape ? shape->known() : std::nullopt;
}

bool isFloatConstant(const Graph& graph, ValueId value) {
    const Tensor* tensor = graph.constantOf(value);
    return tensor && tensor->type() == DataType::Float;
}

/// A convolution or matrix product over channels with weights of its own; Gemm with its plain factors.
bool isLinear(const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    const IntegerRule* rule = findIntegerRule(node);
    if (!rule || rule->kind != IntegerKind::Mac || !isFloatConstant(graph, node.input(1))) return false;
    if (node.input(2).isValid() && !isFloatConstant(graph, node.input(2))) return false;
    return rule->obstacle(graph, node).empty();
}

bool isConvolution(const Node& node) {
    return node.opType == "Conv" || node.opType == "ConvTranspose";
}

/// A Clip that does what Relu does.
bool isRelu(const Graph& graph, const Node& node) {
    if (node.opType != "Clip") return false;
    const auto bound = [&](std::size_t input, const char* attribute, float fallback) -> std::optional<float> {
        if (!node.input(input).isValid()) return node.floatAttribute(attribute, fallback);
        const Tensor* tensor = graph.constantOf(node.input(input));
        return tensor && tensor->elementCount() == 1 ? std::optional(static_cast<float>(tensor->toDoubles()[0])) : std::nullopt;
    };
    constexpr float kMost = std::numeric_limits<float>::max();
    const auto low = bound(1, "min", -kMost), high = bound(2, "max", kMost);
    return low && high && (*low == 0 || *low <= -kMost) && *high >= kMost;
}

bool isTransparent(const Graph& graph, const Node& node) {
    if (!node.domain.empty() || node.outputs.size() != 1) return false;
    if (node.opType == "PRelu" && !graph.isConstant(node.input(1))) return false;
    return std::ranges::find(kTransparent, node.opType) != std::end(kTransparent) || isRelu(graph, node);
}

/// Where the channels go in a Concat along them; nothing where the value stands twice or the axis is another.
std::optional<Place> throughConcat(const Graph& graph, const Node& node, ValueId value, Place place) {
    const auto dims = dimsOf(graph, value);
    if (node.opType != "Concat" || !dims || std::ranges::count(node.inputs, value) != 1) return std::nullopt;
    const std::int64_t rank = static_cast<std::int64_t>(dims->size()), axis = node.intAttribute("axis", 1);
    if ((axis < 0 ? axis + rank : axis) != 1) return std::nullopt;
    for (const ValueId input : node.inputs) {
        if (input == value) return place;
        const auto before = dimsOf(graph, input);
        if (!before || before->size() < 2) return std::nullopt;
        place.offset += (*before)[1];
    }
    return std::nullopt;
}

/// [N, C, …] to [N, C·…].
std::optional<Place> throughFlatten(const Graph& graph, const Node& node, ValueId value, Place place) {
    if (node.opType != "Flatten" && node.opType != "Reshape") return std::nullopt;
    const auto from = dimsOf(graph, value), to = dimsOf(graph, node.output());
    if (!from || !to || from->size() < 2 || to->size() != 2 || node.inputs.front() != value || (*from)[0] != (*to)[0]) return std::nullopt;
    if ((*from)[1] == 0 || (*to)[1] % (*from)[1] != 0) return std::nullopt;
    const std::int64_t each = (*to)[1] / (*from)[1];
    return Place{place.offset * each, place.repeats * each};
}

/// Collects the readers of a value's channels; false where something else sees them.
bool collectReaders(const Graph& graph, ValueId value, Place place, std::vector<Reader>& readers) {
    if (graph.isOutput(value) || graph.value(value).consumers.empty()) return false;
    if (graph.useCount(value) != static_cast<std::int64_t>(graph.value(value).consumers.size())) return false; // a subgraph reads it
    for (const NodeId id : graph.value(value).consumers) {
        const Node& node = graph.node(id);
        for (const ValueId captured : graph.capturedBySubgraphs(id))
            if (captured == value) return false;
        if (isLinear(graph, id) && node.input(0) == value && std::ranges::count(node.inputs, value) == 1) {
            const auto dims = dimsOf(graph, value);
            if (!dims || (!isConvolution(node) && dims->size() != 2)) return false; // channels are not what a product sums over
            readers.push_back({id, place});
            continue;
        }
        std::optional<Place> next;
        if (isTransparent(graph, node) && node.input(0) == value && std::ranges::count(node.inputs, value) == 1)
            next = place;
        else if (const auto joined = throughConcat(graph, node, value, place))
            next = joined;
        else
            next = throughFlatten(graph, node, value, place);
        if (!next || !collectReaders(graph, node.output(), *next, readers)) return false;
    }
    return true;
}

/// A producer and all that reads it.
struct Link {
    NodeId producer;
    std::int64_t channels = 0;
    std::vector<Reader> readers;
};

std::vector<Link> linksOf(const Graph& graph) {
    std::vector<Link> links;
    for (const NodeId id : graph.topologicalOrder()) {
        if (!isLinear(graph, id)) continue;
        const Node& node = graph.node(id);
        if (!isConvolution(node) && node.opType != "Gemm") continue; // a MatMul of more than two axes has its channels last
        Link link{id, outputChannels(node, *graph.constantOf(node.input(1))), {}};
        if (node.opType == "ConvTranspose" && node.intAttribute("group", 1) != 1) continue;
        if (collectReaders(graph, node.output(), {}, link.readers)) links.push_back(std::move(link));
    }
    return links;
}

bool isDepthwise(const Node& node, const Tensor& weight) {
    return node.opType == "Conv" && weight.dim(1) == 1 && node.intAttribute("group", 1) > 1;
}

/// The channel of what a node reads that a weight element multiplies.
std::int64_t inputChannelOf(const Node& node, const Tensor& weight, std::int64_t element) {
    const auto inner = [&](std::int64_t axis) {
        std::int64_t count = 1;
        for (std::int64_t i = axis + 1; i < weight.rank(); ++i)
            count *= weight.dim(i);
        return count;
    };
    if (node.opType == "Conv") {
        const std::int64_t perGroup = weight.dim(0) / node.intAttribute("group", 1), output = element / inner(0);
        return output / perGroup * weight.dim(1) + element / inner(1) % weight.dim(1);
    }
    if (node.opType == "ConvTranspose") return element / inner(0);
    const bool isTransposed = node.opType == "Gemm" && node.intAttribute("transB", 0) != 0;
    return isTransposed ? element % weight.dim(1) : element / weight.dim(1);
}

/// The channel of the producer's result that a weight element makes.
std::int64_t outputChannelOf(const Node& node, const Tensor& weight, std::int64_t element) {
    const std::int32_t axis = weightAxis(node);
    std::int64_t inner = 1;
    for (std::int64_t i = axis + 1; i < weight.rank(); ++i)
        inner *= weight.dim(i);
    return element / inner % weight.dim(axis);
}

/// The channel of the link that a reader's weight element multiplies; −1 for one of others in a Concat.
std::int64_t linkChannelOf(const Link& link, const Reader& reader, const Node& node, const Tensor& weight, std::int64_t element) {
    const std::int64_t at = inputChannelOf(node, weight, element) - reader.place.offset;
    return at < 0 || at >= link.channels * reader.place.repeats ? -1 : at / reader.place.repeats;
}

/// The largest weight of each channel.
template <class ChannelOf>
void addPeaks(std::vector<float>& peaks, const Tensor& weight, ChannelOf channelOf) {
    const std::span<const float> w = weight.data<float>();
    for (std::int64_t i = 0; i < weight.elementCount(); ++i) {
        const std::int64_t channel = channelOf(i);
        if (channel < 0) continue;
        float& peak = peaks[static_cast<std::size_t>(channel)];
        peak = std::max(peak, std::fabs(w[static_cast<std::size_t>(i)]));
    }
}

class Equalizer {
public:
    Equalizer(Graph& graph, ChannelPeaks peaks) : m_graph(graph), m_peaks(std::move(peaks)) {}

    /// The ratio of the scales that it took.
    float equalize(const Link& link) {
        std::vector<float> scales = scalesOf(link);
        const auto [least, most] = std::ranges::minmax(scales);
        if (!(most / least > kSettled)) return 1;
        std::vector<float>& all = m_scales[link.producer];
        all.resize(scales.size(), 1.0f);
        std::ranges::transform(all, scales, all.begin(), std::multiplies());
        const Node& producer = m_graph.node(link.producer);
        rescale(link.producer, 1, [&](const Node& node, const Tensor& weight, std::int64_t element) {
            return 1 / scales[static_cast<std::size_t>(outputChannelOf(node, weight, element))];
        });
        if (producer.input(2).isValid()) rescaleBias(link, scales);
        for (const Reader& reader : link.readers)
            rescale(reader.node, 1, [&](const Node& node, const Tensor& weight, std::int64_t element) {
                const std::int64_t channel = linkChannelOf(link, reader, node, weight, element);
                return channel < 0 ? 1.0f : scales[static_cast<std::size_t>(channel)];
            });
        return most / least;
    }

    /// Of all rounds.
    const std::vector<float>& scalesOf(NodeId producer) const { return m_scales.at(producer); }

private:
    std::vector<float> scalesOf(const Link& link) {
        const auto channels = static_cast<std::size_t>(link.channels);
        std::vector<float> read(channels), made(channels);
        bool isAllDepthwise = true;
        for (const Reader& reader : link.readers) {
            const Node& node = m_graph.node(reader.node);
            const Tensor& weight = *m_graph.constantOf(node.input(1));
            isAllDepthwise = isAllDepthwise && isDepthwise(node, weight);
            addPeaks(read, weight, [&](std::int64_t element) { return linkChannelOf(link, reader, node, weight, element); });
        }
        const Node& producer = m_graph.node(link.producer);
        const auto measured = m_peaks.find(producer.output());
        const bool hasPeaks = measured != m_peaks.end() && measured->second.size() == channels;
        if (hasPeaks) {
            made = measured->second;
        } else {
            const Tensor& weight = *m_graph.constantOf(producer.input(1));
            addPeaks(made, weight, [&](std::int64_t element) { return outputChannelOf(producer, weight, element); });
        }
        std::vector<float> scales(channels, 0.0f);
        float most = 0, peak = 0, scaledPeak = 0;
        for (std::size_t c = 0; c < channels; ++c) {
            const bool isDead = !(made[c] > 0) || !(read[c] > 0);
            if (!isDead) scales[c] = hasPeaks && isAllDepthwise ? made[c] : std::sqrt(made[c] / read[c]);
            most = std::max(most, scales[c]);
        }
        for (std::size_t c = 0; c < channels; ++c) {
            scales[c] = most > 0 && std::isfinite(most) ? std::max(scales[c], most / kLargestRatio) : 1.0f;
            peak = std::max(peak, made[c]);
            scaledPeak = std::max(scaledPeak, made[c] / scales[c]);
        }
        for (float& scale : scales)
            scale = peak > 0 ? scale * (scaledPeak / peak) : 1.0f;
        return scales;
    }

    /// Replaces a weight that this node may share with others by its own, scaled.
    template <class FactorOf>
    void rescale(NodeId id, std::size_t input, FactorOf factorOf) {
        const Node node = m_graph.node(id);
        const Tensor& weight = *m_graph.constantOf(node.input(input));
        Tensor scaled = weight.clone();
        const std::span<float> w = scaled.mutableData<float>();
        for (std::int64_t i = 0; i < scaled.elementCount(); ++i)
            w[static_cast<std::size_t>(i)] *= factorOf(node, weight, i);
        store(id, input, std::move(scaled));
    }

    /// One number for all channels becomes one for each.
    void rescaleBias(const Link& link, const std::vector<float>& scales) {
        const Tensor& bias = *m_graph.constantOf(m_graph.node(link.producer).input(2));
        const bool isOne = bias.elementCount() == 1;
        const std::vector<std::int64_t> dims = isOne && link.channels > 1 ? std::vector{link.channels} : bias.dims();
        Tensor scaled = Tensor::makeZeros(DataType::Float, dims);
        for (std::size_t c = 0; c < scales.size(); ++c)
            scaled.mutableData<float>()[c] = bias.data<float>()[isOne ? 0 : c] / scales[c];
        store(link.producer, 2, std::move(scaled));
    }

    void store(NodeId id, std::size_t input, Tensor tensor) {
        const ValueId held = m_graph.node(id).input(input);
        if (m_graph.useCount(held) == 1 && !m_graph.isOutput(held)) {
            m_graph.setShape(held, Shape::of(tensor.dims()));
            m_graph.setConstant(held, std::move(tensor));
            return;
        }
        m_graph.setInput(id, input, m_graph.addConstant(m_graph.value(held).name, std::move(tensor)));
    }

    Graph& m_graph;
    ChannelPeaks m_peaks;
    std::map<NodeId, std::vector<float>> m_scales; ///< so far, by producer
};

} // namespace

std::vector<EqualizableValue> equalizableValues(const Graph& graph) {
    std::vector<EqualizableValue> values;
    for (const Link& link : linksOf(graph)) {
        const ValueId value = graph.node(link.producer).output();
        ValueId observed = value;
        if (graph.value(value).consumers.size() == 1) {
            const Node& reader = graph.node(graph.value(value).consumers.front());
            if (reader.opType == "Relu" || isRelu(graph, reader)) observed = reader.output();
        }
        values.push_back({value, observed});
    }
    return values;
}

std::vector<EqualizedLayer> equalizeLayers(Graph& graph, const ChannelPeaks& peaks) {
    Equalizer equalizer(graph, peaks);
    std::map<NodeId, EqualizedLayer> layers;
    const std::vector<Link> links = linksOf(graph);
    for (int round = 0; round < kMostRounds; ++round) {
        bool isSettled = true;
        for (const Link& link : links) {
            if (round > 0 && peaks.contains(graph.node(link.producer).output())) continue; // one look at the activations says all
            const float ratio = equalizer.equalize(link);
            if (ratio == 1) continue;
            isSettled = false;
            EqualizedLayer& layer = layers[link.producer];
            layer.producer = link.producer;
            layer.largestRatio *= ratio;
            layer.scales = equalizer.scalesOf(link.producer);
            layer.readers.clear();
            for (const Reader& reader : link.readers)
                layer.readers.push_back(reader.node);
        }
        if (isSettled) break;
    }
    std::vector<EqualizedLayer> result;
    for (auto& [id, layer] : layers)
        result.push_back(std::move(layer));
    return result;
}

} // namespace lathe
