#include "core/simulator/functional/channel_scales.h"

#include <algorithm>

namespace lathe {
namespace {

/// Whether the products with a sum of 32 bits, and what rounding adds to them, stay within 64 bits.
bool isShort(const Requantizer::Parts& parts) {
    const int least = parts.numerics.requantization == Requantization::DoublingHighMul ? 31 : 1;
    return parts.shift >= least && parts.shift <= 62 && parts.mantissa < (std::int64_t(1) << 31);
}

} // namespace

ChannelScales::ChannelScales(std::vector<Requantizer> requantizers, std::int64_t channels, bool hasWideSums, DataType output,
                             const VectorKernels& kernels)
    : m_requantizers(std::move(requantizers)), m_hasWideSums(hasWideSums), m_hasWideOutput(output == DataType::Int16) {
    const Requantizer::Parts parts = m_requantizers.front().parts();
    m_range = parts.range;
    m_zero = parts.zero;
    RequantizeChoice choice;
    if (!choose(choice)) return;
    m_run = kernels.requantizer(choice);
    fillArrays(channels, kernels.lanes);
}

bool ChannelScales::choose(RequantizeChoice& choice) const {
    const Requantizer::Parts parts = m_requantizers.front().parts();
    choice.rounding = parts.numerics.rounding;
    choice.hasWideSums = m_hasWideSums;
    choice.hasWideOutput = m_hasWideOutput;
    if (parts.numerics.requantization == Requantization::FloatMultiplier) {
        choice.kind = parts.isWide ? ScaleKind::Double : ScaleKind::Float;
        return parts.isWide || !m_hasWideSums;
    }
    choice.kind = parts.numerics.requantization == Requantization::DoublingHighMul ? ScaleKind::DoubleShift : ScaleKind::Shift;
    return !m_hasWideSums && std::ranges::all_of(m_requantizers, [](const Requantizer& each) { return isShort(each.parts()); });
}

void ChannelScales::fillArrays(std::int64_t channels, std::int64_t lanes) {
    const auto padded = static_cast<std::size_t>(channels + 2 * lanes); // tiles may begin at any channel
    m_factors.assign(padded, 0);
    m_wideFactors.assign(padded, 0);
    m_mantissas.assign(padded, 0);
    m_shifts.assign(padded, 31);
    for (std::int64_t c = 0; c < channels; ++c) {
        const Requantizer::Parts parts = at(c).parts();
        const auto i = static_cast<std::size_t>(c);
        m_factors[i] = parts.factor;
        m_wideFactors[i] = parts.wideFactor;
        m_mantissas[i] = parts.mantissa;
        m_shifts[i] = parts.shift;
    }
}

void ChannelScales::run(RequantizeTile tile, const IntegerRange& bounds) const {
    if (m_run) {
        tile.scales = {m_factors.data(), m_wideFactors.data(), m_mantissas.data(), m_shifts.data()};
        tile.zero = m_zero;
        tile.low = std::max(m_range.low, bounds.low - m_zero);
        tile.high = std::min(m_range.high, bounds.high - m_zero);
        return m_run(tile);
    }
    if (m_hasWideSums)
        return m_hasWideOutput ? runElements<std::int64_t, std::int16_t>(tile, bounds)
                               : runElements<std::int64_t, std::int8_t>(tile, bounds);
    return m_hasWideOutput ? runElements<std::int32_t, std::int16_t>(tile, bounds) : runElements<std::int32_t, std::int8_t>(tile, bounds);
}

template <class Sum, class Out>
void ChannelScales::runElements(const RequantizeTile& tile, const IntegerRange& bounds) const {
    for (std::int64_t r = 0; r < tile.rows; ++r)
        for (std::int64_t c = 0; c < tile.channels; ++c) {
            const std::int64_t sum = static_cast<const Sum*>(tile.sums)[r * tile.sumStride + c];
            const std::int64_t q = std::clamp(at(tile.firstChannel + c).apply(sum), bounds.low, bounds.high);
            static_cast<Out*>(tile.out)[r * tile.outStride + c] = static_cast<Out>(q);
        }
}

} // namespace lathe
