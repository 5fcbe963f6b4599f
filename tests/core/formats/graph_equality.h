#pragma once

#include "core/graph/graph.h"

#include <string>

namespace lathe::test {

/// The first difference that a file can show (names, types, shapes, constants, nodes in order, attributes, subgraphs), or "".
std::string firstDifference(const Graph& a, const Graph& b);

} // namespace lathe::test
