#pragma once

#include "core/runtime/executor.h"

#include <map>
#include <string>
#include <vector>

namespace lathe::test {

/// Tensors of the graph's inputs with their stated shapes (unknown dimensions are `unknown`): seeded numbers in [-2, 2).
std::vector<Tensor> randomInputs(const Graph& graph, unsigned seed, std::int64_t unknown = 1);

/// Everything that one run showed.
struct Trace {
    std::vector<Tensor> outputs;
    std::vector<std::string> order; ///< names in order of observation
    std::map<std::string, Tensor> observed;
};
Result<Trace> runTraced(const Graph& graph, const std::vector<Tensor>& inputs, ExecutorOptions options);

/// What differs between two float tensors by more than `share` of the range of `expected`; empty when nothing does.
std::string difference(const Tensor& expected, const Tensor& actual, double share);
double cosine(const Tensor& a, const Tensor& b);

/// A graph in the text format and what it is about.
struct GraphCase {
    const char* name;
    const char* text;
};
const std::vector<GraphCase>& graphCases();

} // namespace lathe::test
