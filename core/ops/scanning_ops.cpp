#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>

namespace lathe {
namespace {

/// A tensor as lanes along one axis: element k of lane i lies at start(i) + k * stride.
struct Lanes {
    std::int64_t count = 0, length = 0, stride = 1;
    std::int64_t start(std::int64_t lane) const { return lane / stride * length * stride + lane % stride; }
};

Lanes lanesOf(std::span<const std::int64_t> dims, std::int64_t axis) {
    const auto at = static_cast<std::size_t>(axis);
    Lanes lanes;
    lanes.length = dims[at];
    lanes.stride = elementCountOf(dims.subspan(at + 1)).value_or(0);
    lanes.count = elementCountOf(dims.first(at)).value_or(0) * lanes.stride;
    return lanes;
}

InferOutcome inferArgBest(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireNumbers(context, inputs[0].type));
    InferredTensor output = inferredOf(DataType::Int64);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), shape->rank()));
    if (shape->dims[static_cast<std::size_t>(axis)] == Dim(0))
        return opError(context, "axis " + std::to_string(axis) + " of " + toText(*shape) + " has no elements to choose from");
    output.shape = *shape;
    auto& dims = output.shape->dims;
    if (context.node.intAttribute("keepdims", 1) != 0)
        dims[static_cast<std::size_t>(axis)] = 1;
    else
        dims.erase(dims.begin() + axis);
    return std::vector{output};
}

/// The place of the best element of lanes [first, last), which lie side by side: sweeps over whole rows, so that lanes far
/// apart in memory cost no more than neighbours.
template <bool IsLargest, class T>
void findBestPlaces(const T* values, const Lanes& lanes, std::int64_t first, std::int64_t last, bool takesLast, std::int64_t* places) {
    const auto isBetter = [](T a, T b) { return IsLargest ? isLess(b, a) : isLess(a, b); };
    const T* row = values + lanes.start(first);
    std::vector<T> best(row, row + (last - first));
    std::fill(places, places + (last - first), 0);
    for (std::int64_t k = 1; k < lanes.length; ++k) {
        row += lanes.stride;
        for (std::int64_t i = 0; i < last - first; ++i) {
            T& held = best[static_cast<std::size_t>(i)];
            const bool takes = isBetter(row[i], held) || (takesLast && !isBetter(held, row[i]));
            held = takes ? row[i] : held;
            places[i] = takes ? k : places[i];
        }
    }
}

template <bool IsLargest>
EvaluateOutcome evaluateArgBest(const OpContext& context, std::span<const Tensor> inputs) {
    constexpr std::int64_t kLanesAtOnce = 1024; // their best values stay in the nearest cache
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferArgBest));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    const Lanes lanes = lanesOf(inputs[0].dims(), axis);
    const bool takesLast = context.node.intAttribute("select_last_index", 0) != 0;
    std::int64_t* out = outputs[0].mutableData<std::int64_t>().data();
    const auto sweep = [&]<class T>(std::span<const T> values) {
        for (std::int64_t lane = 0; lane < lanes.count && !isStopAsked();) {
            const std::int64_t end = std::min({lane / lanes.stride * lanes.stride + lanes.stride, lane + kLanesAtOnce, lanes.count});
            findBestPlaces<IsLargest>(values.data(), lanes, lane, end, takesLast, out + lane);
            lane = end;
        }
    };
    if (inputs[0].type() == DataType::Float)
        sweep(inputs[0].data<float>());
    else
        withNumbers(inputs[0], [&]<class T>(const std::vector<T>& values) { sweep(std::span<const T>(values)); });
    return outputs;
}

InferOutcome inferCumSum(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireNumbers(context, inputs[0].type));
    const auto axis = knownInts(inputs, 1);
    if (axis && axis->size() != 1) return opError(context, "axis must be a scalar");
    if (const Shape* shape = shapeAt(inputs, 0); shape && axis) LATHE_CHECK(normalizeAxis(context, axis->front(), shape->rank()));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

template <class T>
std::vector<T> cumulated(const std::vector<T>& values, const Lanes& lanes, bool isExclusive, bool isReversed) {
    using Sum = std::conditional_t<std::is_integral_v<T>, std::uint64_t, T>;
    std::vector<T> out(values.size());
    for (std::int64_t lane = 0; lane < lanes.count; ++lane) {
        Sum sum{};
        for (std::int64_t k = 0; k < lanes.length; ++k) {
            const auto at = static_cast<std::size_t>(lanes.start(lane) + (isReversed ? lanes.length - 1 - k : k) * lanes.stride);
            const Sum before = sum;
            sum += static_cast<Sum>(values[at]);
            out[at] = static_cast<T>(isExclusive ? before : sum);
        }
    }
    return out;
}

EvaluateOutcome evaluateCumSum(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferCumSum));
    if (!isInteger(inputs[1].type()))
        return opError(context, "axis has type " + std::string(toName(inputs[1].type())) + ", expected int32 or int64");
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, inputs[1].toInt64s()[0], inputs[0].rank()));
    const Lanes lanes = lanesOf(inputs[0].dims(), axis);
    const bool isExclusive = context.node.intAttribute("exclusive", 0) != 0, isReversed = context.node.intAttribute("reverse", 0) != 0;
    return oneOutput(context, withNumbers(inputs[0], [&](const auto& values) {
                         return tensorOf(inputs[0].type(), std::move(dims[0]), cumulated(values, lanes, isExclusive, isReversed));
                     }));
}

} // namespace

std::vector<OpRow> scanningOps() {
    return {
        {"", "ArgMax", 1, OpCategory::Reduction, QuantRule::Float, inferArgBest, evaluateArgBest<true>, vectorPerInput,
         "Gives the index of the largest element along an axis."},
        {"", "ArgMin", 1, OpCategory::Reduction, QuantRule::Float, inferArgBest, evaluateArgBest<false>, vectorPerInput,
         "Gives the index of the smallest element along an axis."},
        {"", "CumSum", 11, OpCategory::Reduction, QuantRule::Float, inferCumSum, evaluateCumSum, vectorPerInput,
         "Adds up elements along an axis, giving every partial sum."},
    };
}

} // namespace lathe
