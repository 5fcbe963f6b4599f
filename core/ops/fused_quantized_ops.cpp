#include "core/ops/composition.h"
#include "core/ops/families.h"

#include <numeric>

namespace lathe {
namespace {

constexpr std::string_view kMicrosoft = "com.microsoft";

template <class V>
Result<V> toFloat(const Parts<V>& parts, V x) {
    return parts.call("Cast", {std::move(x)}, {{"to", static_cast<std::int64_t>(DataType::Float)}});
}

/// Inputs i, i + 1, i + 2: elements, scale, zero point (which may be omitted).
template <class V>
Result<V> realAt(const Parts<V>& parts, std::size_t i) {
    std::vector<V> inputs{parts[i], parts[i + 1]};
    if (parts.has(i + 2)) inputs.push_back(parts[i + 2]);
    return parts.call("DequantizeLinear", std::move(inputs));
}

/// Quantized by scale and zero point at inputs i and i + 1; to `type` where the zero point is omitted.
template <class V>
Result<V> quantizedBy(const Parts<V>& parts, V x, std::size_t i, DataType type) {
    std::vector<V> inputs{std::move(x), parts[i]};
    Attributes attributes;
    if (parts.has(i + 1))
        inputs.push_back(parts[i + 1]);
    else
        attributes.emplace("output_dtype", static_cast<std::int64_t>(type));
    return parts.call("QuantizeLinear", std::move(inputs), std::move(attributes));
}

template <class V>
DataType typeOf(const V& value) {
    if constexpr (std::is_same_v<V, Tensor>)
        return value.type();
    else
        return value.type;
}

/// The integer product of a and b without their zero points, times both scales.
template <class V>
Result<V> scaledProduct(const Parts<V>& parts, V a, V zeroA, V b, V zeroB, V scaleA, V scaleB) {
    LATHE_TRY(V product, parts.call("MatMulInteger", {std::move(a), std::move(b), std::move(zeroA), std::move(zeroB)}));
    LATHE_TRY(V real, toFloat(parts, std::move(product)));
    LATHE_TRY(V scale, parts.call("Mul", {std::move(scaleA), std::move(scaleB)}));
    return parts.call("Mul", {std::move(real), std::move(scale)});
}

/// Inputs: A (float), B, scale of B, zero point of B, bias.
struct DynamicQuantizeMatMul {
    static constexpr std::size_t least = 3, most = 5;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(auto a, parts.callAll("DynamicQuantizeLinear", {parts[0]}, {}, 3));
        LATHE_TRY(V product, scaledProduct<V>(parts, a[0], a[2], parts[1], parts[3], a[1], parts[2]));
        LATHE_TRY(V sum, parts.plusInput(std::move(product), 4));
        return std::vector<V>{std::move(sum)};
    }
};

/// Inputs: A, B, their scales, their zero points, bias.
struct MatMulIntegerToFloat {
    static constexpr std::size_t least = 4, most = 7;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V product, scaledProduct<V>(parts, parts[0], parts[4], parts[1], parts[5], parts[2], parts[3]));
        LATHE_TRY(V sum, parts.plusInput(std::move(product), 6));
        return std::vector<V>{std::move(sum)};
    }
};

/// Inputs: A, scale, zero point, B, scale, zero point, C (int32), scale and zero point of the output, which is float without them.
struct QGemm {
    static constexpr std::size_t least = 6, most = 9;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V a, factor(parts, 0, "transA"));
        LATHE_TRY(V b, factor(parts, 3, "transB"));
        LATHE_TRY(V product, parts.call("MatMulInteger", {std::move(a), std::move(b), parts[2], parts[5]}));
        LATHE_TRY(V sum, parts.plusInput(std::move(product), 6));
        LATHE_TRY(V real, toFloat(parts, std::move(sum)));
        LATHE_TRY(V scale, parts.call("Mul", {parts[1], parts[4]}));
        LATHE_TRY(V alpha, Parts<V>::like(scale, parts.node().floatAttribute("alpha", 1.0F)));
        LATHE_TRY(scale, parts.call("Mul", {std::move(scale), std::move(alpha)}));
        LATHE_TRY(V y, parts.call("Mul", {std::move(real), std::move(scale)}));
        if (parts.has(7)) {
            LATHE_TRY(y, quantizedBy(parts, std::move(y), 7, typeOf(parts[0])));
        }
        return std::vector<V>{std::move(y)};
    }

private:
    template <class V>
    static Result<V> factor(const Parts<V>& parts, std::size_t i, const char* trans) {
        if (parts.node().intAttribute(trans, 0) == 0) return parts[i];
        return parts.call("Transpose", {parts[i]}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    }
};

/// Inputs: scale and zero point of the output, then elements, scale and zero point of each part.
struct QLinearConcat {
    static constexpr std::size_t least = 5, most = 8192;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        if (parts.count() % 3 != 2) return opError(parts.context(), "needs scale and zero point of the output, and three inputs per part");
        std::vector<V> reals;
        for (std::size_t i = 2; i < parts.count(); i += 3) {
            LATHE_TRY(V real, realAt(parts, i));
            reals.push_back(std::move(real));
        }
        LATHE_TRY(V joined, parts.call("Concat", std::move(reals), parts.attributes({"axis"})));
        LATHE_TRY(V y, quantizedBy(parts, std::move(joined), 0, typeOf(parts[2])));
        return std::vector<V>{std::move(y)};
    }
};

template <class V>
Result<V> movedChannels(const Parts<V>& parts, V x, bool toFront) {
    const std::int64_t rank = Parts<V>::rankOf(x).value_or(0);
    if (rank < 3) return opError(parts.context(), "the input has rank " + std::to_string(rank) + ", expected at least 3");
    std::vector<std::int64_t> order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    if (toFront)
        std::rotate(order.begin() + 1, order.end() - 1, order.end());
    else
        std::rotate(order.begin() + 1, order.begin() + 2, order.end());
    return parts.call("Transpose", {std::move(x)}, {{"perm", std::move(order)}});
}

/// Inputs: elements, scale, zero point; scale and zero point of the output.
struct QLinearAveragePool {
    static constexpr std::size_t least = 2, most = 5;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        const bool isLast = parts.node().intAttribute("channels_last", 0) != 0;
        LATHE_CHECK(parts.require({3}));
        LATHE_TRY(V real, realAt(parts, 0));
        if (isLast) {
            LATHE_TRY(real, movedChannels(parts, std::move(real), true));
        }
        LATHE_TRY(V pooled,
                  parts.call("AveragePool", {std::move(real)},
                             parts.attributes({"auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides"})));
        if (isLast) {
            LATHE_TRY(pooled, movedChannels(parts, std::move(pooled), false));
        }
        LATHE_TRY(V y, quantizedBy(parts, std::move(pooled), 3, typeOf(parts[0])));
        return std::vector<V>{std::move(y)};
    }
};

/// Before opset 13, which an attribute names, Softmax took all axes from the named one on for one.
struct QLinearSoftmax {
    static constexpr std::size_t least = 2, most = 5;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_CHECK(parts.require({3}));
        LATHE_TRY(V real, realAt(parts, 0));
        const std::int64_t rank = Parts<V>::rankOf(real).value_or(0), axis = parts.node().intAttribute("axis", -1);
        const bool flattens = parts.node().intAttribute("opset", 13) < 13 && rank > 0;
        V shape;
        std::int64_t along = axis;
        if (flattens) {
            LATHE_TRY(shape, parts.call("Shape", {real}));
            LATHE_TRY(real, parts.call("Flatten", {std::move(real)}, {{"axis", axis}}));
            along = 1;
        }
        LATHE_TRY(V result, parts.call("Softmax", {std::move(real)}, {{"axis", along}}));
        if (flattens) {
            LATHE_TRY(result, parts.call("Reshape", {std::move(result), std::move(shape)}));
        }
        LATHE_TRY(V y, quantizedBy(parts, std::move(result), 3, typeOf(parts[0])));
        return std::vector<V>{std::move(y)};
    }
};

/// Inputs: elements, scale, zero point; scale and zero point of the output.
struct QLinearReduceMean {
    static constexpr std::size_t least = 2, most = 5;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_CHECK(parts.require({3}));
        LATHE_TRY(V real, realAt(parts, 0));
        std::vector<V> inputs{std::move(real)};
        if (const auto axes = parts.node().intsAttribute("axes"); !axes.empty()) inputs.push_back(Parts<V>::ints(axes));
        LATHE_TRY(V mean, parts.call("ReduceMean", std::move(inputs), parts.attributes({"keepdims"})));
        LATHE_TRY(V y, quantizedBy(parts, std::move(mean), 3, typeOf(parts[0])));
        return std::vector<V>{std::move(y)};
    }
};

/// Inputs: condition, then elements, scale and zero point of both choices; scale and zero point of the output.
struct QLinearWhere {
    static constexpr std::size_t least = 3, most = 9;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_CHECK(parts.require({4, 5, 7}));
        LATHE_TRY(V x, realAt(parts, 1));
        LATHE_TRY(V y, realAt(parts, 4));
        LATHE_TRY(V chosen, parts.call("Where", {parts[0], std::move(x), std::move(y)}));
        LATHE_TRY(V result, quantizedBy(parts, std::move(chosen), 7, typeOf(parts[1])));
        return std::vector<V>{std::move(result)};
    }
};

Work matMulWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("MatMul", context, inputs, outputs);
}
Work gemmWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("Gemm", context, inputs, outputs);
}
Work poolWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("AveragePool", context, inputs, outputs);
}

template <class Body>
OpRow quantizedRow(std::string_view name, WorkFn work, std::string_view summary) {
    OpRow row = composedRow<Body>(kMicrosoft, name, OpCategory::Quantization, work, summary);
    row.quantRule = QuantRule::Structural;
    return row;
}

} // namespace

std::vector<OpRow> fusedQuantizedOps() {
    return {
        quantizedRow<DynamicQuantizeMatMul>("DynamicQuantizeMatMul", matMulWork,
                                            "Matrix product of a tensor, quantized by its own range, and quantized weights."),
        quantizedRow<MatMulIntegerToFloat>("MatMulIntegerToFloat", matMulWork, "Matrix product of quantized tensors as real numbers."),
        quantizedRow<QGemm>("QGemm", gemmWork, "Gemm of quantized matrices."),
        quantizedRow<QLinearConcat>("QLinearConcat", vectorPerOutput, "Joins quantized tensors of different scales."),
        quantizedRow<QLinearAveragePool>("QLinearAveragePool", poolWork, "AveragePool of a quantized tensor."),
        quantizedRow<QLinearSoftmax>("QLinearSoftmax", specialPerOutput, "Softmax of a quantized tensor."),
        quantizedRow<QLinearReduceMean>("QLinearReduceMean", vectorPerInput, "ReduceMean of a quantized tensor."),
        quantizedRow<QLinearWhere>("QLinearWhere", vectorPerOutput, "Where between quantized tensors of different scales."),
    };
}

} // namespace lathe
