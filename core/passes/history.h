#pragma once

#include "core/graph/graph_change.h"
#include "core/passes/pass.h"

namespace lathe {

/// The way of a graph through the optimiser: what each pass changed, in order. Every state can be had back; what states have
/// in common is kept once.
class OptimizationHistory {
public:
    struct Step {
        std::string pass;
        int round = 0, changes = 0;
        std::int64_t nodeCount = 0; ///< after the step
        GraphChange change;
    };

    explicit OptimizationHistory(Graph original) : m_original(original), m_latest(std::move(original)) {}

    /// For OptimizeOptions::onStep; the history must outlive the optimisation.
    std::function<Status(const Graph&, const PassStep&)> recorder();

    const Graph& original() const { return m_original; }
    const std::vector<Step>& steps() const { return m_steps; }
    /// The graph after the first `count` steps, 0 to steps().size().
    Graph stateAfter(std::size_t count) const;

private:
    Graph m_original, m_latest;
    std::vector<Step> m_steps;
};

} // namespace lathe
