#pragma once

#include "core/edit/edit_list.h"
#include "core/graph/graph_change.h"

#include <span>
#include <string>
#include <vector>

namespace lathe {

/// Names of what an edit touched: nodes, or values.
struct TouchedNames {
    std::vector<std::string> added, removed, changed; ///< changed: under its name afterwards
    bool operator==(const TouchedNames&) const = default;
};

/// An edit that was carried out, with its exact inverse.
struct EditStep {
    EditRequest request;
    GraphChange change;
    TouchedNames nodes, values;
};

/// A graph under edit: what was done can be undone and redone, step by step, to exact equality. Steps are never merged. What a
/// step holds is what it changed; tensors are shared with the graph.
class EditHistory {
public:
    explicit EditHistory(Graph graph) : m_graph(std::move(graph)) {}

    const Graph& graph() const { return m_graph; }

    /// Carries out one edit, and forgets what was undone. An error, and no change of anything, where it cannot be carried out.
    Status apply(const EditRequest& request, JobContext& context);
    /// All or none; the error of applyEdits.
    Status applyAll(std::span<const EditRequest> requests, JobContext& context);

    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_steps.size(); }
    /// The last step backwards; nothing when there is none.
    void undo();
    void redo();

    /// In their order, the oldest first.
    std::span<const EditStep> done() const { return std::span(m_steps).first(m_done); }
    /// The next to redo first.
    std::span<const EditStep> undone() const { return std::span(m_steps).subspan(m_done); }
    /// What was done, as applyEdits and writeEditScript take it.
    std::vector<EditRequest> requests() const;

private:
    Graph m_graph;
    std::vector<EditStep> m_steps;
    std::size_t m_done = 0;
};

} // namespace lathe
