#include "core/passes/lowering/rewrite_gathers_as_split.h"

#include "core/passes/node_forms.h"
#include "core/passes/replacement.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::size_t kMostParts = 64;

struct Part {
    NodeId gather;
    std::int64_t first = 0, count = 0;
    bool isScalar = false;
};

std::optional<std::int64_t> gatherAxis(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    return rewriter.is(node, "Gather") ? normalizedAxis(node.intAttribute("axis", 0), rankOf(graph, node.input(0))) : std::nullopt;
}

std::optional<Part> partOf(const Rewriter& rewriter, NodeId id, const Node& node, std::int64_t length) {
    const Tensor* content = rewriter.fixedContent(node.input(1));
    auto indices = rewriter.fixedInts(node.input(1));
    if (!indices || indices->empty() || content->rank() > 1 || !rewriter.isRead(node.output())) return std::nullopt;
    for (std::size_t i = 0; i < indices->size(); ++i) {
        if ((*indices)[i] < 0) (*indices)[i] += length;
        if ((*indices)[i] != indices->front() + static_cast<std::int64_t>(i)) return std::nullopt;
    }
    return Part{id, indices->front(), std::ssize(*indices), content->rank() == 0};
}

/// The Gathers along one axis of `source`, in the order of what they take; empty where they are no partition of it.
std::vector<Part> partitionOf(const Graph& graph, const Rewriter& rewriter, ValueId source, std::int64_t axis, std::int64_t length) {
    std::vector<Part> parts;
    for (const NodeId reader : graph.value(source).consumers) {
        const Node& node = graph.node(reader);
        if (node.input(0) != source || gatherAxis(graph, rewriter, node) != axis) continue;
        if (const auto part = partOf(rewriter, reader, node, length)) parts.push_back(*part);
    }
    std::ranges::stable_sort(parts, {}, &Part::first);
    std::int64_t next = 0;
    for (const Part& part : parts) {
        if (part.first != next) return {};
        next += part.count;
    }
    return next == length && parts.size() > 1 && parts.size() <= kMostParts ? parts : std::vector<Part>{};
}

/// Ranges give their outputs to the Split; single elements become a Squeeze behind it.
void replaceBySplit(Graph& graph, Rewriter& rewriter, const std::vector<Part>& parts, ValueId source, std::int64_t axis) {
    Node split;
    split.name = graph.uniqueNodeName(graph.node(parts.front().gather).name + "_split");
    split.opType = "Split";
    split.inputs = {source};
    split.attributes["axis"] = axis;
    Ints sizes;
    for (const Part& part : parts) {
        rewriter.writeOrigins(part.gather);
        const Node gather = graph.node(part.gather);
        joinOrigins(split.origins, gather.origins);
        sizes.push_back(part.count);
        if (part.isScalar) {
            Value whole;
            whole.name = graph.uniqueValueName(gather.name + "_part");
            split.outputs.push_back(graph.addValue(std::move(whole)));
            become(graph, rewriter, part.gather, "Squeeze", {split.outputs.back()});
            setAxes(graph, rewriter, part.gather, {axis});
            continue;
        }
        split.outputs.push_back(gather.output());
        graph.removeNode(part.gather);
        rewriter.dropIfUnread(gather.input(1));
    }
    constexpr std::int64_t kSizesAreInputSince = 13;
    if (graph.opset() >= kSizesAreInputSince)
        split.inputs.push_back(addInts(graph, split.name + "_sizes", sizes));
    else
        split.attributes["split"] = std::move(sizes);
    graph.addNode(std::move(split));
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto axis = gatherAxis(graph, rewriter, node);
    if (!axis) return false;
    const ValueId source = node.input(0);
    const Dim& length = graph.value(source).shape->dims[static_cast<std::size_t>(*axis)];
    const auto parts = length.isKnown() ? partitionOf(graph, rewriter, source, *axis, length.value) : std::vector<Part>{};
    if (parts.empty()) return false;
    replaceBySplit(graph, rewriter, parts, source, *axis);
    return true;
}

} // namespace

Result<int> rewriteGathersAsSplit(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
