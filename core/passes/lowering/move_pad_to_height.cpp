#include "core/passes/lowering/move_pad_to_height.h"

#include "core/passes/fusion/pad_amounts.h"
#include "core/passes/lowering/axis_groups.h"
#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

ValueId padded(Replacement& parts, const Graph& graph, ValueId x, const Ints& begin, const Ints& end) {
    Ints pads = begin;
    pads.insert(pads.end(), end.begin(), end.end());
    Attributes attributes = parts.node().attributes;
    if (graph.opset() < 11) {
        attributes["pads"] = std::move(pads);
        return parts.add("Pad", {x}, std::move(attributes));
    }
    std::vector<ValueId> inputs{x, parts.ints("pads", pads)};
    if (parts.node().input(2).isValid()) inputs.push_back(parts.node().input(2));
    return parts.add("Pad", std::move(inputs), std::move(attributes));
}

bool isPadded(const PadAmounts& amounts, std::size_t axis) {
    return amounts.begin[axis] != 0 || amounts.end[axis] != 0;
}

/// All lengths from the first axis that is padded on are known, and none is cut.
bool isMovable(const PadAmounts& amounts, const Ints& dims) {
    std::size_t first = 0;
    while (first < dims.size() && !isPadded(amounts, first))
        ++first;
    const auto isNegative = [](std::int64_t n) { return n < 0; };
    if (first + 2 >= dims.size() || std::ranges::any_of(amounts.begin, isNegative) || std::ranges::any_of(amounts.end, isNegative))
        return false;
    return std::ranges::count(std::span(dims).subspan(first), -1) == 0;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto amounts = padAmounts(graph, rewriter, node);
    const auto stated = amounts ? reshapeTarget(graph, node.input(0)) : std::nullopt;
    if (!stated || stated->size() < 3 || amounts->begin.size() != stated->size() || graph.opset() < 5) return false;
    if (!isMovable(*amounts, *stated)) return false;
    Replacement parts(graph, rewriter, id);
    Ints dims = *stated, begin = amounts->begin, end = amounts->end;
    const std::size_t height = dims.size() - 2;
    ValueId x = node.input(0);
    for (std::size_t axis = 0; axis < height; ++axis) {
        if (!isPadded(*amounts, axis)) continue;
        const std::span all(dims);
        const ValueId seen = parts.reshape(x, {productOrOpen(all.first(axis)), dims[axis], productOf(all.subspan(axis + 1))});
        const ValueId taller = padded(parts, graph, seen, {0, begin[axis], 0}, {0, end[axis], 0});
        dims[axis] += begin[axis] + end[axis];
        begin[axis] = end[axis] = 0;
        x = parts.reshape(taller, dims);
    }
    if (isPadded(*amounts, height) || isPadded(*amounts, height + 1)) x = padded(parts, graph, x, begin, end);
    parts.finish(x);
    return true;
}

} // namespace

Result<int> movePadToHeight(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
