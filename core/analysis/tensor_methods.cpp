#include "core/analysis/tensor_methods.h"

#include "core/analysis/error_metrics.h"
#include "core/analysis/units.h"
#include "core/base/parallel.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"

#include <algorithm>

namespace lathe {
namespace {

/// A value to be rounded in several ways: `index` of the first candidate that has the parameters.
struct Variation {
    std::size_t candidate;
    QuantParams params;
};

struct Varied {
    ValueId value;
    std::vector<Variation> ways;    ///< different ones
    std::vector<std::size_t> wayOf; ///< by candidate
};

std::vector<Varied> variedValues(const std::vector<const QuantizedGraph*>& candidates) {
    std::vector<Varied> values;
    for (const QuantizedUnit& unit : quantizedUnits(*candidates.front())) {
        Varied varied{unit.output, {}, {}};
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const QuantParams& params = *candidates[i]->paramsOf(unit.output);
            const auto same = std::ranges::find(varied.ways, params, &Variation::params);
            varied.wayOf.push_back(static_cast<std::size_t>(same - varied.ways.begin()));
            if (same == varied.ways.end()) varied.ways.push_back({i, params});
        }
        if (varied.ways.size() > 1) values.push_back(std::move(varied));
    }
    return values;
}

using Sums = std::vector<std::vector<std::vector<ErrorMetrics>>>; ///< by value, way, output

/// One thread's work: every value in every way on one sample.
Status varySample(const std::vector<Varied>& values, const std::map<ValueId, std::size_t>& slotOf, Executor::Session& session,
                  const std::vector<Tensor>& inputs, Sums& sums, JobContext& context) {
    LATHE_TRY(const auto expected, session.run(inputs, context));
    sums.resize(values.size());
    for (std::size_t slot = 0; slot < values.size(); ++slot)
        sums[slot].assign(values[slot].ways.size(), std::vector<ErrorMetrics>(expected.size()));
    const auto variations = [&](ValueId id, const Tensor& value) -> Result<std::vector<Tensor>> {
        std::vector<Tensor> rounded;
        if (const auto slot = slotOf.find(id); slot != slotOf.end())
            for (const Variation& way : values[slot->second].ways)
                rounded.push_back(dequantizeTensor(quantizeTensor(value, way.params), way.params));
        return rounded;
    };
    const auto receive = [&](ValueId id, std::size_t way, const std::vector<Tensor>& outputs) -> Status {
        for (std::size_t i = 0; i < outputs.size(); ++i)
            sums[slotOf.at(id)][way][i].add(expected[i].toFloat().data<float>(), outputs[i].toFloat().data<float>());
        return {};
    };
    LATHE_TRY(const auto unvaried, session.runVaried(inputs, context, variations, receive));
    return {};
}

double meanNoise(const std::vector<ErrorMetrics>& outputs) {
    double mean = 0;
    for (const ErrorMetrics& output : outputs)
        mean += output.noiseRatio() / static_cast<double>(outputs.size());
    return mean;
}

TensorChoice choiceOf(const Graph& graph, const Varied& varied, const std::vector<std::vector<ErrorMetrics>>& sums) {
    TensorChoice choice;
    choice.value = graph.value(varied.value).name;
    for (const std::size_t way : varied.wayOf)
        choice.noiseRatios.push_back(meanNoise(sums[way]));
    choice.best = static_cast<std::size_t>(std::ranges::min_element(choice.noiseRatios) - choice.noiseRatios.begin());
    return choice;
}

} // namespace

Result<std::vector<TensorChoice>> chooseByTensor(const std::vector<const QuantizedGraph*>& candidates, std::int64_t samples,
                                                 const SampleSource& source, JobContext& context) {
    const Graph& graph = candidates.front()->graph;
    const std::vector<Varied> values = variedValues(candidates);
    std::map<ValueId, std::size_t> slotOf;
    ExecutorOptions keep;
    for (std::size_t slot = 0; slot < values.size(); ++slot) {
        slotOf[values[slot].value] = slot;
        keep.keep.insert(values[slot].value);
    }
    LATHE_TRY(const Executor executor, Executor::create(graph, context, keep));
    std::vector<std::optional<Executor::Session>> sessions(static_cast<std::size_t>(context.threads()));
    std::vector<Sums> bySample(static_cast<std::size_t>(samples));
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& session = sessions[static_cast<std::size_t>(worker)];
        if (!session) session.emplace(executor.makeSession());
        LATHE_TRY(const auto inputs, source(index));
        return varySample(values, slotOf, *session, inputs, bySample[static_cast<std::size_t>(index)], context);
    }));
    std::vector<TensorChoice> choices;
    for (std::size_t slot = 0; slot < values.size(); ++slot) {
        std::vector<std::vector<ErrorMetrics>> sums = bySample.front()[slot];
        for (std::size_t sample = 1; sample < bySample.size(); ++sample)
            for (std::size_t way = 0; way < sums.size(); ++way)
                for (std::size_t output = 0; output < sums[way].size(); ++output)
                    sums[way][output].join(bySample[sample][slot][way][output]);
        choices.push_back(choiceOf(graph, values[slot], sums));
    }
    return choices;
}

} // namespace lathe
