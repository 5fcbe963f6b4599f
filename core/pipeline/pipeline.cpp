#include "core/pipeline/pipeline.h"

#include "core/pipeline/batching.h"

#include "core/analysis/advice.h"
#include "core/base/file_target.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/ops/inference.h"
#include "core/pipeline/compile_options.h"
#include "core/pipeline/quantise_stage.h"
#include "core/pipeline/sample_memory.h"
#include "core/pipeline/stage_keys.h"
#include "core/pipeline/stages.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <numeric>
#include <tuple>

namespace lathe {
namespace {

constexpr std::array<std::string_view, kStages.size()> kStageNames{"Import",  "Optimise", "Calibrate", "Quantise",
                                                                   "Compile", "Simulate", "Compare"};
constexpr std::int64_t kRememberedBytes = std::int64_t(48) << 20; ///< of samples, for searches
/// Where each stage ends on the progress bar, as a share of a typical build.
constexpr std::array<double, kStages.size() + 1> kProgress{0, 0.02, 0.08, 0.45, 0.5, 0.6, 0.65, 1};

/// One build: walks the stages, asks the cache first, keeps the partial result.
class Build {
public:
    Build(BuildConfig config, StageCache& cache, JobContext& context, const PipelineOptions& options)
        : m_cache(cache), m_context(context), m_options(options) {
        m_result.config = std::move(config);
    }

    Result<BuildResult> run();

private:
    using StageFn = Result<bool> (Build::*)(); ///< true: taken from the cache
    Status runStage(Stage stage, StageFn work);
    Result<bool> import();
    Result<bool> optimise();
    Result<bool> calibrate();
    Result<bool> quantise();
    Result<bool> compileStage();
    Result<bool> simulate();
    Result<bool> compare();
    void giveAdvice();

    /// The cached value, or what `make` gives, put into the cache.
    template <class T, class Make>
    Result<bool> cached(const ContentHash& key, std::shared_ptr<const T>& slot, Make make);
    std::filesystem::path calibrationFile() const;
    std::shared_ptr<const CalibrationTable> storedCalibration() const;
    QuantizationOptions quantizationOptions() const;
    Result<bool> takeGivenRanges();
    bool hasNoNodeRules() const { return m_result.config.nodeInfo.empty() && m_result.config.quantConfig.nodeTypes.empty(); }
    Status openCalibrationSamples();
    Result<CalibrationTable> calibrateForSearch();
    Result<SearchInput> searchInput(const QuantizationOptions& options);
    Status search();
    Result<Comparison> compareSamples(const SampleSet& samples, std::vector<std::int64_t> labels);

    StageCache& m_cache;
    JobContext& m_context;
    const PipelineOptions& m_options;
    BuildResult m_result;
    std::optional<Target> m_target;
    std::shared_ptr<const GivenQuantization> m_given; ///< by the model itself
    bool m_isGiven = false;                           ///< all ranges are
    std::shared_ptr<const CalibrationTable> m_statistics;
    std::optional<SampleSet> m_samples; ///< that calibrate, and are held back
    ContentHash m_importKey, m_optimiseKey, m_calibrateKey, m_quantiseKey, m_compileKey;
};

template <class T, class Make>
Result<bool> Build::cached(const ContentHash& key, std::shared_ptr<const T>& slot, Make make) {
    slot = m_cache.find<T>(key);
    if (slot) return true;
    LATHE_TRY(T made, make());
    slot = std::make_shared<const T>(std::move(made));
    m_cache.put(key, slot);
    return false;
}

Status Build::runStage(Stage stage, StageFn work) {
    const auto index = static_cast<std::size_t>(stage);
    LATHE_CHECK(m_context.checkStop());
    m_context.enterPart(kProgress[index], kProgress[index + 1]);
    m_context.setProgress(0, kStageNames[index]);
    if (m_options.onStage) m_options.onStage(stage, nullptr);
    const auto begin = std::chrono::steady_clock::now();
    LATHE_TRY(const bool fromCache, (this->*work)());
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    m_result.stages.push_back({stage, fromCache, taken.count()});
    m_context.setProgress(1, kStageNames[index]);
    coreLog()->info("{}: {:.3f} s{}", kStageNames[index], taken.count(), fromCache ? " (from the cache)" : "");
    m_result.diagnostics = m_context.diagnostics();
    if (m_options.onPartial) m_options.onPartial(m_result);
    if (m_options.onStage) m_options.onStage(stage, &m_result.stages.back());
    return {};
}

Result<bool> Build::import() {
    bool fromCache = false;
    LATHE_TRY(const Imported imported, importModel(m_result.config, m_cache, m_context, fromCache));
    m_result.original = imported.graph;
    m_importKey = imported.key;
    LATHE_CHECK(checkOperators(m_result.config, *imported.graph, m_context));
    LATHE_CHECK(validateAgainstModel(m_result.config, *imported.graph, m_options.yaml, m_options.file, m_context));
    if (m_options.last >= Stage::Calibrate) LATHE_CHECK(checkSamples(m_result.config, *imported.graph, m_context));
    LATHE_TRY(m_target, targetOf(m_result.config));
    return fromCache;
}

Result<bool> Build::optimise() {
    m_optimiseKey = optimiseKey(m_result.config, m_importKey);
    std::shared_ptr<const Optimised> optimised;
    LATHE_TRY(const bool fromCache,
              cached(m_optimiseKey, optimised, [&] { return optimiseModel(m_result.config, *m_result.original, m_context); }));
    m_result.optimised = optimised->graph;
    m_result.passes = optimised->passes;
    m_given = optimised->given;
    return fromCache;
}

std::filesystem::path Build::calibrationFile() const {
    return m_cache.folder() / (m_calibrateKey.toHex() + ".calibration.json");
}

std::shared_ptr<const CalibrationTable> Build::storedCalibration() const {
    if (m_cache.folder().empty() || !std::filesystem::exists(calibrationFile())) return nullptr;
    const auto text = readTextFile(calibrationFile(), std::int64_t(1) << 30);
    if (!text) return nullptr;
    auto table = calibrationFromJson(*text, calibrationFile().string());
    return table ? std::make_shared<const CalibrationTable>(std::move(table).value()) : nullptr;
}

QuantizationOptions Build::quantizationOptions() const {
    QuantizationOptions options = quantizationOptionsOf(m_result.config, *m_target, m_context);
    options.given = *m_given;
    return options;
}

/// True when the model states every range that is needed: there is nothing to calibrate then.
Result<bool> Build::takeGivenRanges() {
    if (m_given->isEmpty()) return false;
    CalibrationTable table = withGivenRanges({}, *m_given);
    table.options = calibrationOptionsOf(m_result.config, m_target->numerics);
    LATHE_TRY(const bool isEnough, hasAllRanges(*m_result.optimised, table, quantizationOptions()));
    if (!isEnough) return false;
    m_calibrateKey = Hasher().add("given/1").add(m_optimiseKey).finish();
    m_result.calibration = std::make_shared<const CalibrationTable>(std::move(table));
    m_context.info("CAL02", "the model brings the parameters of all its quantized values: nothing is calibrated");
    return true;
}

Result<bool> Build::calibrate() {
    LATHE_TRY(m_isGiven, takeGivenRanges());
    if (m_isGiven) return false;
    LATHE_TRY(m_calibrateKey, calibrateKey(m_result.config, *m_result.original, m_optimiseKey, m_context));
    std::shared_ptr<const CalibrationTable> statistics = m_cache.find<CalibrationTable>(m_calibrateKey);
    if (!statistics) statistics = storedCalibration();
    const bool fromCache = statistics != nullptr;
    if (!statistics) {
        LATHE_TRY(CalibrationTable made, searchesCalibration(m_result.config)
                                             ? calibrateForSearch()
                                             : calibrateModel(m_result.config, *m_result.original, *m_result.optimised, m_context));
        statistics = std::make_shared<const CalibrationTable>(std::move(made));
        if (!m_cache.folder().empty()) {
            LATHE_CHECK(makeFolder(m_cache.folder()));
            removeAllStaleParts(m_cache.folder());
            LATHE_CHECK(writeFileAtomically(calibrationFile(), toJson(*statistics)));
        }
    }
    m_cache.put(m_calibrateKey, statistics);
    m_statistics = statistics;
    CalibrationTable chosen = *statistics;
    if (m_result.config.calibrationTable.empty())
        LATHE_CHECK(chooseThresholds(chosen, calibrationOptionsOf(m_result.config, m_target->numerics), m_context));
    m_result.calibration = std::make_shared<const CalibrationTable>(withGivenRanges(std::move(chosen), *m_given));
    return fromCache;
}

Result<bool> Build::quantise() {
    m_quantiseKey = quantiseKey(m_result.config, m_calibrateKey, *m_target);
    const CalibrationRecipe recipe = recipeOf(m_result.config, m_target->numerics);
    const bool isSearched = searchesCalibration(m_result.config) && !m_isGiven;
    if (!isSearched && (m_isGiven || !needsSamples(recipe)))
        return cached(m_quantiseKey, m_result.quantized,
                      [&] { return quantize(*m_result.optimised, *m_result.calibration, quantizationOptions(), m_context); });
    if (isSearched) LATHE_CHECK(search());
    std::shared_ptr<const RecipeOutcome> outcome;
    LATHE_TRY(const bool fromCache, cached(m_quantiseKey, outcome, [&]() -> Result<RecipeOutcome> {
                  if (isSearched && hasNoNodeRules()) return *m_result.search->search.outcome;
                  const QuantizationOptions options = quantizationOptions();
                  LATHE_TRY(const SearchInput input, searchInput(options));
                  if (!isSearched) return carryOut(recipe, input, m_context);
                  return RecipeRunner(input).run(m_result.search->search.best().recipe, m_context);
              }));
    m_result.calibration = std::shared_ptr<const CalibrationTable>(outcome, &outcome->table);
    m_result.quantized = std::shared_ptr<const QuantizedGraph>(outcome, &outcome->network);
    return fromCache;
}

Status Build::openCalibrationSamples() {
    if (m_samples) return {};
    LATHE_TRY(m_samples, calibrationSamples(m_result.config, *m_result.original, m_context));
    if (searchesCalibration(m_result.config)) m_samples->source = remembered(m_samples->source, m_samples->count, kRememberedBytes);
    return {};
}

/// Statistics of the samples that are not held back.
Result<CalibrationTable> Build::calibrateForSearch() {
    LATHE_CHECK(openCalibrationSamples());
    LATHE_CHECK(reportScale(*m_result.original, *m_samples, m_context));
    const std::vector<std::int64_t> indices = splitSamples(m_samples->count).calibration;
    auto table = collectStatistics(*m_result.optimised, static_cast<std::int64_t>(indices.size()),
                                   chosenSamples(m_samples->source, indices), m_context);
    if (!table) return withAllBad(std::move(table).error(), *m_samples, m_context);
    reportSamples(*m_samples, m_context);
    return table;
}

/// Statistics and samples, as calibrate() split them.
Result<SearchInput> Build::searchInput(const QuantizationOptions& options) {
    LATHE_CHECK(openCalibrationSamples());
    const SampleSet& samples = *m_samples;
    SampleSplit split = splitSamples(samples.count);
    if (!searchesCalibration(m_result.config)) {
        split.calibration.resize(static_cast<std::size_t>(samples.count));
        std::iota(split.calibration.begin(), split.calibration.end(), std::int64_t(0));
    }
    return SearchInput{*m_result.optimised, *m_statistics, options, samples.source, std::move(split)};
}

/// What single nodes are asked to be plays no part, so that the recipe stays when one of them changes.
Status Build::search() {
    const BuildConfig general = withoutNodeRules(m_result.config);
    const ContentHash key = Hasher().add("search/2").add(quantiseKey(general, m_calibrateKey, *m_target)).finish();
    LATHE_CHECK(cached(key, m_result.search, [&]() -> Result<SearchOutcome> {
        QuantizationOptions options = quantizationOptionsOf(general, *m_target, m_context);
        options.given = *m_given;
        LATHE_TRY(SearchInput input, searchInput(options));
        input.reportsPrecision = hasNoNodeRules();
        auto outcome = searchFor(general, input, m_context);
        if (!outcome) return withAllBad(std::move(outcome).error(), *m_samples, m_context); // one that was held back
        return outcome;
    }));
    return {};
}

Result<bool> Build::compileStage() {
    m_compileKey = compileKey(m_result.config, m_quantiseKey, *m_target);
    return cached(m_compileKey, m_result.program, [&] {
        return compileBatch(*m_result.quantized, *m_target, compileOptionsOf(m_result.config, *m_result.original, *m_target),
                            m_result.config.inputBatch, m_context);
    });
}

Result<bool> Build::simulate() {
    const ContentHash key = Hasher().add("simulate/1").add(m_compileKey).finish();
    LATHE_TRY(const bool fromCache, cached(key, m_result.trace, [&] { return simulateTiming(*m_result.program, *m_target, m_context); }));
    m_result.evaluation = std::make_shared<const Evaluation>(evaluateProgram(*m_result.program, *m_target, *m_result.trace));
    giveAdvice();
    return fromCache;
}

void Build::giveAdvice() {
    if (m_result.config.advice <= 0) return;
    for (const LayerAdvice& one : alignmentAdvice(*m_result.program, *m_target, *m_result.trace, m_result.config.advice * 1e-6))
        m_context.info("ADVICE01", toText(one), m_result.program->layers[static_cast<std::size_t>(one.layer)].name);
}

Result<Comparison> Build::compareSamples(const SampleSet& samples, std::vector<std::int64_t> labels) {
    ComparisonOptions options;
    options.layers = true;
    options.files = samples.files;
    options.labels = std::move(labels);
    auto comparison = compareProgram(*m_result.optimised, *m_result.program, samples.count, samples.source, options, m_context);
    if (!comparison) return withAllBad(std::move(comparison).error(), samples, m_context);
    return comparison;
}

/// On samples of their own, which are looked at like those of calibration; else on these.
Result<bool> Build::compare() {
    const BuildConfig& config = m_result.config;
    SampleRequest request = evaluationRequest(config, *m_result.original);
    const bool isEvaluated = !request.paths.empty(), hasLabels = isEvaluated && !config.evalLabelFile.empty();
    if (!isEvaluated) request = calibrationRequest(config, *m_result.original);
    if (request.paths.empty()) return false; // nothing that accuracy could be measured on
    LATHE_TRY(const SampleSet listed, openSamples(m_result.program->inputs, request));
    LATHE_TRY(const ContentHash content, samplesKey(listed, m_context));
    Hasher hasher;
    hasher.add("compare/2").add(m_compileKey).add(config.evalLabelFile).add(config.evalLabelOffset).add(content);
    return cached(hasher.finish(), m_result.comparison, [&]() -> Result<Comparison> {
        LATHE_TRY(const SampleSet samples, usableSamples(listed, m_context));
        std::vector<std::int64_t> labels;
        if (hasLabels) {
            LATHE_TRY(labels, readLabels(config.evalLabelFile, config.evalLabelOffset, samples.files));
        }
        LATHE_TRY(Comparison comparison, compareSamples(samples, std::move(labels)));
        if (isEvaluated) {
            reportSamples(samples, m_context);
            LATHE_CHECK(reportSwappedColours(calibrationRequest(config, *m_result.original), samples, m_context));
        }
        return comparison;
    });
}

Result<BuildResult> Build::run() {
    static constexpr std::array<StageFn, kStages.size()> kWork{&Build::import,       &Build::optimise, &Build::calibrate, &Build::quantise,
                                                               &Build::compileStage, &Build::simulate, &Build::compare};
    for (const Stage stage : kStages) {
        LATHE_CHECK(runStage(stage, kWork[static_cast<std::size_t>(stage)]));
        if (stage == m_options.last) break;
    }
    return std::move(m_result);
}

std::string layoutOf(const InputConfig& input) {
    return input.layoutTrain.empty() ? "NCHW" : input.layoutTrain;
}

} // namespace

std::string_view toName(Stage stage) {
    return kStageNames[static_cast<std::size_t>(stage)];
}

Result<BuildResult> runBuild(const BuildConfig& config, StageCache& cache, JobContext& context, const PipelineOptions& options) {
    const int threads = context.threads();
    context.setThreads(std::min(threads, config.jobs));
    auto result = Build(config, cache, context, options).run();
    context.setThreads(threads);
    return result;
}

std::vector<InputSpec> inputSpecsOf(const BuildConfig& config, const Graph& original) {
    std::vector<InputSpec> specs;
    for (std::size_t i = 0; i < original.inputs().size(); ++i) {
        const Value& value = original.value(original.inputs()[i]);
        InputSpec spec;
        spec.name = value.name;
        spec.elementType = value.type;
        if (value.shape)
            for (const Dim& dim : value.shape->dims)
                spec.shape.push_back(dim.isKnown() ? dim.value : 1);
        for (const InputConfig& input : config.inputs) {
            if (input.name != value.name) continue;
            spec.typeTrain = input.typeTrain;
            spec.typeRuntime = input.typeRuntime;
            spec.layoutTrain = layoutOf(input);
            spec.spaceAndRange = input.spaceAndRange;
            if (input.shape) spec.shape = *input.shape;
            for (const Preprocessing& made : preprocessingOf(config))
                if (made.inputName == value.name) std::tie(spec.mean, spec.scale) = std::tie(made.mean, made.scale);
        }
        spec.imageTransform = config.imageTransform;
        spec.imageOrder = config.imageOrder;
        specs.push_back(std::move(spec));
    }
    return specs;
}

std::vector<std::string> sampleFoldersOf(const BuildConfig& config, const Graph& original, std::string InputConfig::*folder) {
    std::vector<std::string> folders;
    for (const ValueId id : original.inputs()) {
        const auto found = std::ranges::find(config.inputs, original.value(id).name, &InputConfig::name);
        folders.push_back(found == config.inputs.end() ? std::string() : (*found).*folder);
    }
    if (std::ranges::all_of(folders, &std::string::empty)) folders.clear();
    return folders;
}

} // namespace lathe
