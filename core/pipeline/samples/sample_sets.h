#pragma once

#include "core/pipeline/samples.h"

namespace lathe {

/// Some of the samples of a set, as a set of its own.
SampleSet sampleSetOf(const SampleSet& from, const std::vector<std::size_t>& chosen);

} // namespace lathe
