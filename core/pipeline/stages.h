#pragma once

#include "core/passes/preprocessing/insert_preprocessing.h"
#include "core/pipeline/pipeline.h"
#include "core/quantization/quantize.h"

namespace lathe {

// The stages as pure functions of what they read; runBuild() strings them together with the cache.

struct Imported {
    std::shared_ptr<const Graph> graph;
    ContentHash key;
};
Result<Imported> importModel(const BuildConfig& config, StageCache& cache, JobContext& context, bool& fromCache);

struct Optimised {
    std::shared_ptr<const Graph> graph;
    std::shared_ptr<const std::vector<PassReport>> passes;
    std::shared_ptr<const GivenQuantization> given; ///< what an already quantized model says of itself
};
/// What the operators say of their inputs, before any node is removed: an end that goes must be right, too.
Status checkOperators(const BuildConfig& config, const Graph& original, JobContext& context);
/// Edits of the configuration, static shapes, the model's own quantization, passes, pre-processing.
Result<Optimised> optimiseModel(const BuildConfig& config, const Graph& original, JobContext& context);

std::vector<Preprocessing> preprocessingOf(const BuildConfig& config);
CalibrationOptions calibrationOptionsOf(const BuildConfig& config);
QuantizationOptions quantizationOptionsOf(const BuildConfig& config, const Target& target, JobContext& context);

/// Statistics of the samples, or of seeded random data for calibration_type skip.
Result<CalibrationTable> calibrateModel(const BuildConfig& config, const Graph& original, const Graph& optimised, JobContext& context);

} // namespace lathe
