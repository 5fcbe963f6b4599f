#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>
#include <string_view>

namespace lathe {

/// The graph as text, for tests, logs and diffs; parseGraph(printGraph(g)) is g but for large constants, which are elided
/// as `<… 4096 bytes, hash>` when `maxElements` is exceeded.
///
///     graph "name" opset 13
///     input x: float[1, 3, 8, 8]
///     const w: float[4, 3, 1, 1] = {0.5, 1, …}      // or  = random(seed, low, high)   or = fill(value)
///     conv1: y = Conv(x, w) {strides: [1, 1], pads: [0, 0, 0, 0], auto_pad: "NOTSET"}
///     relu1: z: float[1, 4, 8, 8] = Relu(y)
///     output z
///
/// Names that are no identifiers stand in double quotes; an omitted optional input is `_`; a node of another domain is
/// `com.microsoft::Gelu(x)`. Float attributes carry a point or exponent; a comment runs from // to the end of the line.
/// Attributes are also "texts", lists, tensors `float[2] = {1, 2}` and subgraphs `graph "name" { … }`, whose undefined names
/// are values of the graph around them (`outer x: float[2]` states a type). A node without `from ["a", "b"]` has its own
/// name as its origin. random() draws from splitmix64 (text_elements.h); nodes may stand in any order.
std::string printGraph(const Graph& graph, std::int64_t maxElements = 16);

/// An Input error with line and column when the text is wrong.
Result<Graph> parseGraph(std::string_view text);

} // namespace lathe
