#pragma once

#include "core/edit/edit_list.h"

#include <cstdint>

namespace lathe::test {

/// A request that may fit the graph: names of its nodes and tensors, arguments as a person would write them. Many are refused, which is
/// part of what they test. The same from the same seed.
EditRequest randomEdit(const Graph& graph, std::uint64_t seed);

} // namespace lathe::test
