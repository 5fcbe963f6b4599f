#pragma once

#include "core/graph/graph.h"
#include "tests/bench/benchmark.h"

namespace lathe::bench {

/// One tensor per input of the graph: the first sample of the zoo's `inputs/MODEL`, where it has one, else the numbers that
/// ort_peer.js gives the same input (unknown dimensions are 1). Absent tensors for inputs that the model has a value for.
Result<std::vector<Tensor>> benchInputs(const Graph& graph, const BenchmarkInput& input);

} // namespace lathe::bench
