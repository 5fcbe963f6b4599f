#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// One rewrite of the graph. Returns how many places it changed; 0 means that the graph is untouched.
using PassFn = Result<int> (*)(Graph& graph, JobContext& context);

/// What a rewrite leaves of the numbers that the model computes.
enum class Outputs {
    Bitwise,  ///< the same bits
    Rounding, ///< within 1e-5 of each output's range: sums or products are rounded in another order; integers the same
    Widened,  ///< another type on the way, float for float16 or int32 for a bias: within 1e-2 of each output's range
};

/// A row of the pass table. Lists of names are separated by spaces.
struct PassRow {
    std::string_view name; ///< "fuse-batch-norm-into-conv"
    PassFn run;
    Outputs outputs;
    std::string_view anchors; ///< operators without one of which the pass finds nothing to do; empty: it has to look
    std::string_view summary; ///< what it does
    std::string_view mustNot; ///< when it leaves the graph alone
    std::string_view aliases; ///< what onnx/optimizer calls it: several where one pass does the work of several
};

struct PassFamily {
    std::string_view name, summary;
    std::span<const PassRow> passes;
};

std::span<const PassFamily> passFamilies();
std::span<const PassRow> passTable(); ///< the passes of all families
const PassRow* findPass(std::string_view name);

struct PassReport {
    std::string name;
    int changes = 0;
    double milliseconds = 0;
    std::int64_t nodesAdded = 0; ///< over all its runs; negative where it took nodes out
};

/// A change of the graph on its way through a pipeline.
struct PassStep {
    std::string_view pass;
    int round = 0, changes = 0;
};

struct OptimizeOptions {
    std::vector<std::string> only{}; ///< run these, in this order, instead of a pipeline
    std::vector<std::string> skip{}; ///< leave these out; names of onnx/optimizer will do (resolvePassName)
    std::string pipeline = "default";
    std::vector<std::string> also{}; ///< passes that the pipeline does not have, at their place in its order
    /// Sees the graph after each pass that changed it. An error ends the optimisation with it.
    std::function<Status(const Graph&, const PassStep&)> onStep{};
};

/// Runs the pipeline to a fixed point (bounded), verifying after each pass that changed something. A pass that breaks the
/// graph, or a pipeline whose passes undo each other for ever, are Internal errors with their names; passes that were asked for
/// and undo each other are a Usage error. Unknown names of passes and
/// pipelines are Usage errors with the nearest name. On any error the graph is untouched.
Result<std::vector<PassReport>> optimize(Graph& graph, JobContext& context, const OptimizeOptions& options = {});

} // namespace lathe
