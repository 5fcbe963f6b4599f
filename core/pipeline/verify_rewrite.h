#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

class OptimizationHistory;

struct OutputDifference {
    std::string name;
    double maxAbsDiff = 0;
    double range = 0; ///< of the output before the rewrite: largest minus smallest element, 0 included
    bool isGood = true;
};

/// How far two versions of a model are apart on seeded random inputs.
struct RewriteCheck {
    bool isChecked = true; ///< false where a model cannot be run; the summary says why
    bool isGood = true;
    std::vector<OutputDifference> outputs;
    double maxAbsDiff = 0; ///< over all outputs
    std::string summary;   ///< "3 outputs, within 2e-06 of their range", or which output differs by how much
};

/// Runs both in float; good when every output differs by at most 1e-4 of its range (integers: not at all). Open input
/// dimensions are taken as 1, or as 32 or 1024 where the model needs more.
Result<RewriteCheck> checkRewrite(const Graph& before, const Graph& after, JobContext& context);

/// The pass after which the check fails first, found by bisection; empty when the last state is good.
Result<std::string> findBreakingPass(const OptimizationHistory& history, JobContext& context);

} // namespace lathe
