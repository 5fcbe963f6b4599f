#pragma once

#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"

#include <string>
#include <vector>

namespace lathe {

/// What a value's rounding does to the outputs under one candidate of its parameters.
struct TensorChoice {
    std::string value;               ///< whose range it is
    std::size_t best = 0;            ///< index of the candidate with the least noise; the first of equals
    std::vector<double> noiseRatios; ///< by candidate: mean over the outputs of Σ difference² / Σ output²
};

/// Measures every value that is rounded for the first time (the output of a unit, a border) alone: it is rounded with the parameters that
/// each candidate network gives it, what stands behind it computes in float. The candidates quantize the same graph in the same
/// precisions and differ in scales.
Result<std::vector<TensorChoice>> chooseByTensor(const std::vector<const QuantizedGraph*>& candidates, std::int64_t samples,
                                                 const SampleSource& source, JobContext& context);

} // namespace lathe
