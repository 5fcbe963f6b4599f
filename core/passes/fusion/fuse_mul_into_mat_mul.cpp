#include "core/passes/fusion/fuse_mul_into_mat_mul.h"

#include "core/passes/rewriter.h"

#include <cmath>

namespace lathe {
namespace {

const Tensor* fixedFloat(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && content->type() == DataType::Float && content->elementCount() > 0 ? content : nullptr;
}

/// One number for all, or one per column of the weights, aligned at the right and no wider than the product.
bool actsOnColumns(const Tensor& operand, std::int64_t productRank, std::int64_t columns) {
    if (operand.rank() > productRank) return false;
    return operand.elementCount() == 1 || (operand.elementCount() == columns && operand.dims().back() == columns);
}

/// Nothing when a weight would not be finite.
std::optional<Tensor> scaled(const Tensor& weights, const std::vector<double>& factors) {
    Tensor result = Tensor::makeZeros(DataType::Float, weights.dims());
    const auto from = weights.data<float>();
    const auto to = result.mutableData<float>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = static_cast<float>(from[i] * factors[i % factors.size()]);
        if (!std::isfinite(to[i])) return std::nullopt;
    }
    return result;
}

bool fuseAt(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed) {
    const Node& node = graph.node(id);
    const NodeId product = rewriter.privateProducer(node.input(computed), "MatMul");
    const Tensor* operand = fixedFloat(rewriter, node.input(1 - computed));
    if (!product.isValid() || !operand) return false;
    const Tensor* weights = fixedFloat(rewriter, graph.node(product).input(1));
    const auto& shape = graph.value(graph.node(product).input(0)).shape;
    if (!weights || weights->rank() < 2 || !shape || shape->rank() < 2) return false;
    if (!actsOnColumns(*operand, std::max(shape->rank(), weights->rank()), weights->dims().back())) return false;
    std::vector<double> factors = operand->toDoubles();
    if (node.opType == "Div")
        for (double& factor : factors)
            factor = 1.0 / factor;
    auto content = scaled(*weights, factors);
    if (!content) return false;
    rewriter.replaceConstant(product, 1, std::move(*content), graph.node(product).name + "_weight");
    rewriter.takeOverOutput(product, id);
    return true;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isMul = rewriter.is(node, "Mul"), isDiv = rewriter.is(node, "Div");
    if ((!isMul && !isDiv) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseAt(graph, rewriter, id, 0) || (isMul && fuseAt(graph, rewriter, id, 1));
}

} // namespace

Result<int> fuseMulIntoMatMul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
