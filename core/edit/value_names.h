#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string_view>

namespace lathe {

/// The tensor that a person means by `name`: the one of that name, else the only output of the node that resolveNode finds. A Usage
/// error with the nearest name, with the candidates of an ambiguous one, or with the outputs of a node that has several.
Result<ValueId> resolveValue(const Graph& graph, std::string_view name);
/// The graph input of that name; a Usage error with the nearest, or with all.
Result<ValueId> resolveInput(const Graph& graph, std::string_view name);
/// The graph output of that name, or of the node of that name; errors alike.
Result<ValueId> resolveOutput(const Graph& graph, std::string_view name);

/// The subgraphs of some node read it by its name.
bool isCaptured(const Graph& graph, ValueId id);
/// "'a' (Relu)", for messages.
std::string nodeText(const Graph& graph, NodeId id);

} // namespace lathe
