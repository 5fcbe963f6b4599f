#include "tests/random/motif_rows/formula.h"

#include "core/passes/expression.h"

#include <algorithm>
#include <map>

namespace lathe::random_test {
namespace {

class Grower {
public:
    Grower(GraphMaker& maker, ValueId x) : m_maker(maker), m_x(x), m_hasError(maker.draw.chance(16)) {
        m_firstAxis = maker.draw.chance(75) ? maker.rank(x) - 1 : maker.draw.integer(0, maker.rank(x) - 1);
        m_scalarRank = maker.draw.chance(60) ? 0 : maker.draw.chance(80) ? 1 : maker.rank(x);
    }

    ValueId grow(const Expression& part) {
        switch (part.kind) {
        case Expression::Kind::Choice:
            return grow(part.parts[static_cast<std::size_t>(m_maker.draw.integer(0, std::ssize(part.parts) - 1))]);
        case Expression::Kind::Value:
            return valueOf(part.name);
        case Expression::Kind::Number:
            return number(part.number * (errs(6) ? 1.25 : 1.0));
        case Expression::Kind::AnyNumber:
            return anyNumber(part.name);
        default:
            return operatorOf(part);
        }
    }

private:
    /// At most one error, where the whole has one.
    bool errs(int percent) {
        if (!m_hasError || !m_maker.draw.chance(percent)) return false;
        m_hasError = false;
        return true;
    }

    ValueId number(double value) {
        return m_maker.constant(DataType::Float, Dims(static_cast<std::size_t>(m_scalarRank), 1), value, value);
    }

    ValueId anyNumber(const std::string& name) {
        if (!m_numbers.contains(name)) m_numbers[name] = name == "epsilon" ? 0.01F : m_maker.draw.real(0.25, 3);
        return number(m_numbers[name]);
    }

    ValueId valueOf(const std::string& name) {
        const Dims& dims = m_maker.dims(m_x);
        if (name == "x") return errs(6) ? m_maker.input(DataType::Float, dims) : m_x;
        Dims shape(dims.begin() + m_firstAxis, dims.end());
        if (m_isOfPlaces || name == "slope") {
            shape.assign(std::max<std::size_t>(dims.size(), 1) - 1, 1);
            if (dims.size() > 1) shape[0] = dims[1];
        }
        if (errs(40)) shape = {shape.empty() ? 1 : shape.back()};
        if (m_maker.draw.chance(20) && shape.size() < dims.size()) shape.insert(shape.begin(), 1);
        return m_maker.constant(DataType::Float, shape, 0.25, 2);
    }

    ValueId operatorOf(const Expression& part) {
        const bool isReduction = part.name.starts_with("Reduce");
        if (const auto made = m_reductions.find(part.name + part.label); isReduction && made != m_reductions.end()) return made->second;
        std::vector<ValueId> inputs;
        for (const Expression& operand : part.parts) {
            inputs.push_back(grow(operand));
            if (!inputs.back().isValid()) return {};
        }
        constexpr std::string_view kCommutative[] = {"Add", "Mul", "Max", "Min"};
        if (inputs.size() == 2 && std::ranges::find(kCommutative, part.name) != std::end(kCommutative) && m_maker.draw.chance(50))
            std::swap(inputs[0], inputs[1]);
        if (isReduction) return m_reductions[part.name + part.label] = reduction(part, inputs[0]);
        if (part.name == "Clip" && m_maker.opset() < 11) return oldClip(part, inputs[0]);
        Attributes attributes;
        if (part.name == "HardSigmoid") attributes = {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}};
        return m_maker.add(part.name, std::move(inputs), std::move(attributes));
    }

    ValueId oldClip(const Expression& part, ValueId x) {
        const auto bound = [&](std::size_t i) {
            const Expression& number = part.parts[i];
            return number.kind == Expression::Kind::Number ? static_cast<float>(number.number) : m_numbers[number.name];
        };
        return m_maker.add("Clip", {x}, {{"min", bound(1)}, {"max", bound(2)}});
    }

    ValueId reduction(const Expression& part, ValueId x) {
        m_isOfPlaces = m_isOfPlaces || part.label.starts_with("c");
        const std::int64_t rank = m_maker.rank(x);
        Dims axes;
        for (std::int64_t axis = m_isOfPlaces ? 2 : m_firstAxis; axis < rank; ++axis)
            axes.push_back(m_maker.draw.chance(30) ? axis - rank : axis);
        if (errs(20)) axes = {0};
        if (axes.empty()) return {};
        const std::int64_t since = part.name == "ReduceSum" ? 13 : 18;
        const std::int64_t keeps = !errs(15);
        if (m_maker.opset() < since) return m_maker.add(part.name, {x}, {{"axes", axes}, {"keepdims", keeps}});
        return m_maker.add(part.name, {x, m_maker.integers(axes)}, {{"keepdims", keeps}});
    }

    GraphMaker& m_maker;
    const ValueId m_x;
    bool m_hasError, m_isOfPlaces = false;
    std::int64_t m_firstAxis, m_scalarRank;
    std::map<std::string, float> m_numbers;
    std::map<std::string, ValueId> m_reductions; ///< a mean that is wanted twice is one node
};

} // namespace

ValueId growFormula(GraphMaker& maker, std::string_view formula, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    return Grower(maker, x).grow(Expression::parse(formula));
}

} // namespace lathe::random_test
