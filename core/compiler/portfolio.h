#pragma once

#include "core/compiler/candidate.h"

namespace lathe {

/// What is compiled, for what.
struct PortfolioInput {
    const QuantizedGraph& network;
    const LayerPlan& plan; ///< not fused yet
    const Target& target;
    bool storesAll = false;
    int level = 0;              ///< the highest that is tried
    double latencyWeight = 1;   ///< 1 quickest … 0 fewest transferred bytes
    std::int64_t deepSteps = 0; ///< of a deep search from there
};

/// The best of all levels up to the one asked for, judged by event simulation: a level, a fusion or a split of the memory that loses gives
/// way to what is there already. So a higher level is never slower.
Result<Candidate> bestCandidate(const PortfolioInput& input, JobContext& context);

} // namespace lathe
