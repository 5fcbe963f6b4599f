#pragma once

#include "core/graph/graph.h"
#include "tests/random/draw.h"

#include <map>
#include <string>
#include <vector>

namespace lathe::random_test {

using Values = std::map<std::string, Tensor>;  ///< by name
using Spreads = std::map<std::string, double>; ///< how far noise moves any element of a value

/// Every value of the graph from the reference loops; with `noise`, results of nodes are disturbed before others read them.
Result<Values> referenceValues(const Graph& graph, const std::vector<Tensor>& inputs, Draw* noise = nullptr);

/// How far noise moves the elements of each value; where one turns into NaN or infinity, anything goes.
Result<Spreads> spreadsOf(const Graph& graph, std::uint64_t seed, const std::vector<Tensor>& inputs, const Values& expected);

/// The first of `actual` that is not as expected, in words; empty when all are. Exact: the same numbers (NaN is NaN); else
/// within a share of the largest element by type, and some times the spread of rounding noise.
std::string firstDifference(const Values& expected, const Values& actual, const Spreads& spreads = {}, bool isExact = false);

/// Numbers beyond 1e30: the order of a sum may decide between infinity and not a number.
bool hasOverflown(const Values& values);

} // namespace lathe::random_test
