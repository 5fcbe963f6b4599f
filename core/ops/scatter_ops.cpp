#include "core/ops/element_moves.h"
#include "core/ops/index_places.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::array<std::string_view, 5> kReductions{"none", "add", "mul", "min", "max"};

/// What the two scatters share: three inputs, one element type, a known reduction; the output is like the data.
InferOutcome inferScatter(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_CHECK(requireIndices(context, inputs, 1));
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 2}));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 1, -1, "the data"));
    const std::string reduction = context.node.stringAttribute("reduction", "none");
    if (std::ranges::find(kReductions, reduction) == kReductions.end())
        return opError(context, "unknown reduction '" + reduction + "'", "known are none, add, mul, min, max");
    return std::vector{inferredOf(type, inputs[0].shape)};
}

/// Every index position lies within the data, except along the axis, where the index itself is checked.
Status checkReach(const OpContext& context, const Shape& data, const Shape& indices, std::int64_t axis) {
    for (std::size_t i = 0; i < data.dims.size(); ++i) {
        const Dim &have = data.dims[i], &want = indices.dims[i];
        if (static_cast<std::int64_t>(i) != axis && have.isKnown() && want.isKnown() && want.value > have.value)
            return opError(context, "indices of shape " + toText(indices) + " reach beyond data of shape " + toText(data));
    }
    return {};
}

InferOutcome inferScatterElements(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferScatter(context, inputs));
    const Shape *data = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1), *updates = shapeAt(inputs, 2);
    if (!data || !indices) return outputs;
    LATHE_CHECK(requireRank(context, indices, data->rank(), data->rank(), "the indices"));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), data->rank()));
    LATHE_CHECK(checkReach(context, *data, *indices, axis));
    LATHE_CHECK(requireRank(context, updates, data->rank(), data->rank(), "the updates"));
    for (std::size_t i = 0; updates && i < data->dims.size(); ++i)
        LATHE_CHECK(sameDim(context, indices->dims[i], updates->dims[i], "indices and updates"));
    return outputs;
}

InferOutcome inferScatterNd(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferScatter(context, inputs));
    const Shape *data = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1), *updates = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, indices, 1, -1, "the indices"));
    if (!data || !indices || !indices->dims.back().isKnown()) return outputs;
    const std::int64_t length = indices->dims.back().value;
    if (length < 1 || length > data->rank())
        return opError(context, "indices of " + std::to_string(length) + " numbers do not fit data of shape " + toText(*data));
    Shape wanted(std::vector<Dim>(indices->dims.begin(), indices->dims.end() - 1));
    wanted.dims.insert(wanted.dims.end(), data->dims.begin() + length, data->dims.end());
    LATHE_CHECK(requireRank(context, updates, wanted.rank(), wanted.rank(), "the updates"));
    for (std::size_t i = 0; updates && i < wanted.dims.size(); ++i)
        LATHE_CHECK(sameDim(context, wanted.dims[i], updates->dims[i], "dimension " + std::to_string(i) + " of the updates"));
    return outputs;
}

using TargetIndex = std::function<std::int64_t(std::int64_t)>;

template <class T>
T combined(std::string_view reduction, T a, T b) {
    if (reduction == "min") return std::min(a, b);
    if (reduction == "max") return std::max(a, b);
    if constexpr (std::is_integral_v<T>) {
        // Unsigned arithmetic wraps where signed overflow would be undefined.
        const auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
        return static_cast<T>(reduction == "add" ? x + y : x * y);
    } else {
        return reduction == "add" ? a + b : a * b;
    }
}

EvaluateOutcome reduceInto(const OpContext& context, const Tensor& data, const Tensor& updates, const TargetIndex& target) {
    const std::string reduction = context.node.stringAttribute("reduction", "none");
    Tensor out = data.clone();
    return dispatchNumeric(context, data.type(), [&]<class T>(T) -> EvaluateOutcome {
        const auto values = updates.data<T>();
        const auto results = out.mutableData<T>();
        for (std::size_t i = 0; i < values.size(); ++i) {
            T& result = results[static_cast<std::size_t>(target(static_cast<std::int64_t>(i)))];
            result = combined(reduction, result, values[i]);
        }
        return std::vector{out};
    });
}

EvaluateOutcome scatter(const OpContext& context, const Tensor& data, const Tensor& updates, const TargetIndex& target) {
    if (context.node.stringAttribute("reduction", "none") == "none") return oneOutput(context, putByIndex(data, updates, target));
    return reduceInto(context, data, updates, target);
}

EvaluateOutcome evaluateScatterElements(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(outputDims(context, inputs, inferScatterElements));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    LATHE_TRY(const auto indices, checkedIndices(context, inputs[1], inputs[0].dim(axis)));
    const ElementPlaces places(inputs[0].dims(), inputs[1].dims(), axis);
    return scatter(context, inputs[0], inputs[2], [&](std::int64_t i) { return places.at(i, indices[static_cast<std::size_t>(i)]); });
}

EvaluateOutcome evaluateScatterNd(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(outputDims(context, inputs, inferScatterNd));
    LATHE_TRY(const IndexTuples tuples, readTuples(context, inputs[0].dims(), inputs[1], 0));
    return scatter(context, inputs[0], inputs[2],
                   [&](std::int64_t i) { return tuples.offsets[static_cast<std::size_t>(i / tuples.sliceSize)] + i % tuples.sliceSize; });
}

/// The data is copied, then every update is written.
Work scatterWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return {.vectorOps = addSaturated(elementsOf(outputs), inputs.size() > 2 ? elementsOf(inputs.subspan(2, 1)) : 0)};
}

} // namespace

std::vector<OpRow> scatterOps() {
    constexpr EvaluateFn elements = viaFloat<evaluateScatterElements>, slices = viaFloat<evaluateScatterNd>;
    return {
        {"", "Scatter", 9, OpCategory::Tensor, QuantRule::Float, inferScatterElements, elements, scatterWork,
         "Writes single elements along an axis by index."},
        {"", "ScatterElements", 11, OpCategory::Tensor, QuantRule::Float, inferScatterElements, elements, scatterWork,
         "Writes or adds single elements along an axis by index."},
        {"", "ScatterND", 11, OpCategory::Tensor, QuantRule::Float, inferScatterNd, slices, scatterWork,
         "Writes or adds slices by tuples of indices."},
    };
}

} // namespace lathe
