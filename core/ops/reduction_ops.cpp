#include "core/ops/families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

/// The shape after `reduced` axes became 1 (or went away).
Shape reducedShape(const Shape& shape, std::span<const std::int64_t> reduced, bool keepsDims) {
    Shape result;
    for (std::int64_t i = 0; i < shape.rank(); ++i) {
        const bool isReduced = std::ranges::find(reduced, i) != reduced.end();
        if (!isReduced)
            result.dims.push_back(shape.dims[static_cast<std::size_t>(i)]);
        else if (keepsDims)
            result.dims.emplace_back(1);
    }
    return result;
}

bool keepsDims(const OpContext& context) {
    return context.node.intAttribute("keepdims", 1) != 0;
}

/// The axes to reduce, in [0, rank): all when none are named, unless noop_with_empty_axes.
Result<std::vector<std::int64_t>> reducedAxes(const OpContext& context, const IntsParameter& given, std::int64_t rank) {
    if (given.values && !given.values->empty()) return normalizeAxes(context, *given.values, rank);
    std::vector<std::int64_t> axes;
    if (context.node.intAttribute("noop_with_empty_axes", 0) == 0)
        for (std::int64_t i = 0; i < rank; ++i)
            axes.push_back(i);
    return axes;
}

InferOutcome inferReduce(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    if (inputs[0].type != DataType::Uint64) LATHE_CHECK(requireNumbers(context, inputs[0].type));
    InferredTensor output = inferredOf(inputs[0].type);
    const IntsParameter given = intsParameter(context, inputs, 1, "axes");
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    if (given.isOpen) {
        if (keepsDims(context)) output.shape = openShape(shape->rank());
        return std::vector{output};
    }
    LATHE_TRY(const auto axes, reducedAxes(context, given, shape->rank()));
    output.shape = reducedShape(*shape, axes, keepsDims(context));
    return std::vector{output};
}

enum class Kind { Sum, Mean, Max, Min, Prod, L1, L2, LogSum, LogSumExp, SumSquare };

struct NamedKind {
    std::string_view opType;
    Kind kind;
};
constexpr std::array<NamedKind, 10> kKinds{{{"ReduceSum", Kind::Sum},
                                            {"ReduceMean", Kind::Mean},
                                            {"ReduceMax", Kind::Max},
                                            {"ReduceMin", Kind::Min},
                                            {"ReduceProd", Kind::Prod},
                                            {"ReduceL1", Kind::L1},
                                            {"ReduceL2", Kind::L2},
                                            {"ReduceLogSum", Kind::LogSum},
                                            {"ReduceLogSumExp", Kind::LogSumExp},
                                            {"ReduceSumSquare", Kind::SumSquare}}};

Kind kindOf(const OpContext& context) {
    const auto found = std::ranges::find(kKinds, std::string_view(context.node.opType), &NamedKind::opType);
    return found == kKinds.end() ? Kind::Sum : found->kind;
}

template <class A>
A startOf(Kind kind) {
    using Limits = std::numeric_limits<A>;
    switch (kind) {
    case Kind::Max:
    case Kind::LogSumExp:
        return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
    case Kind::Min:
        return Limits::has_infinity ? Limits::infinity() : Limits::max();
    case Kind::Prod:
        return A{1};
    default:
        return A{};
    }
}

/// int64 wraps; signed overflow would be undefined.
template <class A>
A sumOf(A a, A b) {
    if constexpr (std::is_integral_v<A>)
        return static_cast<A>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    else
        return a + b;
}
template <class A>
A productOf(A a, A b) {
    if constexpr (std::is_integral_v<A>)
        return static_cast<A>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
    else
        return a * b;
}

template <class A>
A step(Kind kind, A sum, A x) {
    switch (kind) {
    case Kind::Max:
    case Kind::LogSumExp:
        return x > sum || x != x ? x : sum;
    case Kind::Min:
        return x < sum || x != x ? x : sum;
    case Kind::Prod:
        return productOf(sum, x);
    case Kind::L1:
        return sumOf(sum, x < A{} ? sumOf(A{}, static_cast<A>(productOf(x, static_cast<A>(-1)))) : x);
    case Kind::L2:
    case Kind::SumSquare:
        return sumOf(sum, productOf(x, x));
    default:
        return sumOf(sum, x);
    }
}

/// Calls visit(element, sum) for every element of the input in row-major order with the output element it belongs to.
template <class A, class Visit>
void walk(const BroadcastWalk& places, const std::vector<A>& values, std::vector<A>& sums, Visit visit) {
    places.forEachRow(
        [&](std::int64_t first, std::int64_t count, std::span<const std::int64_t> starts, std::span<const std::int64_t> steps) {
            for (std::int64_t i = 0; i < count; ++i)
                visit(values[static_cast<std::size_t>(first + i)], sums[static_cast<std::size_t>(starts[0] + i * steps[0])]);
        });
}

/// Turns largest elements into log Σ exp(x); the largest is taken out so that nothing overflows.
void finishLogSumExp(const BroadcastWalk& places, const std::vector<double>& values, std::vector<double>& largest) {
    std::vector<double> sums(largest.size(), 0.0);
    const double* const first = largest.data();
    places.forEachRow(
        [&](std::int64_t start, std::int64_t count, std::span<const std::int64_t> starts, std::span<const std::int64_t> steps) {
            for (std::int64_t i = 0; i < count; ++i) {
                const auto at = static_cast<std::size_t>(starts[0] + i * steps[0]);
                sums[at] += std::exp(values[static_cast<std::size_t>(start + i)] - first[at]);
            }
        });
    for (std::size_t i = 0; i < sums.size(); ++i)
        if (std::isfinite(largest[i])) largest[i] += std::log(sums[i]);
}

template <class A>
void finish(Kind kind, std::vector<A>& sums, std::int64_t count) {
    for (A& sum : sums) {
        if (kind == Kind::Mean) sum = std::is_integral_v<A> && count == 0 ? A{} : static_cast<A>(sum / static_cast<A>(count));
        if (kind == Kind::L2) sum = static_cast<A>(std::sqrt(static_cast<double>(sum)));
        if (kind == Kind::LogSum) sum = static_cast<A>(std::log(static_cast<double>(sum)));
    }
}

/// Sums of floating-point elements are kept in binary64 and rounded once; integers in int64.
template <class A>
std::vector<A> reduced(Kind kind, const std::vector<A>& values, std::span<const std::int64_t> dims, const std::vector<std::int64_t>& kept) {
    const BroadcastWalk places(dims, std::span(&kept, 1));
    std::vector<A> sums(static_cast<std::size_t>(elementCountOf(kept).value_or(0)), startOf<A>(kind));
    walk(places, values, sums, [kind](A x, A& sum) { sum = step(kind, sum, x); });
    if constexpr (std::is_same_v<A, double>)
        if (kind == Kind::LogSumExp) finishLogSumExp(places, values, sums);
    finish(kind, sums, sums.empty() ? 0 : static_cast<std::int64_t>(values.size() / sums.size()));
    return sums;
}

EvaluateOutcome evaluateReduce(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferReduce));
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(const auto axes, reducedAxes(context, intsParameter(context, known, 1, "axes"), inputs[0].rank()));
    if (axes.empty() && inputs[0].rank() > 0) return std::vector{inputs[0]};
    const std::vector<std::int64_t> kept = reducedShape(*known[0].shape, axes, true).known().value_or(std::vector<std::int64_t>{});
    LATHE_TRY(const Tensor room, Tensor::makeChecked(inputs[0].type(), kept));
    const Kind kind = kindOf(context);
    const bool needsReals = isFloatingPoint(room.type()) || kind == Kind::L2 || kind == Kind::LogSum || kind == Kind::LogSumExp;
    if (needsReals)
        return oneOutput(context, tensorOf(room.type(), std::move(dims[0]), reduced(kind, inputs[0].toDoubles(), inputs[0].dims(), kept)));
    if (room.type() == DataType::Uint64) {
        const auto elements = inputs[0].data<std::uint64_t>();
        const auto sums = reduced(kind, std::vector<std::uint64_t>(elements.begin(), elements.end()), inputs[0].dims(), kept);
        return std::vector{Tensor::of<std::uint64_t>(std::move(dims[0]), std::span<const std::uint64_t>(sums))};
    }
    return oneOutput(context, tensorOf(room.type(), std::move(dims[0]), reduced(kind, inputs[0].toInt64s(), inputs[0].dims(), kept)));
}

Work reduceWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    Work work = vectorPerInput(context, inputs, outputs);
    const Kind kind = kindOf(context);
    if (kind == Kind::LogSumExp) work.specialOps = work.vectorOps;
    if (kind == Kind::Mean || kind == Kind::L2 || kind == Kind::LogSum) work.specialOps = elementsOf(outputs);
    return work;
}

OpRow reduceRow(std::string_view name, QuantRule rule, std::string_view summary) {
    return {"", name, 1, OpCategory::Reduction, rule, inferReduce, evaluateReduce, reduceWork, summary};
}

} // namespace

std::vector<OpRow> reductionOps() {
    std::vector<OpRow> rows = {
        reduceRow("ReduceSum", QuantRule::Float, "Adds up elements along axes."),
        reduceRow("ReduceMean", QuantRule::Requantize, "Averages elements along axes."),
        reduceRow("ReduceMax", QuantRule::Float, "Gives the largest element along axes."),
        reduceRow("ReduceMin", QuantRule::Float, "Gives the smallest element along axes."),
        reduceRow("ReduceProd", QuantRule::Float, "Multiplies elements along axes."),
        reduceRow("ReduceL1", QuantRule::Float, "Adds up absolute values along axes."),
        reduceRow("ReduceL2", QuantRule::Float, "Gives the Euclidean norm along axes."),
        reduceRow("ReduceLogSum", QuantRule::Float, "Gives the logarithm of the sum along axes."),
        reduceRow("ReduceLogSumExp", QuantRule::Float, "Gives the logarithm of the sum of exponentials along axes."),
        reduceRow("ReduceSumSquare", QuantRule::Float, "Adds up squares along axes."),
    };
    for (const auto part : {scanningOps, einsumOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
