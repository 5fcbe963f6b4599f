#include "core/passes/lowering/rewrite_gemm_as_matmul.h"

#include "core/passes/lowering/gemm_parts.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto gemm = gemmParts(rewriter, node);
    if (!gemm || graph.opset() < 7) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = parts.add("MatMul", {node.input(0), parts.constant("weight", transposedMatrix(gemm->weights))});
    if (gemm->bias) x = parts.add("Add", {x, parts.constant("bias", *gemm->bias)});
    parts.finish(x);
    return true;
}

} // namespace

Result<int> rewriteGemmAsMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
