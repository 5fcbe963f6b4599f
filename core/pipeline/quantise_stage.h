#pragma once

#include "core/analysis/calibration_search.h"
#include "core/analysis/precision_proposal.h"
#include "core/config/build_config.h"

namespace lathe {

/// calibration_type default and mix, without a calibration_table: recipes are tried, and some samples are held back to judge them.
bool searchesCalibration(const BuildConfig& config);

/// What kl, max … are asked to do besides (optimization asymmetric and bias_correction); nothing for the searches.
CalibrationRecipe recipeOf(const BuildConfig& config, const NumericsSpec& numerics);
/// Whether a recipe is more than thresholds and quantize().
bool needsSamples(const CalibrationRecipe& recipe);

/// What a search found, and what is proposed where it does not suffice.
struct SearchOutcome {
    SearchResult search;
    std::optional<PrecisionProposal> proposal;
};

/// Carries out the search; says in the context what was chosen (QUA20) and, under kEnoughSqnrDb, what would help (QUA21).
Result<SearchOutcome> searchFor(const BuildConfig& config, const SearchInput& input, JobContext& context);

/// Carries out a recipe that the configuration asks for by name. Bias correction that makes the outputs worse on the samples is left
/// out again (QUA22).
Result<RecipeOutcome> carryOut(const CalibrationRecipe& recipe, const SearchInput& input, JobContext& context);

/// The configuration without what it says of single nodes: a search does not depend on it, so that changing a node's precision keeps the
/// recipe.
BuildConfig withoutNodeRules(BuildConfig config);

} // namespace lathe
