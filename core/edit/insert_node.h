#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>

namespace lathe {

// Rows of the edit table that put a node where none was; arguments as editTable() says.

/// Behind a tensor: what read it, graph outputs included, reads the new node.
Status insertAfter(Graph& graph, const std::string& argument, JobContext& context);
/// In front of a tensor: the tensor keeps its name and its readers, the new node makes it of what was there.
Status insertBefore(Graph& graph, const std::string& argument, JobContext& context);

} // namespace lathe
