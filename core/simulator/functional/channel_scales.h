#pragma once

#include "core/simulator/functional/requantizer.h"
#include "core/simulator/functional/simd/vector_kernels.h"

namespace lathe {

/// The requantization of neighbouring channels in vectors; element by element where vectors have no way to do it. The same integers
/// as Requantizer::apply.
class ChannelScales {
public:
    /// One requantizer for each of `channels`, or one for all. `hasWideSums`: sums are int64, not int32; `output`: Int8 or Int16.
    ChannelScales(std::vector<Requantizer> requantizers, std::int64_t channels, bool hasWideSums, DataType output,
                  const VectorKernels& kernels);

    /// Sums of tile.rows × tile.channels to integers within `bounds`; fills in the rest of `tile`.
    void run(RequantizeTile tile, const IntegerRange& bounds) const;

private:
    const Requantizer& at(std::int64_t channel) const {
        return m_requantizers[m_requantizers.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
    }
    bool choose(RequantizeChoice& choice) const;
    void fillArrays(std::int64_t channels, std::int64_t lanes);
    template <class Sum, class Out>
    void runElements(const RequantizeTile& tile, const IntegerRange& bounds) const;

    std::vector<Requantizer> m_requantizers;
    bool m_hasWideSums, m_hasWideOutput;
    RequantizeFn m_run = nullptr;
    IntegerRange m_range;
    std::int64_t m_zero = 0;
    std::vector<float> m_factors;
    std::vector<double> m_wideFactors;
    std::vector<std::int64_t> m_mantissas, m_shifts;
};

} // namespace lathe
