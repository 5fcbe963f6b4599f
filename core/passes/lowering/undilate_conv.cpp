#include "core/passes/lowering/undilate_conv.h"

#include "core/ops/element_moves.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor* weights = fixedFloats(rewriter, node.input(1));
    auto window = rewriter.is(node, "Conv") && weights ? fixedWindow(graph, rewriter, node) : std::nullopt;
    if (!window || std::ranges::all_of(*window, [](const WindowAxis& axis) { return axis.dilation == 1; })) return false;
    std::vector<SourceAxis> source = sourceAxes(weights->dims());
    Ints dims = weights->dims();
    for (std::size_t i = 0; i < window->size(); ++i) {
        WindowAxis& axis = (*window)[i];
        if (axis.extent() > 31) return false;
        SourceAxis& places = source[i + 2];
        for (std::int64_t k = 0; k < axis.extent(); ++k)
            places.table.push_back(k % axis.dilation == 0 ? k / axis.dilation * places.step : kFromFill);
        places.count = dims[i + 2] = axis.extent();
        axis.kernel = axis.extent();
        axis.dilation = 1;
    }
    rewriter.replaceConstant(id, 1, takeByAxes(*weights, source, dims, filled({}, 0.0f)).value(), node.name + "_weight");
    graph.attributes(id).erase("auto_pad");
    graph.attributes(id).erase("dilations");
    for (auto& [key, attribute] : windowAttributes(*window))
        graph.attributes(id)[key] = attribute;
    return true;
}

} // namespace

Result<int> undilateConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
