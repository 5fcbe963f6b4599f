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
/// How thresholds are chosen; `numerics` of the device, whose scales may have to be powers of two.
CalibrationOptions calibrationOptionsOf(const BuildConfig& config, const NumericsSpec& numerics);
QuantizationOptions quantizationOptionsOf(const BuildConfig& config, const Target& target, JobContext& context);

/// The samples of calibration that can be used; reports those that cannot.
Result<SampleSet> calibrationSamples(const BuildConfig& config, const Graph& original, JobContext& context);
/// What calibration_type skip calibrates on.
SampleSet randomSamples(const BuildConfig& config, const Graph& original, const Graph& optimised);
/// The table of calibration_table, or statistics of the samples, or of seeded random data for calibration_type skip.
/// `mostSamples` of them, spread evenly; 0 takes all.
Result<CalibrationTable> calibrateModel(const BuildConfig& config, const Graph& original, const Graph& optimised, JobContext& context,
                                        std::int64_t mostSamples = 0, bool countsEveryElement = false);

} // namespace lathe
