#include "core/analysis/comparison.h"

#include "core/analysis/error_metrics.h"
#include "core/base/parallel.h"
#include "core/quantization/integer_rules.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

std::int64_t bestIndex(const Tensor& scores) {
    const auto values = scores.toDoubles();
    return values.empty() ? -1 : std::ranges::max_element(values) - values.begin();
}

/// What one sample contributes; joined in sample order afterwards.
struct SampleErrors {
    std::vector<ErrorMetrics> outputs, layers;
    std::int64_t floatTop1 = -1, quantizedTop1 = -1;
};

/// Values compared layer by layer: those of the program, and by id of the reference the slot of its counterpart.
struct LayerMap {
    std::vector<ValueId> program; ///< ascending
    std::map<ValueId, std::size_t> slotOfReference;
};

/// Runs both networks on single samples. One per thread.
class SampleComparer {
public:
    SampleComparer(const Program& program, const Executor& executor, const FunctionalSimulator& simulator, const LayerMap& layers)
        : m_program(program), m_session(executor.makeSession()), m_simulator(simulator), m_layers(layers) {}

    Result<SampleErrors> compare(const std::vector<Tensor>& inputs, JobContext& context) {
        std::vector<Tensor> reference(m_layers.program.size());
        const auto remember = [&](ValueId id, const Tensor& value) -> Status {
            const auto found = m_layers.slotOfReference.find(id);
            if (found != m_layers.slotOfReference.end()) reference[found->second] = value.clone();
            return {};
        };
        LATHE_TRY(const auto expected, m_session.run(inputs, context, reference.empty() ? ValueObserver{} : remember));
        SampleErrors errors;
        errors.layers.resize(reference.size());
        const auto measure = [&](ValueId id, const Tensor& value) -> Status {
            const auto found = std::ranges::lower_bound(m_layers.program, id);
            if (found == m_layers.program.end() || *found != id) return {};
            const auto slot = static_cast<std::size_t>(found - m_layers.program.begin());
            if (!reference[slot].isPresent()) return {};
            const Tensor real = dequantizeTensor(value, *m_program.network.paramsOf(id));
            errors.layers[slot].add(reference[slot].toFloat().data<float>(), real.data<float>());
            return {};
        };
        LATHE_TRY(const auto actual, m_simulator.run(inputs, context, reference.empty() ? ProgramObserver{} : measure));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            errors.outputs.emplace_back();
            errors.outputs.back().add(expected[i].toFloat().data<float>(), actual[i].toFloat().data<float>());
        }
        if (!expected.empty()) {
            errors.floatTop1 = bestIndex(expected[0]);
            errors.quantizedTop1 = bestIndex(actual[0]);
        }
        return errors;
    }

private:
    const Program& m_program;
    Executor::Session m_session;
    const FunctionalSimulator& m_simulator;
    const LayerMap& m_layers;
};

/// What only an activation reads takes the scale of the activation's output: it saturates where the activation cuts, which is
/// no error of the network. The activation's output is compared in its place.
bool isCutByActivation(const QuantizedGraph& network, ValueId id) {
    const Graph& graph = network.graph;
    const Value& value = graph.value(id);
    if (graph.useCount(id) != 1 || graph.isOutput(id) || value.consumers.empty()) return false;
    const NodeId reader = value.consumers.front();
    const IntegerRule* rule = network.isQuantized(reader) ? findIntegerRule(graph.node(reader)) : nullptr;
    if (!rule || rule->kind != IntegerKind::Activation) return false;
    const QuantParams *own = network.paramsOf(id), *cut = network.paramsOf(graph.node(reader).output());
    return own && cut && *own == *cut;
}

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

std::string namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::string text;
    for (const ValueId id : ids)
        text += (text.empty() ? "" : ", ") + graph.value(id).name;
    return text;
}

/// The reference with the outputs that the program has: its own, or the inner tensors of the same names.
Result<Graph> alignedReference(const Graph& reference, const Graph& program, std::string& note) {
    const std::string expected = namesOf(reference, reference.outputs()), actual = namesOf(program, program.outputs());
    if (reference.inputs().size() != program.inputs().size())
        return Error::input("the model has " + std::to_string(reference.inputs().size()) + " inputs, the program has " +
                                std::to_string(program.inputs().size()),
                            {}, "compare a program with the model it was built from");
    if (expected == actual) return reference;
    Graph aligned = reference;
    std::vector<ValueId> outputs;
    for (const ValueId id : program.outputs()) {
        outputs.push_back(reference.findValue(program.value(id).name));
        if (!outputs.back().isValid())
            return Error::input("the model has no tensor '" + program.value(id).name + "', which is an output of the program", {},
                                "compare a program with the model it was built from");
    }
    aligned.setOutputs(std::move(outputs));
    note = "the program ends before the model's outputs (" + expected + "); compared at " + actual;
    return aligned;
}

/// The origins of what makes the value, and of what it is compared in the place of.
std::vector<std::string> sourceNodesOf(const QuantizedGraph& network, ValueId id) {
    std::vector<std::string> names;
    for (NodeId node = network.graph.value(id).producer; node.isValid();) {
        joinOrigins(names, network.graph.node(node).origins);
        const ValueId input = network.graph.node(node).input(0);
        if (!input.isValid() || !isCutByActivation(network, input)) break;
        node = network.graph.value(input).producer;
    }
    return names;
}

TensorError toTensorError(const QuantizedGraph& network, ValueId id, const ErrorMetrics& metrics) {
    TensorError error;
    const Value& value = network.graph.value(id);
    error.name = value.name;
    if (value.producer.isValid()) error.node = network.graph.node(value.producer).name;
    error.sourceNodes = sourceNodesOf(network, id);
    error.cosine = metrics.cosine();
    error.sqnrDb = metrics.sqnrDb();
    error.mse = metrics.mse();
    error.maxAbsError = metrics.maxAbsError();
    return error;
}

void joinInto(std::vector<ErrorMetrics>& sum, const std::vector<ErrorMetrics>& part) {
    sum.resize(std::max(sum.size(), part.size()));
    for (std::size_t i = 0; i < part.size(); ++i)
        sum[i].join(part[i]);
}

/// Layers in order of execution, not of id.
std::vector<TensorError> orderedLayers(const Program& program, const std::vector<ValueId>& ids, const std::vector<ErrorMetrics>& metrics) {
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
    if (!errors.outputs.empty()) result.cosine = errors.outputs[0].cosine();
    comparison.agreement += errors.floatTop1 == errors.quantizedTop1 ? 1 : 0;
    const bool floatRight = result.label >= 0 && result.label == errors.floatTop1;
    const bool quantizedRight = result.label >= 0 && result.label == errors.quantizedTop1;
    comparison.floatTop1 += floatRight ? 1 : 0;
    comparison.quantizedTop1 += quantizedRight ? 1 : 0;
    comparison.lost += floatRight && !quantizedRight ? 1 : 0;
    comparison.won += quantizedRight && !floatRight ? 1 : 0;
    comparison.perSample.push_back(std::move(result));
}

std::int64_t classesOf(const Program& program) {
    const Graph& graph = program.network.graph;
    const auto shape = graph.outputs().empty() ? std::nullopt : graph.value(graph.outputs()[0]).shape;
    const auto dims = shape ? shape->known() : std::nullopt;
    if (!dims) return 0;
    return std::ranges::count_if(*dims, [](std::int64_t dim) { return dim > 1; }) == 1 ? shape->elementCount().value_or(0) : 0;
}

Status checkLabels(const Program& program, const ComparisonOptions& options) {
    if (options.labels.empty()) return {};
    const Graph& graph = program.network.graph;
    const auto& shape = graph.value(graph.outputs()[0]).shape;
    const std::int64_t classes = shape ? shape->elementCount().value_or(0) : 0;
    const std::int64_t largest = *std::ranges::max_element(options.labels);
    if (largest < classes || classes == 0) return {};
    return Error::usage("the labels need at least " + std::to_string(largest + 1) + " classes, the first output has " +
                            std::to_string(classes),
                        "check the labels and --label-offset");
}

/// A network that gets next to nothing right is more often compared with shifted labels than useless.
void warnOfShiftedLabels(const Comparison& comparison, const Program& program, JobContext& context) {
    constexpr std::int64_t kLeastSamples = 10;
    constexpr double kSuspicious = 0.02;
    if (!comparison.hasLabels || comparison.samples < kLeastSamples || comparison.floatTop1 > kSuspicious) return;
    context.warn("CMP01", "the float network itself has almost none of the labels right", {},
                 "check the labels and the pre-processing; networks with a background class need --label-offset 1 or eval_label_offset 1 "
                 "(this output has " +
                     std::to_string(classesOf(program)) + " classes)");
}

/// Rounding to integers leaves a likeness; where there is none, what goes in is mostly not what the network was made for.
void warnOfUnlikeness(const Comparison& comparison, JobContext& context) {
    constexpr double kUnlike = 0.5;
    for (const TensorError& output : comparison.outputs)
        if (output.cosine < kUnlike)
            context.warn(
                "CMP02",
                "the output '" + output.name + "' has next to nothing to do with that of the float network (cosine " +
                    std::to_string(output.cosine) + ")",
                {},
                "check the pre-processing: norm_type, mean_value and scale_value, colour order, and that the calibration data are like "
                "those of training");
}

} // namespace

Result<Comparison> compareProgram(const Graph& reference, const Program& program, std::int64_t samples, const SampleSource& source,
                                  const ComparisonOptions& options, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to compare on");
    LATHE_CHECK(checkLabels(program, options));
    Comparison comparison;
    LATHE_TRY(const Graph aligned, alignedReference(reference, program.network.graph, comparison.note));
    const LayerMap layers = options.layers ? comparedLayers(aligned, program) : LayerMap{};
    ExecutorOptions keep;
    for (const auto& [id, slot] : layers.slotOfReference)
        keep.keep.insert(id);
    LATHE_TRY(const Executor executor, Executor::create(aligned, context, keep));
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context, {IntegerPath::Auto, false}));
    std::vector<SampleErrors> results(static_cast<std::size_t>(samples));
    std::vector<std::unique_ptr<SampleComparer>> comparers(static_cast<std::size_t>(context.threads()));
    std::atomic<std::int64_t> done = 0;
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& comparer = comparers[static_cast<std::size_t>(worker)];
        if (!comparer) comparer = std::make_unique<SampleComparer>(program, executor, simulator, layers);
        LATHE_TRY(const auto inputs, source(index));
        LATHE_TRY(results[static_cast<std::size_t>(index)], comparer->compare(inputs, context));
        context.setProgress(static_cast<double>(++done) / static_cast<double>(samples), "comparing");
        return {};
    }));
    comparison.model = program.name;
    comparison.target = program.target;
    comparison.samples = samples;
    comparison.hasLabels = !options.labels.empty();
    comparison.isClassifier = classesOf(program) > 1;
    std::vector<ErrorMetrics> outputs, inner;
    for (std::int64_t i = 0; i < samples; ++i) {
        joinInto(outputs, results[static_cast<std::size_t>(i)].outputs);
        joinInto(inner, results[static_cast<std::size_t>(i)].layers);
        countSample(comparison, results[static_cast<std::size_t>(i)], i, options);
    }
    const auto share = static_cast<double>(samples);
    comparison.agreement /= share;
    comparison.floatTop1 /= share;
    comparison.quantizedTop1 /= share;
    for (std::size_t i = 0; i < outputs.size(); ++i)
        comparison.outputs.push_back(toTensorError(program.network, program.network.graph.outputs()[i], outputs[i]));
    comparison.layers = orderedLayers(program, layers.program, inner);
    if (!comparison.note.empty()) context.info("CMP02", comparison.note);
    for (const TensorError& output : comparison.outputs)
        if (std::isnan(output.cosine) || std::isnan(output.sqnrDb))
            context.warn("CMP03", "the output '" + output.name + "' holds infinities or what is no number: its errors mean nothing", {},
                         "check the network's float results and the samples");
    warnOfShiftedLabels(comparison, program, context);
    warnOfUnlikeness(comparison, context);
    return comparison;
}

} // namespace lathe
