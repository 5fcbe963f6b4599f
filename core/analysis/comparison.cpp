#include "core/analysis/comparison.h"

#include "core/analysis/alignment.h"
#include "core/analysis/units.h"
#include "core/base/parallel.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/element_order.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

std::int64_t bestIndex(const Tensor& scores) {
    const auto values = scores.toDoubles();
    return values.empty() ? -1 : std::ranges::max_element(values) - values.begin();
}

/// How many scores are above that of `label`; -1 where there is none of that index.
std::int64_t rankOf(const Tensor& scores, std::int64_t label) {
    const auto values = scores.toDoubles();
    if (label < 0 || label >= static_cast<std::int64_t>(values.size())) return -1;
    const double own = values[static_cast<std::size_t>(label)];
    return std::ranges::count_if(values, [&](double other) { return other > own; });
}

/// What one sample contributes; joined in sample order afterwards.
struct SampleErrors {
    std::vector<ErrorMetrics> outputs, finalOutputs;
    std::vector<QuantizedErrors> layers;
    std::int64_t floatTop1 = -1, quantizedTop1 = -1, floatRank = -1, quantizedRank = -1;
};

std::vector<ErrorMetrics> errorsOf(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual) {
    std::vector<ErrorMetrics> errors(expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        errors[i].add(expected[i].toFloat().data<float>(), actual[i].toFloat().data<float>());
    return errors;
}

/// Values compared layer by layer: those of the program, and by id of the reference the slot of its counterpart.
struct LayerMap {
    std::vector<ValueId> program; ///< ascending
    std::map<ValueId, std::size_t> slotOfReference;
};

/// Runs both networks on single samples. One per thread.
class SampleComparer {
public:
    SampleComparer(const Program& program, const AlignedReference& aligned, const Executor& executor, const FunctionalSimulator& simulator,
                   const LayerMap& layers, bool byChannel)
        : m_program(program), m_session(executor.makeSession()), m_simulator(simulator), m_layers(layers), m_byChannel(byChannel) {
        if (aligned.tail) m_tail.emplace(aligned.tail->makeSession());
    }

    /// The integers first: they are kept as they lie while the float network shows one value after the other.
    Result<SampleErrors> compare(const std::vector<Tensor>& inputs, std::int64_t label, JobContext& context) {
        std::vector<Integers> integers(m_layers.program.size());
        const auto remember = [&](ValueId id, const Tensor& value, ElementOrder order) -> Status {
            const auto found = std::ranges::lower_bound(m_layers.program, id);
            integers[static_cast<std::size_t>(found - m_layers.program.begin())] = {value, order};
            return {};
        };
        LATHE_TRY(auto actual, m_simulator.runWatched(inputs, context, remember));
        SampleErrors errors;
        errors.layers.resize(integers.size());
        const auto measure = [&](ValueId id, const Tensor& value) -> Status {
            const auto found = m_layers.slotOfReference.find(id);
            if (found != m_layers.slotOfReference.end())
                addLayer(errors.layers[found->second], id, value, integers[found->second], found->second);
            return {};
        };
        LATHE_TRY(auto expected, m_session.run(inputs, context, integers.empty() ? ValueObserver{} : measure));
        errors.outputs = errorsOf(expected, actual);
        if (m_tail) {
            LATHE_TRY(expected, m_tail->run(expected, context));
            LATHE_TRY(actual, m_tail->run(actual, context));
            errors.finalOutputs = errorsOf(expected, actual);
        }
        if (!expected.empty()) addScores(errors, expected[0], actual[0], label);
        return errors;
    }

private:
    struct Integers {
        Tensor values;
        ElementOrder order = ElementOrder::Plain;
    };

    void addLayer(QuantizedErrors& errors, ValueId reference, const Tensor& real, Integers& integers, std::size_t slot) const {
        if (!integers.values.isPresent()) return;
        const bool isLast = integers.order == ElementOrder::ChannelsLast, isWanted = m_session.isChannelsLast(reference);
        if (isLast && !isWanted) integers.values = toPlain(integers.values, m_pool, m_vectors);
        if (!isLast && isWanted) integers.values = toChannelsLast(integers.values, m_pool, m_vectors);
        errors.add(real, integers.values, *m_program.network.paramsOf(m_layers.program[slot]), m_byChannel);
        integers.values = Tensor();
    }

    static void addScores(SampleErrors& errors, const Tensor& expected, const Tensor& actual, std::int64_t label) {
        errors.floatTop1 = bestIndex(expected);
        errors.quantizedTop1 = bestIndex(actual);
        errors.floatRank = rankOf(expected, label);
        errors.quantizedRank = rankOf(actual, label);
    }

    const Program& m_program;
    Executor::Session m_session;
    std::optional<Executor::Session> m_tail;
    const FunctionalSimulator& m_simulator;
    const LayerMap& m_layers;
    bool m_byChannel;
    const VectorKernels& m_vectors = vectorKernels(supportedIsas().back());
    TensorPool m_pool;
};

/// Every quantized value that a node makes and that the reference has under the same name.
LayerMap comparedLayers(const Graph& reference, const Program& program) {
    LayerMap layers;
    for (const auto& [id, params] : program.network.values) {
        const Value& value = program.network.graph.value(id);
        const ValueId counterpart = reference.findValue(value.name);
        if (!value.producer.isValid() || !counterpart.isValid() || isCutByActivation(program.network, id)) continue;
        layers.slotOfReference[counterpart] = layers.program.size();
        layers.program.push_back(id);
    }
    return layers;
}

TensorError withMetrics(TensorError error, const ErrorMetrics& metrics) {
    error.cosine = metrics.cosine();
    error.sqnrDb = metrics.sqnrDb();
    error.mse = metrics.mse();
    error.maxAbsError = metrics.maxAbsError();
    return error;
}

template <class Errors>
void joinInto(std::vector<Errors>& sum, const std::vector<Errors>& part) {
    sum.resize(std::max(sum.size(), part.size()));
    for (std::size_t i = 0; i < part.size(); ++i)
        sum[i].join(part[i]);
}

/// Layers in order of execution, not of id.
std::vector<TensorError> orderedLayers(const Program& program, const std::vector<ValueId>& ids,
                                       const std::vector<QuantizedErrors>& metrics) {
    std::vector<TensorError> ordered;
    for (const Layer& layer : program.layers)
        for (const NodeId node : layer.nodes)
            for (const ValueId output : program.network.graph.node(node).outputs) {
                const auto found = std::ranges::lower_bound(ids, output);
                if (found == ids.end() || *found != output) continue;
                const auto index = static_cast<std::size_t>(found - ids.begin());
                if (index < metrics.size()) ordered.push_back(toTensorError(program.network, output, metrics[index]));
            }
    return ordered;
}

void countSample(Comparison& comparison, const SampleErrors& errors, std::int64_t index, const ComparisonOptions& options) {
    SampleResult result;
    const auto at = static_cast<std::size_t>(index);
    if (at < options.files.size()) result.file = options.files[at];
    if (at < options.labels.size()) result.label = options.labels[at];
    result.floatTop1 = errors.floatTop1;
    result.quantizedTop1 = errors.quantizedTop1;
    result.floatRank = errors.floatRank;
    result.quantizedRank = errors.quantizedRank;
    if (!errors.outputs.empty()) result.cosine = errors.outputs[0].cosine();
    comparison.agreement += errors.floatTop1 == errors.quantizedTop1 ? 1 : 0;
    const bool floatRight = result.label >= 0 && result.label == errors.floatTop1;
    const bool quantizedRight = result.label >= 0 && result.label == errors.quantizedTop1;
    comparison.floatTop1 += floatRight ? 1 : 0;
    comparison.quantizedTop1 += quantizedRight ? 1 : 0;
    comparison.floatTop5 += result.floatRank >= 0 && result.floatRank < 5 ? 1 : 0;
    comparison.quantizedTop5 += result.quantizedRank >= 0 && result.quantizedRank < 5 ? 1 : 0;
    comparison.lost += floatRight && !quantizedRight ? 1 : 0;
    comparison.won += quantizedRight && !floatRight ? 1 : 0;
    comparison.perSample.push_back(std::move(result));
}

/// The shape of the output that is judged: that of the reference, where removed nodes run behind the program.
const std::optional<Shape>& scoresOf(const Graph& graph) {
    static const std::optional<Shape> kNone;
    return graph.outputs().empty() ? kNone : graph.value(graph.outputs()[0]).shape;
}

std::int64_t classesOf(const Graph& judged) {
    const auto& shape = scoresOf(judged);
    const auto dims = shape ? shape->known() : std::nullopt;
    if (!dims) return 0;
    return std::ranges::count_if(*dims, [](std::int64_t dim) { return dim > 1; }) == 1 ? shape->elementCount().value_or(0) : 0;
}

Status checkLabels(const Graph& judged, const ComparisonOptions& options) {
    if (options.labels.empty()) return {};
    const auto& shape = scoresOf(judged);
    const std::int64_t classes = shape ? shape->elementCount().value_or(0) : 0;
    const std::int64_t largest = *std::ranges::max_element(options.labels);
    if (largest < classes || classes == 0) return {};
    return Error::usage("the labels need at least " + std::to_string(largest + 1) + " classes, the first output has " +
                            std::to_string(classes),
                        "check the labels and --label-offset");
}

/// A network that gets next to nothing right is more often compared with shifted labels than useless.
void warnOfShiftedLabels(const Comparison& comparison, const Graph& judged, JobContext& context) {
    constexpr std::int64_t kLeastSamples = 10;
    constexpr double kSuspicious = 0.02;
    if (!comparison.hasLabels || comparison.samples < kLeastSamples || comparison.floatTop1 > kSuspicious) return;
    context.warn("CMP01", "the float network itself has almost none of the labels right", {},
                 "check the labels and the pre-processing; networks with a background class need --label-offset 1 or eval_label_offset 1 "
                 "(this output has " +
                     std::to_string(classesOf(judged)) + " classes)");
}

/// Rounding to integers leaves a likeness; where there is none, what goes in is mostly not what the network was made for.
void warnOfUnlikeness(const Comparison& comparison, JobContext& context) {
    constexpr double kUnlike = 0.5;
    for (const TensorError& output : comparison.outputs)
        if (output.cosine < kUnlike)
            context.warn(
                "CMP05",
                "the output '" + output.name + "' has next to nothing to do with that of the float network (cosine " +
                    std::to_string(output.cosine) + ")",
                {},
                "check the pre-processing: norm_type, mean_value and scale_value, colour order, and that the calibration data are like "
                "those of training");
}

/// Both networks on every sample; by sample.
Result<std::vector<SampleErrors>> compareSamples(const AlignedReference& aligned, const Program& program, const LayerMap& layers,
                                                 std::int64_t samples, const SampleSource& source, const ComparisonOptions& options,
                                                 JobContext& context) {
    ExecutorOptions keep;
    keep.observeAnyOrder = !options.channels;
    for (const auto& [id, slot] : layers.slotOfReference)
        keep.keep.insert(id);
    FunctionalOptions whole{IntegerPath::Auto, false, std::set(layers.program.begin(), layers.program.end())};
    LATHE_TRY(const Executor executor, Executor::create(aligned.graph, context, keep));
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context, std::move(whole)));
    std::vector<SampleErrors> results(static_cast<std::size_t>(samples));
    std::vector<std::unique_ptr<SampleComparer>> comparers(static_cast<std::size_t>(context.threads()));
    std::atomic<std::int64_t> done = 0;
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& comparer = comparers[static_cast<std::size_t>(worker)];
        if (!comparer) comparer = std::make_unique<SampleComparer>(program, aligned, executor, simulator, layers, options.channels);
        LATHE_TRY(const auto inputs, source(index));
        const auto at = static_cast<std::size_t>(index);
        LATHE_TRY(results[at], comparer->compare(inputs, at < options.labels.size() ? options.labels[at] : -1, context));
        context.setProgress(static_cast<double>(++done) / static_cast<double>(samples), "comparing");
        return {};
    }));
    return results;
}

/// Sums of all samples, in their order.
void joinSamples(Comparison& comparison, const std::vector<SampleErrors>& results, const AlignedReference& aligned, const Program& program,
                 const LayerMap& layers, const ComparisonOptions& options) {
    const QuantizedGraph& network = program.network;
    std::vector<ErrorMetrics> outputs, finalOutputs;
    std::vector<QuantizedErrors> inner;
    for (std::size_t i = 0; i < results.size(); ++i) {
        joinInto(outputs, results[i].outputs);
        joinInto(finalOutputs, results[i].finalOutputs);
        joinInto(inner, results[i].layers);
        countSample(comparison, results[i], static_cast<std::int64_t>(i), options);
    }
    for (double* share :
         {&comparison.agreement, &comparison.floatTop1, &comparison.quantizedTop1, &comparison.floatTop5, &comparison.quantizedTop5})
        *share /= static_cast<double>(results.size());
    for (std::size_t i = 0; i < outputs.size(); ++i)
        comparison.outputs.push_back(toTensorError(network, network.graph.outputs()[i], outputs[i]));
    for (std::size_t i = 0; i < finalOutputs.size(); ++i) {
        const Graph& tail = aligned.tail->graph();
        comparison.finalOutputs.push_back(withMetrics({}, finalOutputs[i]));
        comparison.finalOutputs.back().name = tail.value(tail.outputs()[i]).name;
    }
    comparison.layers = orderedLayers(program, layers.program, inner);
}

void reportNotNumbers(const Comparison& comparison, JobContext& context) {
    for (const TensorError& output : comparison.outputs)
        if (std::isnan(output.cosine) || std::isnan(output.sqnrDb))
            context.warn("CMP03", "the output '" + output.name + "' holds infinities or what is no number: its errors mean nothing", {},
                         "check the network's float results and the samples");
}

} // namespace

TensorError toTensorError(const QuantizedGraph& network, ValueId id, const ErrorMetrics& metrics) {
    TensorError error;
    const Value& value = network.graph.value(id);
    error.name = value.name;
    if (value.producer.isValid()) error.node = network.graph.node(value.producer).name;
    error.sourceNodes = sourceNodesOf(network, id);
    return withMetrics(std::move(error), metrics);
}

TensorError toTensorError(const QuantizedGraph& network, ValueId id, const QuantizedErrors& errors) {
    TensorError error = toTensorError(network, id, errors.all());
    error.integers = errors;
    return error;
}

Result<Comparison> compareProgram(const Graph& reference, const Program& program, std::int64_t samples, const SampleSource& source,
                                  const ComparisonOptions& options, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to compare on");
    LATHE_TRY(const AlignedReference aligned, alignReference(reference, program.network.graph, context));
    const Graph& judged = aligned.tail ? reference : program.network.graph;
    LATHE_CHECK(checkLabels(judged, options));
    const LayerMap layers = options.layers ? comparedLayers(aligned.graph, program) : LayerMap{};
    LATHE_TRY(const auto results, compareSamples(aligned, program, layers, samples, source, options, context));
    Comparison comparison;
    comparison.note = aligned.note;
    comparison.model = program.name;
    comparison.target = program.target;
    comparison.samples = samples;
    comparison.hasLabels = !options.labels.empty();
    comparison.isClassifier = classesOf(judged) > 1;
    joinSamples(comparison, results, aligned, program, layers, options);
    if (!comparison.note.empty()) context.info("CMP02", comparison.note);
    reportNotNumbers(comparison, context);
    warnOfShiftedLabels(comparison, judged, context);
    warnOfUnlikeness(comparison, context);
    return comparison;
}

} // namespace lathe
