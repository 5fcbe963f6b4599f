#pragma once

#include "core/analysis/calibration_search.h"

#include <span>

namespace lathe {

/// A value that another threshold method serves better than that of the recipe.
struct MethodGain {
    std::string value;
    CalibrationOptions method;
    double gain = 0; ///< of the outputs' noise ratio, by rounding the value alone
};

/// Samples that an analysis of `runs` runs of the network each may look at: as many as keep it within a fixed number of runs, at least one,
/// spread evenly over those that calibrate.
std::vector<std::int64_t> samplesWithin(const SampleSplit& split, double runs);

/// What each method does to each value (chooseByTensor), the largest gain first. A value keeps the method of the recipe unless another one
/// leaves a twentieth less noise.
Result<std::vector<MethodGain>> methodsByValue(const SearchInput& input, RecipeRunner& runner, const CalibrationRecipe& recipe,
                                               std::span<const CalibrationOptions> methods, JobContext& context);

} // namespace lathe
