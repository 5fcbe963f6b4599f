#pragma once

#include "core/analysis/calibration_search.h"

namespace lathe {

/// Nodes that in a wider type bring the outputs to a wanted SQNR.
struct PrecisionProposal {
    std::vector<std::string> nodes; ///< as the quantized graph names them, the one that harms the outputs most first
    Judgement judgement;            ///< with these nodes in int16 (activations and weights)
    std::int64_t ofNodes = 0;       ///< nodes in integers in all
    bool isEnough = false;          ///< whether the SQNR was reached
};

/// Promotes nodes in order of what their rounding does to the outputs (measureSensitivity) and finds, by bisection over how many, few that
/// reach `sqnrDb` on the samples held back; with the recipe's refinement of weights only at the end.
Result<PrecisionProposal> proposePrecision(const SearchInput& input, const CalibrationRecipe& recipe, double sqnrDb, JobContext& context);

/// Schema lathe.calibration_search/1; `proposal` may be null.
std::string toJson(const SearchResult& search, const PrecisionProposal* proposal);

} // namespace lathe
