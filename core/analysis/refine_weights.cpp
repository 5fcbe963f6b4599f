#include "core/analysis/refine_weights.h"

#include "core/analysis/synchronous_run.h"
#include "core/analysis/weight_matrix.h"
#include "core/base/parallel.h"
#include "core/quantization/weight_rounding.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

constexpr std::int64_t kFewestPatches = 1024, kMostPatches = 4096;
constexpr std::int64_t kLargestProblem = 1024; ///< elements rounded together; longer rows are cut
constexpr double kLargestBias = 1073741824.0;  ///< as in scales.cpp

/// A node whose weights are refined.
struct Target {
    NodeId node;
    WeightMatrix matrix;
    std::vector<std::int64_t> positions;     ///< of each sample whose patches rounding looks at
    std::vector<std::int64_t> meanPositions; ///< of each sample that means are taken over

    std::int64_t channels() const { return matrix.groups() * matrix.rows(); }
};

/// Positions spread evenly, so many that all samples together have `wanted`.
std::vector<std::int64_t> chosenPositions(const WeightMatrix& matrix, std::int64_t samples, std::int64_t wanted) {
    const std::int64_t each = std::min(matrix.positions(), (wanted + samples - 1) / samples);
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < each; ++i) // off the grid of rows: the middle of each stretch
        positions.push_back((2 * i + 1) * matrix.positions() / (2 * each));
    return positions;
}

std::map<NodeId, Target> targetsOf(const Graph& graph, std::int64_t samples) {
    std::map<NodeId, Target> targets;
    for (const NodeId id : graph.nodes()) {
        const auto matrix = WeightMatrix::of(graph, id);
        if (!matrix || matrix->positions() == 0) continue;
        const std::int64_t patches = std::clamp(2 * matrix->size(), kFewestPatches, kMostPatches);
        targets.emplace(id,
                        Target{id, *matrix, chosenPositions(*matrix, samples, patches), chosenPositions(*matrix, samples, kFewestPatches)});
    }
    return targets;
}

/// Mean of each channel over a target's positions: by target, then by sample.
using ChannelMeans = std::map<NodeId, std::vector<std::vector<double>>>;

/// [N, C, spatial…] as its dims say, of memory with the channels last.
std::vector<float> plainElements(const Tensor& channelsLast) {
    const std::span<const float> x = channelsLast.data<float>();
    const auto images = static_cast<std::size_t>(channelsLast.dim(0)), channels = static_cast<std::size_t>(channelsLast.dim(1));
    const std::size_t area = x.size() / std::max<std::size_t>(1, images * channels);
    std::vector<float> plain(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        plain[(i / channels / area * channels + i % channels) * area + i / channels % area] = x[i];
    return plain;
}

std::vector<double> meansAt(const Target& target, const Tensor& output, bool isChannelsLast) {
    const bool isTurned = isChannelsLast && !target.matrix.isConvolution();
    const std::vector<float> turned = isTurned ? plainElements(output) : std::vector<float>();
    const std::span<const float> elements = isTurned ? std::span(turned) : output.data<float>();
    std::vector<double> means(static_cast<std::size_t>(target.channels()));
    std::vector<float> channels(means.size());
    for (const std::int64_t position : target.meanPositions) {
        target.matrix.channelsAt(elements, position, channels, isChannelsLast && !isTurned);
        for (std::size_t c = 0; c < means.size(); ++c)
            means[c] += static_cast<double>(channels[c]) / static_cast<double>(target.meanPositions.size());
    }
    return means;
}

/// What the float network gives in the mean, in one pass over the samples.
Result<ChannelMeans> floatMeans(const Graph& graph, const std::map<NodeId, Target>& targets, const std::vector<std::vector<Tensor>>& inputs,
                                PeakMeter* peaks, JobContext& context) {
    ExecutorOptions options;
    options.observeAnyOrder = true;
    if (peaks) options.keep = peaks->values();
    ChannelMeans means;
    std::map<ValueId, NodeId> targetOf;
    for (const auto& [id, target] : targets) {
        targetOf[graph.node(id).output()] = id;
        options.keep.insert(graph.node(id).output());
        means[id].resize(inputs.size());
    }
    LATHE_TRY(const Executor executor, Executor::create(graph, context, options));
    std::vector<std::optional<Executor::Session>> sessions(static_cast<std::size_t>(context.threads()));
    LATHE_CHECK(parallelFor(context, static_cast<std::int64_t>(inputs.size()), [&](std::int64_t sample, int worker) -> Status {
        auto& session = sessions[static_cast<std::size_t>(worker)];
        if (!session) session.emplace(executor.makeSession());
        const auto observe = [&](ValueId value, const Tensor& tensor) -> Status {
            if (peaks) peaks->see(worker, value, tensor, session->isChannelsLast(value));
            const auto found = targetOf.find(value);
            if (found != targetOf.end())
                means.at(found->second)[static_cast<std::size_t>(sample)] =
                    meansAt(targets.at(found->second), tensor, session->isChannelsLast(value));
            return {};
        };
        LATHE_TRY(const auto outputs, session->run(inputs[static_cast<std::size_t>(sample)], context, observe));
        return {};
    }));
    return means;
}

/// The weights and the bias of one node, in integers and as the float network has them.
class RefinedWeights {
public:
    RefinedWeights(QuantizedGraph& network, const Target& target) : m_network(network), m_target(target) {
        const Node& node = network.graph.node(target.node);
        m_weight = node.input(1);
        m_bias = node.input(2);
        m_params = *network.paramsOf(m_weight);
        m_real = network.graph.constantOf(m_weight)->data<float>();
        const Tensor& integers = network.integers.at(m_weight);
        m_integers.resize(static_cast<std::size_t>(integers.elementCount()));
        std::ranges::transform(integers.data<std::int8_t>(), m_integers.begin(), [](std::int8_t q) { return std::int32_t(q); });
    }

    static bool canRefine(const QuantizedGraph& network, const Target& target) {
        if (!network.isQuantized(target.node)) return false;
        const ValueId weight = network.graph.node(target.node).input(1);
        const auto found = network.integers.find(weight);
        return found != network.integers.end() && found->second.type() == DataType::Int8;
    }
    bool hasBias() const { return m_bias.isValid() && m_network.integers.contains(m_bias); }

    std::int32_t largest() const { return m_params.bits == 4 ? 7 : 127; }
    double scaleOf(std::int64_t channel) const { return m_params.scales[m_params.isPerChannel() ? static_cast<std::size_t>(channel) : 0]; }
    std::size_t indexOf(std::int64_t channel, std::int64_t element) const { return m_target.matrix.weightIndex(channel, element); }
    float targetOf(std::int64_t channel, std::int64_t element) const {
        return m_real[indexOf(channel, element)] / static_cast<float>(scaleOf(channel));
    }
    std::int32_t& at(std::int64_t channel, std::int64_t element) { return m_integers[indexOf(channel, element)]; }

    /// What the channel makes in the mean of each sample's inputs (patchMeans of its group).
    std::vector<double> resultsOf(std::int64_t channel, std::span<const double> inputMeans, std::size_t samples) {
        std::vector<double> results(samples);
        for (std::int64_t i = 0; i < m_target.matrix.size(); ++i) {
            const auto weight = static_cast<double>(at(channel, i));
            const double* means = inputMeans.data() + static_cast<std::size_t>(i) * samples;
            for (std::size_t sample = 0; sample < samples; ++sample)
                results[sample] += weight * means[sample];
        }
        for (double& result : results)
            result = result * scaleOf(channel) + (hasBias() ? biasOf(channel) * biasScale(channel) : 0);
        return results;
    }
    double biasScale(std::int64_t channel) const {
        const std::vector<float>& scales = m_network.paramsOf(m_bias)->scales;
        return scales[scales.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
    }
    double biasOf(std::int64_t channel) const {
        return m_network.integers.at(m_bias).data<std::int32_t>()[static_cast<std::size_t>(channel)];
    }

    void storeWeights() {
        Tensor integers = Tensor::makeZeros(DataType::Int8, m_network.integers.at(m_weight).dims());
        std::ranges::transform(m_integers, integers.mutableData<std::int8_t>().begin(),
                               [](std::int32_t q) { return static_cast<std::int8_t>(q); });
        m_network.integers[m_weight] = std::move(integers);
    }
    /// Adds real numbers to the bias; gives the root mean square of the steps.
    double shiftBias(std::span<const double> shifts) {
        Tensor bias = m_network.integers.at(m_bias).clone();
        double squares = 0;
        const std::span<std::int32_t> q = bias.mutableData<std::int32_t>();
        for (std::size_t c = 0; c < q.size(); ++c) {
            const double steps = std::nearbyint(shifts[c] / biasScale(static_cast<std::int64_t>(c)));
            q[c] = static_cast<std::int32_t>(std::clamp(static_cast<double>(q[c]) + steps, -kLargestBias, kLargestBias));
            squares += steps * steps;
        }
        m_network.integers[m_bias] = std::move(bias);
        return std::sqrt(squares / static_cast<double>(std::max<std::size_t>(q.size(), 1)));
    }

private:
    QuantizedGraph& m_network;
    const Target& m_target;
    ValueId m_weight, m_bias;
    QuantParams m_params;
    std::span<const float> m_real;
    std::vector<std::int32_t> m_integers;
};

/// Patches of one group at the target's positions, sample after sample.
Result<std::vector<float>> patchesOf(const Target& target, std::int64_t group, const std::vector<Tensor>& inputs, JobContext& context) {
    const auto size = static_cast<std::size_t>(target.matrix.size()), each = target.positions.size();
    std::vector<float> patches(inputs.size() * each * size);
    LATHE_CHECK(parallelFor(context, static_cast<std::int64_t>(inputs.size()), [&](std::int64_t sample, int) -> Status {
        const auto at = static_cast<std::size_t>(sample);
        for (std::size_t i = 0; i < each; ++i)
            target.matrix.gather(inputs[at].data<float>(), group, target.positions[i],
                                 std::span(patches).subspan((at * each + i) * size, size));
        return context.checkStop();
    }));
    return patches;
}

/// Mean of the patches of each sample: for each element of each group the means of all samples, one after the other.
Result<std::vector<double>> patchMeans(const Target& target, SynchronousRun& run, const QuantizedGraph& network, JobContext& context) {
    const ValueId input = network.graph.node(target.node).input(0);
    const QuantParams& params = *network.paramsOf(input);
    const double share = double(params.scales[0]) / static_cast<double>(target.meanPositions.size());
    const auto samples = static_cast<std::size_t>(run.samples());
    std::vector<double> means(static_cast<std::size_t>(target.matrix.groups() * target.matrix.size()) * samples);
    LATHE_CHECK(parallelFor(context, run.samples(), [&](std::int64_t sample, int) -> Status {
        const auto [integers, order] =
            target.matrix.isConvolution() ? run.memoryOf(sample, input) : std::pair(run.operandOf(sample, input), ElementOrder::Plain);
        const std::vector<std::int64_t> sums =
            target.matrix.sumOfPatches(integers, order == ElementOrder::ChannelsLast, params.zeroPoint(), target.meanPositions);
        for (std::size_t i = 0; i < sums.size(); ++i)
            means[i * samples + static_cast<std::size_t>(sample)] = share * static_cast<double>(sums[i]);
        return context.checkStop();
    }));
    return means;
}

/// Only the columns [from, to) of each patch.
std::vector<float> columnsOf(std::span<const float> patches, std::size_t size, std::size_t from, std::size_t to) {
    std::vector<float> columns;
    columns.reserve(patches.size() / size * (to - from));
    for (std::size_t at = 0; at < patches.size(); at += size)
        columns.insert(columns.end(), patches.begin() + static_cast<std::ptrdiff_t>(at + from),
                       patches.begin() + static_cast<std::ptrdiff_t>(at + to));
    return columns;
}

struct RoundingOutcome {
    double nearest = 0, rounded = 0;
    std::int64_t changed = 0;
};

/// Rounds the columns [from, to) of all rows of a group.
Status roundColumns(RefinedWeights& weights, const Target& target, std::int64_t group, std::span<const float> patches, std::int64_t from,
                    std::int64_t to, RoundingOutcome& outcome, JobContext& context) {
    const auto size = static_cast<std::size_t>(target.matrix.size());
    const std::vector<float> columns = columnsOf(patches, size, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
    LATHE_TRY(InputMoments moments, momentsOf(columns, to - from, weights.hasBias(), context));
    const RoundingProblem problem(std::move(moments));
    const std::int64_t rows = target.matrix.rows();
    std::vector<RoundingOutcome> byRow(static_cast<std::size_t>(rows));
    LATHE_CHECK(parallelFor(context, rows, [&](std::int64_t row, int) -> Status {
        const std::int64_t channel = group * rows + row;
        std::vector<float> aimed(static_cast<std::size_t>(to - from));
        std::vector<std::int32_t> nearest(aimed.size()), rounded(aimed.size());
        for (std::int64_t i = from; i < to; ++i) {
            aimed[static_cast<std::size_t>(i - from)] = weights.targetOf(channel, i);
            nearest[static_cast<std::size_t>(i - from)] = weights.at(channel, i);
        }
        problem.round(aimed, weights.largest(), rounded);
        RoundingOutcome& mine = byRow[static_cast<std::size_t>(row)];
        const double squaredScale = weights.scaleOf(channel) * weights.scaleOf(channel);
        mine.nearest = problem.error(aimed, nearest) * squaredScale;
        mine.rounded = problem.error(aimed, rounded) * squaredScale;
        for (std::int64_t i = from; i < to; ++i) {
            const std::int32_t q = rounded[static_cast<std::size_t>(i - from)];
            mine.changed += q != weights.at(channel, i);
            weights.at(channel, i) = q;
        }
        return context.checkStop();
    }));
    for (const RoundingOutcome& mine : byRow) {
        outcome.nearest += mine.nearest;
        outcome.rounded += mine.rounded;
        outcome.changed += mine.changed;
    }
    return {};
}

/// The mean of a channel's errors over the samples, less what may be chance.
double sureMean(std::span<const double> errors) {
    const auto n = static_cast<double>(errors.size());
    double mean = 0, squares = 0;
    for (const double error : errors)
        mean += error / n;
    for (const double error : errors)
        squares += (error - mean) * (error - mean);
    if (mean == 0 || errors.size() < 2) return mean;
    const double variance = squares / (n - 1);
    return mean * std::max(0.0, 1 - variance / (n * mean * mean));
}

class Refiner {
public:
    Refiner(QuantizedGraph& network, const std::map<NodeId, Target>& targets, const ChannelMeans& means,
            const std::vector<std::vector<Tensor>>& inputs, const RefinementOptions& options, JobContext& context)
        : m_network(network), m_targets(targets), m_means(means), m_run(network, inputs), m_options(options), m_context(context) {}

    Result<std::vector<RefinedNode>> run() {
        std::vector<RefinedNode> refined;
        std::size_t done = 0;
        const std::vector<NodeId> order = m_network.graph.topologicalOrder();
        for (const NodeId id : order) {
            LATHE_CHECK(m_context.checkStop());
            if (const auto target = m_targets.find(id); target != m_targets.end() && RefinedWeights::canRefine(m_network, target->second)) {
                LATHE_TRY(RefinedNode node, refine(target->second));
                refined.push_back(std::move(node));
            }
            LATHE_CHECK(m_run.runNode(id, m_context));
            m_context.setProgress(static_cast<double>(++done) / static_cast<double>(order.size()), "refining weights");
        }
        return refined;
    }

private:
    Result<RefinedNode> refine(const Target& target) {
        RefinedWeights weights(m_network, target);
        RefinedNode node;
        node.name = m_network.graph.node(target.node).name;
        node.weights = target.channels() * target.matrix.size();
        RoundingOutcome outcome;
        if (m_options.roundWeights) {
            LATHE_TRY(const std::vector<Tensor> inputs, roundedInputs(target));
            LATHE_TRY(outcome, roundAll(weights, target, inputs));
            weights.storeWeights();
        }
        if (outcome.nearest > 0) node.roundingError = outcome.rounded / outcome.nearest;
        node.changedWeights = outcome.changed;
        if (!m_options.correctBias || !weights.hasBias()) return node;
        LATHE_TRY(const std::vector<double> means, patchMeans(target, m_run, m_network, m_context));
        LATHE_TRY(const std::vector<double> shifts, shiftsOf(weights, target, means));
        node.biasShift = weights.shiftBias(shifts);
        return node;
    }

    Result<std::vector<Tensor>> roundedInputs(const Target& target) {
        std::vector<Tensor> inputs(static_cast<std::size_t>(m_run.samples()));
        const ValueId input = m_network.graph.node(target.node).input(0);
        LATHE_CHECK(parallelFor(m_context, m_run.samples(), [&](std::int64_t sample, int) -> Status {
            inputs[static_cast<std::size_t>(sample)] = m_run.roundedOf(sample, input);
            return {};
        }));
        return inputs;
    }

    /// Many small groups side by side, or one large one with all threads.
    Result<RoundingOutcome> roundAll(RefinedWeights& weights, const Target& target, const std::vector<Tensor>& inputs) {
        const std::int64_t groups = target.matrix.groups();
        std::vector<RoundingOutcome> outcomes(static_cast<std::size_t>(groups));
        if (groups == 1) {
            LATHE_CHECK(roundGroup(weights, target, 0, inputs, outcomes.front(), m_context));
            return outcomes.front();
        }
        LATHE_CHECK(parallelFor(m_context, groups, [&](std::int64_t group, int) -> Status {
            JobContext alone(m_context.stopToken(), 1);
            return roundGroup(weights, target, group, inputs, outcomes[static_cast<std::size_t>(group)], alone);
        }));
        RoundingOutcome all;
        for (const RoundingOutcome& each : outcomes) {
            all.nearest += each.nearest;
            all.rounded += each.rounded;
            all.changed += each.changed;
        }
        return all;
    }

    static Status roundGroup(RefinedWeights& weights, const Target& target, std::int64_t group, const std::vector<Tensor>& inputs,
                             RoundingOutcome& outcome, JobContext& context) {
        LATHE_TRY(const std::vector<float> patches, patchesOf(target, group, inputs, context));
        const std::int64_t size = target.matrix.size(), parts = (size + kLargestProblem - 1) / kLargestProblem;
        for (std::int64_t part = 0; part < parts; ++part)
            LATHE_CHECK(roundColumns(weights, target, group, patches, part * size / parts, (part + 1) * size / parts, outcome, context));
        return {};
    }

    Result<std::vector<double>> shiftsOf(RefinedWeights& weights, const Target& target, std::span<const double> means) {
        const auto samples = static_cast<std::size_t>(m_run.samples());
        const std::size_t ofGroup = static_cast<std::size_t>(target.matrix.size()) * samples;
        std::vector<double> shifts(static_cast<std::size_t>(target.channels()));
        LATHE_CHECK(parallelFor(m_context, target.channels(), [&](std::int64_t channel, int) -> Status {
            const auto group = static_cast<std::size_t>(channel / target.matrix.rows());
            std::vector<double> errors = weights.resultsOf(channel, means.subspan(group * ofGroup, ofGroup), samples);
            for (std::size_t sample = 0; sample < samples; ++sample)
                errors[sample] = m_means.at(target.node)[sample][static_cast<std::size_t>(channel)] - errors[sample];
            shifts[static_cast<std::size_t>(channel)] = sureMean(errors);
            return {};
        }));
        return shifts;
    }

    QuantizedGraph& m_network;
    const std::map<NodeId, Target>& m_targets;
    const ChannelMeans& m_means;
    SynchronousRun m_run;
    const RefinementOptions& m_options;
    JobContext& m_context;
};

} // namespace

struct WeightRefiner::State {
    std::vector<std::vector<Tensor>> inputs; ///< by sample
    std::map<NodeId, Target> targets;
    ChannelMeans means;
};

WeightRefiner::WeightRefiner(std::unique_ptr<State> state) : m_state(std::move(state)) {}
WeightRefiner::WeightRefiner(WeightRefiner&&) noexcept = default;
WeightRefiner& WeightRefiner::operator=(WeightRefiner&&) noexcept = default;
WeightRefiner::~WeightRefiner() = default;

Result<WeightRefiner> WeightRefiner::create(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context,
                                            PeakMeter* peaks) {
    if (samples <= 0) return Error::usage("there are no samples to refine weights on");
    auto state = std::make_unique<State>();
    state->inputs.resize(static_cast<std::size_t>(samples));
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t sample, int) -> Status {
        LATHE_TRY(state->inputs[static_cast<std::size_t>(sample)], source(sample));
        return {};
    }));
    state->targets = targetsOf(graph, samples);
    LATHE_TRY(state->means, floatMeans(graph, state->targets, state->inputs, peaks, context));
    return WeightRefiner(std::move(state));
}

WeightRefiner WeightRefiner::forEqualized(const std::vector<EqualizedLayer>& layers) const {
    auto state = std::make_unique<State>(*m_state);
    for (const EqualizedLayer& layer : layers)
        if (const auto means = state->means.find(layer.producer); means != state->means.end())
            for (std::vector<double>& sample : means->second)
                for (std::size_t c = 0; c < sample.size(); ++c)
                    sample[c] /= double(layer.scales[c]);
    return WeightRefiner(std::move(state));
}

Result<std::vector<RefinedNode>> WeightRefiner::refine(QuantizedGraph& network, const RefinementOptions& options,
                                                       JobContext& context) const {
    return Refiner(network, m_state->targets, m_state->means, m_state->inputs, options, context).run();
}

} // namespace lathe
