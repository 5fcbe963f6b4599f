#include "core/passes/lowering/split_batched_matmul.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool isSplittable(const Rewriter& rewriter, const Node& node, const Ints& a, const Ints& b) {
    if (rewriter.fixedContent(node.input(0)) || rewriter.fixedContent(node.input(1)) || a.size() < 3 || a.size() != b.size()) return false;
    const std::int64_t count = productOf(std::span(a).first(a.size() - 2));
    return std::equal(a.begin(), a.end() - 2, b.begin()) && count >= 2 && count <= 16 && productOf(a) > 0 && productOf(b) > 0;
}

std::vector<ValueId> matricesOf(Replacement& parts, ValueId x, const Ints& dims) {
    const std::int64_t rows = dims[dims.size() - 2], columns = dims.back(), count = productOf(dims) / (rows * columns);
    std::vector<ValueId> matrices;
    for (const ValueId piece : parts.split(parts.reshape(x, {count, rows, columns}), 0, Ints(static_cast<std::size_t>(count), 1)))
        matrices.push_back(parts.reshape(piece, {rows, columns}));
    return matrices;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto a = rewriter.staticShape(node.input(0)), b = rewriter.staticShape(node.input(1)),
               result = rewriter.staticShape(node.output());
    if (!rewriter.is(node, "MatMul") || !a || !b || !result || graph.opset() < 5 || !isSplittable(rewriter, node, *a, *b)) return false;
    Replacement parts(graph, rewriter, id);
    const std::vector<ValueId> left = matricesOf(parts, node.input(0), *a), right = matricesOf(parts, node.input(1), *b);
    std::vector<ValueId> products;
    for (std::size_t i = 0; i < left.size(); ++i)
        products.push_back(parts.add("MatMul", {left[i], right[i]}));
    parts.finish(parts.reshape(parts.concat(std::move(products), 0), *result));
    return true;
}

} // namespace

Result<int> splitBatchedMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
