#include "core/targets/constraint_checks.h"

#include <bit>

namespace lathe {
namespace {

using Found = ConstraintFinding;
using Values = ConstraintValues;
using Dims = std::vector<std::int64_t>;

std::int64_t largerThanOne(const Dims& dims) {
    return std::count_if(dims.begin(), dims.end(), [](std::int64_t dim) { return dim > 1; });
}

std::string modeOf(const NodeFacts& facts) {
    return facts.node().stringAttribute("mode", "nearest");
}

/// Axes that an operator takes where it names none, counted from 0.
Dims axesOrDefault(const NodeFacts& facts) {
    Dims axes = facts.axes();
    const auto rank = static_cast<std::int64_t>(facts.inputDims().size());
    if (!axes.empty()) return axes;
    if (facts.node().opType.starts_with("Reduce")) {
        for (std::int64_t axis = 0; axis < rank; ++axis)
            axes.push_back(axis);
        return axes;
    }
    return {facts.isOp("ArgMax") || facts.isOp("ArgMin") || facts.isOp("Split") ? 0 : rank - 1};
}

} // namespace

Found variableRankAtMost(const NodeFacts& facts, Values values) {
    const std::int64_t rank = std::max(largerThanOne(facts.inputDims()), largerThanOne(facts.outputDims()));
    return findingUnless(static_cast<double>(rank) <= values[0], std::to_string(rank) + " are");
}

Found axisFromEndIs(const NodeFacts& facts, Values values) {
    const auto rank = static_cast<std::int64_t>(facts.inputDims().size());
    for (const std::int64_t axis : axesOrDefault(facts)) {
        if (!isAmongValues(rank - axis, values)) return "it is axis " + std::to_string(axis) + " of " + std::to_string(rank);
    }
    return std::nullopt;
}

Found allowZeroIsZero(const NodeFacts& facts, Values) {
    return findingUnless(facts.node().intAttribute("allowzero", 0) == 0, "it is");
}

Found clipAroundZero(const NodeFacts& facts, Values) {
    const double low = facts.constantScalar(1).value_or(facts.node().floatAttribute("min", -3.4e38F));
    const double high = facts.constantScalar(2).value_or(facts.node().floatAttribute("max", 3.4e38F));
    return findingUnless(low <= 0 && high > 0, "it clips to " + std::to_string(low) + " … " + std::to_string(high));
}

Found factorConstantOrRankIs(const NodeFacts& facts, Values values) {
    if (facts.graph().isConstant(facts.node().input(1))) return std::nullopt;
    const Dims first = facts.inputDims(0), second = facts.inputDims(1);
    const bool isKept = isAmongValues(static_cast<std::int64_t>(first.size()), values) && first.size() == second.size();
    return findingUnless(isKept, "they are " + joinedDims(first) + " and " + joinedDims(second));
}

Found gemmPlain(const NodeFacts& facts, Values) {
    const Node& node = facts.node();
    const bool isPlain = node.intAttribute("transA", 0) == 0 && node.floatAttribute("alpha", 1) == 1 && node.floatAttribute("beta", 1) == 1;
    return findingUnless(isPlain, "it is, or a factor is not 1");
}

Found padSpatialOnly(const NodeFacts& facts, Values) {
    const Dims pads = facts.pads();
    const std::size_t rank = pads.size() / 2;
    for (std::size_t axis = 0; axis + 2 < rank; ++axis) {
        if (pads[axis] != 0 || pads[axis + rank] != 0) return "it pads axis " + std::to_string(axis);
    }
    return std::nullopt;
}

Found resizeNearest(const NodeFacts& facts, Values) {
    return findingUnless(modeOf(facts) == "nearest", "the mode is " + modeOf(facts));
}

Found resizeNearestIsFloor(const NodeFacts& facts, Values) {
    const std::string mode = facts.node().stringAttribute("nearest_mode", facts.isOp("Upsample") ? "floor" : "round_prefer_floor");
    const std::string coordinates = facts.node().stringAttribute("coordinate_transformation_mode", "half_pixel");
    if (modeOf(facts) != "nearest" || mode == "floor" || facts.isOp("Upsample")) return std::nullopt;
    // Enlarging by a whole factor from pixel centres takes the pixel before in every nearest_mode.
    const Dims in = facts.inputDims(), out = facts.outputDims();
    bool isWhole = coordinates == "half_pixel" && in.size() == out.size();
    for (std::size_t i = 0; isWhole && i < in.size(); ++i)
        isWhole = in[i] > 0 && out[i] % in[i] == 0 && mode.starts_with("round");
    return findingUnless(isWhole, "nearest_mode is " + mode + " with " + coordinates);
}

Found resizeUpByPowerOfTwo(const NodeFacts& facts, Values) {
    const Dims in = facts.inputDims(), out = facts.outputDims();
    if (in.size() != 4 || out.size() != 4) return "it is not of rank 4";
    const auto factor = [&](std::size_t axis) { return in[axis] > 0 && out[axis] % in[axis] == 0 ? out[axis] / in[axis] : 0; };
    const std::int64_t rows = factor(2), columns = factor(3);
    const bool isKept = rows > 0 && rows == columns && std::has_single_bit(static_cast<std::uint64_t>(rows));
    return findingUnless(isKept, "it goes from " + joinedDims(in) + " to " + joinedDims(out));
}

Found resizeUsualCoordinates(const NodeFacts& facts, Values) {
    const std::string mode =
        facts.node().stringAttribute("coordinate_transformation_mode", facts.isOp("Upsample") ? "asymmetric" : "half_pixel");
    const bool isHalf = mode == "half_pixel" || mode == "pytorch_half_pixel";
    return findingUnless(isHalf || (mode == "asymmetric" && modeOf(facts) == "nearest"), "they are " + mode + " with " + modeOf(facts));
}

Found secondInputRankAtMost(const NodeFacts& facts, Values values) {
    const Dims dims = facts.inputDims(1);
    return findingUnless(static_cast<double>(dims.size()) <= values[0], "they are " + joinedDims(dims));
}

Found transposeKeepsBatch(const NodeFacts& facts, Values) {
    const Dims order = facts.node().intsAttribute("perm");
    const bool isKept = order.empty() ? facts.inputDims().size() < 2 : order.front() == 0;
    return findingUnless(isKept, "it moves");
}

} // namespace lathe
