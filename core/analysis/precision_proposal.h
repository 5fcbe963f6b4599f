#pragma once

#include "core/analysis/calibration_search.h"

namespace lathe {

/// Nodes that in a wider type bring the outputs to a wanted SQNR.
struct PrecisionProposal {
    std::vector<std::string> nodes;      ///< for int16 (activations and weights), the best bargain first
    std::vector<std::string> weighted;   ///< those of `nodes` whose second input is constant weights
    std::vector<std::string> floatNodes; ///< for float: what int16 does not suffice for
    Judgement judgement;                 ///< with these types
    std::int64_t ofNodes = 0;            ///< nodes in integers in all
    bool isEnough = false;               ///< whether the SQNR was reached
};

/// Promotes nodes step by step (promotionSteps) and finds, by bisection over how many steps, few that reach `sqnrDb` on the samples held
/// back; with the recipe's refinement of weights only at the end.
Result<PrecisionProposal> proposePrecision(const SearchInput& input, const CalibrationRecipe& recipe, double sqnrDb, JobContext& context);

/// Schema lathe.calibration_search/1; `proposal` may be null.
std::string toJson(const SearchResult& search, const PrecisionProposal* proposal);

} // namespace lathe
