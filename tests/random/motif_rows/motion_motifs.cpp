#include "tests/random/motifs.h"

#include <numeric>

namespace lathe::random_test {
namespace {

Dims shuffled(GraphMaker& maker, std::int64_t rank) {
    Dims order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(i) - 1))]);
    return order;
}

Dims inverse(const Dims& order) {
    Dims result(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        result[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
    return result;
}

ValueId transpose(GraphMaker& maker, ValueId x, const Dims& order) {
    return x.isValid() ? maker.add("Transpose", {x}, {{"perm", order}}) : x;
}

std::int64_t anyAxis(GraphMaker& maker, ValueId x) {
    return maker.draw.integer(-maker.rank(x), maker.rank(x) - 1);
}

/// A constant that broadcasts to x, of any rank up to its.
ValueId operand(GraphMaker& maker, ValueId x) {
    Dims dims = maker.dims(x);
    dims.erase(dims.begin(), dims.begin() + maker.draw.integer(0, maker.rank(x)));
    for (std::int64_t& dim : dims)
        dim = maker.draw.chance(40) ? 1 : dim;
    return maker.constant(DataType::Float, dims, -1, 1);
}

ValueId quantized(GraphMaker& maker, ValueId x, bool isDequantized) {
    const bool isPerAxis = maker.draw.chance(40) && maker.rank(x) > 0;
    const std::int64_t axis = isPerAxis ? anyAxis(maker, x) : 0;
    const Dims dims = isPerAxis ? Dims{maker.dims(x)[static_cast<std::size_t>(axis < 0 ? axis + maker.rank(x) : axis)]} : Dims{};
    const ValueId scale = maker.constant(DataType::Float, dims, 0.01, 0.1), zero = maker.constant(DataType::Uint8, dims, 100, 140);
    const Attributes attributes = isPerAxis ? Attributes{{"axis", axis}} : Attributes{};
    const ValueId q = maker.add("QuantizeLinear", {x, scale, zero}, attributes);
    return isDequantized && q.isValid() ? maker.add("DequantizeLinear", {q, scale, zero}, attributes) : q;
}

ValueId padded(GraphMaker& maker, ValueId x) {
    Dims pads(static_cast<std::size_t>(2 * maker.rank(x)));
    for (std::int64_t& pad : pads)
        pad = maker.draw.integer(0, 1);
    if (maker.opset() < 11) return maker.add("Pad", {x}, {{"pads", pads}});
    return maker.add("Pad", {x, maker.integers(pads)});
}

ValueId sliced(GraphMaker& maker, ValueId x) {
    const std::int64_t axis = anyAxis(maker, x);
    if (maker.opset() < 10) return maker.add("Slice", {x}, {{"axes", Dims{axis}}, {"starts", Dims{0}}, {"ends", Dims{-1}}});
    return maker.add("Slice", {x, maker.integers({0}), maker.integers({2}), maker.integers({axis})});
}

ValueId reduced(GraphMaker& maker, ValueId x) {
    Dims axes{anyAxis(maker, x)};
    if (maker.draw.chance(50)) axes.push_back((axes[0] < 0 ? axes[0] + maker.rank(x) : axes[0]) == 0 ? 1 : 0);
    const std::string type = maker.draw.pick({"ReduceMean", "ReduceMax", "ReduceSum"});
    const std::int64_t keeps = maker.draw.integer(0, 1);
    if (maker.opset() >= (type == "ReduceSum" ? 13 : 18)) return maker.add(type, {x, maker.integers(axes)}, {{"keepdims", keeps}});
    return maker.add(type, {x}, {{"axes", axes}, {"keepdims", keeps}});
}

ValueId indifferentNode(GraphMaker& maker, ValueId x) {
    switch (maker.draw.integer(0, 10)) {
    case 0:
        return maker.add("Add", {x, operand(maker, x)});
    case 1:
        return maker.add("Mul", {operand(maker, x), x});
    case 2:
        return maker.add("Softmax", {x}, {{"axis", anyAxis(maker, x)}});
    case 3:
        return padded(maker, x);
    case 4:
        return sliced(maker, x);
    case 5:
        return reduced(maker, x);
    case 6:
        return quantized(maker, x, true);
    case 7:
        return maker.add("Concat", {x, x}, {{"axis", anyAxis(maker, x)}});
    case 8:
        return maker.add("Sub", {x, x});
    case 9:
        return maker.add("ArgMax", {x}, {{"axis", anyAxis(maker, x)}});
    default:
        return maker.add(maker.draw.pick({"Relu", "Sigmoid", "Neg", "Abs"}), {x});
    }
}

ValueId addTransposes(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 2) return {};
    const Dims order = shuffled(maker, maker.rank(x));
    const ValueId first = transpose(maker, x, order);
    ValueId y = first;
    for (std::int64_t i = maker.draw.integer(1, 3); i > 0 && y.isValid() && maker.rank(y) == maker.rank(x) && maker.isFloat(y); --i)
        y = indifferentNode(maker, y);
    if (y.isValid() && maker.draw.chance(40) && maker.dims(y) == maker.dims(first)) y = maker.add("Add", {y, first});
    if (!y.isValid() || maker.rank(y) != maker.rank(x)) return y;
    return transpose(maker, y, maker.draw.chance(80) ? inverse(order) : shuffled(maker, maker.rank(x)));
}

ValueId addJoinedTransposes(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 2) return {};
    const Dims order = shuffled(maker, maker.rank(x));
    const ValueId other = maker.add("Sigmoid", {x});
    const ValueId a = transpose(maker, x, order), b = maker.draw.chance(75) ? transpose(maker, other, order) : a;
    if (!a.isValid() || !b.isValid()) return {};
    const ValueId c = maker.draw.chance(50) ? maker.add("Mul", {a, b}) : maker.add("Concat", {a, b}, {{"axis", anyAxis(maker, a)}});
    if (!c.isValid()) return {};
    const ValueId d = maker.draw.chance(50) ? indifferentNode(maker, c) : c;
    return d.isValid() && maker.rank(d) == maker.rank(x) ? transpose(maker, d, inverse(order)) : d;
}

ValueId addUnitTranspose(GraphMaker& maker, ValueId x) {
    const ValueId source =
        maker.draw.chance(50) ? x : maker.input(DataType::Float, {1, maker.draw.integer(1, 3), 1, maker.draw.integer(1, 4)});
    return maker.rank(source) < 2 ? ValueId{} : transpose(maker, source, shuffled(maker, maker.rank(source)));
}

ValueId reshaped(GraphMaker& maker, ValueId x) {
    if (maker.draw.chance(30)) return maker.add("Flatten", {x}, {{"axis", maker.draw.integer(0, maker.rank(x))}});
    return maker.add("Reshape", {x, maker.integers(maker.draw.chance(50) ? Dims{-1} : Dims{1, -1})});
}

ValueId addReshapes(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    ValueId y = reshaped(maker, x);
    for (std::int64_t i = maker.draw.integer(1, 2); i > 0 && y.isValid(); --i)
        y = maker.draw.chance(60)
                ? maker.add(maker.draw.pick({"Relu", "Tanh"}), {y})
                : maker.add("Mul", {y, maker.constant(DataType::Float, maker.draw.chance(50) ? Dims{} : Dims{1, 1}, -1, 1)});
    return y.isValid() ? reshaped(maker, y) : y;
}

ValueId addCasts(GraphMaker& maker, ValueId x) {
    ValueId y = maker.add("Cast", {x}, {{"to", maker.draw.pick<std::int64_t>({1, 7, 10})}});
    if (!y.isValid()) return {};
    y = maker.draw.chance(50) ? reshaped(maker, y) : maker.add("Transpose", {y});
    return y.isValid() ? maker.add("Cast", {y}, {{"to", maker.draw.pick<std::int64_t>({1, 6, 11})}}) : y;
}

ValueId addQuantizedTwice(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const DataType type = maker.draw.pick({DataType::Uint8, DataType::Int8});
    const ValueId scale = maker.constant(DataType::Float, {}, 0.01, 0.1), zero = maker.constant(type, {}, -3, 3);
    const ValueId other = maker.draw.chance(75) ? scale : maker.constant(DataType::Float, {}, 0.01, 0.1);
    const ValueId q = maker.add("QuantizeLinear", {x, scale, zero});
    if (!q.isValid()) return {};
    const ValueId d = maker.add("DequantizeLinear", {q, scale, zero});
    const ValueId p = maker.add("QuantizeLinear", {d, other, zero});
    return p.isValid() ? maker.add("DequantizeLinear", {p, other, zero}) : p;
}

/// A Conv or Gemm of quantized operands with a bias in float.
ValueId addQuantizedLayer(GraphMaker& maker, ValueId given) {
    const bool isConv = maker.draw.chance(70);
    const ValueId x = maker.isFloat(given) && maker.rank(given) == (isConv ? 4 : 2) && maker.dims(given)[1] > 0
                          ? given
                          : maker.input(DataType::Float, isConv ? Dims{1, 2, 3, 3} : Dims{2, 3});
    const std::int64_t outputs = maker.draw.integer(1, 3), inputs = maker.dims(x)[1];
    const ValueId seen = quantized(maker, x, true);
    const bool isPerChannel = maker.opset() >= 13 && maker.draw.chance(60);
    const ValueId scale = maker.constant(DataType::Float, isPerChannel ? Dims{outputs} : Dims{}, 0.01, 0.1);
    const ValueId stored = maker.constant(DataType::Int8, isConv ? Dims{outputs, inputs, 1, 1} : Dims{outputs, inputs}, -100, 100);
    const ValueId weights =
        maker.add("DequantizeLinear", {stored, scale}, isPerChannel ? Attributes{{"axis", std::int64_t(0)}} : Attributes{});
    if (!seen.isValid() || !weights.isValid()) return {};
    const ValueId bias = maker.weight(DataType::Float, {outputs}, -1, 1);
    if (isConv) return maker.add("Conv", {seen, weights, bias});
    return maker.add("Gemm", {seen, weights, bias}, {{"transB", std::int64_t(1)}, {"beta", maker.draw.chance(85) ? 1.0F : 0.5F}});
}

ValueId addMovedQuantization(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    ValueId y = maker.draw.chance(50) ? quantized(maker, x, true) : maker.add("Sigmoid", {x});
    for (std::int64_t i = maker.draw.integer(1, 2); i > 0 && y.isValid(); --i)
        y = maker.draw.chance(50) ? reshaped(maker, y) : maker.add("Transpose", {y});
    if (!y.isValid()) return y;
    return maker.draw.chance(50) ? quantized(maker, y, true) : maker.add("Sigmoid", {y});
}

} // namespace

std::span<const MotifRow> motionMotifs() {
    static constexpr MotifRow kRows[] = {
        {"move-transpose", addTransposes},
        {"move-transpose", addJoinedTransposes},
        {"move-reshape", addReshapes},
        {"move-cast", addCasts},
        {"rewrite-transpose-as-reshape", addUnitTranspose},
        {"remove-duplicate-quantize", addQuantizedTwice},
        {"propagate-quantization", addMovedQuantization},
        {"quantize-bias", addQuantizedLayer},
    };
    return kRows;
}

} // namespace lathe::random_test
