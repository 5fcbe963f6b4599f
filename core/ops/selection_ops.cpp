#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace lathe {
namespace {

InferOutcome inferNonZero(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireNumbers(context, inputs[0].type));
    InferredTensor output = inferredOf(DataType::Int64, openShape(2));
    if (const Shape* shape = shapeAt(inputs, 0)) output.shape = Shape({Dim(std::max<std::int64_t>(shape->rank(), 1)), Dim()});
    return std::vector{output};
}

EvaluateOutcome evaluateNonZero(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(requireNumbers(context, inputs[0].type()));
    std::vector<std::int64_t> found;
    withNumbers(inputs[0], [&](const auto& values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i] != 0) found.push_back(static_cast<std::int64_t>(i));
    });
    std::vector<std::int64_t> dims = inputs[0].dims();
    if (dims.empty()) dims = {1};
    const auto count = static_cast<std::int64_t>(found.size());
    std::vector<std::int64_t> rows;
    for (const std::int64_t stride : rowMajorStrides(dims))
        for (std::int64_t& index : found) {
            rows.push_back(index / stride);
            index %= stride;
        }
    return oneOutput(context, tensorOf(DataType::Int64, {static_cast<std::int64_t>(dims.size()), count}, rows));
}

InferOutcome inferUnique(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireNumbers(context, inputs[0].type));
    InferredTensor values = inferredOf(inputs[0].type);
    if (!context.node.hasAttribute("axis")) {
        values.shape = openShape(1);
    } else if (const Shape* shape = shapeAt(inputs, 0)) {
        LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), shape->rank()));
        values.shape = *shape;
        values.shape->dims[static_cast<std::size_t>(axis)] = Dim();
    }
    const InferredTensor places = inferredOf(DataType::Int64, openShape(1));
    return std::vector{values, places, places, places};
}

/// Slices of a tensor along an axis, compared element by element.
template <class T>
class Slices {
public:
    Slices(const std::vector<T>& values, std::span<const std::int64_t> dims, std::size_t axis)
        : m_values(values), m_inner(elementCountOf(dims.subspan(axis + 1)).value_or(0)),
          m_outer(elementCountOf(dims.first(axis)).value_or(0)), m_count(dims[axis]) {}

    bool isLessSlice(std::int64_t a, std::int64_t b) const {
        for (std::int64_t i = 0; i < m_outer * m_inner; ++i) {
            const T x = at(a, i), y = at(b, i);
            if (isLess(x, y)) return true;
            if (isLess(y, x)) return false;
        }
        return false;
    }

private:
    T at(std::int64_t slice, std::int64_t i) const {
        return m_values[static_cast<std::size_t>((i / m_inner * m_count + slice) * m_inner + i % m_inner)];
    }

    const std::vector<T>& m_values;
    std::int64_t m_inner, m_outer, m_count;
};

struct Groups {
    std::vector<std::int64_t> first, counts; ///< per distinct slice
    std::vector<std::int64_t> groupOf;       ///< per slice
};

template <class T>
Groups groupSlices(const Slices<T>& slices, std::int64_t count, bool isSorted) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) { return slices.isLessSlice(a, b); });
    std::vector<std::vector<std::int64_t>> runs;
    for (const std::int64_t slice : order) {
        if (runs.empty() || slices.isLessSlice(runs.back().front(), slice)) runs.emplace_back();
        runs.back().push_back(slice);
    }
    if (!isSorted) std::ranges::sort(runs, {}, [](const auto& run) { return run.front(); });
    Groups groups;
    groups.groupOf.resize(order.size());
    for (const auto& run : runs) {
        for (const std::int64_t slice : run)
            groups.groupOf[static_cast<std::size_t>(slice)] = static_cast<std::int64_t>(groups.first.size());
        groups.first.push_back(run.front());
        groups.counts.push_back(static_cast<std::int64_t>(run.size()));
    }
    return groups;
}

EvaluateOutcome evaluateUnique(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferUnique(context, std::array{inferredOf(inputs[0])}));
    std::vector<std::int64_t> dims{inputs[0].elementCount()};
    std::size_t axis = 0;
    if (context.node.hasAttribute("axis")) {
        LATHE_TRY(const std::int64_t given, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
        axis = static_cast<std::size_t>(given);
        dims = inputs[0].dims();
    }
    if (elementCountOf(dims) == 0 && dims[axis] != 0) return opError(context, "slices without elements cannot be told apart");
    const bool isSorted = context.node.intAttribute("sorted", 1) != 0;
    const Groups groups =
        withNumbers(inputs[0], [&](const auto& values) { return groupSlices(Slices(values, dims, axis), dims[axis], isSorted); });
    std::vector<SourceAxis> axes = sourceAxes(dims);
    dims[axis] = axes[axis].count = static_cast<std::int64_t>(groups.first.size());
    for (const std::int64_t slice : groups.first)
        axes[axis].table.push_back(slice * axes[axis].step);
    LATHE_TRY(Tensor values, takeByAxes(inputs[0], axes, std::move(dims)));
    return std::vector{std::move(values), vectorOf(groups.first), vectorOf(groups.groupOf), vectorOf(groups.counts)};
}

InferOutcome inferTopK(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, context.opset < 10 ? 1 : 2, 2));
    LATHE_CHECK(requireNumbers(context, inputs[0].type));
    std::vector outputs{inferredOf(inputs[0].type), inferredOf(DataType::Int64)};
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return outputs;
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), shape->rank()));
    IntsParameter k = intsParameter(context, inputs, 1, "");
    if (context.opset < 10) k.values = {context.node.intAttribute("k", -1)};
    Shape result = *shape;
    Dim& dim = result.dims[static_cast<std::size_t>(axis)];
    if (k.values) {
        if (k.values->size() != 1 || k.values->front() < 0) return opError(context, "k must be one number of at least 0");
        if (dim.isKnown() && k.values->front() > dim.value)
            return opError(context,
                           "k is " + std::to_string(k.values->front()) + ", the axis has " + std::to_string(dim.value) + " elements");
        dim = k.values->front();
    } else {
        dim = Dim();
    }
    outputs[0].shape = outputs[1].shape = result;
    return outputs;
}

/// Positions along the axis of the `k` largest (smallest) elements of one lane, best first, earlier first among equals.
template <class T>
void bestOf(std::span<const T> values, std::int64_t start, std::int64_t stride, std::int64_t k, bool isLargest,
            std::vector<std::int64_t>& order) {
    std::iota(order.begin(), order.end(), 0);
    const auto value = [&](std::int64_t i) { return values[static_cast<std::size_t>(start + i * stride)]; };
    std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](std::int64_t a, std::int64_t b) {
        const T x = value(a), y = value(b);
        if (isLargest ? isLess(y, x) : isLess(x, y)) return true;
        if (isLargest ? isLess(x, y) : isLess(y, x)) return false;
        return a < b;
    });
}

EvaluateOutcome evaluateTopK(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferTopK));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), inputs[0].rank()));
    const auto at = static_cast<std::size_t>(axis);
    const std::int64_t size = inputs[0].dim(axis), k = dims[0][at], inner = elementCountOf(std::span(dims[0]).subspan(at + 1)).value_or(0);
    const bool isLargest = context.node.intAttribute("largest", 1) != 0;
    LATHE_TRY(Tensor indices, Tensor::makeChecked(DataType::Int64, dims[0]));
    const auto out = indices.mutableData<std::int64_t>();
    const std::int64_t lanes = k == 0 ? 0 : indices.elementCount() / k;
    withNumbers(inputs[0], [&]<class T>(const std::vector<T>& values) {
        std::vector<std::int64_t> order(static_cast<std::size_t>(size));
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
            const std::int64_t outer = lane / inner, column = lane % inner;
            bestOf(std::span<const T>(values), outer * size * inner + column, inner, k, isLargest, order);
            for (std::int64_t i = 0; i < k; ++i)
                out[static_cast<std::size_t>((outer * k + i) * inner + column)] = order[static_cast<std::size_t>(i)];
        }
    });
    LATHE_TRY(Tensor values, takeByIndex(inputs[0], dims[0], [&](std::int64_t i) {
                  return (i / (k * inner) * size + out[static_cast<std::size_t>(i)]) * inner + i % inner;
              }));
    return std::vector{std::move(values), std::move(indices)};
}

} // namespace

std::vector<OpRow> selectionOps() {
    return {
        {"", "NonZero", 9, OpCategory::Tensor, QuantRule::Structural, inferNonZero, evaluateNonZero, vectorPerInput,
         "Gives the indices of the elements that are not 0."},
        {"", "Unique", 11, OpCategory::Tensor, QuantRule::Float, inferUnique, evaluateUnique, vectorPerInput,
         "Gives the distinct elements or slices."},
        {"", "TopK", 1, OpCategory::Reduction, QuantRule::Float, inferTopK, evaluateTopK, vectorPerInput,
         "Gives the largest or smallest elements along an axis and where they are."},
    };
}

} // namespace lathe
