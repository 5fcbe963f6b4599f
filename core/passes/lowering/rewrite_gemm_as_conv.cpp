#include "core/passes/lowering/rewrite_gemm_as_conv.h"

#include "core/passes/lowering/gemm_parts.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto gemm = gemmParts(rewriter, node);
    const auto result = gemm ? reshapeTarget(graph, node.output()) : std::nullopt;
    if (!result || result->size() != 2 || graph.opset() < 5) return false;
    const std::int64_t outputs = gemm->weights.dim(0), inputs = gemm->weights.dim(1);
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> operands{parts.reshape(node.input(0), {result->front(), inputs, 1, 1}),
                                  parts.constant("weight", gemm->weights.reshaped({outputs, inputs, 1, 1}))};
    if (gemm->bias) operands.push_back(parts.constant("bias", *gemm->bias));
    parts.finish(parts.reshape(parts.add("Conv", std::move(operands), {{"kernel_shape", Ints{1, 1}}}), *result));
    return true;
}

} // namespace

Result<int> rewriteGemmAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
