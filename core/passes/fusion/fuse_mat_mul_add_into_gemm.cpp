#include "core/passes/fusion/fuse_mat_mul_add_into_gemm.h"

#include "core/passes/rewriter.h"

namespace lathe {
namespace {

/// Wider accumulators than the type would make rounding after the sum visible.
bool isWideFloat(DataType type) {
    return type == DataType::Float || type == DataType::Double;
}

bool isWeightProduct(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto& shape = graph.value(node.input(0)).shape;
    const Tensor* weights = rewriter.fixedContent(node.input(1));
    return shape && shape->rank() == 2 && weights && weights->rank() == 2 && isWideFloat(weights->type());
}

/// The sum of the summand and a matrix of `rows` rows and `columns` columns has the shape of the matrix.
bool fitsMatrix(const Tensor& summand, const Dim& rows, std::int64_t columns) {
    const std::int64_t rank = summand.rank();
    if (rank > 2) return false;
    const bool fitsColumns = rank < 1 || summand.dim(rank - 1) == 1 || summand.dim(rank - 1) == columns;
    return fitsColumns && (rank < 2 || summand.dim(0) == 1 || (rows.isKnown() && summand.dim(0) == rows.value));
}

bool fuseAt(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed) {
    const ValueId summand = graph.node(id).input(1 - computed);
    const NodeId product = rewriter.privateProducer(graph.node(id).input(computed), "MatMul");
    const Tensor* content = rewriter.fixedContent(summand);
    if (!product.isValid() || !content || !isWeightProduct(graph, rewriter, graph.node(product))) return false;
    const Tensor& weights = *rewriter.fixedContent(graph.node(product).input(1));
    const Dim& rows = graph.value(graph.node(product).input(0)).shape->dims[0];
    if (content->type() != weights.type() || !fitsMatrix(*content, rows, weights.dim(1))) return false;
    graph.setOpType(product, "Gemm");
    graph.setInput(product, 2, summand);
    rewriter.takeOverOutput(product, id);
    return true;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Add") || node.inputs.size() != 2 || graph.opset() < 7) return false;
    return fuseAt(graph, rewriter, id, 0) || fuseAt(graph, rewriter, id, 1);
}

} // namespace

Result<int> fuseMatMulAddIntoGemm(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
