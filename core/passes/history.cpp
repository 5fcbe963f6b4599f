#include "core/passes/history.h"

namespace lathe {

std::function<Status(const Graph&, const PassStep&)> OptimizationHistory::recorder() {
    return [this](const Graph& graph, const PassStep& step) -> Status {
        GraphChange change = GraphChange::between(m_latest, graph);
        change.redo(m_latest);
        m_steps.push_back({std::string(step.pass), step.round, step.changes, graph.nodeCount(), std::move(change)});
        return {};
    };
}

Graph OptimizationHistory::stateAfter(std::size_t count) const {
    assert(count <= m_steps.size());
    const bool isNearStart = count < m_steps.size() / 2;
    Graph graph = isNearStart ? m_original : m_latest;
    for (std::size_t i = 0; isNearStart && i < count; ++i)
        m_steps[i].change.redo(graph);
    for (std::size_t i = m_steps.size(); !isNearStart && i > count; --i)
        m_steps[i - 1].change.undo(graph);
    return graph;
}

} // namespace lathe
