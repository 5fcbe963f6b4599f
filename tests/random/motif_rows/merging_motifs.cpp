#include "tests/random/motifs.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

/// Axes of a tensor of `rank` dimensions, each with this chance, some of them counted from the end.
Dims drawAxes(GraphMaker& maker, std::int64_t rank, int percent) {
    Dims axes;
    for (std::int64_t i = 0; i < rank; ++i)
        if (maker.draw.chance(percent)) axes.push_back(maker.draw.chance(30) ? i - rank : i);
    return axes;
}

ValueId addWithAxes(GraphMaker& maker, const char* opType, ValueId x, const Dims& axes, std::int64_t inputSince,
                    Attributes attributes = {}) {
    if (axes.empty()) return {};
    if (maker.opset() >= inputSince) return maker.add(opType, {x, maker.integers(axes)}, std::move(attributes));
    attributes["axes"] = axes;
    return maker.add(opType, {x}, std::move(attributes));
}

ValueId addSqueeze(GraphMaker& maker, ValueId x) {
    Dims axes = drawAxes(maker, maker.rank(x), 70);
    std::erase_if(axes, [&](std::int64_t axis) {
        const std::int64_t place = axis < 0 ? axis + maker.rank(x) : axis;
        return maker.dims(x)[static_cast<std::size_t>(place)] != 1;
    });
    return addWithAxes(maker, "Squeeze", x, axes, 13);
}

ValueId addUnsqueeze(GraphMaker& maker, ValueId x) {
    const std::int64_t more = maker.draw.integer(1, 2), rank = maker.rank(x) + more;
    const std::int64_t first = maker.draw.integer(0, rank - 1), second = maker.draw.integer(0, rank - 1);
    if (more == 1) return addWithAxes(maker, "Unsqueeze", x, {maker.draw.chance(30) ? first - rank : first}, 13);
    return first == second ? ValueId{} : addWithAxes(maker, "Unsqueeze", x, {first, second}, 13);
}

ValueId addSqueezes(GraphMaker& maker, ValueId x) {
    const auto add = [&](ValueId value) { return maker.draw.chance(50) ? addSqueeze(maker, value) : addUnsqueeze(maker, value); };
    const ValueId y = add(x);
    return y.isValid() ? add(y) : y;
}

ValueId addSlice(GraphMaker& maker, ValueId x) {
    Dims starts, ends, axes = drawAxes(maker, maker.rank(x), 50), steps;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        starts.push_back(maker.draw.integer(-3, 3));
        ends.push_back(maker.draw.integer(-1, 12));
        steps.push_back(maker.draw.pick<std::int64_t>({1, 1, 1, 2, 3, -1}));
    }
    if (axes.empty()) return {};
    if (maker.opset() < 10) return maker.add("Slice", {x}, {{"starts", starts}, {"ends", ends}, {"axes", axes}});
    std::vector<ValueId> inputs = {x, maker.integers(starts), maker.integers(ends), maker.integers(axes)};
    if (maker.draw.chance(50)) inputs.push_back(maker.integers(steps));
    return maker.add("Slice", std::move(inputs));
}

ValueId addSlices(GraphMaker& maker, ValueId x) {
    const ValueId y = addSlice(maker, x);
    return y.isValid() ? addSlice(maker, y) : y;
}

ValueId addConcats(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1);
    const auto spelled = [&] { return Attributes{{"axis", maker.draw.chance(30) ? axis - maker.rank(x) : axis}}; };
    const ValueId y = maker.add("Concat", {x, x}, maker.draw.chance(85) ? spelled() : Attributes{{"axis", std::int64_t(0)}});
    if (!y.isValid()) return y;
    return maker.draw.chance(80) ? maker.add("Concat", {x, y, x}, spelled()) : maker.add("Concat", {y, y}, spelled());
}

ValueId addCasts(GraphMaker& maker, ValueId x) {
    const auto drawn = [&] { return Attributes{{"to", maker.draw.pick<std::int64_t>({1, 1, 2, 3, 6, 7, 9, 10, 11})}}; };
    const ValueId y = maker.add("Cast", {x}, drawn());
    return y.isValid() ? maker.add("Cast", {y}, drawn()) : y;
}

ValueId addPad(GraphMaker& maker, ValueId x, double value) {
    Dims amounts;
    for (std::int64_t i = 0; i < 2 * maker.rank(x); ++i)
        amounts.push_back(maker.draw.chance(30) ? maker.draw.pick<std::int64_t>({1, 2, 1, -1}) : 0);
    const std::string mode = maker.draw.chance(90) ? "constant" : "edge";
    if (maker.opset() < 11) return maker.add("Pad", {x}, {{"pads", amounts}, {"mode", mode}, {"value", static_cast<float>(value)}});
    if (value == 0 && maker.draw.chance(50)) return maker.add("Pad", {x, maker.integers(amounts)}, {{"mode", mode}});
    return maker.add("Pad", {x, maker.integers(amounts), maker.real(value)}, {{"mode", mode}});
}

ValueId addPads(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) == 0) return {};
    const double value = maker.draw.integer(0, 1);
    const ValueId y = addPad(maker, x, value);
    return y.isValid() ? addPad(maker, y, maker.draw.chance(80) ? value : 1 - value) : y;
}

ValueId addClip(GraphMaker& maker, ValueId x) {
    if (maker.draw.chance(30)) return maker.add("Relu", {x});
    const double low = maker.draw.real(-1, 0.5), high = maker.draw.real(-0.5, 1);
    if (maker.opset() < 11) return maker.add("Clip", {x}, {{"min", static_cast<float>(low)}, {"max", static_cast<float>(high)}});
    return maker.add("Clip",
                     {x, maker.draw.chance(80) ? maker.real(low) : ValueId{}, maker.draw.chance(80) ? maker.real(high) : ValueId{}});
}

ValueId addClips(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const ValueId y = addClip(maker, x);
    return y.isValid() ? addClip(maker, y) : y;
}

ValueId addReduction(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const char* opType = maker.draw.pick({"ReduceSum", "ReduceMean", "ReduceMax", "ReduceL2"});
    const Dims axes = drawAxes(maker, maker.rank(x), 50);
    const std::int64_t keeps = maker.draw.chance(20) ? 1 : 0;
    const ValueId y = addWithAxes(maker, opType, x, axes, opType == std::string_view("ReduceSum") ? 13 : 18, {{"keepdims", keeps}});
    if (!y.isValid()) return y;
    return addWithAxes(maker, "Unsqueeze", y, maker.draw.chance(80) ? axes : Dims{0}, 13);
}

/// A picture whose first dimension may be open.
ValueId batched(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) >= 2 && maker.dims(x)[0] == kBatch && maker.draw.chance(50)) return x;
    Dims dims{kBatch};
    for (std::int64_t i = maker.draw.integer(1, 3); i > 0; --i)
        dims.push_back(maker.draw.pick<std::int64_t>({1, 3, 4, 6}));
    return maker.input(DataType::Float, dims);
}

/// Values of one batch, each reshaped by the batch that it asks its own shape for.
ValueId addEqualShapes(GraphMaker& maker, ValueId given) {
    const ValueId x = batched(maker, given);
    const ValueId first = maker.integers({0}), rest = maker.integers({-1});
    const auto flattened = [&](ValueId value) {
        std::int64_t elements = 1;
        for (const std::int64_t dim : maker.dims(value))
            elements *= dim;
        const ValueId shape = maker.add("Shape", {value});
        const ValueId batch = shape.isValid() ? maker.add("Gather", {shape, first}) : shape;
        const ValueId target = batch.isValid() ? maker.add("Concat", {batch, rest}, {{"axis", std::int64_t(0)}}) : batch;
        if (!target.isValid()) return target;
        return maker.addAs("Reshape", {value, target}, {}, maker.type(value), {kBatch, elements / kBatch});
    };
    const ValueId other = maker.add(maker.draw.pick({"Relu", "Sigmoid", "Neg"}), {x});
    if (!other.isValid()) return {};
    const ValueId a = flattened(x), b = flattened(maker.draw.chance(80) ? other : maker.input(maker.type(x), maker.dims(x)));
    return a.isValid() && b.isValid() ? maker.add("Add", {a, b}) : ValueId{};
}

/// A Reshape to parts of the input's shape and numbers.
ValueId addShapedReshape(GraphMaker& maker, ValueId given) {
    const ValueId x = batched(maker, given);
    const std::int64_t rank = maker.rank(x);
    const ValueId shape = maker.add("Shape", {x});
    const auto part = [&](std::int64_t axis) {
        const ValueId axes = maker.integers({axis});
        return maker.draw.chance(60) ? maker.add("Gather", {shape, axes}) : maker.integers({maker.dims(x)[static_cast<std::size_t>(axis)]});
    };
    std::vector<ValueId> parts;
    Dims dims;
    const std::int64_t kept = maker.draw.integer(0, rank - 1);
    for (std::int64_t i = 0; i < kept; ++i) {
        parts.push_back(part(i));
        dims.push_back(maker.dims(x)[static_cast<std::size_t>(i)]);
    }
    std::int64_t rest = 1;
    for (std::int64_t i = kept; i < rank; ++i)
        rest *= maker.dims(x)[static_cast<std::size_t>(i)];
    parts.push_back(maker.integers({maker.draw.chance(50) ? -1 : rest}));
    dims.push_back(rest);
    if (maker.draw.chance(20)) {
        std::swap(parts.front(), parts.back());
        std::swap(dims.front(), dims.back());
    }
    if (std::any_of(parts.begin(), parts.end(), [](ValueId id) { return !id.isValid(); })) return {};
    const ValueId target = maker.add("Concat", std::move(parts), {{"axis", std::int64_t(0)}});
    return target.isValid() ? maker.addAs("Reshape", {x, target}, {}, maker.type(x), dims) : target;
}

ValueId addLogSoftmax(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const ValueId y = maker.add("Softmax", {x}, {{"axis", maker.draw.integer(0, maker.rank(x) - 1)}});
    return y.isValid() ? maker.add("Log", {y}) : y;
}

ValueId addConstantOperands(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const char* opType = maker.draw.pick({"Add", "Mul"});
    const auto operand = [&] {
        Dims dims(static_cast<std::size_t>(maker.draw.integer(0, maker.rank(x))), 1);
        if (!dims.empty() && maker.draw.chance(50)) dims.back() = maker.dims(x).back();
        return maker.draw.chance(50) ? maker.constant(DataType::Float, dims, 0.25, 2) : maker.constant(DataType::Float, dims, -2, 2);
    };
    const auto add = [&](ValueId value) {
        return maker.draw.chance(70) ? maker.add(opType, {value, operand()}) : maker.add(opType, {operand(), value});
    };
    const ValueId y = add(x);
    return y.isValid() ? add(y) : y;
}

constexpr MotifRow kRows[] = {
    {"merge-consecutive-squeezes", addSqueezes},
    {"merge-consecutive-slices", addSlices},
    {"merge-consecutive-concats", addConcats},
    {"merge-consecutive-casts", addCasts},
    {"merge-consecutive-pads", addPads},
    {"merge-consecutive-clips", addClips},
    {"merge-unsqueeze-into-reduction", addReduction},
    {"merge-concat-into-reshape", addShapedReshape, 0, true},
    {"merge-equal-shapes", addEqualShapes, 0, true},
    {"merge-log-softmax", addLogSoftmax},
    {"merge-constant-operands", addConstantOperands},
};

} // namespace

std::span<const MotifRow> mergingMotifs() {
    return kRows;
}

} // namespace lathe::random_test
