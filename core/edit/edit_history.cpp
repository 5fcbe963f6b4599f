#include "core/edit/edit_history.h"

namespace lathe {
namespace {

void addName(TouchedNames& names, const Graph& before, const Graph& after, auto id, auto contentOf) {
    if (!before.isAlive(id))
        names.added.push_back(contentOf(after, id).name);
    else if (!after.isAlive(id))
        names.removed.push_back(contentOf(before, id).name);
    else
        names.changed.push_back(contentOf(after, id).name);
}

EditStep stepBetween(const Graph& before, const Graph& after, const EditRequest& request) {
    EditStep step{request, GraphChange::between(before, after), {}, {}};
    for (const NodeId id : step.change.changedNodes())
        addName(step.nodes, before, after, id, [](const Graph& graph, NodeId node) -> const Node& { return graph.node(node); });
    for (const ValueId id : step.change.changedValues())
        addName(step.values, before, after, id, [](const Graph& graph, ValueId value) -> const Value& { return graph.value(value); });
    return step;
}

} // namespace

Status EditHistory::apply(const EditRequest& request, JobContext& context) {
    Graph edited = m_graph;
    LATHE_CHECK(applyEdit(edited, request, context));
    m_steps.resize(m_done);
    m_steps.push_back(stepBetween(m_graph, edited, request));
    m_graph = std::move(edited);
    ++m_done;
    return {};
}

Status EditHistory::applyAll(std::span<const EditRequest> requests, JobContext& context) {
    EditHistory trial = *this;
    std::vector<Diagnostic> problems;
    for (const EditRequest& request : requests) {
        const Status status = trial.apply(request, context);
        if (status) continue;
        if (status.error().kind == ErrorKind::Stopped) return status;
        problems.push_back(problemOf(request, status.error()));
    }
    if (!problems.empty()) return editError(std::move(problems));
    *this = std::move(trial);
    return {};
}

void EditHistory::undo() {
    if (canUndo()) m_steps[--m_done].change.undo(m_graph);
}

void EditHistory::redo() {
    if (canRedo()) m_steps[m_done++].change.redo(m_graph);
}

std::vector<EditRequest> EditHistory::requests() const {
    std::vector<EditRequest> requests;
    for (const EditStep& step : done())
        requests.push_back(step.request);
    return requests;
}

} // namespace lathe
