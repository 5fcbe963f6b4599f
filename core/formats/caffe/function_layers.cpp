#include "core/formats/caffe/layer_table.h"

#include <cmath>

namespace lathe::caffe {
namespace {

/// value · factor + shift, leaving out what changes nothing.
Result<ValueId> affine(LayerBuilder& builder, ValueId value, double factor, double shift) {
    if (factor != 1.0) {
        LATHE_TRY(value, builder.add("Mul", {value, builder.scalar("scale", static_cast<float>(factor))}));
    }
    if (shift != 0.0) {
        LATHE_TRY(value, builder.add("Add", {value, builder.scalar("shift", static_cast<float>(shift))}));
    }
    return value;
}

/// (shift + scale · x) ^ power
Status buildPower(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("power_param");
    const double power = parameters.real("power", 1.0);
    LATHE_TRY(ValueId value, affine(builder, builder.bottom(), parameters.real("scale", 1.0), parameters.real("shift", 0.0)));
    if (power != 1.0) {
        LATHE_TRY(value, builder.add("Pow", {value, builder.scalar("power", static_cast<float>(power))}));
    }
    return builder.setTop(value);
}

/// ln(base); -1 stands for e.
Result<double> lnBase(const LayerBuilder& builder, const Message& parameters) {
    const double base = parameters.real("base", -1.0);
    if (base == -1.0) return 1.0;
    if (!(base > 0.0) || base == 1.0 || std::isinf(base))
        return builder.error("base is " + std::string(parameters.text("base")) + ", expected -1 (e) or above 0, not 1");
    return std::log(base);
}

/// base ^ (shift + scale · x) = e ^ (ln(base) · (shift + scale · x))
Status buildExp(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("exp_param");
    LATHE_TRY(const double ln, lnBase(builder, parameters));
    LATHE_TRY(const ValueId exponent,
              affine(builder, builder.bottom(), ln * parameters.real("scale", 1.0), ln * parameters.real("shift", 0.0)));
    return builder.finish("Exp", {exponent});
}

/// ln(shift + scale · x) / ln(base)
Status buildLog(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("log_param");
    LATHE_TRY(const double ln, lnBase(builder, parameters));
    LATHE_TRY(ValueId value, affine(builder, builder.bottom(), parameters.real("scale", 1.0), parameters.real("shift", 0.0)));
    LATHE_TRY(value, builder.add("Log", {value}));
    LATHE_TRY(value, affine(builder, value, 1.0 / ln, 0.0));
    return builder.setTop(value);
}

} // namespace

std::vector<LayerRow> functionLayers() {
    return {
        {"Exp", Fate::Operators, buildExp, 1, 1, Need::Nothing, "Mul, Add, Exp"},
        {"Log", Fate::Operators, buildLog, 1, 1, Need::Nothing, "Mul, Add, Log, Mul"},
        {"Power", Fate::Operators, buildPower, 1, 1, Need::Nothing, "Mul, Add, Pow, as far as they change anything"},
    };
}

} // namespace lathe::caffe
