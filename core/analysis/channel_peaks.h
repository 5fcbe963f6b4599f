#pragma once

#include "core/calibration/calibration.h"
#include "core/quantization/equalize.h"

namespace lathe {

/// max |x| of each channel of the values that equalizeLayers() can scale, from what a float pass shows of them.
class PeakMeter {
public:
    PeakMeter(const Graph& graph, int threads);
    /// The values that it wants to see.
    const std::set<ValueId>& values() const { return m_values; }
    /// Several threads at once, each with a number of its own.
    void see(int thread, ValueId value, const Tensor& tensor, bool isChannelsLast);
    ChannelPeaks peaks() const;

private:
    using Peaks = std::map<ValueId, std::vector<float>>; ///< by observed value
    std::vector<EqualizableValue> m_equalizable;
    std::set<ValueId> m_values;
    std::vector<Peaks> m_byThread; ///< the largest is the largest in any order
};

/// The same over samples: one float pass.
Result<ChannelPeaks> measureChannelPeaks(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context);

} // namespace lathe
