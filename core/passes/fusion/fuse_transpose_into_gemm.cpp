#include "core/passes/fusion/fuse_transpose_into_gemm.h"

#include "core/passes/rewriter.h"

namespace lathe {
namespace {

/// Factors of a Gemm are matrices: a Transpose without `perm` exchanges their two dimensions.
bool exchangesTwo(const Node& transpose) {
    return !transpose.hasAttribute("perm") || transpose.intsAttribute("perm") == std::vector<std::int64_t>{1, 0};
}

bool fuseFactor(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t factor, const char* attribute) {
    const NodeId transpose = rewriter.privateProducer(graph.node(id).input(factor), "Transpose");
    if (!transpose.isValid() || !exchangesTwo(graph.node(transpose))) return false;
    const std::int64_t was = graph.node(id).intAttribute(attribute, 0);
    graph.setInput(id, factor, graph.node(transpose).input(0));
    graph.attributes(id)[attribute] = std::int64_t(was == 0 ? 1 : 0);
    rewriter.joinOrigins(id, transpose);
    rewriter.removeDead(transpose);
    return true;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!rewriter.is(graph.node(id), "Gemm")) return false;
    const bool isFirst = fuseFactor(graph, rewriter, id, 0, "transA");
    return fuseFactor(graph, rewriter, id, 1, "transB") || isFirst;
}

} // namespace

Result<int> fuseTransposeIntoGemm(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
