#include "core/formats/caffe/layer_table.h"

#include <algorithm>

namespace lathe::caffe {
namespace {

struct ReductionRow {
    std::string_view operation, opType;
};
constexpr ReductionRow kReductions[] = {{"SUM", "ReduceSum"}, {"ASUM", "ReduceL1"}, {"SUMSQ", "ReduceSumSquare"}, {"MEAN", "ReduceMean"}};

/// Every axis from `axis` on falls away.
Status buildReduction(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("reduction_param");
    const std::int64_t rank = builder.rank(builder.bottom());
    LATHE_TRY(const std::int64_t first, builder.axisOf(parameters.integer("axis", 0), rank, "axis"));
    std::vector<std::int64_t> axes;
    for (std::int64_t axis = first; axis < rank; ++axis)
        axes.push_back(axis);
    const std::string_view opType = std::ranges::find(kReductions, parameters.text("operation", "SUM"), &ReductionRow::operation)->opType;
    std::vector<ValueId> inputs{builder.bottom()};
    Attributes attributes{{"keepdims", std::int64_t(0)}};
    if (opType == "ReduceSum") // whose axes opset 13 made an input
        inputs.push_back(builder.integers("axes", axes));
    else
        attributes["axes"] = axes;
    LATHE_TRY(const ValueId reduced, builder.add(opType, inputs, attributes));
    const auto factor = static_cast<float>(parameters.real("coeff", 1.0));
    if (factor == 1.0f) return builder.setTop(reduced);
    return builder.finish("Mul", {reduced, builder.scalar("coeff", factor)});
}

/// The largest elements along `axis` and where they are, as floats; of equal ones the last, as in Caffe, when only one is asked for.
struct Largest {
    ValueId values, indices;
};
Result<Largest> largest(LayerBuilder& builder, ValueId x, std::int64_t axis, std::int64_t count, bool needsValues) {
    Largest found;
    if (count == 1) {
        LATHE_TRY(found.indices,
                  builder.add("ArgMax", {x}, {{"axis", axis}, {"keepdims", std::int64_t(1)}, {"select_last_index", std::int64_t(1)}}));
        if (needsValues) {
            LATHE_TRY(found.values,
                      builder.add("ReduceMax", {x}, {{"axes", std::vector<std::int64_t>{axis}}, {"keepdims", std::int64_t(1)}}));
        }
    } else {
        LATHE_TRY(const auto both, builder.addMany("TopK", {x, builder.integers("k", {count})}, {{"axis", axis}}, 2));
        found = {both[0], both[1]};
    }
    // Along an axis either values or indices come out.
    if (!needsValues || !builder.parameters("argmax_param").has("axis")) {
        LATHE_TRY(found.indices, builder.add("Cast", {found.indices}, {{"to", static_cast<std::int64_t>(DataType::Float)}}));
    }
    return found;
}

/// With an axis: indices, or values with out_max_val, in place of the axis. Without: [N, 1, top_k, …], each image as one vector,
/// or [N, 2, top_k, …] with indices and values.
Status buildArgMax(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("argmax_param");
    const std::int64_t rank = builder.rank(builder.bottom()), count = parameters.integer("top_k", 1);
    const bool hasValues = parameters.flag("out_max_val", false);
    if (count < 1) return builder.error("top_k is " + std::to_string(count));
    if (parameters.has("axis")) {
        LATHE_TRY(const std::int64_t axis, builder.axisOf(parameters.integer("axis", 1), rank, "axis"));
        LATHE_TRY(const Largest found, largest(builder, builder.bottom(), axis, count, hasValues));
        return builder.setTop(hasValues ? found.values : found.indices);
    }
    LATHE_TRY(const ValueId flat, builder.add("Flatten", {builder.bottom()}, {{"axis", std::int64_t(1)}}));
    LATHE_TRY(const Largest found, largest(builder, flat, 1, count, hasValues));
    std::vector<ValueId> rows{found.indices};
    if (hasValues) rows.push_back(found.values);
    std::vector<std::int64_t> shape{0, 1, count};
    shape.resize(static_cast<std::size_t>(std::max<std::int64_t>(rank, 3)), 1);
    for (ValueId& row : rows) {
        LATHE_TRY(row, builder.add("Reshape", {row, builder.integers("shape", shape)}));
    }
    if (rows.size() == 1) return builder.setTop(rows[0]);
    return builder.finish("Concat", rows, {{"axis", std::int64_t(1)}});
}

} // namespace

std::vector<LayerRow> reductionLayers() {
    return {
        {"ArgMax", Fate::Operators, buildArgMax, 1, 1, Need::Rank, "ArgMax, Cast; TopK with top_k; ReduceMax with out_max_val"},
        {"Reduction", Fate::Operators, buildReduction, 1, 1, Need::Rank,
         "ReduceSum, ReduceL1, ReduceSumSquare or ReduceMean; Mul with coeff"},
    };
}

} // namespace lathe::caffe
