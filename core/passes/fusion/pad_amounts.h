#pragma once

#include "core/passes/rewriter.h"

#include <string>
#include <vector>

namespace lathe {

/// What a Pad node does, when all of it is constant.
struct PadAmounts {
    std::vector<std::int64_t> begin, end; ///< per dimension of the input
    std::string mode;
    double value = 0.0;

    bool isNothing() const;
    /// Amounts that a Conv or pool can take over: mode "constant", nothing on batch and channel, nothing negative.
    bool isSpatialPadding() const;
    /// `begin` and `end` from dimension 2 on, in the order of the attribute `pads` of Conv and pools.
    std::vector<std::int64_t> spatial() const;
};

/// Nothing for other operators and where amounts, value or (with axes, opset 18) the rank are not known. Amounts are
/// attributes before opset 11, inputs since.
std::optional<PadAmounts> padAmounts(const Graph& graph, const Rewriter& rewriter, const Node& node);

/// The attribute `pads` of a Conv or pool on `spatialRank` dimensions, when it is stated by numbers (auto_pad NOTSET or
/// VALID) and not negative.
std::optional<std::vector<std::int64_t>> ownPads(const Node& node, std::int64_t spatialRank);

/// Lets `reader` read the input of the Pad before it, with these pads; the Pad and its output go.
void takeOverPad(Graph& graph, Rewriter& rewriter, NodeId reader, NodeId pad, std::vector<std::int64_t> pads);

} // namespace lathe
