#include "core/analysis/sensitivity.h"

#include "core/base/parallel.h"
#include "core/simulator/functional/functional.h"

#include <algorithm>
#include <atomic>
#include <numeric>

namespace lathe {
namespace {

constexpr std::size_t kParts = kRoundedParts.size();

std::int64_t largestIndex(const Tensor& scores) {
    const auto values = scores.toDoubles();
    return values.empty() ? -1 : std::ranges::max_element(values) - values.begin();
}

/// What rounding one part of one unit did to the outputs.
struct EffectSums {
    std::vector<ErrorMetrics> outputs;
    std::int64_t agreeing = 0;

    void add(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual) {
        outputs.resize(expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            outputs[i].add(expected[i].toFloat().data<float>(), actual[i].toFloat().data<float>());
        agreeing += !expected.empty() && largestIndex(expected[0]) == largestIndex(actual[0]);
    }
    void join(const EffectSums& other) {
        outputs.resize(std::max(outputs.size(), other.outputs.size()));
        for (std::size_t i = 0; i < other.outputs.size(); ++i)
            outputs[i].join(other.outputs[i]);
        agreeing += other.agreeing;
    }
    OutputEffect finish(std::int64_t samples) const {
        OutputEffect effect;
        for (const ErrorMetrics& output : outputs) {
            effect.noiseRatio += output.noiseRatio() / static_cast<double>(outputs.size());
            effect.cosine = std::min(effect.cosine, output.cosine());
        }
        effect.sqnrDb = decibels(effect.noiseRatio);
        effect.agreement = static_cast<double>(agreeing) / static_cast<double>(samples);
        return effect;
    }
};

/// One unit over one sample, or over all of them.
struct UnitSums {
    QuantizedErrors isolated;
    std::array<EffectSums, kParts> effects;

    void join(const UnitSums& other) {
        isolated.join(other.isolated);
        for (std::size_t i = 0; i < kParts; ++i)
            effects[i].join(other.effects[i]);
    }
};

/// What all threads share: the units, their models, and which values they read.
struct Plan {
    const QuantizedGraph& network;
    SensitivityOptions options;
    std::vector<QuantizedUnit> units;
    std::vector<UnitModel> models;
    std::map<ValueId, std::size_t> unitOfOutput;
    std::map<ValueId, int> readers; ///< how many units read a value
    std::optional<Executor> executor;
};

Result<Plan> makePlan(const QuantizedGraph& network, const SensitivityOptions& options, JobContext& context) {
    Plan plan{network, options, quantizedUnits(network), {}, {}, {}, {}};
    ExecutorOptions keep;
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
        LATHE_CHECK(context.checkStop());
        LATHE_TRY(UnitModel model, UnitModel::create(network, plan.units[i], context));
        plan.models.push_back(std::move(model));
        plan.unitOfOutput[plan.units[i].output] = i;
        keep.keep.insert(plan.units[i].output);
        for (const ValueId input : plan.units[i].inputs) {
            if (!plan.units[i].nodes.empty()) ++plan.readers[input];
            keep.keep.insert(input);
        }
    }
    LATHE_TRY(plan.executor, Executor::create(network.graph, context, keep));
    return plan;
}

/// One thread's work: all units on one sample.
class SampleRunner {
public:
    explicit SampleRunner(const Plan& plan) : m_plan(plan), m_session(plan.executor->makeSession()) {
        for (const UnitModel& model : plan.models)
            m_units.emplace_back(model);
    }

    Result<std::vector<UnitSums>> run(const std::vector<Tensor>& inputs, JobContext& context) {
        LATHE_TRY(m_expected, m_session.run(inputs, context));
        m_sums.assign(m_plan.units.size(), {});
        m_reals.clear();
        m_left = m_plan.readers;
        const auto variations = [&](ValueId id, const Tensor& value) { return variationsOf(id, value, context); };
        const auto receive = [&](ValueId id, std::size_t index, const std::vector<Tensor>& outputs) -> Status {
            m_sums[m_plan.unitOfOutput.at(id)].effects[index].add(m_expected, outputs);
            return {};
        };
        LATHE_TRY(const auto unvaried, m_session.runVaried(inputs, context, variations, receive));
        return std::move(m_sums);
    }

private:
    /// The value with each part of its unit rounded, by RoundedPart.
    Result<std::vector<Tensor>> variationsOf(ValueId id, const Tensor& value, JobContext& context) {
        std::vector<Tensor> variations;
        if (const auto found = m_plan.unitOfOutput.find(id); found != m_plan.unitOfOutput.end()) {
            LATHE_TRY(variations, varyUnit(found->second, value, context));
        }
        if (m_plan.readers.contains(id)) m_reals[id] = value.clone();
        return variations;
    }

    Result<std::vector<Tensor>> varyUnit(std::size_t index, const Tensor& value, JobContext& context) {
        const QuantizedUnit& unit = m_plan.units[index];
        const QuantParams& params = *m_plan.network.paramsOf(unit.output);
        const std::vector<Tensor> reals = unit.nodes.empty() ? std::vector{value} : takeInputs(unit);
        std::vector<Tensor> integers, rounded;
        for (std::size_t i = 0; i < reals.size(); ++i) {
            if (unit.nodes.empty()) {
                integers.push_back(reals[i]);
                continue;
            }
            const QuantParams& inputParams = *m_plan.network.paramsOf(unit.inputs[i]);
            integers.push_back(quantizeTensor(reals[i].toFloat(), inputParams));
            rounded.push_back(dequantizeTensor(integers.back(), inputParams));
        }
        LATHE_TRY(const Tensor result, m_units[index].integers(integers));
        m_sums[index].isolated.add(value, result, params, m_plan.options.channels);
        std::vector<Tensor> variations{dequantizeTensor(result, params)};
        if (!m_plan.options.parts || unit.nodes.empty()) return variations;
        Tensor weights; // none where there is nothing to round: the outputs stay
        if (hasConstants(unit)) {
            LATHE_TRY(weights, m_units[index].reals(reals, false, context));
        } else {
            m_sums[index].effects[static_cast<std::size_t>(RoundedPart::Weights)].add(m_expected, m_expected);
        }
        LATHE_TRY(const Tensor activations, m_units[index].reals(rounded, true, context));
        variations.push_back(std::move(weights));
        variations.push_back(dequantizeTensor(quantizeTensor(activations, params), params));
        return variations;
    }

    bool hasConstants(const QuantizedUnit& unit) const {
        return std::ranges::any_of(unit.nodes, [&](NodeId id) {
            const std::vector<ValueId>& inputs = m_plan.network.graph.node(id).inputs;
            return std::ranges::any_of(inputs, [&](ValueId input) { return m_plan.network.integers.contains(input); });
        });
    }

    /// The float inputs of a unit; those that no later unit reads are let go.
    std::vector<Tensor> takeInputs(const QuantizedUnit& unit) {
        std::vector<Tensor> inputs;
        for (const ValueId id : unit.inputs) {
            inputs.push_back(m_reals[id]);
            if (--m_left[id] == 0) m_reals.erase(id);
        }
        return inputs;
    }

    const Plan& m_plan;
    Executor::Session m_session;
    std::vector<UnitModel::Session> m_units;
    std::vector<UnitSums> m_sums;
    std::vector<Tensor> m_expected; ///< the outputs of the sample
    std::map<ValueId, Tensor> m_reals;
    std::map<ValueId, int> m_left;
};

UnitSensitivity describe(const Plan& plan, std::size_t index, const UnitSums& sums, std::int64_t samples) {
    const QuantizedUnit& unit = plan.units[index];
    UnitSensitivity result;
    result.name = nameOfUnit(plan.network, unit);
    result.sourceNodes = sourceNodesOf(plan.network, unit.output);
    result.isolated = toTensorError(plan.network, unit.output, sums.isolated);
    result.precision = plan.network.paramsOf(unit.output)->type == DataType::Int16 ? "int16" : "int8";
    if (!unit.nodes.empty()) {
        result.op = plan.network.graph.node(unit.nodes.front()).opType;
        const NodeQuantization& decision = plan.network.nodes.at(unit.nodes.front());
        result.precision = toName(decision.precision);
        result.reason = decision.reason;
    }
    for (std::size_t i = 0; i < kParts; ++i)
        result.effects[i] = sums.effects[i].outputs.empty() ? OutputEffect{} : sums.effects[i].finish(samples);
    if (unit.nodes.empty()) result.effects[static_cast<std::size_t>(RoundedPart::Activations)] = result.effect(RoundedPart::Node);
    return result;
}

} // namespace

std::string_view toName(RoundedPart part) {
    static constexpr std::array<std::string_view, kParts> kNames{"node", "weights", "activations"};
    return kNames[static_cast<std::size_t>(part)];
}

Result<Sensitivity> measureSensitivity(const QuantizedGraph& network, std::int64_t samples, const SampleSource& source,
                                       const SensitivityOptions& options, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to measure on");
    LATHE_TRY(const Plan plan, makePlan(network, options, context));
    std::vector<std::vector<UnitSums>> bySample(static_cast<std::size_t>(samples));
    std::vector<std::unique_ptr<SampleRunner>> runners(static_cast<std::size_t>(context.threads()));
    std::atomic<std::int64_t> done = 0;
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& runner = runners[static_cast<std::size_t>(worker)];
        if (!runner) runner = std::make_unique<SampleRunner>(plan);
        LATHE_TRY(const auto inputs, source(index));
        LATHE_TRY(bySample[static_cast<std::size_t>(index)], runner->run(inputs, context));
        context.setProgress(static_cast<double>(++done) / static_cast<double>(samples), "rounding one node after the other");
        return {};
    }));
    Sensitivity result;
    result.samples = samples;
    std::vector<UnitSums> sums(plan.units.size());
    for (const auto& sample : bySample)
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i].join(sample[i]);
    for (std::size_t i = 0; i < sums.size(); ++i)
        result.units.push_back(describe(plan, i, sums[i], samples));
    return result;
}

void addComparison(Sensitivity& sensitivity, Comparison comparison) {
    std::map<std::string, const TensorError*> byName;
    for (const TensorError& layer : comparison.layers)
        byName[layer.name] = &layer;
    for (UnitSensitivity& unit : sensitivity.units)
        if (const auto found = byName.find(unit.isolated.name); found != byName.end()) unit.accumulated = *found->second;
    sensitivity.model = comparison.model;
    sensitivity.target = comparison.target;
    sensitivity.whole = std::move(comparison);
}

std::vector<std::size_t> rankedBy(const std::vector<UnitSensitivity>& units, RoundedPart part) {
    std::vector<std::size_t> order(units.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return units[i].effect(part).noiseRatio; });
    return order;
}

} // namespace lathe
