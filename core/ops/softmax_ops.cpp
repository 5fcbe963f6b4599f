#include "core/ops/softmax_ops.h"

#include "core/ops/op_helpers.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// Before opset 13 everything from `axis` on is one line (default 1); from then on the axis alone (default -1).
bool flattens(const OpContext& context) {
    return context.opset < 13;
}

Result<std::int64_t> axisOf(const OpContext& context, std::int64_t rank) {
    const std::int64_t axis = context.node.intAttribute("axis", flattens(context) ? 1 : -1);
    // Opset 12 and older allow axis = rank: lines of one element.
    if (flattens(context) && axis == rank) return rank;
    return normalizeAxis(context, axis, rank);
}

InferOutcome inferSoftmax(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    if (const Shape* x = shapeAt(inputs, 0)) LATHE_CHECK(axisOf(context, x->rank()));
    return inferSameAsFirst(context, inputs);
}

double sumOfExponentials(std::span<const double> line, double largest) {
    double sum = 0;
    for (const double value : line)
        sum += std::exp(value - largest);
    return sum;
}

void softmax(std::span<double> line) {
    const double largest = *std::ranges::max_element(line), sum = sumOfExponentials(line, largest);
    for (double& value : line)
        value = std::exp(value - largest) / sum;
}

void logSoftmax(std::span<double> line) {
    const double largest = *std::ranges::max_element(line), logarithm = std::log(sumOfExponentials(line, largest));
    for (double& value : line)
        value = value - largest - logarithm;
}

void hardmax(std::span<double> line) {
    const auto largest = std::ranges::max_element(line) - line.begin();
    std::ranges::fill(line, 0.0);
    line[static_cast<std::size_t>(largest)] = 1.0;
}

/// Each line is read into binary64, changed there in order of the axis, and rounded once.
template <void (*Function)(std::span<double>)>
EvaluateOutcome evaluateLines(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferSoftmax));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor& x = inputs[0];
    LATHE_TRY(const std::int64_t axis, axisOf(context, x.rank()));
    std::int64_t count = axis < x.rank() ? x.dim(axis) : 1, inner = 1;
    for (std::int64_t i = axis + 1; i < x.rank(); ++i)
        (flattens(context) ? count : inner) *= x.dim(i);
    return dispatchFloat(context, x.type(), [&]<class T>(T) -> EvaluateOutcome {
        const T* from = x.data<T>().data();
        T* to = outputs[0].mutableData<T>().data();
        std::vector<double> line(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < x.elementCount() / count; ++i) {
            const std::int64_t first = i / inner * inner * count + i % inner;
            for (std::int64_t k = 0; k < count; ++k)
                line[static_cast<std::size_t>(k)] = static_cast<double>(from[first + k * inner]);
            Function(line);
            for (std::int64_t k = 0; k < count; ++k)
                to[first + k * inner] = static_cast<T>(line[static_cast<std::size_t>(k)]);
        }
        return std::move(outputs);
    });
}

/// Largest, difference, sum as vector operations; exponential and division as special functions.
Work workOfSoftmax(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const std::int64_t count = elementsOf(outputs);
    return {.vectorOps = multiplySaturated({count, 3}), .specialOps = multiplySaturated({count, 2})};
}

} // namespace

std::vector<OpRow> softmaxOps() {
    constexpr auto kActivation = OpCategory::Activation;
    return {
        {"", "Softmax", 1, kActivation, QuantRule::Float, inferSoftmax, viaFloat<evaluateLines<softmax>>, workOfSoftmax,
         "Exponentials along an axis, divided by their sum."},
        {"", "LogSoftmax", 1, kActivation, QuantRule::Float, inferSoftmax, viaFloat<evaluateLines<logSoftmax>>, workOfSoftmax,
         "Logarithm of Softmax."},
        {"", "Hardmax", 1, kActivation, QuantRule::Float, inferSoftmax, viaFloat<evaluateLines<hardmax>>, vectorPerOutput,
         "1 at the first largest element of the axis, else 0."},
    };
}

} // namespace lathe
