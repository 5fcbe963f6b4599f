#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>

namespace lathe {

// Rows of the edit table about single nodes; arguments as editTable() says.

Status setAttribute(Graph& graph, const std::string& argument, JobContext& context);
Status removeAttribute(Graph& graph, const std::string& argument, JobContext& context);
Status setOperator(Graph& graph, const std::string& argument, JobContext& context);

} // namespace lathe
