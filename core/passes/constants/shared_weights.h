#pragma once

#include "core/passes/rewriter.h"

namespace lathe {

/// Gives every reader but the first its own copy of an initializer. `counts` says which inputs of a node are concerned.
using CountsAsReader = bool (*)(const Rewriter& rewriter, const Node& node, std::size_t input);
Result<int> copySharedInitializers(Graph& graph, JobContext& context, CountsAsReader counts);

} // namespace lathe
