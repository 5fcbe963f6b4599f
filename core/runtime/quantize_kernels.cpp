#include "core/runtime/kernel.h"
#include "core/runtime/simd.h"

#include <algorithm>

namespace lathe {
namespace {

/// Adding and taking away 1.5 · 2^23 rounds a binary32 number below 2^22 to the nearest integer, ties to even.
constexpr float kRound = 12582912.0F;

/// Clamped first, which gives the same for integer bounds and keeps the rounding in range; NaN becomes 0.
inline float roundBetween(float x, float low, float high) {
    x = x == x ? x : 0.0F;
    x = x > low ? x : low;
    x = x < high ? x : high;
    return x + kRound - kRound;
}

LATHE_SIMD void fakeQuantize(const float* x, float* y, std::int64_t count, float scale, float low, float high) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = roundBetween(x[i] / scale, low, high) * scale;
}

LATHE_SIMD void quantize(const float* x, float* y, std::int64_t count, float scale, float low, float high, float zero) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = roundBetween(x[i] / scale, low, high) + zero;
}

LATHE_SIMD void dequantize(const float* x, float* y, std::int64_t count, float scale, float zero) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = (x[i] - zero) * scale;
}

LATHE_SIMD void requantizeChannels(float* y, const float* factors, std::int64_t channels, float low, float high, float zero) {
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = roundBetween(y[c] * factors[c], low, high) + zero;
}

LATHE_SIMD void requantizePlane(float* y, std::int64_t count, float factor, float low, float high, float zero) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = roundBetween(y[i] * factor, low, high) + zero;
}

LATHE_SIMD void widenSigned(const std::int8_t* x, float* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = static_cast<float>(x[i]);
}

LATHE_SIMD void widenUnsigned(const std::uint8_t* x, float* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = static_cast<float>(x[i]);
}

/// A kernel of one pass without state: what run does with args[0] and args[1].
template <class Pass>
class PassKernel final : public Kernel {
public:
    explicit PassKernel(Pass pass) : m_pass(std::move(pass)) {}
    bool run(State*, float* const* args, std::byte*) const override {
        m_pass(args[0], args[1]);
        return true;
    }

private:
    Pass m_pass;
};

template <class Pass>
KernelPtr makePassKernel(Pass pass) {
    return std::make_shared<PassKernel<Pass>>(std::move(pass));
}

class QuantizedProductKernel final : public Kernel {
public:
    QuantizedProductKernel(KernelPtr product, Requantization after, std::int64_t elements, float zeroToSubtract)
        : m_product(std::move(product)), m_after(std::move(after)), m_elements(elements), m_zero(zeroToSubtract) {}

    std::unique_ptr<State> makeState() const override { return m_product->makeState(); }
    std::int64_t scratchBytes() const override { return sourceBytes() + m_product->scratchBytes(); }

    bool run(State* state, float* const* args, std::byte* scratch) const override {
        float* productArgs[] = {args[0], args[1]};
        if (m_zero != 0.0F) {
            productArgs[0] = reinterpret_cast<float*>(scratch);
            dequantize(args[0], productArgs[0], m_elements, 1.0F, m_zero);
        }
        if (!m_product->run(state, productArgs, scratch + sourceBytes())) return false;
        requantize(args[1]);
        return true;
    }

private:
    std::int64_t sourceBytes() const { return m_zero == 0.0F ? 0 : (m_elements * std::int64_t(sizeof(float)) + 63) / 64 * 64; }

    void requantize(float* y) const {
        const auto channels = static_cast<std::int64_t>(m_after.factors.size());
        addLateBias(y, channels);
        const float low = m_after.low, high = m_after.high, zero = m_after.zero;
        for (std::int64_t row = 0; row < m_after.rows; ++row, y += channels * m_after.inner) {
            if (m_after.inner == 1)
                requantizeChannels(y, m_after.factors.data(), channels, low, high, zero);
            else
                for (std::int64_t c = 0; c < channels; ++c)
                    requantizePlane(y + c * m_after.inner, m_after.inner, m_after.factors[static_cast<std::size_t>(c)], low, high, zero);
        }
    }

    /// Exact in binary64, rounded once.
    void addLateBias(float* y, std::int64_t channels) const {
        for (const LateBias& late : m_after.bias)
            for (std::int64_t row = 0; row < m_after.rows; ++row) {
                float* plane = y + (row * channels + late.channel) * m_after.inner;
                for (std::int64_t i = 0; i < m_after.inner; ++i)
                    plane[i] = static_cast<float>(static_cast<double>(plane[i]) + late.bias);
            }
    }

    KernelPtr m_product;
    Requantization m_after;
    std::int64_t m_elements;
    float m_zero;
};

} // namespace

KernelPtr makeWidenKernel(std::int64_t elements, DataType type) {
    return makePassKernel([elements, type](const float* x, float* y) {
        type == DataType::Int8 ? widenSigned(reinterpret_cast<const std::int8_t*>(x), y, elements)
                               : widenUnsigned(reinterpret_cast<const std::uint8_t*>(x), y, elements);
    });
}

KernelPtr makeFakeQuantKernel(std::int64_t elements, float scale, float low, float high) {
    return makePassKernel([=](const float* x, float* y) { fakeQuantize(x, y, elements, scale, low, high); });
}

KernelPtr makeQuantizeKernel(std::int64_t elements, float scale, float low, float high, float zero) {
    return makePassKernel([=](const float* x, float* y) { quantize(x, y, elements, scale, low, high, zero); });
}

KernelPtr makeQuantizeRowsKernel(Rows rows, float scale, float low, float high, float zero) {
    return makePassKernel([=](const float* x, float* y) {
        for (std::int64_t r = 0; r < rows.rows; ++r)
            quantize(x + r * rows.run, y + rows.offset + r * rows.targetStride, rows.run, scale, low, high, zero);
    });
}

KernelPtr makeDequantizeKernel(std::int64_t elements, float scale, float zero) {
    return makePassKernel([=](const float* x, float* y) { dequantize(x, y, elements, scale, zero); });
}

KernelPtr makeQuantizedProductKernel(KernelPtr product, Requantization after, std::int64_t elements, float zeroToSubtract) {
    return std::make_shared<QuantizedProductKernel>(std::move(product), std::move(after), elements, zeroToSubtract);
}

} // namespace lathe
