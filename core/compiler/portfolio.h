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
    CoreOptions cores{};
};

/// The best schedule, and what the best one of a single core would take (equal where that is the best).
struct PortfolioOutcome {
    Candidate best;
    double secondsOfOneCore = 0;
};

/// The best of all levels up to the one asked for, judged by event simulation: a level, a fusion, a split of the memory or a sharing among
/// cores that loses gives way to what is there already. So a higher level is never slower, nor are several cores.
Result<PortfolioOutcome> bestCandidate(const PortfolioInput& input, JobContext& context);

} // namespace lathe
