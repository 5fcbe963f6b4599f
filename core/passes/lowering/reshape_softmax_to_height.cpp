#include "core/passes/lowering/reshape_softmax_to_height.h"

#include "core/passes/lowering/softmax_axis.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto at = softmaxAxis(graph, rewriter, node);
    const auto dims = rewriter.staticShape(node.input(0));
    if (!at || !dims || at->rank < 3 || at->axis != at->rank - 1 || productOf(*dims) == 0) return false;
    const std::size_t height = dims->size() - 2;
    const std::int64_t channels = productOf(std::span(*dims).first(height));
    if (channels <= (*dims)[height]) return false;
    Ints flat(dims->size(), 1);
    flat[height] = channels * (*dims)[height];
    flat.back() = dims->back();
    Replacement parts(graph, rewriter, id);
    const ValueId tall = parts.reshape(node.input(0), flat);
    parts.finish(parts.reshape(parts.add(node.opType, {tall}, {{"axis", at->rank - 1}}), *dims));
    return true;
}

} // namespace

Result<int> reshapeSoftmaxToHeight(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
