#include "core/passes/lowering/split_conv_stride.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    auto window = rewriter.is(node, "Conv") ? fixedWindow(graph, rewriter, node) : std::nullopt;
    if (!window || typeOf(graph, node.input(0)) != DataType::Float) return false;
    std::vector<WindowAxis> pick(window->size());
    for (std::size_t i = 0; i < window->size(); ++i) {
        if ((*window)[i].kernel != 7 || (*window)[i].stride != 4) return false;
        (*window)[i].stride = 1;
        pick[i].stride = 4;
    }
    Replacement parts(graph, rewriter, id);
    Attributes attributes = windowAttributes(*window);
    attributes["group"] = node.intAttribute("group", 1);
    parts.finish(parts.add("MaxPool", {parts.add("Conv", node.inputs, std::move(attributes))}, windowAttributes(pick)));
    return true;
}

} // namespace

Result<int> splitConvStride(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
