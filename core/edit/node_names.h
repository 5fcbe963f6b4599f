#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string_view>
#include <vector>

namespace lathe {

/// The node that a person means by `name`: its name, the name of one of the original nodes that it came from, or the name of
/// one of its outputs. A Usage error with the nearest name when there is none, with the candidates when there are several.
Result<NodeId> resolveNode(const Graph& graph, std::string_view name);

/// The values that a person means by `name`: the value of that name where a node produces it, else all outputs of
/// resolveNode. Errors as there; also where a node of that name is not the one that produces the value of that name.
Result<std::vector<ValueId>> resolveOutputs(const Graph& graph, std::string_view name);

} // namespace lathe
