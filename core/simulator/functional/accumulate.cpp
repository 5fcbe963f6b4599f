#include "core/simulator/functional/accumulate.h"

#include <algorithm>

// Integer sums are the same however they are vectorised; sanitizers cannot run the resolver that picks a clone.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LATHE_CLONES __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define LATHE_CLONES
#endif

namespace lathe {
namespace {

LATHE_CLONES void addScaled(const std::int8_t* x, std::int64_t step, std::int32_t weight, std::int64_t count, std::int32_t* sums) {
    if (step == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            sums[i] += x[i] * weight;
    } else {
        for (std::int64_t i = 0; i < count; ++i)
            sums[i] += x[i * step] * weight;
    }
}

LATHE_CLONES void addScaled(const std::int16_t* x, std::int64_t step, std::int64_t weight, std::int64_t count, std::int64_t* sums) {
    for (std::int64_t i = 0; i < count; ++i)
        sums[i] += x[i * step] * weight;
}

LATHE_CLONES void addScaled(const std::int8_t* x, std::int64_t step, std::int64_t weight, std::int64_t count, std::int64_t* sums) {
    for (std::int64_t i = 0; i < count; ++i)
        sums[i] += x[i * step] * weight;
}

/// Outputs [begin, end) of a row whose tap at column offset `offset` (in input columns, may be negative) lies inside.
struct Span {
    std::int64_t begin, end;
};
Span insideColumns(std::int64_t offset, std::int64_t stride, std::int64_t inputWidth, std::int64_t outputWidth) {
    const std::int64_t begin = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    const std::int64_t last = inputWidth - 1 - offset;
    const std::int64_t end = last < 0 ? 0 : last / stride + 1;
    return {begin, std::min(end, outputWidth)};
}

} // namespace

template <class In, class Weight, class Accumulator>
void accumulateRow(const ConvShape& shape, const In* x, std::int32_t zero, const Weight* w, std::int64_t batch, std::int64_t channel,
                   std::int64_t row, Accumulator* accumulators) {
    const SlidingWindow& window = shape.window;
    std::fill_n(accumulators, window.output[1], Accumulator(0));
    const std::int64_t perGroup = shape.channelsPerGroup();
    const std::int64_t firstInput = channel / shape.outputsPerGroup() * perGroup;
    const std::int64_t plane = window.input[0] * window.input[1];
    for (std::int64_t c = 0; c < perGroup; ++c) {
        const In* image = x + (batch * shape.inputChannels + firstInput + c) * plane;
        const Weight* filter = w + (channel * perGroup + c) * window.kernel[0] * window.kernel[1];
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky) {
            const std::int64_t y = row * window.stride[0] - window.padBegin[0] + ky * window.dilation[0];
            if (y < 0 || y >= window.input[0]) continue;
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
                const std::int64_t offset = kx * window.dilation[1] - window.padBegin[1];
                const Span inside = insideColumns(offset, window.stride[1], window.input[1], window.output[1]);
                const In* first = image + y * window.input[1] + inside.begin * window.stride[1] + offset;
                const Accumulator weight = filter[ky * window.kernel[1] + kx];
                if (weight == 0 || inside.end <= inside.begin) continue;
                addScaled(first, window.stride[1], weight, inside.end - inside.begin, accumulators + inside.begin);
                if (zero == 0) continue;
                for (std::int64_t i = inside.begin; i < inside.end; ++i)
                    accumulators[i] -= static_cast<Accumulator>(zero) * weight;
            }
        }
    }
}
#define LATHE_ACCUMULATE_ROW(In, Weight, Accumulator)                                                                                      \
    template void accumulateRow(const ConvShape&, const In*, std::int32_t, const Weight*, std::int64_t, std::int64_t, std::int64_t,        \
                                Accumulator*);
LATHE_ACCUMULATE_ROW(std::int8_t, std::int8_t, std::int32_t)
LATHE_ACCUMULATE_ROW(std::int8_t, std::int8_t, std::int64_t)
LATHE_ACCUMULATE_ROW(std::int8_t, std::int16_t, std::int64_t)
LATHE_ACCUMULATE_ROW(std::int16_t, std::int8_t, std::int64_t)
LATHE_ACCUMULATE_ROW(std::int16_t, std::int16_t, std::int64_t)
#undef LATHE_ACCUMULATE_ROW

} // namespace lathe
