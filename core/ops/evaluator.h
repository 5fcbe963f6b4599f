#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <functional>
#include <map>
#include <span>

namespace lathe {

/// Runs one node with the reference loops; stops with the innermost StopScope of the thread. `outer` finds values that its subgraphs capture by name (may be empty).
using OuterLookup = std::function<Tensor(std::string_view name)>;
Result<std::vector<Tensor>> evaluateNode(const Graph& graph, NodeId node, std::span<const Tensor> inputs, const OuterLookup& outer = {});

/// Runs the whole graph with the reference loops: the slow, obvious executor. Inputs in the order of graph.inputs();
/// outputs in the order of graph.outputs().
Result<std::vector<Tensor>> evaluateGraph(const Graph& graph, std::span<const Tensor> inputs, JobContext& context,
                                          const OuterLookup& outer = {});

} // namespace lathe
