#include "tests/random/motifs.h"

#include <numeric>

namespace lathe::random_test {
namespace {

/// A constant that repeats one number, as a scalar or with dimensions that mostly fit.
ValueId addUniform(GraphMaker& maker, ValueId x, double number) {
    Dims dims(static_cast<std::size_t>(maker.draw.integer(0, maker.rank(x) + (maker.draw.chance(10) ? 1 : 0))), 1);
    if (!dims.empty() && maker.rank(x) > 0 && maker.draw.chance(25)) dims.back() = maker.dims(x).back();
    return maker.constant(maker.type(x), dims, number, number);
}

ValueId addEither(GraphMaker& maker, const char* opType, ValueId x, ValueId constant) {
    return maker.draw.chance(50) ? maker.add(opType, {x, constant}) : maker.add(opType, {constant, x});
}

ValueId addOrder(GraphMaker& maker, ValueId x) {
    const ValueId constant = maker.constant(maker.type(x), maker.draw.chance(50) ? Dims{} : maker.dims(x), 0, 2);
    return maker.add(maker.draw.pick({"Add", "Mul", "Max", "Min", "Sub", "Or"}), {constant, x});
}

ValueId addNegatedWhere(GraphMaker& maker, ValueId x) {
    const ValueId other = maker.add("Neg", {x});
    const ValueId condition = other.isValid() ? maker.add("Less", {x, other}) : other;
    const ValueId negation = condition.isValid() && maker.draw.chance(80) ? maker.add("Not", {condition}) : condition;
    return negation.isValid() ? maker.add("Where", {negation, x, other}) : negation;
}

ValueId addNegation(GraphMaker& maker, ValueId x) {
    if (maker.type(x) == DataType::Bool || maker.type(x) == DataType::Uint8) return {};
    return addEither(maker, maker.draw.pick({"Mul", "Mul", "Div"}), x, addUniform(maker, x, maker.draw.chance(85) ? -1 : 1.5));
}

ValueId addSubtraction(GraphMaker& maker, ValueId x) {
    const ValueId constant = maker.constant(maker.type(x), maker.draw.chance(50) ? Dims{} : maker.dims(x), 0, 2);
    return maker.draw.chance(80) ? maker.add("Sub", {x, constant}) : maker.add("Sub", {constant, x});
}

ValueId addDivision(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    return maker.add("Div", {x, addUniform(maker, x, maker.draw.pick({0.25, 2.0, 8.0, -4.0, 3.0}))});
}

ValueId addReciprocal(GraphMaker& maker, ValueId x) {
    const ValueId positive = maker.isFloat(x) ? maker.add("Exp", {x}) : x;
    return positive.isValid() ? addEither(maker, "Div", positive, addUniform(maker, positive, maker.draw.chance(80) ? 1 : 2)) : positive;
}

ValueId addPower(GraphMaker& maker, ValueId x) {
    const ValueId positive = maker.isFloat(x) && maker.draw.chance(80) ? maker.add("Exp", {x}) : x;
    if (!positive.isValid()) return {};
    return maker.add("Pow", {positive, maker.real(maker.draw.pick({2.0, 0.5, -1.0, -0.5, 3.0}))});
}

/// A label each for the dimensions of `x`, a second operand of the same and other ones, and a result of some of them.
ValueId addEinsum(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.opset() < 12 || maker.rank(x) > 4) return {};
    const std::string a = std::string("abcd").substr(0, static_cast<std::size_t>(maker.rank(x)));
    std::string b, result;
    Dims dims;
    const bool isSingle = maker.draw.chance(20);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool isShared = !isSingle && maker.draw.chance(60);
        if (isShared) {
            b += a[i];
            dims.push_back(maker.dims(x)[i]);
        }
        if (maker.draw.chance(isShared ? 60 : 95)) result += a[i];
    }
    if (!isSingle && maker.draw.chance(80)) {
        const auto place = maker.draw.integer(0, static_cast<std::int64_t>(b.size()));
        b.insert(b.begin() + place, 'z');
        dims.insert(dims.begin() + place, 3);
        result.insert(result.begin() + maker.draw.integer(0, static_cast<std::int64_t>(result.size())), 'z');
    }
    if (result.size() > 1 && maker.draw.chance(40)) std::swap(result.front(), result.back());
    if (isSingle) return maker.add("Einsum", {x}, {{"equation", a + "->" + result}});
    const ValueId other = maker.weight(DataType::Float, dims);
    if (maker.draw.chance(50)) return maker.add("Einsum", {other, x}, {{"equation", b + "," + a + "->" + result}});
    return maker.add("Einsum", {x, other}, {{"equation", a + "," + b + " -> " + result}});
}

ValueId addEvenGather(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), length = maker.dims(x)[static_cast<std::size_t>(axis)];
    const std::int64_t step = maker.draw.pick<std::int64_t>({1, 1, 2, 3, -1, 0});
    Dims indices;
    for (std::int64_t i = maker.draw.integer(0, 2); i >= 0 && i < length && indices.size() < 4; i += step)
        indices.push_back(maker.draw.chance(20) ? i - length : i);
    return indices.empty() ? ValueId{} : maker.add("Gather", {x, maker.integers(indices)}, {{"axis", axis}});
}

/// Slices that cut an axis into two or three parts, with a gap or an overlap now and then, put together again.
ValueId addSlices(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), length = maker.dims(x)[static_cast<std::size_t>(axis)];
    std::vector<ValueId> parts;
    for (std::int64_t start = 0; start < length && parts.size() < 4;) {
        const std::int64_t end = parts.size() == 2 ? length + 5 : maker.draw.integer(start + 1, length);
        if (maker.opset() < 10)
            parts.push_back(maker.add("Slice", {x}, {{"starts", Dims{start}}, {"ends", Dims{end}}, {"axes", Dims{axis}}}));
        else
            parts.push_back(
                maker.add("Slice", {x, maker.integers({start}), maker.integers({end}), maker.integers({axis - maker.rank(x)})}));
        if (!parts.back().isValid()) return {};
        start = maker.draw.chance(92) ? end : end + 1;
    }
    return parts.empty() ? ValueId{} : maker.add("Concat", std::move(parts), {{"axis", axis}});
}

ValueId addSplit(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), length = maker.dims(x)[static_cast<std::size_t>(axis)];
    if (length < 2) return {};
    const std::int64_t first = maker.draw.integer(1, length - 1);
    const Dims sizes = {first, length - first};
    const auto parts = maker.opset() < 13 ? maker.addNode("Split", {x}, {{"axis", axis}, {"split", sizes}}, 2)
                                          : maker.addNode("Split", {x, maker.integers(sizes)}, {{"axis", axis - maker.rank(x)}}, 2);
    if (!parts) return {};
    return maker.draw.chance(50) ? maker.add("Concat", {(*parts)[1], (*parts)[0]}, {{"axis", axis}}) : (*parts)[1];
}

ValueId addReshaping(GraphMaker& maker, ValueId x) {
    if (maker.draw.chance(40)) return maker.add("Flatten", {x}, {{"axis", maker.draw.integer(0, maker.rank(x))}});
    const Dims axes = {maker.draw.integer(0, maker.rank(x))};
    const char* opType = maker.draw.pick({"Squeeze", "Unsqueeze"});
    return maker.opset() < 13 ? maker.add(opType, {x}, {{"axes", axes}}) : maker.add(opType, {x, maker.integers(axes)});
}

ValueId addSpatialMean(GraphMaker& maker, ValueId x) {
    Dims axes;
    for (std::int64_t i = maker.draw.chance(85) ? 2 : 1; i < maker.rank(x); ++i)
        axes.push_back(maker.draw.chance(30) ? i - maker.rank(x) : i);
    Attributes attributes = {{"keepdims", std::int64_t(maker.draw.chance(85) ? 1 : 0)}};
    if (axes.empty()) return {};
    if (maker.opset() >= 18) return maker.add("ReduceMean", {x, maker.integers(axes)}, std::move(attributes));
    attributes["axes"] = axes;
    return maker.add("ReduceMean", {x}, std::move(attributes));
}

ValueId addGlobalPool(GraphMaker& maker, ValueId x) {
    return maker.rank(x) < 3 ? ValueId{} : maker.add(maker.draw.pick({"GlobalAveragePool", "GlobalAveragePool", "GlobalMaxPool"}), {x});
}

ValueId addExtremes(GraphMaker& maker, ValueId x) {
    if (maker.type(x) == DataType::Bool) return {};
    const ValueId y = addEither(maker, maker.draw.pick({"Max", "Min"}), x, addUniform(maker, x, maker.draw.pick({0.0, 0.5, 1.0})));
    return y.isValid() && maker.draw.chance(50) ? addEither(maker, maker.draw.pick({"Max", "Min"}), y, addUniform(maker, y, 1)) : y;
}

ValueId addRelu(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const double low = maker.draw.chance(80) ? 0 : 0.5;
    if (maker.opset() < 11) return maker.add("Clip", {x}, {{"min", static_cast<float>(low)}});
    return maker.add("Clip", {x, maker.real(low), maker.draw.chance(15) ? maker.real(1) : ValueId{}});
}

ValueId addTransposeOfOnes(GraphMaker& maker, ValueId x) {
    Dims order(static_cast<std::size_t>(maker.rank(x)));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = 0; i + 1 < order.size(); ++i)
        if (const auto isOne = [&](std::size_t at) { return maker.dims(x)[static_cast<std::size_t>(order[at])] == 1; };
            (isOne(i) || isOne(i + 1) || maker.draw.chance(5)) && maker.draw.chance(70))
            std::swap(order[i], order[i + 1]);
    return maker.add("Transpose", {x}, {{"perm", order}});
}

ValueId addUpsample(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 4) return {};
    const float scale = maker.draw.pick({1.0F, 1.5F, 2.0F, 2.5F, 3.0F});
    return maker.add("Upsample", {x, maker.reals({1, 1, scale, 2})}, {{"mode", std::string(maker.draw.pick({"nearest", "linear"}))}});
}

constexpr MotifRow kRows[] = {
    {"rewrite-upsample-as-resize", addUpsample},
    {"rewrite-constant-order", addOrder},
    {"rewrite-negated-where", addNegatedWhere},
    {"rewrite-mul-as-neg", addNegation},
    {"rewrite-sub-as-add", addSubtraction},
    {"rewrite-div-as-mul", addDivision},
    {"rewrite-constant-division", addDivision},
    {"rewrite-div-as-reciprocal", addReciprocal},
    {"rewrite-constant-power", addPower},
    {"rewrite-einsum-as-matmul", addEinsum, 12},
    {"rewrite-gather-as-slice", addEvenGather},
    {"rewrite-slices-as-split", addSlices},
    {"rewrite-split-as-slices", addSplit},
    {"rewrite-reshaping-as-reshape", addReshaping},
    {"recognize-global-average-pool", addSpatialMean},
    {"rewrite-global-pool-as-mean", addGlobalPool},
    {"rewrite-extremes-as-clip", addExtremes},
    {"rewrite-clip-as-relu", addRelu},
    {"rewrite-transpose-as-reshape", addTransposeOfOnes},
};

} // namespace

std::span<const MotifRow> canonicalMotifs() {
    return kRows;
}

} // namespace lathe::random_test
