#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// Exchanges the block of axes [first, middle) with [middle, end).
struct BlockExchange {
    std::size_t first = 0, middle = 0, end = 0;
};

/// The fewest exchanges of neighbouring blocks that make `permutation` of 0, 1, 2 …; at most kMostExchangedAxes axes.
std::vector<BlockExchange> blockExchanges(const Ints& permutation);
inline constexpr std::size_t kMostExchangedAxes = 7;

/// Makes several Transposes of four dimensions, between Reshapes, of one whose axes go apart into more than four groups. False where
/// it is none or its shape is not known but for one dimension.
bool splitTranspose(Graph& graph, Rewriter& rewriter, NodeId id);

} // namespace lathe
