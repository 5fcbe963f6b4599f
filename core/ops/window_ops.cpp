#include "core/ops/move_helpers.h"
#include "core/ops/signal_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lathe {
namespace {

Result<DataType> outputType(const OpContext& context) {
    const auto type = static_cast<DataType>(context.node.intAttribute("output_datatype", static_cast<std::int64_t>(DataType::Float)));
    const bool isNumber = (isInteger(type) && bitWidth(type) >= 8) || type == DataType::Float || type == DataType::Double ||
                          type == DataType::Float16 || type == DataType::Bfloat16;
    if (!isNumber) return opError(context, "output_datatype is no number type");
    return type;
}

/// Far above every real window or matrix: a short file must not ask for all memory.
constexpr std::int64_t kMostElements = std::int64_t(1) << 27;

InferOutcome inferWindow(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_TRY(const DataType type, outputType(context));
    const auto size = knownInts(inputs, 0);
    if (!size) return std::vector{inferredOf(type, openShape(1))};
    if (size->size() != 1 || size->front() < 0) return opError(context, "the size must be one number that is not negative");
    if (size->front() > kMostElements) return opError(context, "the size " + std::to_string(size->front()) + " is too large");
    return std::vector{inferredOf(type, Shape({Dim(size->front())}))};
}

/// a₀ − a₁ cos(2πn / N) + a₂ cos(4πn / N); N is the size, or one less for a symmetric window.
struct CosineSum {
    double a0, a1, a2;
};
constexpr CosineSum kHann{0.5, 0.5, 0.0}, kHamming{25.0 / 46.0, 21.0 / 46.0, 0.0}, kBlackman{0.42, 0.5, 0.08};

template <const CosineSum& Sum>
EvaluateOutcome evaluateWindow(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferWindow));
    const bool isPeriodic = context.node.intAttribute("periodic", 1) != 0;
    const std::int64_t size = outputs[0].elementCount();
    const auto length = static_cast<double>(std::max<std::int64_t>(isPeriodic ? size : size - 1, 1));
    std::vector<double> values(static_cast<std::size_t>(size));
    StopProbe isStopped;
    for (std::size_t n = 0; n < values.size() && !isStopped(); ++n) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(n) / length;
        values[n] = Sum.a0 - Sum.a1 * std::cos(angle) + Sum.a2 * std::cos(2.0 * angle);
    }
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), values));
}

// --- MelWeightMatrix: num_mel_bins, dft_length, sample_rate, lower_edge_hertz, upper_edge_hertz, all scalars

Result<std::vector<double>> melParameters(const OpContext& context, std::span<const InferredTensor> inputs) {
    std::vector<double> numbers;
    for (const InferredTensor& input : inputs) {
        if (!input.value) return std::vector<double>();
        if (input.value->elementCount() != 1) return opError(context, "every input must be one number");
        numbers.push_back(input.value->toDoubles()[0]);
        constexpr double kMost = 1e12;
        if (!(numbers.back() >= 0.0 && numbers.back() < kMost)) return opError(context, "an input is negative, too large or not a number");
    }
    if (numbers[2] == 0.0) return opError(context, "the sample rate is 0");
    if (numbers[3] > numbers[4]) return opError(context, "the lower edge is above the upper one");
    if (numbers[4] > numbers[2] / 2.0) return opError(context, "the upper edge is above half the sample rate");
    return numbers;
}

InferOutcome inferMel(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 5, 5));
    LATHE_TRY(const DataType type, outputType(context));
    LATHE_TRY(const auto numbers, melParameters(context, inputs));
    if (numbers.empty()) return std::vector{inferredOf(type, openShape(2))};
    const auto bins = static_cast<std::int64_t>(numbers[0]), length = static_cast<std::int64_t>(numbers[1]);
    if (multiplySaturated({length / 2 + 1, bins}) > kMostElements || bins > kMostElements)
        return opError(context, "the matrix is too large");
    return std::vector{inferredOf(type, Shape({Dim(length / 2 + 1), Dim(bins)}))};
}

/// Corners of the triangles as bins of the spectrum: even steps of mel = 2595 · log10(1 + hertz / 700), as ONNX
/// MelWeightMatrix-17 spaces them (num_mel_bins + 2 steps).
std::vector<std::int64_t> melCorners(const std::vector<double>& numbers) {
    const auto melOf = [](double hertz) { return 2595.0 * std::log10(1.0 + hertz / 700.0); };
    const double low = melOf(numbers[3]), high = melOf(numbers[4]), count = numbers[0] + 2.0;
    std::vector<std::int64_t> corners;
    for (double i = 0.0; i < count; i += 1.0) {
        const double hertz = 700.0 * (std::pow(10.0, (low + i * (high - low) / count) / 2595.0) - 1.0);
        corners.push_back(static_cast<std::int64_t>(std::floor((numbers[1] + 1.0) * hertz / numbers[2])));
    }
    return corners;
}

/// Height at `bin` of the triangle that rises from `left` to `centre` and falls to `right`.
double triangleAt(std::int64_t bin, std::int64_t left, std::int64_t centre, std::int64_t right) {
    if (bin == centre) return 1.0;
    if (bin < centre) return static_cast<double>(bin - left) / static_cast<double>(centre - left);
    return static_cast<double>(right - bin) / static_cast<double>(right - centre);
}

EvaluateOutcome evaluateMel(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMel));
    LATHE_TRY(const auto numbers, melParameters(context, inferredOfAll(inputs)));
    const std::vector<std::int64_t> corners = melCorners(numbers);
    const std::int64_t rows = outputs[0].dim(0), columns = outputs[0].dim(1);
    std::vector<double> values(static_cast<std::size_t>(rows * columns), 0.0);
    StopProbe isStopped;
    for (std::int64_t column = 0; column < columns && !isStopped(); ++column) {
        const auto at = static_cast<std::size_t>(column);
        const std::int64_t left = corners[at], centre = corners[at + 1], right = corners[at + 2];
        for (std::int64_t row = std::max<std::int64_t>(left, 0); row < std::min(std::max(right, centre + 1), rows); ++row)
            values[static_cast<std::size_t>(row * columns + column)] = triangleAt(row, left, centre, right);
    }
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), values));
}

} // namespace

std::vector<OpRow> windowOps() {
    constexpr auto kCategory = OpCategory::Constant;
    constexpr auto kRule = QuantRule::Structural;
    return {
        {"", "HannWindow", 17, kCategory, kRule, inferWindow, evaluateWindow<kHann>, specialPerOutput, "Raised cosine."},
        {"", "HammingWindow", 17, kCategory, kRule, inferWindow, evaluateWindow<kHamming>, specialPerOutput,
         "Raised cosine on a small step."},
        {"", "BlackmanWindow", 17, kCategory, kRule, inferWindow, evaluateWindow<kBlackman>, specialPerOutput, "Sum of two cosines."},
        {"", "MelWeightMatrix", 17, kCategory, kRule, inferMel, evaluateMel, vectorPerOutput,
         "Weights from the bins of a spectrum to bands evenly spaced in mel."},
    };
}

} // namespace lathe
