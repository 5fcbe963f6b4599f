#include "core/passes/canonical/rewrite_gather_as_slice.h"

#include "core/passes/node_forms.h"
#include "core/passes/slice_ranges.h"

namespace lathe {
namespace {

/// The range that the indices name; nothing where they are no range.
std::optional<SliceRange> rangeOf(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const Tensor* indices = rewriter.fixedContent(node.input(1));
    const auto axis = normalizedAxis(node.intAttribute("axis", 0), rankOf(graph, node.input(0)));
    if (!indices || !isInteger(indices->type()) || indices->rank() != 1 || indices->elementCount() == 0 || !axis) return std::nullopt;
    const Dim& length = graph.value(node.input(0)).shape->dims[static_cast<std::size_t>(*axis)];
    std::vector<std::int64_t> numbers = indices->toInt64s();
    for (std::int64_t& number : numbers) {
        if (number < 0 && length.isKnown()) number += length.value;
        if (number < 0) return std::nullopt;
    }
    const std::int64_t step = numbers.size() > 1 ? numbers[1] - numbers[0] : 1;
    for (std::size_t i = 1; i < numbers.size(); ++i)
        if (step <= 0 || numbers[i] - numbers[i - 1] != step) return std::nullopt;
    return SliceRange{*axis, numbers.front(), step, static_cast<std::int64_t>(numbers.size())};
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kSliceTakesStepsSince = 10;
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Gather") || graph.opset() < kSliceTakesStepsSince) return false;
    const auto range = rangeOf(graph, rewriter, node);
    if (!range) return false;
    setSlice(graph, rewriter, id, node.input(0), {*range});
    return true;
}

} // namespace

Result<int> rewriteGatherAsSlice(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
