#pragma once

#include "core/passes/rewriter.h"

#include <vector>

namespace lathe {

/// What a Slice takes of one axis: `count` elements from `start`, every `step`-th.
struct SliceRange {
    std::int64_t axis = 0, start = 0, step = 1, count = 0;

    std::int64_t end() const { return count == 0 ? start : start + (count - 1) * step + 1; }
};

/// The ranges of a Slice, one per axis that it names, ascending; bounds are those of the input. Nothing where a bound is not fixed,
/// the length of an axis that it names is not known, or a step is negative.
std::optional<std::vector<SliceRange>> sliceRanges(const Graph& graph, const Rewriter& rewriter, const Node& node);

/// Makes a Slice of `source` of the node, in the form of the model's opset. Before opset 10 every step must be 1.
void setSlice(Graph& graph, Rewriter& rewriter, NodeId id, ValueId source, const std::vector<SliceRange>& ranges);

} // namespace lathe
