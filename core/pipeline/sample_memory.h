#pragma once

#include "core/calibration/calibration.h"

namespace lathe {

/// A source that keeps what it has read, up to `bytes`: searches read the same pictures again and again, and decoding takes longer than
/// most networks. Levels of pictures are kept as bytes. Gives the same tensors as `source`, from any thread.
SampleSource remembered(SampleSource source, std::int64_t count, std::int64_t bytes);

} // namespace lathe
