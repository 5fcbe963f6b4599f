#pragma once

#include "core/analysis/promotion.h"
#include "core/pipeline/pipeline.h"

namespace lathe {

/// Samples that an analysis runs on, with what is known of them.
struct AnalysisSamples {
    SampleSet set;
    std::vector<std::int64_t> labels; ///< by sample, -1 unknown; empty: none
};

/// Promotes quantized nodes of `config` to `precision` (int16 …), as quant_config's node_config would, and measures accuracy against
/// latency. Everything that a node's precision does not change comes from the cache. `samples` by the program of `config`.
Result<Promotion> promoteNodes(const BuildConfig& config, const std::string& precision, const AnalysisSamples& samples,
                               const PromotionOptions& options, StageCache& cache, JobContext& context);

/// Sensitivity of the nodes of a build over its samples, with the accuracy of its program.
Result<Sensitivity> analyseSensitivity(const BuildResult& build, const AnalysisSamples& samples, const SensitivityOptions& options,
                                       JobContext& context);

} // namespace lathe
