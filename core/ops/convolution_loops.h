#pragma once

#include "core/base/stop_point.h"
#include "core/ops/spatial_window.h"

#include <algorithm>
#include <vector>

namespace lathe {

/// Sizes of one convolution: input [batch, groups · channelsIn, window input], weight [groups · channelsOut, channelsIn,
/// window kernel], output [batch, groups · channelsOut, window output].
struct ConvolutionSizes {
    std::int64_t batch = 1, groups = 1;
    std::int64_t channelsIn = 1, channelsOut = 1; ///< per group
    Window3 window;

    std::int64_t inputPlane() const { return window[0].input.value * window[1].input.value * window[2].input.value; }
    std::int64_t outputPlane() const { return window[0].output.value * window[1].output.value * window[2].output.value; }
    std::int64_t kernelSize() const { return window[0].kernel * window[1].kernel * window[2].kernel; }
};

/// Makes the last axis long, which is what the loops like; the elements keep their places. Axes of size 1 move to the front,
/// and a 1×1 convolution without stride and padding sees its planes as one row.
inline void lengthenRows(ConvolutionSizes& sizes) {
    const auto isUnit = [](const WindowAxis& axis) {
        return axis.kernel == 1 && axis.input == Dim(1) && axis.output == Dim(1) && axis.padBegin == 0;
    };
    std::ranges::stable_partition(sizes.window, isUnit);
    for (const WindowAxis& axis : sizes.window)
        if (axis.kernel != 1 || axis.stride != 1 || axis.padBegin != 0 || axis.padEnd != 0) return;
    const Dim plane = sizes.inputPlane();
    for (WindowAxis& axis : sizes.window)
        axis.input = axis.output = Dim(1);
    sizes.window[2].input = sizes.window[2].output = plane;
}

/// Adds one channel's kernel to a row of accumulators (output depth z, row y).
template <class Acc, class X, class W>
void accumulateChannel(const Window3& window, const X* x, const W* w, std::int64_t z, std::int64_t y, std::span<Acc> row) {
    const auto& [depth, height, width] = window;
    for (std::int64_t kz = 0; kz < depth.kernel; ++kz) {
        const std::int64_t iz = depth.position(z, kz);
        if (iz < 0 || iz >= depth.input.value) continue;
        for (std::int64_t ky = 0; ky < height.kernel; ++ky) {
            const std::int64_t iy = height.position(y, ky);
            if (iy < 0 || iy >= height.input.value) continue;
            const X* line = x + (iz * height.input.value + iy) * width.input.value;
            const W* taps = w + (kz * height.kernel + ky) * width.kernel;
            for (std::int64_t kx = 0; kx < width.kernel; ++kx) {
                const std::int64_t offset = kx * width.dilation - width.padBegin;
                const Range inside = insideRange(static_cast<std::int64_t>(row.size()), width.stride, offset, width.input.value);
                const Acc tap = static_cast<Acc>(taps[kx]);
                Acc* out = row.data();
                if (width.stride == 1) {
                    const X* from = line + offset;
                    for (std::int64_t o = inside.first; o < inside.last; ++o)
                        out[o] += tap * static_cast<Acc>(from[o]);
                } else {
                    for (std::int64_t o = inside.first; o < inside.last; ++o)
                        out[o] += tap * static_cast<Acc>(line[o * width.stride + offset]);
                }
            }
        }
    }
}

/// Convolution in a fixed order: each output is start(channel) plus its products by input channel, then kernel position;
/// padding adds nothing. finishRow(channel, first output element, row of accumulators) takes the finished rows.
template <class Acc, class X, class W, class Start, class FinishRow>
void convolve(const ConvolutionSizes& sizes, const X* x, const W* w, Start start, FinishRow finishRow) {
    const auto& window = sizes.window;
    std::vector<Acc> row(static_cast<std::size_t>(window[2].output.value));
    const std::int64_t channels = sizes.groups * sizes.channelsOut;
    for (std::int64_t n = 0; n < sizes.batch; ++n) {
        for (std::int64_t c = 0; c < channels; ++c) {
            const std::int64_t group = c / sizes.channelsOut;
            const X* planes = x + (n * sizes.groups + group) * sizes.channelsIn * sizes.inputPlane();
            const W* kernels = w + c * sizes.channelsIn * sizes.kernelSize();
            if (isStopAsked()) return;
            for (std::int64_t z = 0; z < window[0].output.value; ++z) {
                for (std::int64_t y = 0; y < window[1].output.value; ++y) {
                    std::ranges::fill(row, start(c));
                    for (std::int64_t i = 0; i < sizes.channelsIn && !isStopAsked(); ++i)
                        accumulateChannel<Acc>(window, planes + i * sizes.inputPlane(), kernels + i * sizes.kernelSize(), z, y,
                                               std::span<Acc>(row));
                    finishRow(c,
                              ((n * channels + c) * window[0].output.value + z) * window[1].output.value * window[2].output.value +
                                  y * window[2].output.value,
                              std::span<const Acc>(row));
                }
            }
        }
    }
}

/// Input and weight of a Conv-like operator: X [N, C, spatial…], W [M, C / group, kernel…], B [M] at the given places.
struct ConvolutionInputs {
    std::size_t x = 0, w = 1, bias = 2;
};
/// Shape of the output of a Conv-like operator, and its checks; nothing where a rank is unknown.
Result<std::optional<Shape>> inferConvolutionShape(const OpContext& context, std::span<const InferredTensor> inputs,
                                                   const ConvolutionInputs& at);
/// Sizes for convolve(), from shapes that inferConvolutionShape has accepted.
Result<ConvolutionSizes> convolutionSizes(const OpContext& context, const Tensor& x, const Tensor& w);
/// Multiply-accumulates of a Conv-like operator and one vector operation per output for the bias.
Work workOfConvolution(std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs, const ConvolutionInputs& at);

} // namespace lathe
