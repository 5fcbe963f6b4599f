#include "core/ops/quantized_matrix_ops.h"

#include "core/ops/convolution_loops.h"
#include "core/ops/matmul_shape.h"
#include "core/ops/matrix_product.h"
#include "core/ops/quantize_math.h"

namespace lathe {
namespace {

constexpr std::array kBytes{DataType::Int8, DataType::Uint8};
constexpr std::array kQuantized{DataType::Int8, DataType::Uint8, DataType::Int16, DataType::Uint16};

/// The places of the inputs of a quantized product; -1: the operator has none.
struct Places {
    int a = 0, scaleA = -1, zeroA = 2, b = 1, scaleB = -1, zeroB = 3, scaleY = -1, zeroY = -1, bias = -1;
};
constexpr Places kInteger{};
constexpr Places kQLinear{.a = 0, .scaleA = 1, .zeroA = 2, .b = 3, .scaleB = 4, .zeroB = 5, .scaleY = 6, .zeroY = 7, .bias = 8};

const Tensor* tensorAt(std::span<const Tensor> inputs, int place) {
    return place < 0 ? nullptr : tensorAt(inputs, static_cast<std::size_t>(place));
}

Status checkTypes(const OpContext& context, std::span<const InferredTensor> inputs, const Places& at) {
    const auto type = [&](int place) { return typeAt(inputs, static_cast<std::size_t>(place)); };
    const std::span<const DataType> allowed = at.scaleY < 0 ? std::span<const DataType>(kBytes) : std::span<const DataType>(kQuantized);
    for (const int place : {at.a, at.b})
        LATHE_CHECK(requireType(context, type(place), allowed, "input " + std::to_string(place)));
    LATHE_CHECK(commonType(context, inputs, {static_cast<std::size_t>(at.a), static_cast<std::size_t>(at.zeroA)}));
    LATHE_CHECK(commonType(context, inputs, {static_cast<std::size_t>(at.b), static_cast<std::size_t>(at.zeroB)}));
    if (at.zeroY < 0) return {};
    LATHE_CHECK(requireType(context, type(at.zeroY), kQuantized, "the output's zero point"));
    constexpr std::array kFloat{DataType::Float}, kInt32{DataType::Int32};
    for (const int place : {at.scaleA, at.scaleB, at.scaleY})
        LATHE_CHECK(requireType(context, type(place), kFloat, "a scale"));
    return requireType(context, type(at.bias), kInt32, "bias");
}

template <const Places& At>
InferOutcome inferProduct(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, At.zeroY < 0 ? 2 : 8, At.zeroY < 0 ? 4 : 8));
    LATHE_CHECK(checkTypes(context, inputs, At));
    const DataType type = At.zeroY < 0 ? DataType::Int32 : typeAt(inputs, At.zeroY);
    const Shape *a = shapeAt(inputs, At.a), *b = shapeAt(inputs, At.b);
    if (!a || !b) return std::vector{inferredOf(type)};
    LATHE_TRY(Shape shape, matMulShape(context, *a, *b));
    return std::vector{inferredOf(type, std::move(shape))};
}

template <const Places& At>
InferOutcome inferConvolution(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, At.zeroY < 0 ? 2 : 8, At.zeroY < 0 ? 4 : 9));
    LATHE_CHECK(checkTypes(context, inputs, At));
    const DataType type = At.zeroY < 0 ? DataType::Int32 : typeAt(inputs, At.zeroY);
    const std::size_t bias = At.bias < 0 ? inputs.size() : static_cast<std::size_t>(At.bias);
    LATHE_TRY(auto shape, inferConvolutionShape(context, inputs, {At.a, At.b, bias}));
    return std::vector{inferredOf(type, std::move(shape))};
}

/// Requantization as ONNX Runtime does it: binary32(Σ) · binary32(s_a · s_b / s_y), nearest even, plus zero point.
class Requantizer {
public:
    static Result<Requantizer> make(const OpContext& context, std::span<const Tensor> inputs, const Places& at, const SliceLayout& rows,
                                    const SliceLayout& columns) {
        Requantizer made;
        const Tensor *a = tensorAt(inputs, at.scaleA), *b = tensorAt(inputs, at.scaleB), *y = tensorAt(inputs, at.scaleY),
                     *zero = tensorAt(inputs, at.zeroY);
        LATHE_CHECK(checkParameter(context, a, rows, "the scale of A"));
        LATHE_CHECK(checkParameter(context, b, columns, "the scale of B"));
        LATHE_CHECK(checkParameter(context, y, {}, "the output's scale"));
        LATHE_CHECK(checkParameter(context, zero, {}, "the output's zero point"));
        made.m_a = a->data<float>();
        made.m_b = b->data<float>();
        made.m_y = y->data<float>()[0];
        made.m_zero = zero->toInt64s()[0];
        return made;
    }

    template <class T>
    T apply(std::int64_t sum, std::int64_t row, std::int64_t column) const {
        const float factor =
            m_a[m_a.size() == 1 ? 0 : static_cast<std::size_t>(row)] * m_b[m_b.size() == 1 ? 0 : static_cast<std::size_t>(column)] / m_y;
        return saturateRound<T>(static_cast<float>(sum) * factor, m_zero);
    }

private:
    std::span<const float> m_a, m_b;
    float m_y = 1;
    std::int64_t m_zero = 0;
};

/// Zero points removed from both factors. The sums of their products are exact in 64 bits.
struct Factors {
    std::vector<std::int32_t> a, b;
};
Result<Factors> factorsOf(const OpContext& context, std::span<const Tensor> inputs, const Places& at, const SliceLayout& rows,
                          const SliceLayout& columns) {
    const Tensor *zeroA = tensorAt(inputs, at.zeroA), *zeroB = tensorAt(inputs, at.zeroB);
    LATHE_CHECK(checkParameter(context, zeroA, rows, "the zero point of A"));
    LATHE_CHECK(checkParameter(context, zeroB, columns, "the zero point of B"));
    return Factors{withoutZero(*tensorAt(inputs, at.a), zeroA, rows), withoutZero(*tensorAt(inputs, at.b), zeroB, columns)};
}

template <const Places& At>
EvaluateOutcome evaluateProduct(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferProduct<At>));
    if (outputs[0].elementCount() == 0) return outputs;
    const MatMulPlan plan = planMatMul(inputs[At.a], inputs[At.b]);
    const SliceLayout rows{plan.m, std::max<std::int64_t>(plan.k, 1)}, columns{plan.n, 1};
    LATHE_TRY(const Factors factors, factorsOf(context, inputs, At, rows, columns));
    const auto forEachRow = [&](auto emit) {
        for (std::size_t p = 0; p < plan.firstOfA.size(); ++p)
            multiplyRows<std::int64_t>(factors.a.data() + plan.firstOfA[p], factors.b.data() + plan.firstOfB[p], plan.m, plan.k, plan.n,
                                       emit);
    };
    if constexpr (At.zeroY < 0) {
        std::int32_t* out = outputs[0].mutableData<std::int32_t>().data();
        forEachRow([&](std::int64_t, std::span<const std::int64_t> sums) {
            for (const std::int64_t sum : sums)
                *out++ = static_cast<std::int32_t>(sum);
        });
        return outputs;
    } else {
        LATHE_TRY(const Requantizer requantizer, Requantizer::make(context, inputs, At, rows, columns));
        return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
            T* out = outputs[0].mutableData<T>().data();
            forEachRow([&](std::int64_t row, std::span<const std::int64_t> sums) {
                for (std::size_t o = 0; o < sums.size(); ++o)
                    *out++ = requantizer.apply<T>(sums[o], row, static_cast<std::int64_t>(o));
            });
            return std::move(outputs);
        });
    }
}

template <const Places& At>
EvaluateOutcome evaluateConvolution(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferConvolution<At>));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor& w = inputs[At.b];
    LATHE_TRY(ConvolutionSizes sizes, convolutionSizes(context, inputs[At.a], w));
    lengthenRows(sizes);
    const SliceLayout channels{w.dim(0), std::max<std::int64_t>(w.elementCount() / w.dim(0), 1)};
    LATHE_TRY(const Factors factors, factorsOf(context, inputs, At, {}, channels));
    const Tensor* bias = tensorAt(inputs, At.bias);
    const auto start = [&](std::int64_t c) -> std::int64_t { return bias ? bias->data<std::int32_t>()[static_cast<std::size_t>(c)] : 0; };
    if constexpr (At.zeroY < 0) {
        std::int32_t* out = outputs[0].mutableData<std::int32_t>().data();
        convolve<std::int64_t>(
            sizes, factors.a.data(), factors.b.data(), start, [&](std::int64_t, std::int64_t first, std::span<const std::int64_t> sums) {
                std::ranges::transform(sums, out + first, [](std::int64_t sum) { return static_cast<std::int32_t>(sum); });
            });
        return outputs;
    } else {
        LATHE_TRY(const Requantizer requantizer, Requantizer::make(context, inputs, At, {}, channels));
        return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
            T* out = outputs[0].mutableData<T>().data();
            convolve<std::int64_t>(sizes, factors.a.data(), factors.b.data(), start,
                                   [&](std::int64_t c, std::int64_t first, std::span<const std::int64_t> sums) {
                                       std::ranges::transform(sums, out + first,
                                                              [&](std::int64_t sum) { return requantizer.apply<T>(sum, 0, c); });
                                   });
            return std::move(outputs);
        });
    }
}

template <const Places& At>
Work workOfQuantizedConvolution(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    Work work = workOfConvolution(inputs, outputs, {At.a, At.b, inputs.size()});
    work.vectorOps = elementsOf(outputs);
    return work;
}

} // namespace

std::vector<OpRow> quantizedMatrixOps() {
    return {
        {"", "ConvInteger", 10, OpCategory::Convolution, QuantRule::Structural, inferConvolution<kInteger>, evaluateConvolution<kInteger>,
         workOfQuantizedConvolution<kInteger>, "Convolution of 8-bit integers with int32 result."},
        {"", "MatMulInteger", 10, OpCategory::Matrix, QuantRule::Structural, inferProduct<kInteger>, evaluateProduct<kInteger>,
         workOfMatMul, "Matrix product of 8-bit integers with int32 result."},
        {"", "QLinearConv", 10, OpCategory::Convolution, QuantRule::Structural, inferConvolution<kQLinear>, evaluateConvolution<kQLinear>,
         workOfQuantizedConvolution<kQLinear>, "Convolution of quantized tensors with quantized result."},
        {"", "QLinearMatMul", 10, OpCategory::Matrix, QuantRule::Structural, inferProduct<kQLinear>, evaluateProduct<kQLinear>,
         workOfMatMul, "Matrix product of quantized tensors with quantized result."},
    };
}

} // namespace lathe
