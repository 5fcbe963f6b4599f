#include "core/ops/signal_ops.h"

#include "core/ops/families.h"
#include "core/ops/fourier.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::array kReals{DataType::Float, DataType::Double, DataType::Float16, DataType::Bfloat16};

/// A whole number that an input must hold; nothing when it is not known yet.
Result<std::optional<std::int64_t>> knownScalar(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i,
                                                std::string_view what, std::int64_t least) {
    const auto values = knownInts(inputs, i);
    if (!values) return std::optional<std::int64_t>();
    if (values->size() != 1) return opError(context, std::string(what) + " must be one number");
    if (values->front() < least)
        return opError(context,
                       std::string(what) + " is " + std::to_string(values->front()) + ", expected at least " + std::to_string(least));
    return std::optional(values->front());
}

/// The last axis holds the parts of a number: real, or real and imaginary.
Status checkParts(const OpContext& context, const Shape* signal, bool isOneSided) {
    if (!signal || !signal->dims.back().isKnown()) return {};
    const std::int64_t parts = signal->dims.back().value;
    if (parts != 1 && parts != 2) return opError(context, "the last axis has " + std::to_string(parts) + " elements, expected 1 or 2");
    if (parts == 2 && isOneSided) return opError(context, "onesided needs a real signal");
    return {};
}

Dim binsOf(const Dim& length, bool isOneSided) {
    return length.isKnown() && isOneSided ? Dim(length.value / 2 + 1) : isOneSided ? Dim() : length;
}

// --- DFT: axis is an attribute (default 1) before opset 20, then an input (default −2)

Result<std::optional<std::int64_t>> dftAxis(const OpContext& context, std::span<const InferredTensor> inputs, std::int64_t rank) {
    std::int64_t axis = context.opset < 20 ? context.node.intAttribute("axis", 1) : -2;
    if (context.opset >= 20 && isGiven(context, inputs, 2)) {
        LATHE_TRY(const auto given, knownScalar(context, inputs, 2, "the axis", -rank));
        if (!given) return std::optional<std::int64_t>();
        axis = *given;
    }
    LATHE_TRY(axis, normalizeAxis(context, axis, rank));
    if (axis == rank - 1) return opError(context, "the last axis holds the parts of each number and cannot be transformed");
    return std::optional(axis);
}

InferOutcome inferDft(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, context.opset < 20 ? 2 : 3));
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kReals, "the input"));
    const bool isOneSided = context.node.intAttribute("onesided", 0) != 0;
    if (isOneSided && context.node.intAttribute("inverse", 0) != 0) return opError(context, "onesided and inverse exclude each other");
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* signal = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, signal, 2, -1, "the input"));
    LATHE_CHECK(checkParts(context, signal, isOneSided));
    LATHE_TRY(const auto given, knownScalar(context, inputs, 1, "dft_length", 1));
    if (!signal) return std::vector{output};
    LATHE_TRY(const auto axis, dftAxis(context, inputs, signal->rank()));
    if (!axis) {
        output.shape = openShape(signal->rank());
    } else {
        output.shape = *signal;
        Dim& length = output.shape->dims[static_cast<std::size_t>(*axis)];
        if (isGiven(context, inputs, 1)) length = given ? Dim(*given) : Dim();
        if (length == Dim(0)) return opError(context, "the signal has no samples along the axis");
        length = binsOf(length, isOneSided);
    }
    output.shape->dims.back() = Dim(2);
    return std::vector{output};
}

/// Elements of a signal whose last axis holds the parts of numbers.
class Signal {
public:
    explicit Signal(const Tensor& tensor) : m_values(tensor.toDoubles()), m_parts(tensor.dims().back()) {}
    std::complex<double> at(std::int64_t i) const {
        const auto place = static_cast<std::size_t>(i * m_parts);
        return {m_values[place], m_parts == 2 ? m_values[place + 1] : 0.0};
    }

private:
    std::vector<double> m_values;
    std::int64_t m_parts;
};

/// Room for the output's elements as doubles, within the limits of tensors.
Result<std::vector<double>> roomFor(const OpContext& context, std::span<const std::int64_t> dims) {
    constexpr std::int64_t kMostElements = std::int64_t(1) << 31;
    const auto count = elementCountOf(dims);
    if (!count || *count > kMostElements) return opError(context, "the output " + toText(dims) + " is too large");
    return std::vector<double>(static_cast<std::size_t>(*count));
}

void putAt(std::vector<double>& out, std::int64_t i, std::complex<double> value) {
    out[static_cast<std::size_t>(2 * i)] = value.real();
    out[static_cast<std::size_t>(2 * i + 1)] = value.imag();
}

EvaluateOutcome evaluateDft(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferDft));
    const Tensor& x = inputs[0];
    LATHE_TRY(const auto axis, dftAxis(context, inferredOfAll(inputs), x.rank()));
    LATHE_TRY(std::vector<double> out, roomFor(context, dims[0]));
    const std::int64_t given = x.dim(*axis), length = tensorAt(inputs, 1) ? inputs[1].toInt64s()[0] : given;
    const std::int64_t bins = dims[0][static_cast<std::size_t>(*axis)];
    constexpr std::int64_t kMostLength = std::int64_t(1) << 26;
    if (length > kMostLength) return opError(context, "dft_length " + std::to_string(length) + " is too large");
    const std::int64_t inner = *elementCountOf(std::span(x.dims()).subspan(static_cast<std::size_t>(*axis) + 1)) / x.dims().back();
    const bool isInverse = context.node.intAttribute("inverse", 0) != 0;
    const Signal signal(x);
    const std::int64_t lines = bins == 0 ? 0 : static_cast<std::int64_t>(out.size()) / 2 / bins;
    for (std::int64_t i = 0; i < lines && !isStopAsked(); ++i) {
        const std::int64_t outer = i / inner, place = i % inner;
        ComplexLine line(static_cast<std::size_t>(length));
        for (std::int64_t n = 0; n < std::min(given, length); ++n) // cut short or filled up with zeros
            line[static_cast<std::size_t>(n)] = signal.at((outer * given + n) * inner + place);
        line = fourierTransform(std::move(line), isInverse);
        for (std::int64_t k = 0; k < bins; ++k)
            putAt(out, (outer * bins + k) * inner + place,
                  isInverse ? line[static_cast<std::size_t>(k)] / static_cast<double>(length) : line[static_cast<std::size_t>(k)]);
    }
    return oneOutput(context, tensorOf(x.type(), std::move(dims[0]), out));
}

// --- STFT: signal [batch, length, 1 or 2], frame_step, window [frame length] and frame_length, of which one may be omitted

/// Samples per frame, where known.
Result<Dim> frameLength(const OpContext& context, std::span<const InferredTensor> inputs) {
    const Shape* window = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, window, 1, 1, "the window"));
    const Dim windowLength = window ? window->dims[0] : Dim();
    if (!isGiven(context, inputs, 3)) {
        if (!isGiven(context, inputs, 2)) return opError(context, "needs a window or a frame_length");
        return windowLength;
    }
    LATHE_TRY(const auto given, knownScalar(context, inputs, 3, "frame_length", 1));
    return sameDim(context, given ? Dim(*given) : Dim(), windowLength, "frame_length and window");
}

InferOutcome inferStft(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 4));
    LATHE_CHECK(commonType(context, inputs, {0, 2}));
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kReals, "the signal"));
    const bool isOneSided = context.node.intAttribute("onesided", 1) != 0;
    const Shape* signal = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, signal, 3, 3, "the signal"));
    LATHE_CHECK(checkParts(context, signal, isOneSided));
    LATHE_TRY(const auto step, knownScalar(context, inputs, 1, "frame_step", 1));
    LATHE_TRY(const Dim frame, frameLength(context, inputs));
    Dim frames;
    if (signal && signal->dims[1].isKnown() && frame.isKnown() && step) {
        if (frame.value < 1 || frame.value > signal->dims[1].value)
            return opError(context, "a frame of " + std::to_string(frame.value) + " samples does not fit a signal of " +
                                        std::to_string(signal->dims[1].value));
        frames = Dim((signal->dims[1].value - frame.value) / *step + 1);
    }
    return std::vector{inferredOf(inputs[0].type, Shape({signal ? signal->dims[0] : Dim(), frames, binsOf(frame, isOneSided), Dim(2)}))};
}

EvaluateOutcome evaluateStft(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferStft));
    LATHE_TRY(std::vector<double> out, roomFor(context, dims[0]));
    LATHE_TRY(const Dim frame, frameLength(context, inferredOfAll(inputs)));
    const std::int64_t samples = inputs[0].dim(1), step = inputs[1].toInt64s()[0], frames = dims[0][1], bins = dims[0][2];
    const std::vector<double> window = tensorAt(inputs, 2) ? inputs[2].toDoubles() : std::vector<double>();
    const Signal signal(inputs[0]);
    for (std::int64_t i = 0; i < dims[0][0] * frames && !isStopAsked(); ++i) {
        const std::int64_t first = i / frames * samples + i % frames * step;
        ComplexLine line(static_cast<std::size_t>(frame.value));
        for (std::size_t n = 0; n < line.size(); ++n)
            line[n] = signal.at(first + static_cast<std::int64_t>(n)) * (window.empty() ? 1.0 : window[n]);
        line = fourierTransform(std::move(line), false);
        for (std::int64_t k = 0; k < bins; ++k)
            putAt(out, i * bins + k, line[static_cast<std::size_t>(k)]);
    }
    return oneOutput(context, tensorOf(inputs[0].type(), std::move(dims[0]), out));
}

/// Two products and sums of complex numbers per halving.
Work fourierWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    constexpr std::int64_t kPerElement = 64;
    return {.vectorOps = multiplySaturated({elementsOf(outputs), kPerElement})};
}

} // namespace

std::vector<OpRow> signalOps() {
    std::vector<OpRow> rows = {
        {"", "DFT", 17, OpCategory::Other, QuantRule::Float, inferDft, evaluateDft, fourierWork,
         "Discrete Fourier transform along an axis."},
        {"", "STFT", 17, OpCategory::Other, QuantRule::Float, inferStft, evaluateStft, fourierWork,
         "Fourier transforms of the windowed frames of a signal."},
    };
    for (OpRow& row : windowOps())
        rows.push_back(row);
    return rows;
}

} // namespace lathe
