#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// One rewrite of the graph. Returns how many places it changed; 0 means that the graph is untouched.
using PassFn = Result<int> (*)(Graph& graph, JobContext& context);

struct PassRow {
    std::string_view name; ///< "fuse-batch-norm-into-conv"
    PassFn run;
    std::string_view summary; ///< what it does
    std::string_view mustNot; ///< when it leaves the graph alone
};

std::span<const PassRow> passTable();
const PassRow* findPass(std::string_view name);

struct PassReport {
    std::string name;
    int changes = 0;
    double milliseconds = 0;
    std::int64_t nodesBefore = 0, nodesAfter = 0;
};

struct OptimizeOptions {
    std::vector<std::string> only; ///< run these, in this order (default: the default pipeline)
    std::vector<std::string> skip;
};

/// The names of the default pipeline in order.
std::span<const std::string_view> defaultPipeline();

/// Runs the pipeline to a fixed point (bounded), verifying after each pass that changed something. A pass that breaks the
/// graph is an Internal error with its name. Unknown pass names are a Usage error with the nearest name.
Result<std::vector<PassReport>> optimize(Graph& graph, JobContext& context, const OptimizeOptions& options = {});

} // namespace lathe
