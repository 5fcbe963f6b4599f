#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/config/model_files.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/quantise_stage.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    ModelArguments model;
    std::string config, workingDir, march, calibration;
    std::vector<std::string> inputShapes, thresholds;
    bool resume = false, fastPerf = false, skipBad = false;
};

/// The configuration of the fast-performance mode: removable nodes at the ends go, random calibration, O2.
Result<BuildConfig> fastPerfConfig(const Options& options, JobContext& context) {
    if (options.model.model.empty() || options.march.empty()) return Error::usage("--fast-perf needs --model and --march");
    LATHE_TRY(const Target target, findTarget(options.march));
    BuildConfig config;
    setModelFiles(config, absoluteFiles(options.model.files()));
    config.march = target.name;
    config.prefix = options.model.stem();
    config.workingDir = fs::absolute(options.workingDir.empty() ? "model_output" : options.workingDir).string();
    config.calibrationType = "skip";
    config.optimizeLevel = "O2";
    config.removeNodeTypes = {"Quantize", "Dequantize", "Transpose", "Cast", "Reshape"};
    LATHE_TRY(const Graph model, readModel(modelFilesOf(config), context));
    for (const ValueId input : model.inputs()) {
        InputConfig made;
        made.name = model.value(input).name;
        config.inputs.push_back(std::move(made));
    }
    LATHE_CHECK(setInputShapes(config, options.inputShapes));
    return config;
}

Result<BuildConfig> configOf(const Options& options, JobContext& context) {
    if (options.fastPerf) {
        if (!options.config.empty()) return Error::usage("--fast-perf brings its own configuration; leave --config out");
        return fastPerfConfig(options, context);
    }
    if (options.config.empty()) return Error::usage("--config is needed", "lathe config template --march nash-e prints one to start from");
    LATHE_TRY(const auto names, targetNames());
    LATHE_TRY(BuildConfig config, readConfig(options.config, names, context));
    if (!options.workingDir.empty()) config.workingDir = fs::absolute(options.workingDir).string();
    if (!options.calibration.empty()) config.calibrationTable = fs::absolute(options.calibration).lexically_normal().string();
    config.skipBadSamples = config.skipBadSamples || options.skipBad;
    return config;
}

Metrics metricsOf(const BuildResult& result) {
    Metrics metrics{{"fps", result.evaluation->fps}};
    if (!result.comparison) return metrics;
    const Metrics accuracy = accuracyMetrics(*result.comparison);
    metrics.insert(metrics.end(), accuracy.begin(), accuracy.end());
    return metrics;
}

/// Every combination that was tried, the chosen one marked; "≤" where it was left before all samples were judged.
void printSearch(const Session& session, const SearchResult& search) {
    session.print(std::to_string(search.rows.size()) + " combinations of calibration, SQNR of the outputs on " +
                  (search.isSameSample ? "the only sample" : std::to_string(search.heldBack) + " samples held back") + ":");
    for (const SearchRow& row : search.rows) {
        char line[48];
        std::snprintf(line, sizeof line, "%c %s %5.1f dB  ", &row == &search.best() ? '*' : ' ', row.judgement.isWhole ? " " : "≤",
                      row.judgement.sqnrDb);
        session.print(line + toText(row.recipe));
    }
}

void printSummary(const Session& session, const BuildResult& result) {
    const Evaluation& e = *result.evaluation;
    std::string stages;
    for (const StageOutcome& stage : result.stages)
        stages +=
            (stages.empty() ? "" : ", ") + std::string(toName(stage.stage)) + " " + (stage.fromCache ? "cached" : timeText(stage.seconds));
    session.print(stages);
    char line[160];
    const auto wide =
        std::ranges::count_if(result.quantized->nodes, [](const auto& row) { return row.second.precision == Precision::Int16; });
    std::snprintf(line, sizeof line, "%s on %s at %s: %s, %.1f fps, %.1f %% MAC utilization", e.model.c_str(), e.target.c_str(),
                  result.config.optimizeLevel.c_str(), timeText(e.latency).c_str(), e.fps, e.macUtilization * 100);
    session.print(line);
    std::snprintf(line, sizeof line, "%lld nodes on the accelerator (%lld of them in int16), %lld on the host (%s of %s)",
                  static_cast<long long>(e.acceleratorNodes), static_cast<long long>(wide), static_cast<long long>(e.hostNodes),
                  timeText(e.hostTime).c_str(), timeText(e.latency).c_str());
    session.print(line);
    if (result.search) printSearch(session, result.search->search);
    if (result.comparison) {
        for (const TensorError& output : result.comparison->outputs) {
            std::snprintf(line, sizeof line, "output %s: cosine %.6f, SQNR %.1f dB", output.name.c_str(), output.cosine, output.sqnrDb);
            session.print(line);
        }
        if (result.comparison->isClassifier) {
            std::snprintf(line, sizeof line, "top-1 of float and quantized agree on %.1f %% of %lld samples",
                          result.comparison->agreement * 100, static_cast<long long>(result.comparison->samples));
            session.print(line);
        }
        if (result.comparison->hasLabels) {
            std::snprintf(line, sizeof line, "top-1 on labelled samples: float %.1f %%, quantized %.1f %%",
                          result.comparison->floatTop1 * 100, result.comparison->quantizedTop1 * 100);
            session.print(line);
        }
    }
    session.print("artefacts: " + (fs::path(result.config.workingDir) / (result.config.prefix + ".*")).string());
}

std::string summaryJson(const BuildResult& result) {
    nlohmann::ordered_json root{{"schema", "lathe.build/1"},
                                {"model", modelFilesOf(result.config).model.string()},
                                {"target", result.evaluation->target},
                                {"working_dir", result.config.workingDir},
                                {"prefix", result.config.prefix}};
    for (const StageOutcome& stage : result.stages)
        root["stages"].push_back({{"name", toName(stage.stage)}, {"from_cache", stage.fromCache}, {"seconds", stage.seconds}});
    for (const auto& [name, value] : metricsOf(result))
        root[name] = value;
    root["latency_ms"] = result.evaluation->latency * 1e3;
    root["diagnostics"] = toJsonArray(result.diagnostics);
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Status build(const Options& options, Session& session, JobContext& context) {
    std::vector<std::string> known = accuracyMetricNames();
    known.insert(known.begin(), "fps");
    LATHE_TRY(const Thresholds thresholds, parseThresholds(options.thresholds, known));
    LATHE_TRY(const BuildConfig config, configOf(options, context));
    StageCache cache(fs::path(config.workingDir) / ".lathe-cache");
    PipelineOptions pipeline;
    if (!options.fastPerf) {
        pipeline.file = options.config;
        LATHE_TRY(pipeline.yaml, readTextFile(options.config));
    }
    LATHE_TRY(const BuildResult result, runBuild(config, cache, context, pipeline));
    LATHE_CHECK(writeArtefacts(result, context));
    printSummary(session, result);
    session.printJson(summaryJson(result));
    return checkThresholds(thresholds, metricsOf(result));
}

} // namespace

std::vector<Command> makeBuild(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("build", "The whole conversion: optimise, calibrate, quantize, compile, simulate, compare");
    app->add_option("-c,--config", options->config, "Build configuration (YAML)");
    app->add_option("--working-dir", options->workingDir, "Where the artefacts go, instead of working_dir");
    app->add_option("--calibration", options->calibration,
                    "Ranges from this file (of lathe calibrate, ONNX Runtime or TensorRT), as calibration_table in the configuration");
    app->add_flag("--resume", options->resume, "Go on from what an interrupted build left (always done where inputs are unchanged)");
    app->add_flag("--skip-bad", options->skipBad, kSkipBadHelp);
    app->add_flag("--fast-perf", options->fastPerf, "Highest-performance build without a configuration");
    app->add_option("-m,--model", options->model.model, "Model, with --fast-perf");
    app->add_option("--proto", options->model.weights, "The .prototxt of a .caffemodel, with --fast-perf");
    app->add_option("--march", options->march, "Device, with --fast-perf");
    app->add_option("-i,--input-shape", options->inputShapes, "NAME SHAPE, with --fast-perf (input_1 1x3x224x224)")
        ->expected(2)
        ->take_all();
    app->add_option(
           "--fail-under", options->thresholds,
           "METRIC=VALUE: exit status 1 when the result is below (fps, cosine, sqnr_db, agreement, top1, quantized_top1, float_top1)")
        ->take_all();
    app->footer("Example: lathe build --config mobilenet.yaml");
    return {{app, [options](Session& session, JobContext& context) { return build(*options, session, context); }}};
}

} // namespace lathe::cli
