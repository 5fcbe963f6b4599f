#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Reshape whose constant shape must follow the batch.
struct BatchReshape {
    NodeId node;
    std::vector<std::int64_t> open; ///< the shape with 0 or -1 in the place of the batch
};

/// The Reshapes that stand in the way of another batch, in topological order. `inputs`: the graph inputs whose first dimension is the
/// batch, now `batch`. A Usage error that names all whose shape holds the batch where it cannot follow.
Result<std::vector<BatchReshape>> reshapesOfBatch(const Graph& graph, const std::vector<ValueId>& inputs, std::int64_t batch,
                                                  JobContext& context);

/// The content of an initializer or of a Constant node as int64; nothing for what is computed.
std::optional<std::vector<std::int64_t>> fixedInts(const Graph& graph, ValueId id);

} // namespace lathe
