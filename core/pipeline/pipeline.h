#pragma once

#include "core/analysis/comparison.h"
#include "core/analysis/evaluation.h"
#include "core/base/hash.h"
#include "core/config/build_config.h"
#include "core/passes/pass.h"
#include "core/pipeline/samples.h"
#include "core/simulator/timing/timing.h"

#include <any>
#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace lathe {

struct SearchOutcome; // core/pipeline/quantise_stage.h

/// The line of a conversion, as the workbench shows it.
enum class Stage { Import, Optimise, Calibrate, Quantise, Compile, Simulate, Compare };
inline constexpr std::array kStages{Stage::Import,  Stage::Optimise, Stage::Calibrate, Stage::Quantise,
                                    Stage::Compile, Stage::Simulate, Stage::Compare};
std::string_view toName(Stage stage);

/// Results by content hash of all that a stage read: in memory, and for calibration also in a folder, so that a killed
/// build resumes and another process need not calibrate again. Safe for several threads.
class StageCache {
public:
    explicit StageCache(std::filesystem::path folder = {}) : m_folder(std::move(folder)) {}
    template <class T>
    std::shared_ptr<const T> find(const ContentHash& key) const;
    template <class T>
    void put(const ContentHash& key, std::shared_ptr<const T> value);
    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    mutable std::mutex m_mutex;
    std::map<ContentHash, std::any> m_entries;
};

struct StageOutcome {
    Stage stage = Stage::Import;
    bool fromCache = false;
    double seconds = 0;
};

/// All that a build made. Parts are shared with the cache and never changed.
struct BuildResult {
    BuildConfig config;                               ///< normalised
    std::shared_ptr<const Graph> original, optimised; ///< float; optimised includes the pre-processing
    std::shared_ptr<const std::vector<PassReport>> passes;
    std::shared_ptr<const CalibrationTable> calibration;
    std::shared_ptr<const SearchOutcome> search; ///< of calibration_type default and mix; else null
    std::shared_ptr<const QuantizedGraph> quantized;
    std::shared_ptr<const Program> program;
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Evaluation> evaluation;
    std::shared_ptr<const Comparison> comparison; ///< on the calibration samples; null when there are none
    std::vector<StageOutcome> stages;
    std::vector<Diagnostic> diagnostics;
};

struct PipelineOptions {
    Stage last = Stage::Compare;
    /// Told when a stage begins and when it ended (outcome set); called on the building thread.
    std::function<void(Stage, const StageOutcome* outcome)> onStage;
    /// Told as soon as a part of the result is there.
    std::function<void(const BuildResult&)> onPartial;
    /// The text and the file that the configuration came from, for the places of what contradicts the model; may be empty.
    std::string yaml = {};
    std::filesystem::path file = {};
};

/// The whole build in memory: reads model and samples, runs the stages that the cache does not have, writes nothing.
Result<BuildResult> runBuild(const BuildConfig& config, StageCache& cache, JobContext& context, const PipelineOptions& options = {});

/// Writes the artefacts of cli.md into working_dir (atomically, each).
Status writeArtefacts(const BuildResult& result, JobContext& context);

/// A folder (cal_data_dir or eval_data_dir) of each input of the model, in the model's order; empty when none is set.
std::vector<std::string> sampleFoldersOf(const BuildConfig& config, const Graph& original,
                                         std::string InputConfig::*folder = &InputConfig::calDataDir);

/// What the configuration asks for: the samples of calibration, or those of evaluation, which may be none (no paths).
SampleRequest calibrationRequest(const BuildConfig& config, const Graph& original);
SampleRequest evaluationRequest(const BuildConfig& config, const Graph& original);

/// Reads the first sample of each folder of the configuration, and the labels: what is wrong with them shows before the work, not
/// behind it. `config` after validateAgainstModel.
Status checkSamples(const BuildConfig& config, const Graph& original, JobContext& context);

/// The float network that a program is compared with: the model with static shapes and the pre-processing of `inputs`.
Result<Graph> referenceNetwork(const Graph& model, const std::vector<InputSpec>& inputs, JobContext& context);

/// Labels by sample, -1 where the CSV has no line for the file. Errors name the line.
Result<std::vector<std::int64_t>> readLabels(const std::filesystem::path& csv, std::int64_t offset, const std::vector<std::string>& files);

/// What the configuration says of each input (after validateAgainstModel).
std::vector<InputSpec> inputSpecsOf(const BuildConfig& config, const Graph& original);

template <class T>
std::shared_ptr<const T> StageCache::find(const ContentHash& key) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(key);
    if (found == m_entries.end()) return nullptr;
    const auto* value = std::any_cast<std::shared_ptr<const T>>(&found->second);
    return value ? *value : nullptr;
}

template <class T>
void StageCache::put(const ContentHash& key, std::shared_ptr<const T> value) {
    std::lock_guard lock(m_mutex);
    m_entries[key] = std::move(value);
}

} // namespace lathe
