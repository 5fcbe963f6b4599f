#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>

namespace lathe {

// Rows of the edit table about what goes into a model and comes out; arguments as editTable() says.

Status addOutput(Graph& graph, const std::string& argument, JobContext& context);
Status removeOutput(Graph& graph, const std::string& argument, JobContext& context);
Status setInputType(Graph& graph, const std::string& argument, JobContext& context);

} // namespace lathe
