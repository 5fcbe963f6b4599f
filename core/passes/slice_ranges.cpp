#include "core/passes/slice_ranges.h"

#include "core/passes/node_forms.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

constexpr std::int64_t kBoundsAreInputsSince = 10;
using Ints = std::vector<std::int64_t>;

struct Bounds {
    Ints starts, ends, axes, steps;
};

std::optional<Bounds> statedBounds(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    Bounds bounds;
    if (graph.opset() < kBoundsAreInputsSince) {
        bounds = {node.intsAttribute("starts"), node.intsAttribute("ends"), node.intsAttribute("axes"), {}};
    } else {
        Ints* const parts[] = {&bounds.starts, &bounds.ends, &bounds.axes, &bounds.steps};
        for (std::size_t i = 0; i < std::size(parts); ++i) {
            const auto content = rewriter.fixedInts(node.input(i + 1));
            if (!content && (i < 2 || node.input(i + 1).isValid())) return std::nullopt;
            if (content) *parts[i] = *content;
        }
    }
    if (bounds.axes.empty()) {
        bounds.axes.resize(bounds.starts.size());
        std::iota(bounds.axes.begin(), bounds.axes.end(), 0);
    }
    if (bounds.steps.empty()) bounds.steps.assign(bounds.starts.size(), 1);
    const std::size_t count = bounds.starts.size();
    if (bounds.ends.size() != count || bounds.axes.size() != count || bounds.steps.size() != count) return std::nullopt;
    return bounds;
}

/// A bound of an axis of `length` elements in [0, length].
std::int64_t placed(std::int64_t bound, std::int64_t length) {
    return std::clamp(bound < 0 ? bound + length : bound, std::int64_t(0), length);
}

} // namespace

std::optional<std::vector<SliceRange>> sliceRanges(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto bounds = rewriter.is(node, "Slice") ? statedBounds(graph, rewriter, node) : std::nullopt;
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (!bounds || rank < 0) return std::nullopt;
    std::vector<SliceRange> ranges;
    for (std::size_t i = 0; i < bounds->axes.size(); ++i) {
        const auto axis = normalizedAxis(bounds->axes[i], rank);
        if (!axis || bounds->steps[i] <= 0) return std::nullopt;
        const Dim& length = graph.value(node.input(0)).shape->dims[static_cast<std::size_t>(*axis)];
        if (!length.isKnown()) return std::nullopt;
        const std::int64_t start = placed(bounds->starts[i], length.value), end = placed(bounds->ends[i], length.value);
        const std::int64_t step = std::min(bounds->steps[i], std::max(length.value, std::int64_t(1)));
        ranges.push_back({*axis, start, step, end > start ? (end - start - 1) / step + 1 : 0});
    }
    std::sort(ranges.begin(), ranges.end(), [](const SliceRange& a, const SliceRange& b) { return a.axis < b.axis; });
    const auto isRepeated = [](const SliceRange& a, const SliceRange& b) { return a.axis == b.axis; };
    if (std::adjacent_find(ranges.begin(), ranges.end(), isRepeated) != ranges.end()) return std::nullopt;
    return ranges;
}

void setSlice(Graph& graph, Rewriter& rewriter, NodeId id, ValueId source, const std::vector<SliceRange>& ranges) {
    Bounds bounds;
    for (const SliceRange& range : ranges) {
        bounds.starts.push_back(range.start);
        bounds.ends.push_back(range.end());
        bounds.axes.push_back(range.axis);
        bounds.steps.push_back(range.step);
    }
    if (graph.opset() < kBoundsAreInputsSince)
        return become(graph, rewriter, id, "Slice", {source},
                      {{"starts", std::move(bounds.starts)}, {"ends", std::move(bounds.ends)}, {"axes", std::move(bounds.axes)}});
    const std::string name = graph.node(id).name;
    std::vector<ValueId> inputs = {source, addInts(graph, name + "_starts", bounds.starts), addInts(graph, name + "_ends", bounds.ends),
                                   addInts(graph, name + "_axes", bounds.axes)};
    const auto isOne = [](std::int64_t step) { return step == 1; };
    if (!std::all_of(bounds.steps.begin(), bounds.steps.end(), isOne)) inputs.push_back(addInts(graph, name + "_steps", bounds.steps));
    become(graph, rewriter, id, "Slice", std::move(inputs));
}

} // namespace lathe
