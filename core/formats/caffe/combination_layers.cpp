#include "core/formats/caffe/layer_table.h"

namespace lathe::caffe {
namespace {

/// The bottoms one by one, in Caffe's order.
Result<ValueId> fold(LayerBuilder& builder, std::string_view opType, const std::vector<ValueId>& values) {
    ValueId result = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) {
        LATHE_TRY(result, builder.add(opType, {result, values[i]}));
    }
    return result;
}

Result<std::vector<ValueId>> weighted(LayerBuilder& builder, const std::vector<float>& coefficients) {
    std::vector<ValueId> values = builder.bottoms();
    for (std::size_t i = 0; i < coefficients.size(); ++i)
        if (coefficients[i] != 1.0f) {
            LATHE_TRY(values[i], builder.add("Mul", {values[i], builder.scalar("coeff", coefficients[i])}));
        }
    return values;
}

Status checkSameShapes(const LayerBuilder& builder) {
    const Shape* first = builder.shape(builder.bottom());
    for (const ValueId bottom : builder.bottoms())
        if (const Shape* shape = builder.shape(bottom); first && shape && *shape != *first)
            return builder.error("its bottoms have the shapes " + toText(*first) + " and " + toText(*shape) + "; they must be the same");
    return {};
}

Status buildEltwise(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("eltwise_param");
    LATHE_CHECK(checkSameShapes(builder));
    const std::string_view operation = parameters.text("operation", "SUM");
    const std::vector<float> coefficients = parameters.reals("coeff");
    if (!coefficients.empty() && (operation != "SUM" || coefficients.size() != builder.bottoms().size()))
        return builder.error("coeff is for SUM, one number per bottom: " + std::to_string(coefficients.size()) + " for " +
                             std::to_string(builder.bottoms().size()));
    LATHE_TRY(const auto values, weighted(builder, coefficients));
    const std::string_view opType = operation == "PROD" ? "Mul" : operation == "MAX" ? "Max" : "Add";
    LATHE_TRY(const ValueId result, fold(builder, opType, values));
    return builder.setTop(result);
}

/// Where a Scale or Bias acts: on `count` axes of the bottom from `first`.
struct AxisRange {
    std::int64_t first = 0, count = 0;
};

Result<AxisRange> rangeOf(const LayerBuilder& builder, const Message& parameters) {
    const std::int64_t rank = builder.rank(builder.bottom());
    AxisRange range;
    LATHE_TRY(range.first, builder.axisOf(parameters.integer("axis", 1), rank, "axis", true));
    if (builder.bottoms().size() > 1) {
        const Shape* second = builder.shape(builder.bottom(1));
        if (!second) return builder.error("the shape of its second bottom is not known");
        range.count = second->rank();
    } else {
        range.count = parameters.integer("num_axes", 1);
        if (range.count == -1) range.count = rank - range.first;
    }
    if (range.count >= 0 && range.first + range.count <= rank) return range;
    return builder.error("num_axes is " + std::to_string(range.count) + " from axis " + std::to_string(range.first) + " of " +
                         std::to_string(rank));
}

/// The dimensions of the bottom that a parameter has; an error where one is not known.
Result<std::vector<std::int64_t>> parameterDims(const LayerBuilder& builder, AxisRange range) {
    const Shape& x = *builder.shape(builder.bottom());
    std::vector<std::int64_t> dims;
    for (std::int64_t i = range.first; i < range.first + range.count; ++i) {
        const Dim& dim = x.dims[static_cast<std::size_t>(i)];
        if (!dim.isKnown()) return builder.error("axis " + std::to_string(i) + " of its bottom is not known");
        dims.push_back(dim.value);
    }
    return dims;
}

/// The parameter with ones behind it, so that it broadcasts from its axis.
Result<ValueId> learned(LayerBuilder& builder, std::size_t index, AxisRange range, std::string_view role, float fill) {
    LATHE_TRY(std::vector<std::int64_t> dims, parameterDims(builder, range));
    LATHE_TRY(const Tensor tensor, builder.weightTensor(index, dims, role, fill));
    dims.resize(static_cast<std::size_t>(builder.rank(builder.bottom()) - range.first), 1);
    return builder.constant(role, tensor.reshaped(dims));
}

Result<ValueId> secondBottom(LayerBuilder& builder, AxisRange range) {
    const std::int64_t behind = builder.rank(builder.bottom()) - range.first - range.count;
    if (behind == 0) return builder.bottom(1);
    std::vector<std::int64_t> dims;
    for (const Dim& dim : builder.shape(builder.bottom(1))->dims)
        dims.push_back(dim.isKnown() ? dim.value : std::int64_t(-1));
    dims.resize(dims.size() + static_cast<std::size_t>(behind), 1);
    return builder.add("Reshape", {builder.bottom(1), builder.integers("shape", dims)});
}

Status buildBias(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("bias_param");
    LATHE_TRY(const AxisRange range, rangeOf(builder, parameters));
    const auto fill = static_cast<float>(parameters.sub("filler").real("value", 0.0));
    LATHE_TRY(const ValueId bias, builder.bottoms().size() > 1 ? secondBottom(builder, range) : learned(builder, 0, range, "bias", fill));
    return builder.finish("Add", {builder.bottom(), bias});
}

Status buildScale(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("scale_param");
    LATHE_TRY(const AxisRange range, rangeOf(builder, parameters));
    const bool isLearned = builder.bottoms().size() == 1;
    const auto fill = static_cast<float>(parameters.sub("filler").real("value", 1.0));
    LATHE_TRY(const ValueId scale, isLearned ? learned(builder, 0, range, "scale", fill) : secondBottom(builder, range));
    LATHE_TRY(const ValueId scaled, builder.add("Mul", {builder.bottom(), scale}));
    if (!parameters.flag("bias_term", false)) return builder.setTop(scaled);
    const auto biasFill = static_cast<float>(parameters.sub("bias_filler").real("value", 0.0));
    LATHE_TRY(const ValueId bias, learned(builder, isLearned ? 1 : 0, range, "bias", biasFill));
    return builder.finish("Add", {scaled, bias});
}

/// SENet's scale per channel and sum: bottom 0 · bottom 1 + bottom 2.
Status buildAxpy(LayerBuilder& builder) {
    LATHE_TRY(const ValueId scaled, builder.add("Mul", {builder.bottom(0), builder.bottom(1)}));
    return builder.finish("Add", {scaled, builder.bottom(2)});
}

} // namespace

std::vector<LayerRow> combinationLayers() {
    constexpr auto kOperators = Fate::Operators;
    return {
        {"Axpy", kOperators, buildAxpy, 3, 3, Need::Nothing, "Mul, Add"},
        {"Bias", kOperators, buildBias, 1, 2, Need::Rank, "Add"},
        {"Eltwise", kOperators, buildEltwise, 1, kAnyNumber, Need::Nothing, "Add (behind Mul with coeff), Mul or Max, bottom by bottom"},
        {"Scale", kOperators, buildScale, 1, 2, Need::Rank, "Mul; Add with bias_term"},
    };
}

} // namespace lathe::caffe
