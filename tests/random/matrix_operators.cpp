#include "tests/random/operators.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

ValueId addGemm(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) != 2) return {};
    Draw& draw = maker.draw;
    const bool isATransposed = draw.chance(25), isBTransposed = draw.chance(50);
    const std::int64_t rows = maker.dims(x)[isATransposed ? 1 : 0], inner = maker.dims(x)[isATransposed ? 0 : 1];
    const std::int64_t columns = draw.integer(1, 24);
    Attributes attributes;
    if (isATransposed) attributes["transA"] = std::int64_t(1);
    if (isBTransposed) attributes["transB"] = std::int64_t(1);
    if (draw.chance(30)) attributes["alpha"] = draw.real(-1, 2);
    if (draw.chance(30)) attributes["beta"] = draw.real(-1, 2);
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, isBTransposed ? Dims{columns, inner} : Dims{inner, columns})};
    const Dims biases[] = {{columns}, {1, columns}, {rows, 1}, {rows, columns}, {1}, {}};
    if (draw.chance(75) || maker.opset() < 11) inputs.push_back(maker.weight(DataType::Float, biases[draw.integer(0, 5)]));
    return maker.add("Gemm", inputs, attributes);
}

ValueId addMatMul(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    Draw& draw = maker.draw;
    const Dims& dims = maker.dims(x);
    const std::int64_t free = draw.integer(1, 20);
    const bool isLeft = dims.size() < 2 || draw.chance(75);
    const std::int64_t inner = isLeft ? dims.back() : dims[dims.size() - 2];
    Dims other = isLeft ? Dims{inner, free} : Dims{free, inner};
    if (draw.chance(10)) other = {inner};
    if (draw.chance(35) && dims.size() > 2 && other.size() == 2) {
        Dims batch(dims.begin() + draw.integer(0, static_cast<std::int64_t>(dims.size()) - 2), dims.end() - 2);
        for (std::int64_t& dim : batch)
            if (dim == 1 && draw.chance(30))
                dim = draw.integer(1, 3);
            else if (draw.chance(30))
                dim = 1;
        other.insert(other.begin(), batch.begin(), batch.end());
    }
    const ValueId matrix = maker.weight(DataType::Float, other);
    return maker.add("MatMul", isLeft ? std::vector{x, matrix} : std::vector{matrix, x});
}

ValueId addQLinearMatMul(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 2) return {};
    const Quantized source = quantized(maker, x);
    if (!source.tensor.isValid()) return {};
    const std::int64_t columns = maker.draw.integer(1, 20);
    const Quantized weight = quantizedWeight(maker, {maker.dims(x).back(), columns}, maker.draw.chance(30) ? Dims{columns} : Dims{});
    const Quantized result = resultScale(maker, source.tensor, 0.02, 0.1);
    const ValueId y = maker.add(
        "QLinearMatMul", {source.tensor, source.scale, source.zero, weight.tensor, weight.scale, weight.zero, result.scale, result.zero});
    return y.isValid() ? maker.add("DequantizeLinear", {y, result.scale, result.zero}) : y;
}

ValueId addBatchNormalization(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 2) return {};
    const Dims channels{maker.dims(x)[1]};
    Attributes attributes;
    if (maker.draw.chance(50)) attributes["epsilon"] = maker.draw.pick({1e-5F, 1e-3F, 0.01F});
    const ValueId scale = maker.weight(DataType::Float, channels, 0.5, 1.5), bias = maker.constant(DataType::Float, channels, -0.5, 0.5);
    const ValueId mean = maker.constant(DataType::Float, channels, -0.5, 0.5), variance = maker.constant(DataType::Float, channels, 0.5, 2);
    return maker.add("BatchNormalization", {x, scale, bias, mean, variance}, attributes);
}

ValueId addInstanceNormalization(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 3) return {};
    const Dims channels{maker.dims(x)[1]};
    const ValueId scale = maker.constant(DataType::Float, channels, 0.5, 1.5), bias = maker.constant(DataType::Float, channels, -0.5, 0.5);
    return maker.add("InstanceNormalization", {x, scale, bias}, {{"epsilon", 0.01F}});
}

ValueId addLayerNormalization(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = drawAxis(maker, x), first = axis < 0 ? axis + maker.rank(x) : axis;
    const Dims behind(maker.dims(x).begin() + first, maker.dims(x).end());
    std::vector<ValueId> inputs{x, maker.constant(DataType::Float, behind, 0.5, 1.5)};
    if (maker.draw.chance(60)) inputs.push_back(maker.constant(DataType::Float, behind, -0.5, 0.5));
    return maker.add("LayerNormalization", inputs, {{"axis", axis}, {"epsilon", 0.01F}});
}

ValueId addGroupNormalization(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 3) return {};
    const std::int64_t channels = maker.dims(x)[1];
    std::int64_t groups = maker.draw.integer(1, channels);
    while (channels % groups != 0)
        --groups;
    const Dims each{maker.opset() < 21 ? groups : channels};
    return maker.add("GroupNormalization",
                     {x, maker.constant(DataType::Float, each, 0.5, 1.5), maker.constant(DataType::Float, each, -0.5, 0.5)},
                     {{"num_groups", groups}, {"epsilon", 0.01F}});
}

ValueId addLrn(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 3) return {};
    Draw& draw = maker.draw;
    Attributes attributes{{"size", draw.pick<std::int64_t>({1, 2, 3, 4, 5, 7})}};
    if (draw.chance(60)) attributes["alpha"] = draw.pick({1e-4F, 0.1F, 1.0F});
    if (draw.chance(60)) attributes["beta"] = draw.pick({0.75F, 0.5F, 1.0F});
    if (draw.chance(60)) attributes["bias"] = draw.real(1, 2);
    return maker.add("LRN", {x}, attributes);
}

ValueId addLpNormalization(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    return maker.add("LpNormalization", {x}, {{"axis", drawAxis(maker, x)}, {"p", maker.draw.integer(1, 2)}});
}

ValueId addSoftmax(GraphMaker& maker, ValueId x, std::string_view name) {
    if (maker.rank(x) < 1) return {};
    Attributes attributes;
    if (maker.draw.chance(80)) attributes["axis"] = maker.opset() < 11 ? maker.draw.integer(0, maker.rank(x) - 1) : drawAxis(maker, x);
    return maker.add(std::string(name), {x}, attributes);
}

ValueId addReduction(GraphMaker& maker, ValueId x, std::string_view name) {
    Draw& draw = maker.draw;
    Attributes attributes;
    if (draw.chance(60)) attributes["keepdims"] = draw.integer(0, 1);
    Dims axes;
    for (std::int64_t i = 0; i < maker.rank(x); ++i)
        if (draw.chance(50)) axes.push_back(draw.chance(40) && maker.opset() >= 11 ? i - maker.rank(x) : i);
    if (draw.chance(25) && maker.rank(x) >= 3) { // all spatial axes: a global pool
        axes.clear();
        for (std::int64_t i = 2; i < maker.rank(x); ++i)
            axes.push_back(i);
    }
    const bool isInput = maker.opset() >= (name == "ReduceSum" ? 13 : 18);
    if (isInput && draw.chance(15)) attributes["noop_with_empty_axes"] = std::int64_t(1);
    ValueId operand = x;
    if (name == "ReduceLogSum") operand = maker.add("Abs", {x});
    if (!operand.isValid()) return {};
    std::vector<ValueId> inputs{operand};
    if (isInput && !axes.empty())
        inputs.push_back(maker.integers(axes));
    else if (!axes.empty())
        attributes["axes"] = axes;
    return maker.add(std::string(name), inputs, attributes);
}

ValueId addArgument(GraphMaker& maker, ValueId x, std::string_view name) {
    if (maker.rank(x) < 1) return {};
    const ValueId found = maker.add(std::string(name), {x}, {{"axis", maker.opset() < 11 ? std::int64_t(0) : drawAxis(maker, x)}});
    return found.isValid() ? maker.add("Cast", {found}, {{"to", std::int64_t(1)}}) : found;
}

ValueId addCumSum(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    return maker.add("CumSum", {x, maker.integer(drawAxis(maker, x))},
                     {{"exclusive", maker.draw.integer(0, 1)}, {"reverse", maker.draw.integer(0, 1)}});
}

ValueId addTopK(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1);
    const std::int64_t size = maker.dims(x)[static_cast<std::size_t>(axis)];
    if (size < 1) return {};
    return maker.add("TopK", {x, maker.integers({maker.draw.integer(1, size)})}, {{"axis", axis}}, 2);
}

constexpr OperatorRow kRows[] = {
    {"Gemm", 7, kNewestOpset, 10, false, addGemm},
    {"MatMul", 1, kNewestOpset, 12, false, addMatMul},
    {"QLinearMatMul", 10, kNewestOpset, 4, false, addQLinearMatMul},
    {"BatchNormalization", 9, kNewestOpset, 8, false, addBatchNormalization},
    {"InstanceNormalization", 6, kNewestOpset, 2, false, addInstanceNormalization},
    {"LayerNormalization", 17, kNewestOpset, 3, false, addLayerNormalization},
    {"GroupNormalization", 18, kNewestOpset, 2, false, addGroupNormalization},
    {"LRN", 1, kNewestOpset, 3, false, addLrn},
    {"LpNormalization", 1, kNewestOpset, 1, false, addLpNormalization},
    {"Softmax", 1, kNewestOpset, 4, false, addSoftmax},
    {"LogSoftmax", 1, kNewestOpset, 2, false, addSoftmax},
    {"Hardmax", 1, kNewestOpset, 1, false, addSoftmax},
    {"ReduceL1", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceL2", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceLogSum", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceLogSumExp", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceMax", 1, kNewestOpset, 4, false, addReduction},
    {"ReduceMean", 1, kNewestOpset, 5, false, addReduction},
    {"ReduceMin", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceProd", 1, kNewestOpset, 1, false, addReduction},
    {"ReduceSum", 1, kNewestOpset, 4, true, addReduction},
    {"ReduceSumSquare", 1, kNewestOpset, 1, false, addReduction},
    {"ArgMax", 1, kNewestOpset, 1, false, addArgument},
    {"ArgMin", 1, kNewestOpset, 1, false, addArgument},
    {"CumSum", 11, kNewestOpset, 1, false, addCumSum},
    {"TopK", 10, kNewestOpset, 1, false, addTopK},
};

} // namespace

std::span<const OperatorRow> matrixRows() {
    return kRows;
}

} // namespace lathe::random_test
