#include "core/passes/lowering/rewrite_conv_as_gemm.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool coversAll(const std::vector<WindowAxis>& window) {
    for (const WindowAxis& axis : window) {
        const bool isWhole = axis.input.isKnown() && axis.kernel == axis.input.value && (axis.kernel == 1 || axis.dilation == 1);
        if (!isWhole || axis.padBegin != 0 || axis.padEnd != 0) return false;
    }
    return true;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor* weights = fixedFloats(rewriter, node.input(1));
    if (!rewriter.is(node, "Conv") || !weights || node.intAttribute("group", 1) != 1 || graph.opset() < 11) return false;
    const auto window = fixedWindow(graph, rewriter, node);
    const auto result = reshapeTarget(graph, node.output());
    if (!window || !result || !coversAll(*window)) return false;
    const std::int64_t outputs = weights->dim(0);
    Tensor matrix = weights->reshaped({outputs, weights->elementCount() / outputs});
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> operands{parts.add("Flatten", {node.input(0)}, {{"axis", std::int64_t(1)}}),
                                  parts.constant("matrix", std::move(matrix))};
    if (node.input(2).isValid()) operands.push_back(node.input(2));
    parts.finish(parts.reshape(parts.add("Gemm", std::move(operands), {{"transB", std::int64_t(1)}}), *result));
    return true;
}

} // namespace

Result<int> rewriteConvAsGemm(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
