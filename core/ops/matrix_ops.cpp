#include "core/ops/families.h"

#include "core/ops/matmul_shape.h"
#include "core/ops/matrix_product.h"
#include "core/ops/op_helpers.h"
#include "core/ops/quantized_matrix_ops.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

InferOutcome inferMatMul(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    const Shape *a = shapeAt(inputs, 0), *b = shapeAt(inputs, 1);
    if (!a || !b) return std::vector{inferredOf(type)};
    LATHE_TRY(Shape shape, matMulShape(context, *a, *b));
    return std::vector{inferredOf(type, std::move(shape))};
}

/// Binary64 for the floating-point types, wrapping 64-bit integers for the others.
template <class T>
using Accumulator = std::conditional_t<std::is_floating_point_v<T>, double, std::uint64_t>;

EvaluateOutcome evaluateMatMul(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMatMul));
    if (outputs[0].elementCount() == 0) return outputs;
    const MatMulPlan plan = planMatMul(inputs[0], inputs[1]);
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        using Acc = Accumulator<T>;
        T* out = outputs[0].mutableData<T>().data();
        for (std::size_t p = 0; p < plan.firstOfA.size(); ++p)
            multiplyRows<Acc>(inputs[0].data<T>().data() + plan.firstOfA[p], inputs[1].data<T>().data() + plan.firstOfB[p], plan.m, plan.k,
                              plan.n, [&](std::int64_t, std::span<const Acc> row) {
                                  out = std::ranges::transform(row, out, [](Acc value) { return static_cast<T>(value); }).out;
                              });
        return std::move(outputs);
    });
}

InferOutcome inferGemm(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    const Shape *a = shapeAt(inputs, 0), *b = shapeAt(inputs, 1), *c = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, a, 2, 2, "A"));
    LATHE_CHECK(requireRank(context, b, 2, 2, "B"));
    if (!a || !b) return std::vector{inferredOf(type)};
    const std::size_t ta = context.node.intAttribute("transA", 0) != 0, tb = context.node.intAttribute("transB", 0) != 0;
    LATHE_CHECK(sameDim(context, a->dims[1 - ta], b->dims[tb], "columns of A and rows of B"));
    Shape shape({a->dims[ta], b->dims[1 - tb]});
    if (c) {
        LATHE_TRY(const Shape joint, broadcastShapes(context, shape, *c));
        const bool grows = joint.rank() != 2 || (shape.isStatic() && joint != shape);
        if (grows) return opError(context, "C of shape " + toText(*c) + " does not broadcast to the product's " + toText(shape));
    }
    return std::vector{inferredOf(type, std::move(shape))};
}

/// factor · value; of integers exactly (they wrap) where the factor is whole, else by binary64, cut off and limited.
template <class Acc>
Acc scaled(double factor, Acc value) {
    if constexpr (std::is_floating_point_v<Acc>) {
        return factor * value;
    } else {
        constexpr double kMost = 9.2e18;
        if (factor == std::trunc(factor) && std::abs(factor) < kMost) return static_cast<Acc>(static_cast<std::int64_t>(factor)) * value;
        const double product = factor * static_cast<double>(static_cast<std::int64_t>(value));
        return static_cast<Acc>(static_cast<std::int64_t>(std::isnan(product) ? 0.0 : std::clamp(product, -kMost, kMost)));
    }
}

/// alpha · Σ + beta · C in binary64, rounded once; integers wrap.
template <class T>
void finishGemm(const OpContext& context, const Tensor* c, std::int64_t row, std::span<const Accumulator<T>> sums, T* out) {
    const double alpha = context.node.floatAttribute("alpha", 1.0f), beta = context.node.floatAttribute("beta", 1.0f);
    const std::int64_t columns = !c || c->rank() == 0 ? 1 : c->dim(c->rank() - 1);
    const bool hasRows = c && c->rank() == 2 && c->dim(0) > 1;
    for (std::size_t o = 0; o < sums.size(); ++o) {
        Accumulator<T> value = scaled(alpha, sums[o]);
        if (c) {
            const T added = c->data<T>()[static_cast<std::size_t>(hasRows ? row * columns : 0) + (columns > 1 ? o : 0)];
            value += scaled(beta, static_cast<Accumulator<T>>(added));
        }
        out[o] = static_cast<T>(value);
    }
}

EvaluateOutcome evaluateGemm(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGemm));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor &a = inputs[0], &b = inputs[1];
    const bool ta = context.node.intAttribute("transA", 0) != 0, tb = context.node.intAttribute("transB", 0) != 0;
    const std::int64_t m = a.dim(ta ? 1 : 0), k = a.dim(ta ? 0 : 1), n = b.dim(tb ? 0 : 1);
    return dispatchNumeric(context, a.type(), [&]<class T>(T) -> EvaluateOutcome {
        using Acc = Accumulator<T>;
        const std::vector<T> at = ta ? transposed(a.data<T>(), k, m) : std::vector<T>(),
                             bt = tb ? transposed(b.data<T>(), n, k) : std::vector<T>();
        T* out = outputs[0].mutableData<T>().data();
        multiplyRows<Acc>(
            ta ? at.data() : a.data<T>().data(), tb ? bt.data() : b.data<T>().data(), m, k, n,
            [&](std::int64_t row, std::span<const Acc> sums) { finishGemm<T>(context, tensorAt(inputs, 2), row, sums, out + row * n); });
        return std::move(outputs);
    });
}

Work workOfGemm(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    const auto a = shapeAt(inputs, 0) ? shapeAt(inputs, 0)->known() : std::nullopt;
    if (!a || a->size() != 2) return {};
    const std::int64_t count = elementsOf(outputs), k = (*a)[context.node.intAttribute("transA", 0) != 0 ? 0 : 1];
    return {.macs = multiplySaturated({count, k}), .vectorOps = inputs.size() > 2 ? count : 0};
}

} // namespace

Result<Shape> matMulShape(const OpContext& context, const Shape& a, const Shape& b) {
    if (a.rank() == 0 || b.rank() == 0) return opError(context, "a scalar cannot be multiplied as a matrix");
    const auto sizeA = a.dims.size(), sizeB = b.dims.size();
    LATHE_CHECK(sameDim(context, a.dims.back(), sizeB == 1 ? b.dims[0] : b.dims[sizeB - 2], "columns of A and rows of B"));
    const Shape batchA(std::vector<Dim>(a.dims.begin(), a.dims.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(sizeA, 2))));
    const Shape batchB(std::vector<Dim>(b.dims.begin(), b.dims.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(sizeB, 2))));
    LATHE_TRY(Shape shape, broadcastShapes(context, batchA, batchB));
    if (sizeA > 1) shape.dims.push_back(a.dims[sizeA - 2]);
    if (sizeB > 1) shape.dims.push_back(b.dims.back());
    return shape;
}

MatMulPlan planMatMul(const Tensor& a, const Tensor& b) {
    MatMulPlan plan;
    plan.k = a.dims().back();
    plan.m = a.rank() > 1 ? a.dim(a.rank() - 2) : 1;
    plan.n = b.rank() > 1 ? b.dims().back() : 1;
    const auto batchOf = [](const Tensor& tensor) {
        return std::vector<std::int64_t>(tensor.dims().begin(), tensor.dims().end() - std::min<std::int64_t>(tensor.rank(), 2));
    };
    const std::vector<std::vector<std::int64_t>> batches{batchOf(a), batchOf(b)};
    std::vector<std::int64_t> joint(std::max(batches[0].size(), batches[1].size()), 1);
    for (const auto& batch : batches)
        for (std::size_t i = 0; i < batch.size(); ++i)
            if (std::int64_t& dim = joint[joint.size() - batch.size() + i]; dim == 1) dim = batch[i];
    BroadcastWalk(joint, batches).forEachRow([&](std::int64_t, std::int64_t count, auto starts, auto steps) {
        for (std::int64_t i = 0; i < count; ++i) {
            plan.firstOfA.push_back((starts[0] + i * steps[0]) * plan.m * plan.k);
            plan.firstOfB.push_back((starts[1] + i * steps[1]) * plan.k * plan.n);
        }
    });
    return plan;
}

Work workOfMatMul(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    const auto a = shapeAt(inputs, 0) ? shapeAt(inputs, 0)->known() : std::nullopt;
    if (!a || a->empty()) return {};
    return {.macs = multiplySaturated({elementsOf(outputs.first(1)), a->back()})};
}

std::vector<OpRow> matrixOps() {
    std::vector<OpRow> rows = quantizedMatrixOps();
    rows.push_back({"", "Gemm", 7, OpCategory::Matrix, QuantRule::Mac, inferGemm, viaFloat<evaluateGemm>, workOfGemm,
                    "alpha · A · B + beta · C on matrices, each transposed on request."});
    rows.push_back({"", "MatMul", 1, OpCategory::Matrix, QuantRule::Mac, inferMatMul, viaFloat<evaluateMatMul>, workOfMatMul,
                    "Matrix product with broadcasting of the leading axes."});
    return rows;
}

} // namespace lathe
