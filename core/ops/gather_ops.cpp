#include "core/ops/element_moves.h"
#include "core/ops/index_places.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

InferOutcome inferGather(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireIndices(context, inputs, 1));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape *data = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1);
    if (!data) return std::vector{output};
    LATHE_CHECK(requireRank(context, data, 1, -1, "the data"));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), data->rank()));
    if (!indices) return std::vector{output};
    output.shape = *data;
    auto& dims = output.shape->dims;
    const auto at = dims.erase(dims.begin() + axis);
    dims.insert(at, indices->dims.begin(), indices->dims.end());
    return std::vector{output};
}

EvaluateOutcome evaluateGather(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferGather));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    LATHE_TRY(auto indices, checkedIndices(context, inputs[1], inputs[0].dim(axis)));
    std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
    SourceAxis& gathered = axes[static_cast<std::size_t>(axis)];
    for (std::int64_t& index : indices)
        index *= gathered.step;
    gathered = {.count = static_cast<std::int64_t>(indices.size()), .start = 0, .step = 1, .table = std::move(indices)};
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

InferOutcome inferGatherElements(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireIndices(context, inputs, 1));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape *data = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1);
    if (indices) output.shape = *indices;
    if (!data || !indices) return std::vector{output};
    if (data->rank() != indices->rank())
        return opError(context, "data of shape " + toText(*data) + " and indices of shape " + toText(*indices) + " differ in rank");
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), data->rank()));
    for (std::size_t i = 0; i < data->dims.size(); ++i) {
        const Dim &have = data->dims[i], &want = indices->dims[i];
        if (static_cast<std::int64_t>(i) != axis && have.isKnown() && want.isKnown() && want.value > have.value)
            return opError(context, "indices of shape " + toText(*indices) + " reach beyond data of shape " + toText(*data));
    }
    return std::vector{output};
}

EvaluateOutcome evaluateGatherElements(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferGatherElements));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    LATHE_TRY(const auto indices, checkedIndices(context, inputs[1], inputs[0].dim(axis)));
    const ElementPlaces places(inputs[0].dims(), dims[0], axis);
    return oneOutput(context, takeByIndex(inputs[0], std::move(dims[0]),
                                          [&](std::int64_t i) { return places.at(i, indices[static_cast<std::size_t>(i)]); }));
}

/// batch_dims and the length of the index tuples, as far as the shapes tell.
Status checkGatherNd(const OpContext& context, const Shape& data, const Shape& indices, std::int64_t batchDims) {
    LATHE_CHECK(requireRank(context, &data, 1, -1, "the data"));
    LATHE_CHECK(requireRank(context, &indices, 1, -1, "the indices"));
    if (batchDims < 0 || batchDims >= std::min(data.rank(), indices.rank()))
        return opError(context, "batch_dims is " + std::to_string(batchDims) + ", expected less than either rank");
    for (std::int64_t i = 0; i < batchDims; ++i)
        LATHE_CHECK(sameDim(context, data.dims[static_cast<std::size_t>(i)], indices.dims[static_cast<std::size_t>(i)],
                            "batch dimension " + std::to_string(i)));
    const Dim& tuple = indices.dims.back();
    if (tuple.isKnown() && (tuple.value < 1 || tuple.value > data.rank() - batchDims))
        return opError(context, "indices of " + std::to_string(tuple.value) + " numbers do not fit data of shape " + toText(data));
    return {};
}

InferOutcome inferGatherNd(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireIndices(context, inputs, 1));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape *data = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1);
    if (!data || !indices) return std::vector{output};
    const std::int64_t batchDims = context.node.intAttribute("batch_dims", 0);
    LATHE_CHECK(checkGatherNd(context, *data, *indices, batchDims));
    if (!indices->dims.back().isKnown()) return std::vector{output};
    output.shape.emplace(std::vector<Dim>(indices->dims.begin(), indices->dims.end() - 1));
    output.shape->dims.insert(output.shape->dims.end(), data->dims.begin() + batchDims + indices->dims.back().value, data->dims.end());
    return std::vector{output};
}

EvaluateOutcome evaluateGatherNd(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferGatherNd));
    const std::int64_t batchDims = context.node.intAttribute("batch_dims", 0);
    LATHE_TRY(const IndexTuples tuples, readTuples(context, inputs[0].dims(), inputs[1], batchDims));
    const std::int64_t perBatch =
        std::max<std::int64_t>(static_cast<std::int64_t>(tuples.offsets.size()) / std::max<std::int64_t>(tuples.batches, 1), 1);
    return oneOutput(context, takeByIndex(inputs[0], std::move(dims[0]), [&](std::int64_t i) {
                         const std::int64_t tuple = i / tuples.sliceSize;
                         return tuple / perBatch * tuples.batchStride + tuples.offsets[static_cast<std::size_t>(tuple)] +
                                i % tuples.sliceSize;
                     }));
}

constexpr std::array kConditionTypes{DataType::Bool};

InferOutcome inferCompress(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireType(context, inputs[1].type, kConditionTypes, "the condition"));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 1), 1, 1, "the condition"));
    InferredTensor output = inferredOf(inputs[0].type);
    if (!context.node.hasAttribute("axis")) {
        output.shape = openShape(1);
    } else if (const Shape* shape = shapeAt(inputs, 0)) {
        LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), shape->rank()));
        output.shape = *shape;
        output.shape->dims[static_cast<std::size_t>(axis)] = Dim();
    }
    return std::vector{output};
}

EvaluateOutcome evaluateCompress(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferCompress(context, std::array{inferredOf(inputs[0]), inferredOf(inputs[1])}));
    std::vector<std::int64_t> dims = inputs[0].dims();
    std::int64_t axis = 0;
    if (context.node.hasAttribute("axis")) {
        LATHE_TRY(axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    } else {
        dims = {inputs[0].elementCount()};
    }
    std::vector<SourceAxis> axes = sourceAxes(dims);
    SourceAxis& chosen = axes[static_cast<std::size_t>(axis)];
    const std::vector<std::int64_t> condition = inputs[1].toInt64s();
    if (static_cast<std::int64_t>(condition.size()) > chosen.count)
        return opError(context, "the condition is longer than the axis of " + std::to_string(chosen.count));
    for (std::size_t i = 0; i < condition.size(); ++i)
        if (condition[i] != 0) chosen.table.push_back(static_cast<std::int64_t>(i) * chosen.step);
    chosen.count = static_cast<std::int64_t>(chosen.table.size());
    dims[static_cast<std::size_t>(axis)] = chosen.count;
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims)));
}

InferOutcome inferReverseSequence(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    const std::int64_t batch = context.node.intAttribute("batch_axis", 1), time = context.node.intAttribute("time_axis", 0);
    if (std::min(batch, time) != 0 || std::max(batch, time) != 1)
        return opError(context, "batch_axis and time_axis must be 0 and 1 in either order");
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 2, -1, "the input"));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 1), 1, 1, "sequence_lens"));
    if (const Shape* data = shapeAt(inputs, 0), *lengths = shapeAt(inputs, 1); data && lengths)
        LATHE_CHECK(sameDim(context, data->dims[static_cast<std::size_t>(batch)], lengths->dims[0], "sequences and lengths"));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

EvaluateOutcome evaluateReverseSequence(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferReverseSequence));
    const bool isTimeFirst = context.node.intAttribute("time_axis", 0) == 0;
    const std::vector<std::int64_t> lengths = inputs[1].toInt64s();
    const auto steps = rowMajorStrides(dims[0]);
    const std::int64_t first = dims[0][0], second = dims[0][1], inner = steps[1], longest = isTimeFirst ? first : second;
    for (const std::int64_t length : lengths)
        if (length < 0 || length > longest)
            return opError(context, "a sequence length of " + std::to_string(length) + " is outside [0, " + std::to_string(longest) + "]");
    return oneOutput(context, takeByIndex(inputs[0], std::move(dims[0]), [&](std::int64_t i) {
                         const std::int64_t row = i / inner;
                         const std::int64_t time = isTimeFirst ? row / second : row % second,
                                            batch = isTimeFirst ? row % second : row / second;
                         const std::int64_t length = lengths[static_cast<std::size_t>(batch)];
                         const std::int64_t source = time < length ? length - 1 - time : time;
                         return (isTimeFirst ? source * second + batch : batch * second + source) * inner + i % inner;
                     }));
}

} // namespace

std::vector<OpRow> gatherOps() {
    return {
        {"", "Gather", 1, OpCategory::Tensor, QuantRule::PassThrough, inferGather, evaluateGather, vectorPerOutput,
         "Takes slices along an axis by index."},
        {"", "GatherElements", 11, OpCategory::Tensor, QuantRule::PassThrough, inferGatherElements, evaluateGatherElements, vectorPerOutput,
         "Takes single elements along an axis by index."},
        {"", "GatherND", 11, OpCategory::Tensor, QuantRule::PassThrough, inferGatherNd, evaluateGatherNd, vectorPerOutput,
         "Takes slices by tuples of indices."},
        {"", "Compress", 9, OpCategory::Tensor, QuantRule::PassThrough, inferCompress, evaluateCompress, vectorPerOutput,
         "Keeps the slices for which a condition holds."},
        {"", "ReverseSequence", 10, OpCategory::Tensor, QuantRule::PassThrough, inferReverseSequence, evaluateReverseSequence,
         vectorPerOutput, "Reverses the beginning of each sequence in a batch."},
    };
}

} // namespace lathe
