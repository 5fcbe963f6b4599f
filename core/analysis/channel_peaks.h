#pragma once

#include "core/calibration/calibration.h"
#include "core/quantization/equalize.h"

namespace lathe {

/// max |x| of each channel of the values that equalizeLayers() can scale, over samples: one float pass.
Result<ChannelPeaks> measureChannelPeaks(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context);

} // namespace lathe
