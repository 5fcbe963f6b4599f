#include "core/edit/edit_list.h"

#include "core/base/spelling.h"
#include "core/edit/edit_inference.h"

#include <algorithm>

namespace lathe {

Result<const EditRow*> findEdit(std::string_view name) {
    std::vector<std::string> known;
    for (const EditRow& row : editTable()) {
        if (row.name == name) return &row;
        known.emplace_back(row.name);
    }
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("there is no edit '" + std::string(name) + "'",
                        nearest.empty() ? "docs/editing.md lists them" : "did you mean '" + nearest + "'?");
}

Status applyEdit(Graph& graph, const EditRequest& request, JobContext& context) {
    LATHE_TRY(const EditRow* const row, findEdit(request.operation));
    LATHE_CHECK(context.checkStop());
    Graph edited = graph;
    if (row->effect == EditEffect::Structure) inferBeforeEdit(edited, context);
    const Graph before = edited;
    LATHE_CHECK(row->apply(edited, request.argument, context));
    if (row->effect == EditEffect::Structure) LATHE_CHECK(inferAfterEdit(before, edited, context));
    graph = std::move(edited);
    return {};
}

Diagnostic problemOf(const EditRequest& request, const Error& error) {
    Diagnostic problem;
    problem.severity = Severity::Error;
    problem.code = "EDIT04";
    const std::string prefix = request.place.file.empty() ? "--" : "";
    problem.message = prefix + request.operation + " " + request.argument + ": " + error.message;
    problem.node = error.node;
    problem.place = request.place.file.empty() ? error.place : request.place;
    problem.remedy = error.remedy;
    return problem;
}

Error editError(std::vector<Diagnostic> problems) {
    Error error = Error::usage(std::to_string(problems.size()) + (problems.size() == 1 ? " edit" : " edits") + " cannot be carried out");
    error.details = std::move(problems);
    return error;
}

Status applyEdits(Graph& graph, std::span<const EditRequest> requests, JobContext& context) {
    Graph edited = graph;
    std::vector<Diagnostic> problems;
    for (const EditRequest& request : requests) {
        const Status status = applyEdit(edited, request, context);
        if (status) continue;
        if (status.error().kind == ErrorKind::Stopped) return status;
        problems.push_back(problemOf(request, status.error()));
    }
    if (!problems.empty()) return editError(std::move(problems));
    graph = std::move(edited);
    return {};
}

} // namespace lathe
