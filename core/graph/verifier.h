#pragma once

#include "core/base/error.h"
#include "core/graph/graph.h"

namespace lathe {

/// Everything that is wrong with the structure of a graph: cycles, values without producer, two producers, links that
/// disagree, outputs that do not exist, constants whose bytes do not fit. Empty for a sound graph.
std::vector<Diagnostic> verify(const Graph& graph);

} // namespace lathe
