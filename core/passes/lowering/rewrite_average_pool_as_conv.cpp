#include "core/passes/lowering/rewrite_average_pool_as_conv.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "AveragePool") || typeOf(graph, node.input(0)) != DataType::Float) return false;
    const auto window = fixedWindow(graph, rewriter, node);
    if (!window || !graph.value(node.input(0)).shape->dims[1].isKnown()) return false;
    const std::int64_t channels = graph.value(node.input(0)).shape->dims[1].value;
    Ints dims{channels, 1};
    bool isPadded = false;
    for (const WindowAxis& axis : *window) {
        dims.push_back(axis.kernel);
        isPadded = isPadded || axis.padBegin + axis.padEnd != 0;
    }
    if (channels < 1 || (isPadded && node.intAttribute("count_include_pad", 0) == 0)) return false;
    const float share = static_cast<float>(1.0 / static_cast<double>(productOf(std::span(dims).subspan(2))));
    Replacement parts(graph, rewriter, id);
    Attributes attributes = windowAttributes(*window);
    attributes["group"] = channels;
    parts.finish(parts.add("Conv", {node.input(0), parts.constant("weight", filled(dims, share))}, std::move(attributes)));
    return true;
}

} // namespace

Result<int> rewriteAveragePoolAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
