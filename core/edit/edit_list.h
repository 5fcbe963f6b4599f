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
    SourcePlace place = {}; ///< where a script states it; empty for the command line
};

enum class EditEffect {
    Naming,   ///< names and texts: types and shapes cannot change
    Structure ///< what comes behind the change is inferred anew, and the edit refused where that is impossible
};

/// One operation, as command line, scripts and documentation name it.
struct EditRow {
    std::string_view name;     ///< "remove-node"
    std::string_view argument; ///< "NAME"
    std::string_view summary;
    std::string_view details; ///< what it does where the summary leaves a question, and when it refuses; sentences
    std::string_view example; ///< an argument
    EditEffect effect;
    Status (*apply)(Graph& graph, const std::string& argument, JobContext& context);
};

/// In the order of help and documentation.
std::span<const EditRow> editTable();
/// A Usage error with the nearest name.
Result<const EditRow*> findEdit(std::string_view name);

/// Carries out one request: the graph afterwards is sound and, where it could be inferred before, can be inferred. An error, and no
/// change, where it cannot be carried out.
Status applyEdit(Graph& graph, const EditRequest& request, JobContext& context);

/// Carries out all requests in their order. A Usage error with one detail per request that cannot be carried out; then nothing is changed.
Status applyEdits(Graph& graph, std::span<const EditRequest> requests, JobContext& context);
inline Status applyEdits(Graph& graph, std::initializer_list<EditRequest> requests, JobContext& context) {
    return applyEdits(graph, std::span(requests.begin(), requests.size()), context);
}

/// The problem that a request has, as details of an error have it: "--rename x: …", or its place in a script.
Diagnostic problemOf(const EditRequest& request, const Error& error);
/// The error of so many problems.
Error editError(std::vector<Diagnostic> problems);

} // namespace lathe
