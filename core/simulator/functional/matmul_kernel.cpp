#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/requantizer.h"
#include "core/simulator/functional/vector_product.h"

#include <algorithm>

namespace lathe {
namespace {

/// Shape of a product A [batchA…, M, K] × B [batchB…, K, N]; batches broadcast.
struct ProductShape {
    std::int64_t rows = 1, depth = 1, columns = 1;
    std::vector<std::int64_t> batch;            ///< of the output
    std::vector<std::int64_t> strideA, strideB; ///< in matrices, per batch axis; 0 where broadcast
    std::int64_t batchCount() const { return elementCountOf(batch).value_or(1); }
};

std::vector<std::int64_t> batchStrides(std::vector<std::int64_t> from, const std::vector<std::int64_t>& to) {
    std::vector<std::int64_t> strides(to.size(), 0);
    const auto own = rowMajorStrides(from);
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i] != 1) strides[to.size() - from.size() + i] = own[i];
    return strides;
}

ProductShape productShape(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b, const std::vector<std::int64_t>& y) {
    ProductShape shape;
    shape.rows = a.size() > 1 ? a[a.size() - 2] : 1;
    shape.depth = a.back();
    shape.columns = b.size() > 1 ? b.back() : 1;
    const std::size_t matrixAxes = (a.size() > 1 ? 1u : 0u) + (b.size() > 1 ? 1u : 0u);
    shape.batch.assign(y.begin(), y.end() - static_cast<std::ptrdiff_t>(matrixAxes));
    const auto lead = [](const std::vector<std::int64_t>& dims) {
        return std::vector<std::int64_t>(dims.begin(), dims.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, dims.size())));
    };
    shape.strideA = batchStrides(lead(a), shape.batch);
    shape.strideB = batchStrides(lead(b), shape.batch);
    return shape;
}

std::int64_t batchOffset(const std::vector<std::int64_t>& batch, const std::vector<std::int64_t>& strides, std::int64_t index) {
    std::int64_t offset = 0;
    for (std::size_t i = batch.size(); i-- > 0;) {
        offset += index % batch[i] * strides[i];
        index /= batch[i];
    }
    return offset;
}

/// MatMul and Gemm: int64 sums of products of integers less their zero points, so that one loop serves int8 and int16. B is plain [K, N]; a
/// transposed Gemm weight is turned once on construction.
class MatMulKernel final : public IntegerKernel {
public:
    ProductShape shape;
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::int64_t zeroA = 0, zeroB = 0;
    std::optional<Tensor> constantB;       ///< [K, N] when B is a weight
    std::vector<std::int64_t> bias;        ///< by column; empty: none
    std::vector<Requantizer> requantizers; ///< by column, or one

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(type, dims);
        const Tensor& second = constantB ? *constantB : inputs[1];
        withIntegers(inputs[0], [&](auto a) {
            withIntegers(second, [&](auto b) { withMutableIntegers(output, [&](auto y) { multiply(a, b, y); }); });
        });
        return std::vector<Tensor>{std::move(output)};
    }

private:
    template <class A, class B, class Y>
    void multiply(std::span<const A> a, std::span<const B> b, std::span<Y> y) const {
        std::vector<std::int64_t> sums(static_cast<std::size_t>(shape.columns));
        for (std::int64_t n = 0; n < shape.batchCount(); ++n) {
            const A* left = a.data() + batchOffset(shape.batch, shape.strideA, n) * shape.rows * shape.depth;
            const B* right = b.data() + batchOffset(shape.batch, shape.strideB, n) * shape.depth * shape.columns;
            for (std::int64_t m = 0; m < shape.rows; ++m) {
                sumRow(left + m * shape.depth, right, sums);
                finishRow(sums, y.data() + (n * shape.rows + m) * shape.columns);
            }
        }
    }

    template <class A, class B>
    void sumRow(const A* row, const B* matrix, std::vector<std::int64_t>& sums) const {
        if (bias.empty())
            std::fill(sums.begin(), sums.end(), 0);
        else
            std::copy(bias.begin(), bias.end(), sums.begin());
        for (std::int64_t k = 0; k < shape.depth; ++k) {
            const std::int64_t value = row[k] - zeroA;
            const B* line = matrix + k * shape.columns;
            for (std::int64_t j = 0; j < shape.columns; ++j)
                sums[static_cast<std::size_t>(j)] += value * (line[j] - zeroB);
        }
    }

    template <class Y>
    void finishRow(const std::vector<std::int64_t>& sums, Y* out) const {
        for (std::size_t j = 0; j < sums.size(); ++j)
            out[j] = static_cast<Y>(requantizers[requantizers.size() == 1 ? 0 : j].apply(sums[j]));
    }
};

Tensor transposed(const Tensor& matrix) {
    Tensor result = Tensor::makeZeros(matrix.type(), {matrix.dim(1), matrix.dim(0)});
    withMutableIntegers(result, [&]<class T>(std::span<T> to) {
        const auto from = matrix.data<T>();
        for (std::int64_t i = 0; i < matrix.dim(0); ++i)
            for (std::int64_t j = 0; j < matrix.dim(1); ++j)
                to[static_cast<std::size_t>(j * matrix.dim(0) + i)] = from[static_cast<std::size_t>(i * matrix.dim(1) + j)];
    });
    return result;
}

/// Bias by column: the integers of C broadcast to [N].
std::vector<std::int64_t> columnBias(const Tensor& bias, std::int64_t columns) {
    std::vector<std::int64_t> values = bias.toInt64s();
    if (static_cast<std::int64_t>(values.size()) == 1) values.assign(static_cast<std::size_t>(columns), values.front());
    return values;
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeMatMulKernel(const KernelSource& source) {
    const Node& node = source.node();
    auto kernel = std::make_unique<MatMulKernel>();
    auto b = source.staticDims(node.inputs[1]);
    if (const auto weight = source.network.integers.find(node.inputs[1]); weight != source.network.integers.end()) {
        const bool isTransposed = node.opType == "Gemm" && node.intAttribute("transB", 0) != 0;
        kernel->constantB = isTransposed ? transposed(weight->second) : weight->second;
        b = kernel->constantB->dims();
    }
    kernel->dims = source.staticDims(node.outputs[0]);
    kernel->type = source.typeOf(node.outputs[0]);
    kernel->shape = productShape(source.staticDims(node.inputs[0]), b, kernel->dims);
    if (node.opType == "Gemm" && node.input(2).isValid())
        kernel->bias = columnBias(source.network.integers.at(node.input(2)), kernel->shape.columns);
    const double left = source.scaleOf(node.inputs[0]), output = source.scaleOf(node.outputs[0]);
    kernel->zeroA = source.zeroPointOf(node.inputs[0]);
    kernel->zeroB = source.zeroPointOf(node.inputs[1]);
    for (const float scale : source.network.paramsOf(node.inputs[1])->scales)
        kernel->requantizers.push_back(source.requantizerBy(left * double(scale) / output));
    if (source.vectors && kernel->constantB && kernel->zeroB == 0)
        if (auto fast = makeVectorProduct(source, *kernel->constantB, kernel->bias, kernel->requantizers)) return fast;
    return std::unique_ptr<IntegerKernel>(std::move(kernel));
}

} // namespace lathe
