#include "core/analysis/comparison.h"

#include "core/analysis/error_metrics.h"
#include "core/base/parallel.h"
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

/// Every quantized value that a node makes and that the reference has under the same name.
LayerMap comparedLayers(const Graph& reference, const Program& program) {
    LayerMap layers;
    for (const auto& [id, params] : program.network.values) {
        const Value& value = program.network.graph.value(id);
        const ValueId counterpart = reference.findValue(value.name);
        if (!value.producer.isValid() || !counterpart.isValid()) continue;
        layers.slotOfReference[counterpart] = layers.program.size();
        layers.program.push_back(id);
    }
    return layers;
}

Status checkInterface(const Graph& reference, const Program& program) {
    const Graph& graph = program.network.graph;
    const auto names = [](const Graph& of, const std::vector<ValueId>& ids) {
        std::string text;
        for (const ValueId id : ids)
            text += (text.empty() ? "" : ", ") + of.value(id).name;
        return text;
    };
    const std::string expected = names(reference, reference.outputs()), actual = names(graph, graph.outputs());
    if (reference.inputs().size() == graph.inputs().size() && expected == actual) return {};
    return Error::input("the model's outputs are " + expected + ", the program's are " + actual, {},
                        "compare a program with the model it was built from");
}

TensorError toTensorError(const Graph& graph, ValueId id, const ErrorMetrics& metrics) {
    TensorError error;
    const Value& value = graph.value(id);
    error.name = value.name;
    if (value.producer.isValid()) {
        error.node = graph.node(value.producer).name;
        error.sourceNodes = graph.node(value.producer).origins;
    }
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
                if (index < metrics.size()) ordered.push_back(toTensorError(program.network.graph, output, metrics[index]));
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

} // namespace

Result<Comparison> compareProgram(const Graph& reference, const Program& program, std::int64_t samples, const SampleSource& source,
                                  const ComparisonOptions& options, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to compare on");
    LATHE_CHECK(checkLabels(program, options));
    LATHE_CHECK(checkInterface(reference, program));
    const LayerMap layers = options.layers ? comparedLayers(reference, program) : LayerMap{};
    ExecutorOptions keep;
    for (const auto& [id, slot] : layers.slotOfReference)
        keep.keep.insert(id);
    LATHE_TRY(const Executor executor, Executor::create(reference, context, keep));
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
    Comparison comparison;
    comparison.model = program.name;
    comparison.target = program.target;
    comparison.samples = samples;
    comparison.hasLabels = !options.labels.empty();
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
        comparison.outputs.push_back(toTensorError(program.network.graph, program.network.graph.outputs()[i], outputs[i]));
    comparison.layers = orderedLayers(program, layers.program, inner);
    return comparison;
}

} // namespace lathe
