#include "tests/random/motifs.h"
#include "tests/random/operators.h"

#include <algorithm>
#include <cmath>

namespace lathe::random_test {
namespace {

/// Add, Sub, Mul or Div of a constant that mostly acts on one axis (counted from the right) or on everything.
ValueId affine(GraphMaker& maker, ValueId x, std::int64_t axisFromRight) {
    Dims dims(static_cast<std::size_t>(axisFromRight), 1);
    const Dims& shape = maker.dims(x);
    if (static_cast<std::int64_t>(shape.size()) < axisFromRight) return {};
    dims[0] = shape[shape.size() - static_cast<std::size_t>(axisFromRight)];
    if (maker.draw.chance(30)) dims = Dims(static_cast<std::size_t>(maker.draw.integer(0, maker.rank(x))), 1);
    if (maker.draw.chance(15)) dims = drawBroadcast(maker.draw, shape);
    if (maker.draw.chance(20) && maker.rank(x) > std::ssize(dims)) dims.insert(dims.begin(), 1);
    const ValueId operand = maker.constant(maker.type(x), dims, 0.5, 2);
    const std::string op = maker.draw.pick({"Add", "Sub", "Mul", "Div"});
    return maker.draw.chance(25) ? maker.add(op, {operand, x}) : maker.add(op, {x, operand});
}

ValueId norm(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 2) return {};
    const Dims channels{maker.dims(x)[1]};
    const auto drawn = [&](double low) { return maker.constant(DataType::Float, channels, low, 1); };
    return maker.add("BatchNormalization", {x, drawn(-1), drawn(-1), drawn(-1), drawn(0.25)});
}

ValueId conv(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3 || maker.dims(x)[1] == 0) return {};
    const std::int64_t channels = maker.dims(x)[1], spatial = maker.rank(x) - 2;
    const std::int64_t group = maker.draw.chance(30) ? channels : 1;
    Dims dims{group * maker.draw.integer(1, 2), channels / group};
    for (std::int64_t i = 0; i < spatial; ++i)
        dims.push_back(maker.draw.integer(1, 2));
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, dims)};
    if (maker.draw.chance(60)) inputs.push_back(maker.weight(DataType::Float, {dims[0]}));
    Attributes attributes{{"group", group}};
    if (maker.draw.chance(40)) attributes["pads"] = drawEach(maker.draw, 2 * spatial, 0, 1);
    return maker.add("Conv", std::move(inputs), std::move(attributes));
}

/// Any value as a matrix, mostly.
ValueId matrix(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    return maker.rank(x) == 2 || maker.draw.chance(10) ? x : maker.add("Flatten", {x});
}

ValueId gemm(GraphMaker& maker, ValueId x) {
    if (!x.isValid() || maker.rank(x) != 2) return {};
    const bool isTransposed = maker.draw.chance(50);
    const std::int64_t rows = maker.dims(x)[1], columns = maker.draw.integer(1, 4);
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, isTransposed ? Dims{columns, rows} : Dims{rows, columns})};
    if (maker.draw.chance(60)) inputs.push_back(maker.weight(DataType::Float, maker.draw.chance(60) ? Dims{columns} : Dims{1, 1}));
    Attributes attributes{{"transB", std::int64_t(isTransposed)}};
    if (maker.draw.chance(30)) attributes["alpha"] = maker.draw.real(0.5, 2);
    if (maker.draw.chance(30)) attributes["beta"] = maker.draw.real(0.5, 2);
    return maker.add("Gemm", std::move(inputs), std::move(attributes));
}

ValueId product(GraphMaker& maker, ValueId x) {
    if (!x.isValid() || !maker.isFloat(x) || maker.rank(x) < 1) return {};
    Dims dims{maker.dims(x).back(), maker.draw.integer(1, 4)};
    if (maker.draw.chance(15)) dims.insert(dims.begin(), maker.rank(x) > 2 ? maker.dims(x)[maker.dims(x).size() - 3] : 2);
    return maker.add("MatMul", {x, maker.weight(DataType::Float, dims)});
}

ValueId affineBeforeConv(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    const ValueId before = maker.draw.chance(20) ? norm(maker, x) : affine(maker, x, maker.rank(x) - 1);
    return before.isValid() ? conv(maker, before) : before;
}

ValueId affineBeforeGemm(GraphMaker& maker, ValueId x) {
    const ValueId flat = maker.isFloat(x) && maker.draw.chance(30) ? x : matrix(maker, x);
    if (!flat.isValid() || maker.rank(flat) < 1) return {};
    const ValueId before = maker.draw.chance(20) ? norm(maker, flat) : affine(maker, flat, 1);
    if (!before.isValid()) return {};
    return maker.draw.chance(50) ? gemm(maker, before) : product(maker, before);
}

ValueId affineBehindConv(GraphMaker& maker, ValueId x) {
    const ValueId result = conv(maker, x);
    if (!result.isValid()) return {};
    return maker.draw.chance(30) ? norm(maker, result) : affine(maker, result, maker.rank(result) - 1);
}

ValueId affineBehindProduct(GraphMaker& maker, ValueId x) {
    const ValueId flat = maker.isFloat(x) && maker.draw.chance(50) ? x : matrix(maker, x);
    const ValueId result = maker.draw.chance(70) ? product(maker, flat) : gemm(maker, flat);
    if (!result.isValid() || maker.rank(result) < 1) return {};
    return maker.draw.chance(15) ? norm(maker, result) : affine(maker, result, 1);
}

ValueId sumBehindProduct(GraphMaker& maker, ValueId x) {
    const ValueId result = product(maker, matrix(maker, x));
    if (!result.isValid()) return {};
    const ValueId summand = maker.weight(DataType::Float, drawBroadcast(maker.draw, maker.dims(result)));
    return maker.draw.chance(50) ? maker.add("Add", {summand, result}) : maker.add("Add", {result, summand});
}

ValueId transposedGemm(GraphMaker& maker, ValueId x) {
    ValueId a = matrix(maker, x);
    if (!a.isValid() || maker.rank(a) != 2) return {};
    const bool isSwapped = maker.draw.chance(80);
    a = maker.add("Transpose", {a}, maker.draw.chance(30) ? Attributes{} : Attributes{{"perm", isSwapped ? Dims{1, 0} : Dims{0, 1}}});
    if (!a.isValid()) return {};
    const std::int64_t rows = maker.dims(a)[0], columns = maker.dims(a)[1];
    if (maker.draw.chance(20)) return maker.add("Gemm", {a, a}, {{"transB", std::int64_t(1)}});
    if (maker.draw.chance(50)) return gemm(maker, a);
    const bool isTransposed = maker.draw.chance(50);
    const ValueId other = maker.input(DataType::Float, {3, isTransposed ? rows : columns});
    if (!isTransposed) return maker.add("Gemm", {other, a}, {{"transB", std::int64_t(1)}});
    return maker.add("Gemm", {other, a});
}

ValueId parallelProducts(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    const bool haveSums = maker.draw.chance(60);
    ValueId all;
    for (std::int64_t i = maker.draw.integer(1, 4); i-- > 0;) {
        ValueId result = product(maker, x);
        if (!result.isValid()) return all;
        if (haveSums != maker.draw.chance(10)) {
            const ValueId bias = maker.weight(DataType::Float, maker.draw.chance(80) ? Dims{maker.dims(result).back()} : Dims{1});
            result = maker.draw.chance(50) ? maker.add("Add", {result, bias}) : maker.add("Add", {bias, result});
        }
        if (!result.isValid()) return all;
        const ValueId mean = maker.add("ReduceMax", {result}, {{"keepdims", std::int64_t(1)}});
        all = !all.isValid() || !mean.isValid() ? result : maker.add("Add", {all, mean});
    }
    return all;
}

/// Several Convs of one value, mostly with the same window.
ValueId parallelConvs(GraphMaker& maker, ValueId given) {
    const ValueId x = maker.isFloat(given) && maker.rank(given) >= 3 ? given : maker.input(DataType::Float, {1, 2, 4, 4});
    const std::int64_t channels = maker.dims(x)[1], spatial = maker.rank(x) - 2;
    if (channels == 0) return {};
    const Dims kernel = drawEach(maker.draw, spatial, 1, 2), pads = drawEach(maker.draw, 2 * spatial, 0, 1);
    ValueId all;
    for (std::int64_t i = maker.draw.integer(2, 3); i-- > 0;) {
        Dims dims{maker.draw.integer(1, 3), channels};
        dims.insert(dims.end(), kernel.begin(), kernel.end());
        if (maker.draw.chance(8)) dims.back() = 3 - dims.back();
        std::vector<ValueId> inputs{x, maker.draw.chance(90) ? maker.constant(DataType::Float, dims, -0.5, 0.5)
                                                             : maker.weight(DataType::Float, dims)};
        if (maker.draw.chance(60)) inputs.push_back(maker.constant(DataType::Float, {dims[0]}, -1, 1));
        const ValueId result = maker.add("Conv", std::move(inputs), {{"pads", maker.draw.chance(92) ? pads : Dims(pads.size(), 1)}});
        if (!result.isValid()) return all;
        const ValueId most = all.isValid() ? maker.add("ReduceMax", {result}, {{"keepdims", std::int64_t(1)}}) : result;
        all = !all.isValid() || !most.isValid() ? result : maker.add("Add", {all, most});
    }
    return all;
}

/// BatchNormalization of tokens that have become a picture, or the like.
ValueId normBehindReshape(GraphMaker& maker, ValueId given) {
    const ValueId x = maker.isFloat(given) && (maker.rank(given) == 2 || maker.rank(given) == 3)
                          ? given
                          : maker.input(DataType::Float, {2, maker.draw.pick<std::int64_t>({4, 6}), 3});
    ValueId y = product(maker, x);
    if (!y.isValid() || maker.rank(y) < 2) return {};
    const std::int64_t columns = maker.dims(y).back();
    if (maker.draw.chance(50)) y = maker.add("Add", {y, maker.weight(DataType::Float, maker.draw.chance(85) ? Dims{columns} : Dims{1})});
    if (y.isValid() && maker.rank(y) == 3 && maker.draw.chance(60)) {
        y = maker.add("Transpose", {y}, {{"perm", maker.draw.chance(85) ? Dims{0, 2, 1} : Dims{0, 1, 2}}});
        if (y.isValid() && maker.draw.chance(60)) y = maker.add("Reshape", {y, maker.integers({0, 0, 1, -1})});
    } else if (y.isValid()) {
        y = maker.add("Reshape", {y, maker.integers(maker.draw.chance(85) ? Dims{-1, columns} : Dims{-1, columns, 1})});
    }
    return y.isValid() ? norm(maker, y) : y;
}

/// Pad of the spatial dimensions, now and then of all, by `value` or its neighbours.
ValueId pad(GraphMaker& maker, ValueId x, double value) {
    const std::int64_t rank = maker.rank(x);
    Dims amounts(static_cast<std::size_t>(2 * rank), 0);
    for (std::int64_t i = maker.draw.chance(90) ? 2 : 0; i < rank; ++i)
        for (const std::int64_t side : {i, i + rank})
            amounts[static_cast<std::size_t>(side)] = maker.draw.integer(maker.draw.chance(5) ? -1 : 0, 2);
    if (maker.draw.chance(15)) value = maker.draw.pick({0.0, 1.0, -1.0});
    if (maker.opset() < 11) return maker.add("Pad", {x}, {{"pads", amounts}, {"value", static_cast<float>(value)}});
    std::vector<ValueId> inputs{x, maker.integers(amounts)};
    if (value != 0 || maker.draw.chance(50)) inputs.push_back(maker.real(value));
    return maker.add("Pad", inputs);
}

ValueId paddedConv(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    const ValueId padded = pad(maker, x, 0);
    return padded.isValid() ? conv(maker, padded) : padded;
}

ValueId paddedPool(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    const bool isMax = maker.draw.chance(50), isPositive = maker.draw.chance(40);
    if (isMax && isPositive) x = maker.add("Relu", {x});
    if (!x.isValid()) return {};
    const ValueId padded = pad(maker, x, isMax && !isPositive ? -HUGE_VAL : 0);
    if (!padded.isValid()) return {};
    const std::int64_t spatial = maker.rank(x) - 2;
    Attributes attributes{{"kernel_shape", drawEach(maker.draw, spatial, 2, 3)}};
    if (maker.draw.chance(50)) attributes["strides"] = drawEach(maker.draw, spatial, 1, 2);
    if (maker.draw.chance(30)) attributes["pads"] = drawEach(maker.draw, 2 * spatial, 0, 1);
    if (!isMax && maker.draw.chance(50)) attributes["count_include_pad"] = maker.draw.integer(0, 1);
    if (maker.opset() >= 10 && maker.draw.chance(15)) attributes["ceil_mode"] = std::int64_t(1);
    return maker.add(isMax ? "MaxPool" : "AveragePool", {padded}, attributes);
}

} // namespace

std::span<const MotifRow> fusionMotifs() {
    static constexpr MotifRow kRows[] = {
        {"fuse-pad-into-conv", paddedConv},
        {"fuse-pad-into-pool", paddedPool, 0, false, 4},
        {"fuse-affine-before-conv", affineBeforeConv},
        {"fuse-affine-before-conv", affineBeforeGemm},
        {"fuse-mul-into-conv", affineBehindConv},
        {"fuse-add-into-conv", affineBehindConv},
        {"fuse-batch-norm-into-conv", affineBehindConv},
        {"fuse-mul-into-conv", affineBehindProduct},
        {"fuse-add-into-conv", affineBehindProduct},
        {"fuse-batch-norm-into-conv", affineBehindProduct},
        {"fuse-mul-into-mat-mul", affineBehindProduct},
        {"fuse-mat-mul-add-into-gemm", sumBehindProduct},
        {"fuse-transpose-into-gemm", transposedGemm},
        {"fuse-qkv", parallelProducts, 0, false, 3},
        {"join-parallel-convs", parallelConvs},
        {"fuse-batch-norm-behind-reshape", normBehindReshape},
    };
    return kRows;
}

} // namespace lathe::random_test
