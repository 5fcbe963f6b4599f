#include "core/passes/canonical/rewrite_split_as_slices.h"

#include "core/passes/node_forms.h"
#include "core/passes/slice_ranges.h"

namespace lathe {
namespace {

/// What each output takes; nothing where a length is not known.
std::optional<std::vector<SliceRange>> rangesOf(const Graph& graph, const Node& node) {
    const auto axis = normalizedAxis(node.intAttribute("axis", 0), rankOf(graph, node.input(0)));
    if (!axis) return std::nullopt;
    std::vector<SliceRange> ranges;
    std::int64_t start = 0;
    for (const ValueId output : node.outputs) {
        if (rankOf(graph, output) <= *axis) return std::nullopt;
        const Dim& length = graph.value(output).shape->dims[static_cast<std::size_t>(*axis)];
        if (!length.isKnown()) return std::nullopt;
        ranges.push_back({*axis, start, 1, length.value});
        start += length.value;
    }
    return ranges;
}

void addSlice(Graph& graph, Rewriter& rewriter, const Node& split, ValueId output, const SliceRange& range) {
    Node slice;
    slice.name = graph.value(output).name + "_Slice";
    slice.opType = "Slice";
    slice.inputs = {split.input(0)};
    slice.outputs = {output};
    slice.origins = split.origins;
    setSlice(graph, rewriter, graph.addNode(std::move(slice)), split.input(0), {range});
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto ranges = rewriter.is(node, "Split") ? rangesOf(graph, node) : std::nullopt;
    if (!ranges) return false;
    graph.removeNode(id);
    rewriter.dropIfUnread(node.input(1));
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
        if (rewriter.isRead(node.outputs[i]))
            addSlice(graph, rewriter, node, node.outputs[i], (*ranges)[i]);
        else
            graph.removeValue(node.outputs[i]);
    }
    return true;
}

} // namespace

Result<int> rewriteSplitAsSlices(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
