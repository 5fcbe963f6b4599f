#include "core/analysis/calibration_search.h"
#include "core/analysis/channel_peaks.h"
#include "core/analysis/refine_weights.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

constexpr std::int64_t kMostRefinementSamples = 16;

/// At most `most` of them, spread evenly.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& all, std::int64_t most) {
    const auto count = static_cast<std::int64_t>(all.size()), taken = std::min(count, most);
    std::vector<std::int64_t> some;
    for (std::int64_t i = 0; i < taken; ++i)
        some.push_back(all[static_cast<std::size_t>(i * count / taken)]);
    return some;
}

/// A method as this recipe and this device want it.
CalibrationOptions completed(CalibrationOptions options, const CalibrationRecipe& recipe, const NumericsSpec& numerics) {
    options.asymmetric = recipe.asymmetric && numerics.zeroPoints;
    options.powerOfTwo = numerics.powerOfTwoScales;
    return options;
}

/// Values with a method of their own.
void overrideThresholds(CalibrationTable& table, const CalibrationRecipe& recipe, const NumericsSpec& numerics) {
    for (const auto& [name, options] : recipe.tensorThresholds) {
        const auto found = table.tensors.find(name);
        if (found == table.tensors.end()) continue;
        CalibrationTable alone;
        alone.tensors[name] = std::move(found->second);
        chooseThresholds(alone, completed(options, recipe, numerics));
        found->second = std::move(alone.tensors[name]);
    }
}

/// Values whose channels were scaled: from the producers on, up to the layers that take the scale back.
std::set<ValueId> scaledValues(const Graph& graph, const std::vector<EqualizedLayer>& layers) {
    std::set<ValueId> values;
    for (const EqualizedLayer& layer : layers) {
        std::vector<ValueId> front{graph.node(layer.producer).output()};
        while (!front.empty()) {
            const ValueId value = front.back();
            front.pop_back();
            if (!values.insert(value).second) continue;
            for (const NodeId reader : graph.value(value).consumers)
                if (std::ranges::find(layer.readers, reader) == layer.readers.end()) front.push_back(graph.node(reader).output());
        }
    }
    return values;
}

} // namespace

/// A float network, and what is known of it.
struct FloatNetwork {
    Graph graph;
    CalibrationTable statistics;
    FloatNetwork* base = nullptr;                                             ///< whose ranges all values have but those of `own`
    std::set<std::string> own = {};                                           ///< by name
    std::optional<WeightRefiner> refiner = {};                                ///< once it was needed
    std::vector<std::pair<CalibrationOptions, CalibrationTable>> tables = {}; ///< ranges alone, by the methods that chose them

    /// The statistics with the ranges of a method; each method chooses them once.
    Result<CalibrationTable> rangesOf(const CalibrationOptions& options, JobContext& context) {
        const auto known = std::ranges::find(tables, options, [](const auto& entry) { return entry.first; });
        if (known != tables.end()) return withRanges(known->second);
        LATHE_TRY(CalibrationTable table, chosenRanges(options, context));
        tables.emplace_back(options, table);
        for (auto& [name, range] : tables.back().second.tensors)
            range.statistics = {};
        return table;
    }

private:
    CalibrationTable withRanges(const CalibrationTable& ranges) const {
        CalibrationTable table = statistics;
        table.options = ranges.options;
        for (auto& [name, range] : table.tensors) {
            TensorRange chosen = ranges.tensors.at(name);
            chosen.statistics = std::move(range.statistics);
            range = std::move(chosen);
        }
        return table;
    }

    Result<CalibrationTable> chosenRanges(const CalibrationOptions& options, JobContext& context) const {
        CalibrationTable table = statistics;
        if (!base) {
            LATHE_CHECK(chooseThresholds(table, options, context));
            return table;
        }
        CalibrationTable mine;
        for (const std::string& name : own)
            mine.tensors[name] = std::move(table.tensors[name]);
        LATHE_CHECK(chooseThresholds(mine, options, context));
        LATHE_TRY(table, base->rangesOf(options, context));
        for (auto& [name, range] : mine.tensors)
            table.tensors[name] = std::move(range);
        return table;
    }
};

struct RecipeRunner::State {
    const SearchInput& input;
    FloatNetwork plain;
    std::optional<FloatNetwork> equalized;
    std::optional<ChannelPeaks> peaks;  ///< of `plain`
    std::vector<EqualizedLayer> layers; ///< of `equalized`
    std::set<ValueId> scaled;           ///< its values
    bool isMeasured = false;            ///< they are

    std::vector<std::int64_t> refinementSamples() const { return spread(input.split.calibration, kMostRefinementSamples); }
    Result<FloatNetwork*> networkFor(const CalibrationRecipe& recipe, JobContext& context);
    Status equalize(JobContext& context);
    Status measureScaled(JobContext& context);
    Status makeRefiner(JobContext& context);
    Result<RecipeOutcome> quantized(const FloatNetwork& network, const CalibrationRecipe& recipe, CalibrationTable ranges,
                                    JobContext& context) const;
};

RecipeRunner::RecipeRunner(const SearchInput& input) : m_state(new State{input, {input.graph, input.statistics}, {}, {}, {}, {}}) {}
RecipeRunner::~RecipeRunner() = default;

/// The float function stays, and with it all values but those whose channels were scaled.
Status RecipeRunner::State::equalize(JobContext& context) {
    if (equalized) return {};
    const auto samples = refinementSamples();
    if (!peaks) {
        LATHE_TRY(peaks, measureChannelPeaks(input.graph, static_cast<std::int64_t>(samples.size()), chosenSamples(input.source, samples),
                                             context));
    }
    equalized.emplace(FloatNetwork{input.graph, input.statistics, &plain});
    layers = equalizeLayers(equalized->graph, *peaks);
    scaled = scaledValues(equalized->graph, layers);
    return {};
}

Status RecipeRunner::State::measureScaled(JobContext& context) {
    if (isMeasured) return {};
    CollectOptions options;
    options.only = scaled;
    const auto count = static_cast<std::int64_t>(input.split.calibration.size());
    const SampleSource source = chosenSamples(input.source, input.split.calibration);
    LATHE_TRY(CalibrationTable measured, collectStatistics(equalized->graph, count, source, context, options));
    for (auto& [name, range] : measured.tensors) {
        equalized->statistics.tensors[name] = std::move(range);
        equalized->own.insert(name);
    }
    isMeasured = true;
    return {};
}

Result<FloatNetwork*> RecipeRunner::State::networkFor(const CalibrationRecipe& recipe, JobContext& context) {
    if (recipe.equalization) {
        LATHE_CHECK(equalize(context));
        LATHE_CHECK(measureScaled(context));
    }
    FloatNetwork& network = recipe.equalization ? *equalized : plain;
    if (recipe.biasCorrection || recipe.weightRounding) {
        LATHE_CHECK(makeRefiner(context));
        if (!network.refiner) network.refiner = plain.refiner->forEqualized(layers);
    }
    return &network;
}

/// Of the plain network.
Status RecipeRunner::State::makeRefiner(JobContext& context) {
    if (plain.refiner) return {};
    const auto samples = refinementSamples();
    std::optional<PeakMeter> meter; // on the way
    if (!peaks) meter.emplace(plain.graph, context.threads());
    LATHE_TRY(plain.refiner, WeightRefiner::create(plain.graph, static_cast<std::int64_t>(samples.size()),
                                                   chosenSamples(input.source, samples), context, meter ? &*meter : nullptr));
    if (meter) peaks = meter->peaks();
    return {};
}

Result<RecipeOutcome> RecipeRunner::State::quantized(const FloatNetwork& network, const CalibrationRecipe& recipe, CalibrationTable ranges,
                                                     JobContext& context) const {
    RecipeOutcome outcome;
    outcome.table = std::move(ranges);
    overrideThresholds(outcome.table, recipe, input.options.numerics);
    outcome.table = withGivenRanges(std::move(outcome.table), input.options.given);
    QuantizationOptions options = input.options;
    options.asymmetric = recipe.asymmetric;
    LATHE_TRY(outcome.network, quantize(network.graph, outcome.table, options, context));
    return outcome;
}

bool RecipeRunner::canEqualize() const {
    return m_state->input.options.given.isEmpty() && !equalizableValues(m_state->input.graph).empty();
}

Result<RecipeOutcome> RecipeRunner::run(const CalibrationRecipe& recipe, JobContext& context) {
    LATHE_TRY(FloatNetwork * network, m_state->networkFor(recipe, context));
    LATHE_TRY(CalibrationTable ranges, network->rangesOf(completed(recipe.thresholds, recipe, m_state->input.options.numerics), context));
    LATHE_TRY(RecipeOutcome outcome, m_state->quantized(*network, recipe, std::move(ranges), context));
    if (!recipe.biasCorrection && !recipe.weightRounding) return outcome;
    LATHE_TRY(const auto refined, network->refiner->refine(outcome.network, {recipe.biasCorrection, recipe.weightRounding}, context));
    return outcome;
}

Result<QuantizedGraph> RecipeRunner::equalizedRoughly(const CalibrationRecipe& recipe, JobContext& context) {
    LATHE_CHECK(m_state->equalize(context));
    LATHE_TRY(CalibrationTable ranges,
              m_state->plain.rangesOf(completed(recipe.thresholds, recipe, m_state->input.options.numerics), context));
    LATHE_TRY(RecipeOutcome outcome, m_state->quantized(*m_state->equalized, recipe, std::move(ranges), context));
    return std::move(outcome.network);
}

} // namespace lathe
