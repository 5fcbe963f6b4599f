#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/kernel.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr int kScaleBits = 20; // of 1 / s_y

/// Softmax over lines of integers (docs/numerics.md): exponentials from a table, a 64-bit sum, one division.
class SoftmaxKernel final : public IntegerKernel {
public:
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::int64_t count = 1, inner = 1; ///< elements of a line, and how far they lie apart
    Tensor table;                      ///< entry d: the exponential of d steps below the largest, in int32
    std::int64_t scale = 1;            ///< RNE(2^20 / s_y)
    std::int64_t zero = 0;             ///< of the output
    Rounding rounding = Rounding::HalfEven;

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(type, dims);
        withIntegers(inputs[0], [&](auto x) {
            withMutableIntegers(output, [&](auto y) {
                std::vector<std::int64_t> line(static_cast<std::size_t>(count));
                for (std::int64_t i = 0; count > 0 && i < output.elementCount() / count; ++i)
                    runLine(x.data(), y.data(), i / inner * inner * count + i % inner, line);
            });
        });
        return std::vector<Tensor>{std::move(output)};
    }

private:
    template <class X, class Y>
    void runLine(const X* x, Y* y, std::int64_t first, std::vector<std::int64_t>& line) const {
        std::int64_t largest = x[first], sum = 0;
        for (std::int64_t k = 1; k < count; ++k)
            largest = std::max<std::int64_t>(largest, x[first + k * inner]);
        const std::span<const std::int32_t> exponentials = table.data<std::int32_t>();
        for (std::int64_t k = 0; k < count; ++k) {
            line[static_cast<std::size_t>(k)] = exponentials[static_cast<std::size_t>(largest - x[first + k * inner])];
            sum += line[static_cast<std::size_t>(k)];
        }
        const IntegerRange range = IntegerRange::of(type).without(zero);
        for (std::int64_t k = 0; k < count; ++k) {
            const Int128 quotient = roundQuotient(Int128(line[static_cast<std::size_t>(k)]) * scale, Int128(sum) << kScaleBits, rounding);
            y[first + k * inner] = static_cast<Y>(zero + static_cast<std::int64_t>(std::clamp<Int128>(quotient, range.low, range.high)));
        }
    }
};

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeSoftmaxKernel(const KernelSource& source) {
    const Node& node = source.node();
    const auto table = source.network.tables.find(source.id);
    if (table == source.network.tables.end()) return Error::internal("no table of exponentials for the node " + node.name);
    auto kernel = std::make_unique<SoftmaxKernel>();
    kernel->dims = source.staticDims(node.outputs[0]);
    kernel->type = source.typeOf(node.outputs[0]);
    kernel->table = table->second;
    kernel->scale = std::max<std::int64_t>(
        1, roundReal(std::min(0x1p50, std::ldexp(1.0 / source.scaleOf(node.outputs[0]), kScaleBits)), Rounding::HalfEven));
    kernel->zero = source.zeroPointOf(node.outputs[0]);
    kernel->rounding = source.network.numerics.rounding;
    // Before opset 13 everything from `axis` on is one line (default 1); from then on the axis alone (default −1).
    const bool flattens = source.network.graph.opset() < 13;
    const auto rank = static_cast<std::int64_t>(kernel->dims.size());
    std::int64_t axis = node.intAttribute("axis", flattens ? 1 : -1);
    axis = std::clamp<std::int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
    kernel->count = axis < rank ? kernel->dims[static_cast<std::size_t>(axis)] : 1;
    for (std::int64_t i = axis + 1; i < rank; ++i)
        (flattens ? kernel->count : kernel->inner) *= kernel->dims[static_cast<std::size_t>(i)];
    return std::unique_ptr<IntegerKernel>(std::move(kernel));
}

} // namespace lathe
