#include "tests/random/motifs.h"

#include <limits>

namespace lathe::random_test {
namespace {

/// Pad by nothing, or by one somewhere.
ValueId addNoopPad(GraphMaker& maker, ValueId x) {
    Dims amounts(static_cast<std::size_t>(2 * maker.rank(x)), 0);
    if (!amounts.empty() && maker.draw.chance(25)) amounts.back() = 1;
    if (maker.opset() < 11) return maker.add("Pad", {x}, {{"pads", amounts}});
    return maker.add("Pad", {x, maker.integers(amounts)});
}

/// x + 0, x · 1 and their like, with constants that widen the shape or are not quite neutral among them.
ValueId addNoopArithmetic(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const bool isSum = maker.draw.chance(50);
    const double neutral = maker.draw.chance(80) ? (isSum ? 0 : 1) : 0.5;
    Dims dims(static_cast<std::size_t>(maker.draw.integer(0, maker.rank(x) + 1)), 1);
    if (!dims.empty() && maker.draw.chance(20)) dims.back() = maker.rank(x) > 0 ? maker.dims(x).back() : 1;
    const ValueId constant = maker.constant(DataType::Float, dims, neutral, neutral);
    const char* opType = isSum ? maker.draw.pick({"Add", "Sub"}) : maker.draw.pick({"Mul", "Div"});
    return maker.draw.chance(70) ? maker.add(opType, {x, constant}) : maker.add(opType, {constant, x});
}

/// Powers, extremes: neutral, or nearly so.
ValueId addNoopExtreme(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const char* opType = maker.draw.pick({"Pow", "Max", "Min"});
    const double neutral = opType == std::string_view("Pow") ? 1 : opType == std::string_view("Max") ? -kInfinity : kInfinity;
    return maker.add(opType, {x, maker.real(maker.draw.chance(80) ? neutral : 2)});
}

ValueId addNoopSplit(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(-maker.rank(x), maker.rank(x) - 1);
    const int parts = maker.draw.chance(75) ? 1 : 2;
    Attributes attributes = {{"axis", axis}};
    if (maker.opset() >= 18) attributes["num_outputs"] = std::int64_t(parts);
    return maker.add("Split", {x}, std::move(attributes), parts);
}

ValueId addNoopTile(GraphMaker& maker, ValueId x) {
    const bool isTile = maker.draw.chance(50);
    Dims numbers(static_cast<std::size_t>(isTile ? maker.rank(x) : maker.draw.integer(0, maker.rank(x) + 1)), 1);
    if (!numbers.empty() && maker.draw.chance(20)) numbers.back() = 2;
    return maker.add(isTile ? "Tile" : "Expand", {x, maker.integers(numbers)});
}

ValueId addNoopGather(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), length = maker.dims(x)[static_cast<std::size_t>(axis)];
    if (length == 0) return {};
    Dims indices;
    for (std::int64_t i = 0; i < length; ++i)
        indices.push_back(maker.draw.chance(20) ? i - length : i);
    if (maker.draw.chance(15)) indices.front() = length - 1;
    if (maker.draw.chance(10)) indices.pop_back();
    return maker.add("Gather", {x, maker.integers(indices)}, {{"axis", axis}});
}

ValueId addNoopResize(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 4) return {};
    std::vector<float> scales = {1, 1, 1, 1};
    if (maker.draw.chance(20)) scales[3] = 1.5F;
    const std::string mode = maker.draw.pick({"nearest", "linear"});
    if (maker.opset() < 11) return maker.add(maker.opset() < 10 ? "Upsample" : "Resize", {x, maker.reals(scales)}, {{"mode", mode}});
    Attributes attributes = {{"mode", mode}};
    if (maker.draw.chance(70))
        attributes["coordinate_transformation_mode"] =
            std::string(maker.draw.pick({"asymmetric", "align_corners", "pytorch_half_pixel", "tf_half_pixel_for_nn"}));
    if (maker.draw.chance(50)) return maker.add("Resize", {x, {}, maker.reals(scales)}, std::move(attributes));
    Dims sizes = maker.dims(x);
    if (maker.draw.chance(20)) ++sizes.back();
    return maker.add("Resize", {x, {}, {}, maker.integers(sizes)}, std::move(attributes));
}

ValueId addNoopPool(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    if (maker.draw.chance(30)) {
        const ValueId small = maker.add("GlobalAveragePool", {x});
        return small.isValid() ? maker.add(maker.draw.pick({"GlobalAveragePool", "GlobalMaxPool"}), {small}) : small;
    }
    const auto spatial = static_cast<std::size_t>(maker.rank(x) - 2);
    Attributes attributes = {{"kernel_shape", Dims(spatial, maker.draw.chance(85) ? 1 : 2)}};
    if (maker.draw.chance(50)) attributes["strides"] = Dims(spatial, maker.draw.chance(80) ? 1 : 2);
    return maker.add(maker.draw.pick({"MaxPool", "AveragePool"}), {x}, std::move(attributes));
}

ValueId addNoopReduction(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) == 0) return {};
    Dims axes;
    for (std::int64_t i = 0; i < maker.rank(x); ++i)
        if (maker.dims(x)[static_cast<std::size_t>(i)] == 1 || maker.draw.chance(10)) axes.push_back(i);
    const char* opType = maker.draw.pick({"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1"});
    Attributes attributes = {{"keepdims", maker.draw.integer(0, 1)}};
    const std::int64_t inputSince = opType == std::string_view("ReduceSum") ? 13 : 18;
    if (maker.opset() >= inputSince) {
        if (axes.empty() && maker.draw.chance(70)) attributes["noop_with_empty_axes"] = std::int64_t(1);
        return maker.add(opType, {x, maker.integers(axes)}, std::move(attributes));
    }
    if (!axes.empty()) attributes["axes"] = axes;
    return maker.add(opType, {x}, std::move(attributes));
}

ValueId addFunctions(GraphMaker& maker, ValueId x) {
    const auto drawn = [&] {
        return maker.draw.pick({"Relu", "Relu", "Abs", "Ceil", "Floor", "Round", "Sign", "Neg", "Neg", "Sigmoid", "Exp", "Sqrt", "Not"});
    };
    const char* first = drawn();
    const ValueId y = maker.add(first, {x});
    return y.isValid() ? maker.add(maker.draw.chance(40) ? first : drawn(), {y}) : y;
}

ValueId addConstantWhere(GraphMaker& maker, ValueId x) {
    const ValueId other = maker.add("Neg", {x});
    if (!other.isValid()) return {};
    const double choice = static_cast<double>(maker.draw.integer(0, 1));
    const Dims dims = maker.draw.chance(50) ? Dims{} : maker.dims(x);
    const ValueId condition = maker.constant(DataType::Bool, dims, maker.draw.chance(80) ? choice : 0, maker.draw.chance(80) ? choice : 1);
    return maker.draw.chance(50) ? maker.add("Where", {condition, x, other}) : maker.add("Where", {condition, other, maker.real(1)});
}

ValueId addEmptyParts(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) == 0 || maker.opset() < 10) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), taken = maker.draw.chance(75) ? 0 : 1;
    const ValueId empty = maker.add("Slice", {x, maker.integers({0}), maker.integers({taken}), maker.integers({axis})});
    return empty.isValid() ? maker.add("Concat", {empty, x, x}, {{"axis", axis}}) : empty;
}

/// If with a constant condition whose branches read the value, have constants, give it back as it is, or take its name.
ValueId addConstantIf(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const auto branch = [&](const char* opType) {
        auto body = std::make_shared<Graph>();
        Value outer;
        outer.name = maker.name(x);
        outer.isOuter = true;
        const ValueId source = body->addValue(std::move(outer));
        Value result;
        result.name = maker.draw.chance(50) ? "result" : "v1";
        Node node;
        node.opType = opType;
        node.inputs = {source};
        node.outputs = {body->addValue(std::move(result))};
        const ValueId made = node.outputs.front();
        body->addNode(std::move(node));
        body->setOutputs({maker.draw.chance(80) ? made : source});
        return GraphPtr(std::move(body));
    };
    const double choice = static_cast<double>(maker.draw.integer(0, 1));
    const ValueId condition = maker.constant(DataType::Bool, {}, choice, choice);
    return maker.addAs("If", {condition}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Abs")}}, maker.type(x), maker.dims(x));
}

constexpr MotifRow kRows[] = {
    {"remove-noop-arithmetic", addNoopExtreme},    {"remove-noop-split", addNoopSplit},         {"remove-noop-tile", addNoopTile},
    {"remove-noop-gather", addNoopGather},         {"remove-noop-resize", addNoopResize},       {"remove-noop-pool", addNoopPool},
    {"remove-noop-reduction", addNoopReduction},   {"remove-repeated-functions", addFunctions}, {"remove-constant-where", addConstantWhere},
    {"remove-empty-concat-parts", addEmptyParts},  {"inline-constant-if", addConstantIf},       {"remove-noop-pad", addNoopPad},
    {"remove-noop-arithmetic", addNoopArithmetic},
};

} // namespace

std::span<const MotifRow> removalMotifs() {
    return kRows;
}

} // namespace lathe::random_test
