#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <span>
#include <string>
#include <vector>

namespace lathe {

/// A structural edit as a person writes it: the name of an operation and what comes with it.
struct EditRequest {
    std::string operation; ///< a name of editTable()
    std::string argument;
};

/// One operation, as command line and documentation name it.
struct EditRow {
    std::string_view name;     ///< "remove-node"
    std::string_view argument; ///< "NAME"
    std::string_view summary;
    Status (*apply)(Graph& graph, const std::string& argument, JobContext& context);
};

/// In the order in which requests are carried out, whatever their order on the command line.
std::span<const EditRow> editTable();

/// Carries out all requests. A Usage error with one detail per request that cannot be carried out; then nothing is changed.
Status applyEdits(Graph& graph, const std::vector<EditRequest>& requests, JobContext& context);

} // namespace lathe
