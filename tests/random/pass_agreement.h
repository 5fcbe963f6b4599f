#pragma once

#include "core/passes/pass.h"

#include <optional>

namespace lathe::random_test {

/// What is run on a graph: one pass alone or a whole pipeline.
struct Subject {
    const PassRow* pass = nullptr;
    std::string pipeline; ///< when there is no pass
    std::string name() const { return pass ? std::string(pass->name) : pipeline; }
};

/// Every pass, then every pipeline.
std::vector<Subject> allSubjects();

struct PassOutcome {
    bool hasChanged = false;
    bool isRefused = false;   ///< the graph cannot be run, or its numbers overflow: nothing to compare with
    std::string difference{}; ///< what is wrong, empty when nothing is
    std::string after{};      ///< the graph that differs
};

/// A graph, its inputs and what it computes; the subjects are held against it.
class PassTrial {
public:
    PassTrial(Graph graph, std::uint64_t seed);
    const Graph& graph() const { return m_graph; }
    bool isRunnable() const { return m_expected.has_value(); }

    /// Runs the subject twice on a copy of the graph: the outputs agree (to the bit, or within rounding), names and types of
    /// inputs and outputs are kept, and the second run changes nothing.
    PassOutcome examine(const Subject& subject);

private:
    std::string compare(const Graph& after, bool isExact);

    Graph m_graph;
    std::uint64_t m_seed;
    std::vector<Tensor> m_inputs;
    std::optional<std::map<std::string, Tensor>> m_expected;
    std::optional<std::map<std::string, double>> m_spreads; ///< when they were needed
};

} // namespace lathe::random_test
