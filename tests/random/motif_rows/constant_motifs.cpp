#include "tests/random/motifs.h"

namespace lathe::random_test {
namespace {

/// The same operators on the same value twice, or nearly so, put together again.
ValueId addTwins(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const char* first = maker.draw.pick({"Neg", "Sigmoid", "LeakyRelu", "Relu"});
    const char* second = maker.draw.pick({"Exp", "Abs", "LeakyRelu"});
    const auto add = [&](const char* opType, ValueId value) {
        if (opType != std::string_view("LeakyRelu")) return maker.add(opType, {value});
        return maker.add(opType, {value}, {{"alpha", maker.draw.chance(80) ? 0.25F : 0.5F}});
    };
    const auto chain = [&] {
        const ValueId y = add(first, x);
        return y.isValid() && maker.draw.chance(80) ? add(second, y) : y;
    };
    const ValueId a = chain(), b = chain();
    return a.isValid() && b.isValid() ? maker.add(maker.draw.pick({"Add", "Sub", "Mul"}), {a, b}) : ValueId{};
}

/// One weight for two products and a sum.
ValueId addSharedWeight(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 2) return {};
    const std::int64_t width = maker.dims(x).back();
    const ValueId weight = maker.constant(DataType::Float, {width, width}, -0.5, 0.5);
    ValueId y = maker.add("MatMul", {x, weight});
    for (int i = 0; i < 2 && y.isValid() && maker.draw.chance(75); ++i)
        y = maker.draw.chance(70) ? maker.add("MatMul", {y, weight}) : maker.add("MatMul", {y, maker.add("Neg", {weight})});
    return y;
}

constexpr MotifRow kRows[] = {
    {"merge-common-subexpressions", addTwins},
    {"copy-shared-conv-weights", addSharedWeight},
    {"copy-shared-weights", addSharedWeight},
};

} // namespace

std::span<const MotifRow> constantMotifs() {
    return kRows;
}

} // namespace lathe::random_test
