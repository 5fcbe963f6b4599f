#include "core/passes/lowering/gemm_parts.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// C · beta for each of `count` columns; nothing where it varies by row.
std::optional<Tensor> biasOf(const Tensor& c, float beta, std::int64_t count) {
    const bool isRow = c.elementCount() == count && c.rank() >= 1 && c.rank() <= 2 && c.dims().back() == count;
    if ((!isRow && c.elementCount() != 1) || c.rank() > 2) return std::nullopt;
    Tensor bias = Tensor::makeZeros(DataType::Float, {count});
    const auto to = bias.mutableData<float>();
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] = beta * c.data<float>()[isRow ? i : 0];
    return bias;
}

} // namespace

Tensor transposedMatrix(const Tensor& matrix) {
    const auto rows = static_cast<std::size_t>(matrix.dim(0)), columns = static_cast<std::size_t>(matrix.dim(1));
    Tensor result = Tensor::makeZeros(DataType::Float, {matrix.dim(1), matrix.dim(0)});
    const auto from = matrix.data<float>();
    const auto to = result.mutableData<float>();
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            to[c * rows + r] = from[r * columns + c];
    return result;
}

std::optional<GemmParts> gemmParts(const Rewriter& rewriter, const Node& node) {
    const Tensor* b = fixedFloats(rewriter, node.input(1));
    if (!rewriter.is(node, "Gemm") || !b || b->rank() != 2 || b->elementCount() == 0 || node.intAttribute("transA", 0) != 0)
        return std::nullopt;
    GemmParts parts{node.intAttribute("transB", 0) != 0 ? b->clone() : transposedMatrix(*b), std::nullopt};
    for (float& weight : parts.weights.mutableData<float>())
        weight *= node.floatAttribute("alpha", 1.0f);
    if (!isFinite(parts.weights)) return std::nullopt;
    if (!node.input(2).isValid()) return parts;
    const Tensor* c = fixedFloats(rewriter, node.input(2));
    parts.bias = c ? biasOf(*c, node.floatAttribute("beta", 1.0f), parts.weights.dim(0)) : std::nullopt;
    return parts.bias && isFinite(*parts.bias) ? std::optional(parts) : std::nullopt;
}

} // namespace lathe
