#pragma once

#include "core/runtime/executor.h"

#include <string>
#include <vector>

namespace lathe::random_test {

/// A graph and how it is run. Everything follows from the seed.
struct Case {
    std::uint64_t seed = 0;
    Graph graph;
    std::vector<std::string> kept; ///< values that the observer looks at
    bool keepAll = false;
};

/// Even seeds: one operator (with what makes its input fit). Odd seeds: chains, diamonds and branches of 2 to 8 steps.
Case makeCase(std::uint64_t seed);

/// The graph in the text format with every constant whole: what parseGraph reads back as the same graph.
std::string textOf(const Graph& graph);

/// Inputs of the graph, by seed and name.
std::vector<Tensor> makeInputs(const Graph& graph, std::uint64_t seed);

} // namespace lathe::random_test
