#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// How far two versions of a model are apart on seeded random inputs.
struct RewriteCheck {
    bool isGood = true;
    double maxAbsDiff = 0; ///< over all outputs
    std::string summary;   ///< "3 outputs, within 1e-4 of their range", or which output differs by how much
};

/// Runs both in float; good when every output differs by at most 1e-4 of its range (integers: not at all). Open input
/// dimensions are taken as 1. Where a model cannot be run (unknown operators) the summary says that it was not checked.
Result<RewriteCheck> checkRewrite(const Graph& before, const Graph& after, JobContext& context);

} // namespace lathe
