#include "core/pipeline/pipeline.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace lathe {
namespace {

constexpr std::size_t kFurthest = 16; ///< nodes before it: behind more, the data say little of the input
constexpr std::int64_t kMostSamples = 8;
constexpr double kOtherSpread = 8, kOtherMean = 6;

/// Mean and variance of the network's training, by channel.
struct Trained {
    NodeId node;
    std::span<const float> mean, variance;
    double epsilon = 0;
};

bool isConstantNode(const Graph& graph, NodeId id) {
    return id.isValid() && graph.node(id).opType == "Constant" && graph.node(id).domain.empty();
}

/// Of an initializer, or of a Constant node, as some exporters write them.
std::span<const float> floatsOf(const Graph& graph, ValueId id) {
    if (!id.isValid()) return {};
    const NodeId producer = graph.value(id).producer;
    const Tensor* constant = isConstantNode(graph, producer) ? graph.node(producer).findAttribute<Tensor>("value") : graph.constantOf(id);
    return constant && constant->type() == DataType::Float ? constant->data<float>() : std::span<const float>();
}

/// What a node as it was made has: it was never trained.
bool isUntrained(const Trained& trained) {
    return std::ranges::all_of(trained.mean, [](float m) { return m == 0; }) &&
           std::ranges::all_of(trained.variance, [](float v) { return v == 1; });
}

/// All nodes that a value depends on; nothing where there are more than kFurthest.
std::optional<std::set<NodeId>> nodesBefore(const Graph& graph, ValueId value) {
    std::set<NodeId> found;
    std::vector<ValueId> open{value};
    std::size_t operators = 0;
    while (!open.empty()) {
        const NodeId producer = graph.value(open.back()).producer;
        open.pop_back();
        if (!producer.isValid() || !found.insert(producer).second) continue;
        if (!isConstantNode(graph, producer) && ++operators > kFurthest) return std::nullopt;
        for (const ValueId input : graph.node(producer).inputs)
            if (input.isValid()) open.push_back(input);
    }
    return found;
}

std::optional<Trained> firstNormalization(const Graph& graph) {
    for (const NodeId id : graph.topologicalOrder()) {
        const Node& node = graph.node(id);
        if (node.opType != "BatchNormalization" || !node.domain.empty() || node.inputs.size() < 5) continue;
        const Trained trained{id, floatsOf(graph, node.input(3)), floatsOf(graph, node.input(4)), node.floatAttribute("epsilon", 1e-5f)};
        const bool isWhole = !trained.mean.empty() && trained.mean.size() == trained.variance.size();
        return isWhole && !isUntrained(trained) && nodesBefore(graph, node.input(0)) ? std::optional(trained) : std::nullopt;
    }
    return std::nullopt;
}

/// The network up to that value.
Graph cutAt(const Graph& original, ValueId value) {
    Graph graph = original;
    const std::set<NodeId> kept = nodesBefore(graph, value).value_or(std::set<NodeId>());
    graph.setOutputs({value});
    std::vector<NodeId> order = graph.topologicalOrder();
    std::ranges::reverse(order);
    for (const NodeId id : order)
        if (!kept.contains(id)) graph.removeNode(id);
    return graph;
}

/// Sums over channels (axis 1) of several tensors.
class ChannelMoments {
public:
    explicit ChannelMoments(std::size_t channels) : m_sum(channels), m_squares(channels) {}

    bool add(const Tensor& tensor) {
        const auto channels = static_cast<std::int64_t>(m_sum.size());
        if (tensor.type() != DataType::Float || tensor.rank() < 2 || tensor.dim(1) != channels) return false;
        const auto values = tensor.data<float>();
        const std::int64_t inner = tensor.elementCount() / (tensor.dim(0) * channels);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t c = i / static_cast<std::size_t>(inner) % m_sum.size();
            m_sum[c] += values[i];
            m_squares[c] += double(values[i]) * values[i];
        }
        m_count += tensor.elementCount() / channels;
        return true;
    }
    double mean(std::size_t c) const { return m_sum[c] / double(m_count); }
    double deviation(std::size_t c) const { return std::sqrt(std::max(0.0, m_squares[c] / double(m_count) - mean(c) * mean(c))); }

private:
    std::vector<double> m_sum, m_squares;
    std::int64_t m_count = 0;
};

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

void compareWithTraining(const Trained& trained, const ChannelMoments& moments, const Graph& graph, const SampleSet& samples,
                         JobContext& context) {
    std::vector<double> spreads, shifts;
    for (std::size_t c = 0; c < trained.mean.size(); ++c) {
        const double deviation = std::sqrt(double(trained.variance[c]) + trained.epsilon);
        spreads.push_back(moments.deviation(c) / deviation);
        shifts.push_back(std::abs(moments.mean(c) - trained.mean[c]) / deviation);
    }
    const double spread = medianOf(spreads), shift = medianOf(shifts);
    const bool isOther = spread > kOtherSpread || spread < 1 / kOtherSpread || shift > kOtherMean;
    if (!isOther) return;
    char figures[120];
    std::snprintf(figures, sizeof figures, "%.3g times as spread as in training, their mean %.2g standard deviations away", spread, shift);
    context.report({Severity::Warning,
                    "SMP05",
                    "what the samples make at the first BatchNormalization is " + std::string(figures) +
                        ": the network was trained on data of another scale than it gets",
                    graph.node(trained.node).name,
                    {std::filesystem::path(samples.files.front()).parent_path().string(), 0, 0},
                    "check mean_value and scale_value, and whether the samples are normalised already or still raw levels"});
}

} // namespace

Status reportScale(const Graph& original, const SampleSet& samples, JobContext& context) {
    const auto trained = firstNormalization(original);
    if (!trained || samples.count == 0) return {};
    JobContext silent(context.stopToken(), context.threads()); // the build says itself what there is to say of the network
    const Graph cut = cutAt(original, original.node(trained->node).input(0));
    LATHE_TRY(Graph network, referenceNetwork(cut, samples.inputs, silent));
    LATHE_TRY(const Executor executor, Executor::create(std::move(network), silent));
    Executor::Session session = executor.makeSession();
    ChannelMoments moments(trained->mean.size());
    const std::int64_t count = std::min(kMostSamples, samples.count);
    for (std::int64_t i = 0; i < count; ++i) {
        LATHE_CHECK(context.checkStop());
        LATHE_TRY(const std::vector<Tensor> inputs, samples.source(i * samples.count / count));
        LATHE_TRY(const std::vector<Tensor> outputs, session.run(inputs, silent));
        if (outputs.size() != 1 || !moments.add(outputs.front())) return {};
    }
    compareWithTraining(*trained, moments, original, samples, context);
    return {};
}

} // namespace lathe
