#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>

namespace lathe {

/// A row of the edit table: the first dimension of all inputs that have that of the first input, or of the inputs named. Constants that
/// give a Reshape of the data the old batch as first entry follow; one that holds the batch elsewhere is an error that names it and the
/// node.
Status setBatch(Graph& graph, const std::string& argument, JobContext& context);

} // namespace lathe
