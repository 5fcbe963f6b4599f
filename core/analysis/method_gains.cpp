#include "core/analysis/method_gains.h"

#include "core/analysis/tensor_methods.h"
#include "core/analysis/units.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr double kMostRuns = 600;
constexpr std::int64_t kMostSamples = 16;
constexpr double kWorthwhile = 0.95;

} // namespace

std::vector<std::int64_t> samplesWithin(const SampleSplit& split, double runs) {
    const auto count = static_cast<std::int64_t>(split.calibration.size());
    const std::int64_t taken =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(kMostRuns / std::max(runs, 1.0)), 1, std::min(count, kMostSamples));
    std::vector<std::int64_t> indices;
    for (std::int64_t i = 0; i < taken; ++i)
        indices.push_back(split.calibration[static_cast<std::size_t>(i * count / taken)]);
    return indices;
}

Result<std::vector<MethodGain>> methodsByValue(const SearchInput& input, RecipeRunner& runner, const CalibrationRecipe& recipe,
                                               std::span<const CalibrationOptions> methods, JobContext& context) {
    JobContext quiet(context.stopToken(), context.threads());
    std::vector<QuantizedGraph> networks;
    std::size_t own = methods.size();
    for (const CalibrationOptions& method : methods) {
        if (method == recipe.thresholds) own = networks.size();
        CalibrationRecipe plain = recipe;
        plain.thresholds = method;
        plain.biasCorrection = plain.weightRounding = false; // the ranges are those that the weights begin with
        LATHE_TRY(RecipeOutcome outcome, runner.run(plain, quiet));
        networks.push_back(std::move(outcome.network));
    }
    std::vector<const QuantizedGraph*> candidates;
    for (const QuantizedGraph& network : networks)
        candidates.push_back(&network);
    // Behind a value stands half of the network in the mean.
    const double runs = static_cast<double>(quantizedUnits(networks.front()).size() * methods.size()) / 2;
    const std::vector<std::int64_t> indices = samplesWithin(input.split, runs);
    LATHE_TRY(const auto choices,
              chooseByTensor(candidates, static_cast<std::int64_t>(indices.size()), chosenSamples(input.source, indices), quiet));
    std::vector<MethodGain> gains;
    for (const TensorChoice& choice : choices) {
        const double least = choice.noiseRatios[choice.best], now = own < methods.size() ? choice.noiseRatios[own] : least;
        if (least < kWorthwhile * now) gains.push_back({choice.value, methods[choice.best], now - least});
    }
    std::ranges::stable_sort(gains, std::greater(), &MethodGain::gain);
    return gains;
}

} // namespace lathe
