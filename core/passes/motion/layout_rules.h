#pragma once

#include "core/passes/replacement.h"

#include <optional>
#include <vector>

namespace lathe {

// Which nodes compute the same on transposed data, once their axes and constants are transposed as well.

/// How a node handles data of `rank` dimensions whose order may be chosen.
struct LayoutUse {
    std::vector<std::size_t> carried; ///< inputs that have the order
    bool isOutputLaid = true;         ///< the outputs have it, too; else they are the same in either order
};

/// Nothing for a node that cannot work on data in the other order. `permutation`: the dimension i of the data as the node
/// sees it is dimension permutation[i] in the other order.
std::optional<LayoutUse> layoutUseOf(const Graph& graph, const Rewriter& rewriter, const Node& node, const Ints& permutation);

/// Lets the node work in the other order: axes, amounts and constant operands are transposed. Its carried inputs are the
/// caller's work. layoutUseOf() must have allowed it.
void changeLayout(Graph& graph, Rewriter& rewriter, NodeId node, const Ints& permutation);

/// The permutation of a Transpose; nothing when it is neither stated nor known from the rank.
std::optional<Ints> permutationOf(const Graph& graph, const Node& transpose);

} // namespace lathe
