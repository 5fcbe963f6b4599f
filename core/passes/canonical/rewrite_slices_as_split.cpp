#include "core/passes/canonical/rewrite_slices_as_split.h"

#include "core/passes/node_forms.h"
#include "core/passes/slice_ranges.h"

namespace lathe {
namespace {

struct Part {
    NodeId slice;
    SliceRange range;
};

/// The Slices of one axis of `source`, in steps of 1, in the order of what they take.
std::vector<Part> partsOf(const Graph& graph, const Rewriter& rewriter, ValueId source, std::int64_t axis) {
    std::vector<Part> parts;
    for (const NodeId reader : graph.value(source).consumers) {
        const Node& node = graph.node(reader);
        const auto ranges = node.input(0) == source ? sliceRanges(graph, rewriter, node) : std::nullopt;
        if (ranges && ranges->size() == 1 && ranges->front().axis == axis && ranges->front().step == 1 && rewriter.isRead(node.output()))
            parts.push_back({reader, ranges->front()});
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.range.start < b.range.start; });
    return parts;
}

/// They take every element once, and some each.
bool arePartition(const std::vector<Part>& parts, std::int64_t length) {
    std::int64_t next = 0;
    for (const Part& part : parts) {
        if (part.range.start != next || part.range.count == 0) return false;
        next += part.range.count;
    }
    return parts.size() > 1 && next == length;
}

Node splitOf(const Graph& graph, const std::vector<Part>& parts, std::int64_t axis) {
    Node split;
    split.name = graph.node(parts.front().slice).name + "_Split";
    split.opType = "Split";
    split.attributes["axis"] = axis;
    for (const Part& part : parts) {
        split.outputs.push_back(graph.node(part.slice).output());
        joinOrigins(split.origins, graph.node(part.slice).origins);
    }
    return split;
}

void replaceBySplit(Graph& graph, Rewriter& rewriter, const std::vector<Part>& parts, ValueId source, std::int64_t axis) {
    constexpr std::int64_t kSizesAreInputSince = 13;
    Node split = splitOf(graph, parts, axis);
    split.inputs = {source};
    std::vector<std::int64_t> sizes;
    for (const Part& part : parts) {
        sizes.push_back(part.range.count);
        const std::vector<ValueId> inputs = graph.node(part.slice).inputs;
        graph.removeNode(part.slice);
        for (const ValueId input : inputs)
            if (input != source) rewriter.dropIfUnread(input);
    }
    if (graph.opset() >= kSizesAreInputSince)
        split.inputs.push_back(addInts(graph, split.name + "_sizes", sizes));
    else
        split.attributes["split"] = std::move(sizes);
    graph.addNode(std::move(split));
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const auto ranges = sliceRanges(graph, rewriter, graph.node(id));
    if (!ranges || ranges->size() != 1) return false;
    const ValueId source = graph.node(id).input(0);
    const std::int64_t axis = ranges->front().axis;
    const std::vector<Part> parts = partsOf(graph, rewriter, source, axis);
    if (!arePartition(parts, graph.value(source).shape->dims[static_cast<std::size_t>(axis)].value)) return false;
    replaceBySplit(graph, rewriter, parts, source, axis);
    return true;
}

} // namespace

Result<int> rewriteSlicesAsSplit(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
