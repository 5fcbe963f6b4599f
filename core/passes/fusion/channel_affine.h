#pragma once

#include "core/passes/rewriter.h"

#include <vector>

namespace lathe {

/// y[n, c, …] → scale[c] · y + shift[c], what a normalization or a channel-wise Mul or Add does to its input.
struct ChannelAffine {
    std::vector<double> scale, shift; ///< one per channel
};

/// Output channels (dimension 1 of the output) of a Conv, ConvTranspose, Gemm or MatMul of matrices whose weights and bias are fixed float
/// constants and whose bias is one number per channel; nothing for every other node.
std::optional<std::int64_t> foldableChannels(const Graph& graph, const Rewriter& rewriter, NodeId node);

/// The producer of `value` where an affine map of its output can be computed into its weights: foldableChannels is known
/// and nothing else reads the value. Invalid otherwise.
NodeId foldableProducer(const Graph& graph, const Rewriter& rewriter, ValueId value);

/// Computes the map into weights and bias (binary64, rounded to float once). False, and no change, when a weight or bias
/// would not be finite. A MatMul that needs a bias becomes a Gemm. `affine` has foldableChannels entries.
bool applyChannelAffine(Graph& graph, Rewriter& rewriter, NodeId node, const ChannelAffine& affine);

/// The numbers of a constant operand that acts on each channel of a value of rank `rank` and leaves its shape as it is: a
/// scalar, or `channels` numbers along dimension 1. Nothing for other shapes, other types than float, and unfixed operands.
std::optional<std::vector<double>> channelOperand(const Rewriter& rewriter, ValueId operand, std::int64_t rank, std::int64_t channels);

/// What an operator with a constant operand does to each channel, by the numbers of the operand.
using AffineOf = ChannelAffine (*)(const Node& node, std::vector<double> operand);

/// Computes the two-operand element-wise node `id` into the foldable node that gives its input `computed` (0 or 1); the
/// other input is the constant. False, and no change, where that is not possible.
bool fuseChannelOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed, AffineOf affineOf);

/// Rank of the output of a foldable node.
std::int64_t foldableRank(const Graph& graph, NodeId node);

} // namespace lathe
