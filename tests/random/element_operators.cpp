#include "tests/random/operators.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

/// The attributes of an activation, as ranges to draw from.
struct ActivationRow {
    std::string_view name;
    std::vector<std::pair<const char*, std::pair<double, double>>> attributes;
};

const std::vector<ActivationRow>& activations() {
    static const std::vector<ActivationRow> rows = {
        {"LeakyRelu", {{"alpha", {0.0, 1.0}}}},
        {"Elu", {{"alpha", {0.25, 2.0}}}},
        {"Celu", {{"alpha", {0.25, 2.0}}}},
        {"Selu", {{"alpha", {1.0, 2.0}}, {"gamma", {0.5, 1.5}}}},
        {"HardSigmoid", {{"alpha", {0.1, 0.5}}, {"beta", {0.25, 0.75}}}},
        {"ThresholdedRelu", {{"alpha", {0.0, 1.0}}}},
        {"Shrink", {{"lambd", {0.25, 1.0}}, {"bias", {0.0, 0.5}}}},
    };
    return rows;
}

ValueId addActivation(GraphMaker& maker, ValueId x, std::string_view name) {
    Attributes attributes;
    for (const ActivationRow& row : activations())
        for (const auto& [key, range] : row.attributes)
            if (row.name == name && maker.draw.chance(70)) attributes[key] = maker.draw.real(range.first, range.second);
    if (name == "Gelu" && maker.draw.chance(50)) attributes["approximate"] = std::string("tanh");
    return maker.add(std::string(name), {x}, attributes);
}

/// Of what is positive: |x| + 1/4.
ValueId addOfPositive(GraphMaker& maker, ValueId x, std::string_view name) {
    const ValueId size = maker.add("Abs", {x});
    if (!size.isValid()) return {};
    const ValueId positive = maker.add("Add", {size, maker.real(0.25)});
    if (!positive.isValid()) return {};
    if (name != "Pow") return maker.add(std::string(name), {positive});
    const double exponent = maker.draw.pick({0.5, 2.0, 3.0, -1.0, 1.5, 0.0});
    return maker.add("Pow",
                     {positive, maker.draw.chance(80) ? maker.real(exponent)
                                                      : maker.constant(DataType::Float, drawBroadcast(maker.draw, maker.dims(x)), -1, 2)});
}

/// e^x of what does not overflow after a few layers.
ValueId addExp(GraphMaker& maker, ValueId x, std::string_view) {
    const ValueId bounded = maker.add("Tanh", {x});
    return bounded.isValid() ? maker.add("Exp", {bounded}) : bounded;
}

ValueId addClip(GraphMaker& maker, ValueId x, std::string_view) {
    const float low = maker.draw.real(-1.5, 0), high = maker.draw.real(0, 6);
    const bool hasLow = maker.draw.chance(80), hasHigh = maker.draw.chance(80);
    if (maker.opset() < 11) {
        Attributes attributes;
        if (hasLow) attributes["min"] = low;
        if (hasHigh) attributes["max"] = high;
        return maker.add("Clip", {x}, attributes);
    }
    return maker.add("Clip", {x, hasLow ? maker.real(low) : ValueId{}, hasHigh ? maker.real(high) : ValueId{}});
}

ValueId addGate(GraphMaker& maker, ValueId x, std::string_view name) {
    const ValueId gate = name == "Swish" ? maker.add("Sigmoid", {x}) : maker.add("HardSigmoid", {x}, {{"alpha", 1.0F / 6}, {"beta", 0.5F}});
    if (!gate.isValid()) return {};
    return maker.draw.chance(50) ? maker.add("Mul", {x, gate}) : maker.add("Mul", {gate, x});
}

/// An integer that is never 0 to divide by: inputs of the graph could be.
ValueId drawDivisor(GraphMaker& maker, ValueId x) {
    return maker.constant(maker.type(x), drawBroadcast(maker.draw, maker.dims(x)), 1, 5);
}

/// Another operand that broadcasts with `x`.
ValueId drawOperand(GraphMaker& maker, ValueId x, double low, double high) {
    const Dims shape = drawBroadcast(maker.draw, maker.dims(x));
    return maker.weight(maker.type(x), shape, low, high);
}

ValueId addBinary(GraphMaker& maker, ValueId x, std::string_view name) {
    const bool isDivision = name == "Div" || name == "Mod";
    const bool isInteger = lathe::isInteger(maker.type(x));
    const ValueId other = isDivision && isInteger ? drawDivisor(maker, x)
                                                  : drawOperand(maker, x,
                                                                isDivision  ? 0.5
                                                                : isInteger ? 0
                                                                            : -2,
                                                                isInteger ? 5 : 2);
    const bool isSwapped = !isDivision && maker.draw.chance(30);
    Attributes attributes;
    if (name == "Mod" && !isInteger) attributes["fmod"] = std::int64_t(1);
    return maker.add(std::string(name), isSwapped ? std::vector{other, x} : std::vector{x, other}, attributes);
}

ValueId addVariadic(GraphMaker& maker, ValueId x, std::string_view name) {
    std::vector<ValueId> inputs{x};
    const std::int64_t count = maker.draw.integer(0, 2);
    const bool isInteger = lathe::isInteger(maker.type(x));
    for (std::int64_t i = 0; i < count; ++i)
        inputs.push_back(maker.draw.chance(15) ? x : drawOperand(maker, x, isInteger ? 0 : -2, isInteger ? 5 : 2));
    return maker.add(std::string(name), inputs);
}

ValueId addPRelu(GraphMaker& maker, ValueId x, std::string_view) {
    return maker.add("PRelu", {x, maker.weight(DataType::Float, drawBroadcast(maker.draw, maker.dims(x)), -0.5, 1)});
}

ValueId addWhere(GraphMaker& maker, ValueId x, std::string_view) {
    const ValueId condition = maker.add(maker.draw.pick({"Greater", "Less"}), {x, drawOperand(maker, x, 0, 2)});
    return condition.isValid() ? maker.add("Where", {condition, x, drawOperand(maker, x, 0, 2)}) : condition;
}

ValueId addCast(GraphMaker& maker, ValueId x, std::string_view) {
    const DataType middle = maker.draw.pick({DataType::Float16, DataType::Double, DataType::Int32, DataType::Int64, DataType::Bool});
    const ValueId cast = maker.add("Cast", {x}, {{"to", static_cast<std::int64_t>(middle)}});
    return cast.isValid() ? maker.add("Cast", {cast}, {{"to", std::int64_t(1)}}) : cast;
}

ValueId addQuantize(GraphMaker& maker, ValueId x, std::string_view) {
    const DataType type = maker.draw.pick({DataType::Int8, DataType::Uint8});
    const bool isPerAxis = maker.opset() >= 13 && maker.rank(x) > 1 && maker.dims(x)[1] > 0 && maker.draw.chance(30);
    const Dims shape = isPerAxis ? Dims{maker.dims(x)[1]} : Dims{};
    Attributes attributes;
    if (isPerAxis) attributes["axis"] = std::int64_t(1);
    const ValueId scale = maker.constant(DataType::Float, shape, 0.01, 0.05);
    const ValueId zero = maker.draw.chance(80)
                             ? maker.constant(type, shape, type == DataType::Int8 ? -10 : 100, type == DataType::Int8 ? 10 : 140)
                             : ValueId{};
    const ValueId quantized = maker.add("QuantizeLinear", {x, scale, zero}, attributes);
    return quantized.isValid() ? maker.add("DequantizeLinear", {quantized, scale, zero}, attributes) : quantized;
}

constexpr OperatorRow kRows[] = {
    {"Abs", 6, kNewestOpset, 2, true, addActivation},
    {"Ceil", 6, kNewestOpset, 1, false, addActivation},
    {"Celu", 12, kNewestOpset, 1, false, addActivation},
    {"Cos", 7, kNewestOpset, 1, false, addActivation},
    {"Elu", 6, kNewestOpset, 2, false, addActivation},
    {"Erf", 9, kNewestOpset, 1, false, addActivation},
    {"Floor", 6, kNewestOpset, 1, false, addActivation},
    {"Gelu", 20, kNewestOpset, 6, false, addActivation},
    {"HardSigmoid", 6, kNewestOpset, 2, false, addActivation},
    {"HardSwish", 14, kNewestOpset, 3, false, addActivation},
    {"LeakyRelu", 6, kNewestOpset, 4, false, addActivation},
    {"Mish", 18, kNewestOpset, 3, false, addActivation},
    {"Neg", 6, kNewestOpset, 2, true, addActivation},
    {"Relu", 6, kNewestOpset, 10, true, addActivation},
    {"Round", 11, kNewestOpset, 1, false, addActivation},
    {"Selu", 6, kNewestOpset, 1, false, addActivation},
    {"Shrink", 9, kNewestOpset, 1, false, addActivation},
    {"Sigmoid", 6, kNewestOpset, 5, false, addActivation},
    {"Sign", 9, kNewestOpset, 1, true, addActivation},
    {"Sin", 7, kNewestOpset, 1, false, addActivation},
    {"Softplus", 1, kNewestOpset, 1, false, addActivation},
    {"Softsign", 1, kNewestOpset, 1, false, addActivation},
    {"Tanh", 6, kNewestOpset, 4, false, addActivation},
    {"ThresholdedRelu", 10, kNewestOpset, 1, false, addActivation},
    {"Clip", 6, kNewestOpset, 6, false, addClip},
    {"Exp", 6, kNewestOpset, 2, false, addExp},
    {"Log", 6, kNewestOpset, 1, false, addOfPositive},
    {"Pow", 7, kNewestOpset, 4, false, addOfPositive},
    {"Reciprocal", 6, kNewestOpset, 2, false, addOfPositive},
    {"Sqrt", 6, kNewestOpset, 2, false, addOfPositive},
    {"Swish", 6, kNewestOpset, 5, false, addGate},
    {"HardSwishParts", 6, kNewestOpset, 3, false, addGate},
    {"Add", 7, kNewestOpset, 8, true, addBinary},
    {"Div", 7, kNewestOpset, 4, true, addBinary},
    {"Mod", 10, kNewestOpset, 1, true, addBinary},
    {"Mul", 7, kNewestOpset, 6, true, addBinary},
    {"Sub", 7, kNewestOpset, 4, true, addBinary},
    {"Max", 8, kNewestOpset, 3, false, addVariadic},
    {"Mean", 8, kNewestOpset, 1, false, addVariadic},
    {"Min", 8, kNewestOpset, 3, false, addVariadic},
    {"Sum", 8, kNewestOpset, 3, false, addVariadic},
    {"PRelu", 7, kNewestOpset, 5, false, addPRelu},
    {"Where", 9, kNewestOpset, 2, true, addWhere},
    {"Cast", 9, kNewestOpset, 2, false, addCast},
    {"QuantizeLinear", 10, kNewestOpset, 5, false, addQuantize},
};

} // namespace

std::span<const OperatorRow> elementRows() {
    return kRows;
}

} // namespace lathe::random_test
