#include "core/ops/composition.h"
#include "core/ops/families.h"

#include <numeric>

namespace lathe {
namespace {

constexpr std::string_view kMicrosoft = "com.microsoft";

std::vector<std::int64_t> identityOrder(std::int64_t rank) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    return order;
}

template <class V>
Result<V> transposed(const Parts<V>& parts, V x, std::vector<std::int64_t> order) {
    return parts.call("Transpose", {std::move(x)}, {{"perm", std::move(order)}});
}

struct BiasGelu {
    static constexpr std::size_t least = 2, most = 2;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V sum, parts.call("Add", {parts[0], parts[1]}));
        return parts.callAll("Gelu", {std::move(sum)}, {}, 1);
    }
};

/// The batch flag moves the first axis in front of the last one; then the last two are exchanged.
template <class V>
Result<V> factorOf(const Parts<V>& parts, std::size_t i, const char* trans, const char* transBatch) {
    V x = parts[i];
    const std::int64_t rank = Parts<V>::rankOf(x).value_or(0);
    if (rank < 2) return x;
    std::vector<std::int64_t> order = identityOrder(rank);
    if (parts.node().intAttribute(transBatch, 0) != 0) std::rotate(order.begin(), order.begin() + 1, order.end() - 1);
    if (parts.node().intAttribute(trans, 0) != 0) std::swap(order[order.size() - 1], order[order.size() - 2]);
    return order == identityOrder(rank) ? Result<V>(std::move(x)) : transposed(parts, std::move(x), std::move(order));
}

template <class V>
Result<V> timesAttribute(const Parts<V>& parts, V x, const char* key) {
    const double factor = parts.node().floatAttribute(key, 1.0F);
    if (factor == 1.0) return x;
    LATHE_TRY(V scalar, Parts<V>::like(x, factor));
    return parts.call("Mul", {std::move(x), std::move(scalar)});
}

struct FusedMatMul {
    static constexpr std::size_t least = 2, most = 2;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V a, factorOf(parts, 0, "transA", "transBatchA"));
        LATHE_TRY(V b, factorOf(parts, 1, "transB", "transBatchB"));
        LATHE_TRY(V product, parts.call("MatMul", {std::move(a), std::move(b)}));
        LATHE_TRY(V scaled, timesAttribute(parts, std::move(product), "alpha"));
        return std::vector<V>{std::move(scaled)};
    }
};

/// The parameters that a fused activation has under a name of its own, if they are set at all.
Attributes renamed(const Node& node, std::initializer_list<std::pair<const char*, const char*>> names) {
    Attributes parameters;
    for (const auto& [from, to] : names)
        if (const auto* value = node.findAttribute<float>(from)) parameters.emplace(to, *value);
    return parameters;
}

struct FusedGemm {
    static constexpr std::size_t least = 2, most = 3;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        std::vector<V> inputs{parts[0], parts[1]};
        if (parts.has(2)) inputs.push_back(parts[2]);
        LATHE_TRY(V product, parts.call("Gemm", std::move(inputs), parts.attributes({"alpha", "beta", "transA", "transB"})));
        LATHE_TRY(V result, activated(parts, std::move(product), parts.node().stringAttribute("activation", ""),
                                      renamed(parts.node(), {{"activation_alpha", "alpha"}, {"activation_beta", "beta"}})));
        return std::vector<V>{std::move(result)};
    }
};

/// activation_params holds the activation's attributes in the order of its definition.
Attributes listedParameters(const Node& node, const std::string& activation) {
    const std::vector<float> values = node.floatsAttribute("activation_params");
    const std::vector<std::string> names =
        activation == "Clip" ? std::vector<std::string>{"min", "max"} : std::vector<std::string>{"alpha", "beta"};
    Attributes parameters;
    for (std::size_t i = 0; i < std::min(values.size(), names.size()); ++i)
        parameters.emplace(names[i], values[i]);
    return parameters;
}

/// Conv, plus a fourth input of the output's shape, activated.
struct FusedConv {
    static constexpr std::size_t least = 2, most = 4;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        std::vector<V> inputs{parts[0], parts[1]};
        if (parts.has(2)) inputs.push_back(parts[2]);
        LATHE_TRY(V product, parts.call("Conv", std::move(inputs),
                                        parts.attributes({"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"})));
        LATHE_TRY(V sum, parts.plusInput(std::move(product), 3));
        const std::string activation = parts.node().stringAttribute("activation", "");
        LATHE_TRY(V result, activated(parts, std::move(sum), activation, listedParameters(parts.node(), activation)));
        return std::vector<V>{std::move(result)};
    }
};

struct NhwcMaxPool {
    static constexpr std::size_t least = 1, most = 1;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        const std::int64_t rank = Parts<V>::rankOf(parts[0]).value_or(0);
        if (rank < 3) return opError(parts.context(), "the input has rank " + std::to_string(rank) + ", expected at least 3");
        std::vector<std::int64_t> toPlanes = identityOrder(rank), back = toPlanes;
        std::rotate(toPlanes.begin() + 1, toPlanes.end() - 1, toPlanes.end());
        std::rotate(back.begin() + 1, back.begin() + 2, back.end());
        LATHE_TRY(V planes, transposed(parts, parts[0], std::move(toPlanes)));
        LATHE_TRY(V pooled, parts.call("MaxPool", {std::move(planes)},
                                       parts.attributes({"auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "strides"})));
        LATHE_TRY(V result, transposed(parts, std::move(pooled), std::move(back)));
        return std::vector<V>{std::move(result)};
    }
};

/// Operators of com.microsoft that ai.onnx later took over as they were.
struct PadBody {
    static constexpr std::size_t least = 2, most = 3;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        std::vector<V> inputs{parts[0], parts[1]};
        if (parts.has(2)) inputs.push_back(parts[2]);
        return parts.callAll("Pad", std::move(inputs), parts.attributes({"mode"}), 1);
    }
};
struct TriluBody {
    static constexpr std::size_t least = 1, most = 2;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        std::vector<V> inputs{parts[0]};
        if (parts.has(1)) inputs.push_back(parts[1]);
        return parts.callAll("Trilu", std::move(inputs), parts.attributes({"upper"}), 1);
    }
};
struct GridSampleBody {
    static constexpr std::size_t least = 2, most = 2;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        return parts.callAll("GridSample", {parts[0], parts[1]}, parts.attributes({"align_corners", "mode", "padding_mode"}), 1);
    }
};
/// The axis is a scalar input.
struct ExpandDims {
    static constexpr std::size_t least = 2, most = 2;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V axes, parts.call("Reshape", {parts[1], Parts<V>::ints({1})}));
        LATHE_TRY(V wide, parts.call("Cast", {std::move(axes)}, {{"to", static_cast<std::int64_t>(DataType::Int64)}}));
        return parts.callAll("Unsqueeze", {parts[0], std::move(wide)}, {}, 1);
    }
};
/// Outputs: the values in order of first occurrence, for each element the place of its value, how often each occurs.
struct UniqueBody {
    static constexpr std::size_t least = 1, most = 1;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(auto all, parts.callAll("Unique", {parts[0]}, {{"sorted", std::int64_t(0)}}, 4));
        if (all.size() < 4) return opError(parts.context(), "has no counts");
        return std::vector<V>{std::move(all[0]), std::move(all[2]), std::move(all[3])};
    }
};

Work convWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    Work work = workOfPart("Conv", context, inputs, outputs);
    work.vectorOps = addSaturated(work.vectorOps, elementsOf(outputs));
    return work;
}
Work gemmWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("Gemm", context, inputs, outputs);
}
Work matMulWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("MatMul", context, inputs, outputs);
}
Work poolWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfPart("MaxPool", context, inputs, outputs);
}

} // namespace

std::vector<OpRow> fusedOps() {
    return {
        composedRow<BiasGelu>(kMicrosoft, "BiasGelu", OpCategory::Activation, specialPerOutput, "Gelu of x plus a bias."),
        composedRow<FusedMatMul>(kMicrosoft, "FusedMatMul", OpCategory::Matrix, matMulWork,
                                 "alpha times a matrix product, factors transposed on request."),
        composedRow<FusedMatMul>(kMicrosoft, "TransposeMatMul", OpCategory::Matrix, matMulWork, "The former name of FusedMatMul."),
        composedRow<FusedGemm>(kMicrosoft, "FusedGemm", OpCategory::Matrix, gemmWork, "Gemm and an activation."),
        composedRow<FusedConv>(kMicrosoft, "FusedConv", OpCategory::Convolution, convWork,
                               "Conv, the sum with a fourth input and an activation."),
        composedRow<NhwcMaxPool>(kMicrosoft, "NhwcMaxPool", OpCategory::Pool, poolWork, "MaxPool with the channels last."),
        composedRow<PadBody>(kMicrosoft, "Pad", OpCategory::Tensor, vectorPerOutput, "As Pad of ai.onnx."),
        composedRow<TriluBody>(kMicrosoft, "Trilu", OpCategory::Tensor, vectorPerOutput, "As Trilu of ai.onnx."),
        composedRow<GridSampleBody>(kMicrosoft, "GridSample", OpCategory::Tensor, vectorPerOutput, "As GridSample of ai.onnx."),
        composedRow<ExpandDims>(kMicrosoft, "ExpandDims", OpCategory::Shape, noWork, "Adds an axis of size 1."),
        composedRow<UniqueBody>(kMicrosoft, "Unique", OpCategory::Tensor, vectorPerInput,
                                "The different values of a vector, in order of occurrence."),
    };
}

} // namespace lathe
