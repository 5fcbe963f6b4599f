#include "tests/random/motifs.h"

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

constexpr MotifRow kRows[] = {
    {"remove-noop-pad", addNoopPad},
    {"remove-noop-arithmetic", addNoopArithmetic},
};

} // namespace

std::span<const MotifRow> removalMotifs() {
    return kRows;
}

} // namespace lathe::random_test
