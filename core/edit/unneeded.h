#pragma once

#include "core/graph/graph.h"

namespace lathe {

/// Removes nodes and values that no graph output needs. Graph inputs stay.
void removeUnneeded(Graph& graph);

} // namespace lathe
