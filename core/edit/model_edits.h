#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>

namespace lathe {

// Rows of the edit table about weights and about the model as a whole; arguments as editTable() says.

Status setConstant(Graph& graph, const std::string& argument, JobContext& context);
Status setMetadata(Graph& graph, const std::string& argument, JobContext& context);
Status removeMetadata(Graph& graph, const std::string& argument, JobContext& context);
Status setDoc(Graph& graph, const std::string& argument, JobContext& context);
Status setOpset(Graph& graph, const std::string& argument, JobContext& context);

} // namespace lathe
