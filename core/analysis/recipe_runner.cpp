#include "core/analysis/calibration_search.h"
#include "core/analysis/channel_peaks.h"
#include "core/analysis/refine_weights.h"

#include <algorithm>

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

} // namespace

/// A float network, and what is known of it.
struct FloatNetwork {
    Graph graph;
    CalibrationTable statistics;
    std::optional<WeightRefiner> refiner = {};                                ///< once it was needed
    std::vector<std::pair<CalibrationOptions, CalibrationTable>> tables = {}; ///< ranges alone, by the methods that chose them

    /// The statistics with the ranges of a method; each method chooses them once.
    CalibrationTable rangesOf(const CalibrationOptions& options) {
        auto known = std::ranges::find(tables, options, [](const auto& entry) { return entry.first; });
        CalibrationTable table = statistics;
        if (known == tables.end()) {
            chooseThresholds(table, options);
            tables.emplace_back(options, table);
            for (auto& [name, range] : tables.back().second.tensors)
                range.statistics = {};
            return table;
        }
        table.options = options;
        for (auto& [name, range] : table.tensors) {
            TensorRange chosen = known->second.tensors.at(name);
            chosen.statistics = std::move(range.statistics);
            range = std::move(chosen);
        }
        return table;
    }
};

struct RecipeRunner::State {
    const SearchInput& input;
    std::optional<FloatNetwork> plain, equalized;

    std::vector<std::int64_t> refinementSamples() const { return spread(input.split.calibration, kMostRefinementSamples); }
    Result<FloatNetwork*> networkFor(const CalibrationRecipe& recipe, JobContext& context);
    Status equalize(JobContext& context);
};

RecipeRunner::RecipeRunner(const SearchInput& input) : m_state(new State{input, {}, {}}) {
    m_state->plain = FloatNetwork{input.graph, input.statistics};
}
RecipeRunner::~RecipeRunner() = default;

Status RecipeRunner::State::equalize(JobContext& context) {
    equalized.emplace(FloatNetwork{input.graph, {}});
    const auto samples = refinementSamples();
    LATHE_TRY(const ChannelPeaks peaks,
              measureChannelPeaks(input.graph, static_cast<std::int64_t>(samples.size()), chosenSamples(input.source, samples), context));
    if (equalizeLayers(equalized->graph, peaks).empty()) {
        equalized->statistics = input.statistics;
        return {};
    }
    const auto count = static_cast<std::int64_t>(input.split.calibration.size());
    LATHE_TRY(equalized->statistics,
              collectStatistics(equalized->graph, count, chosenSamples(input.source, input.split.calibration), context));
    return {};
}

Result<FloatNetwork*> RecipeRunner::State::networkFor(const CalibrationRecipe& recipe, JobContext& context) {
    if (recipe.equalization && !equalized) LATHE_CHECK(equalize(context));
    FloatNetwork& network = recipe.equalization ? *equalized : *plain;
    if ((recipe.biasCorrection || recipe.weightRounding) && !network.refiner) {
        const auto samples = refinementSamples();
        LATHE_TRY(network.refiner, WeightRefiner::create(network.graph, static_cast<std::int64_t>(samples.size()),
                                                         chosenSamples(input.source, samples), context));
    }
    return &network;
}

bool RecipeRunner::canEqualize() const {
    return m_state->input.options.given.isEmpty() && !equalizableValues(m_state->input.graph).empty();
}

Result<RecipeOutcome> RecipeRunner::run(const CalibrationRecipe& recipe, JobContext& context) {
    LATHE_TRY(FloatNetwork * network, m_state->networkFor(recipe, context));
    RecipeOutcome outcome;
    const QuantizationOptions& asked = m_state->input.options;
    outcome.table = network->rangesOf(completed(recipe.thresholds, recipe, asked.numerics));
    overrideThresholds(outcome.table, recipe, asked.numerics);
    outcome.table = withGivenRanges(std::move(outcome.table), m_state->input.options.given);
    QuantizationOptions options = asked;
    options.asymmetric = recipe.asymmetric;
    LATHE_TRY(outcome.network, quantize(network->graph, outcome.table, options, context));
    if (!recipe.biasCorrection && !recipe.weightRounding) return outcome;
    LATHE_TRY(const auto refined, network->refiner->refine(outcome.network, {recipe.biasCorrection, recipe.weightRounding}, context));
    return outcome;
}

} // namespace lathe
