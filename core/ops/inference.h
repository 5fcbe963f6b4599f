#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <map>

namespace lathe {

struct InferenceOptions {
    std::map<std::string, Shape> inputShapes;         ///< shapes that replace those of graph inputs, by name
    std::map<std::string, std::int64_t> symbolValues; ///< numbers for named dimensions ("batch" -> 1)
    std::optional<std::int64_t> unknownDim;           ///< number for every other unknown dimension of the inputs
    bool trustsDefaults = true; ///< the content of an initializer that is also an input counts as known, though callers may give another
    /// Every dimension that stays open gets a name of its own, so that equal ones can be told. Not for keeping: such names are
    /// good within one inference.
    bool namesOpenDims = false;
};

/// Sets type and shape of every value that can be derived, with data propagation through shape arithmetic
/// (Shape → Gather → Concat → Reshape chains fold). A stored shape that contradicts the inferred one is replaced, with a
/// diagnostic SHAPE01 that names the tensor and both. Unknown operators leave their outputs as the file states them.
/// An error for impossible shapes (Conv whose channels disagree), naming the node.
Status inferShapes(Graph& graph, JobContext& context, const InferenceOptions& options = {});

/// Inferred types, shapes and small known contents of all values, indexed by ValueId, without changing the graph.
Result<std::vector<InferredTensor>> inferValues(const Graph& graph, JobContext& context, const InferenceOptions& options = {});

/// Work of one node, from the shapes set on its values; zero when they are not static.
Work workOf(const Graph& graph, NodeId node);

/// Sum over all nodes.
Work totalWork(const Graph& graph);
/// Number of constant elements of floating-point and quantized weights: initializers used by any node, and Constant nodes.
std::int64_t parameterCount(const Graph& graph);

} // namespace lathe
