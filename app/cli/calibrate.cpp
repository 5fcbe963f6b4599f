#include "app/cli/calibration_methods.h"
#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/calibration/table_formats.h"
#include "core/config/model_files.h"
#include "core/pipeline/stages.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>

namespace lathe::cli {
namespace {

constexpr double kUsualPercentile = 0.9999;

struct Options : ModelArguments {
    std::string config, output, method, format = "lathe";
    double percentile = kUsualPercentile;
    std::int64_t samples = 0;
    bool hasPercentile = false, perChannel = false, asymmetric = false, everyElement = false, comparesMethods = false, skipBad = false;
};

/// "max|percentile|kl|mse"
template <class Row>
std::vector<std::string> namesOf(std::span<const Row> rows) {
    std::vector<std::string> names;
    for (const Row& row : rows)
        names.emplace_back(row.name);
    return names;
}

/// One line for each row of a table: for --help.
template <class Row>
std::string sentencesOf(std::span<const Row> rows) {
    std::string text;
    for (const Row& row : rows)
        text += "\n" + std::string(row.name) + ": " + std::string(row.sentence);
    return text;
}

Result<BuildConfig> configOf(const Options& options, JobContext& context) {
    LATHE_TRY(const auto names, targetNames());
    LATHE_TRY(BuildConfig config, readConfig(options.config, names, context));
    if (!options.model.empty()) setModelFiles(config, absoluteFiles(options.files()));
    if (options.perChannel) config.perChannel = true;
    if (options.skipBad) config.skipBadSamples = true;
    if (options.asymmetric) config.optimization.emplace_back("asymmetric");
    return config;
}

/// What the configuration says, changed by the options.
CalibrationOptions chosenOptions(const Options& options, const BuildConfig& config, const Target& target) {
    CalibrationOptions chosen = calibrationOptionsOf(config, target.numerics);
    if (const ThresholdMethodRow* row = findThresholdMethod(options.method)) {
        chosen.method = row->method;
        const bool isShare = row->method == ThresholdMethod::Percentile;
        chosen.percentile = options.hasPercentile || isShare ? options.percentile : 1.0;
    }
    return chosen;
}

Status checkUsage(const Options& options) {
    if (options.output.empty() && !options.comparesMethods)
        return Error::usage("-o is needed", "name the table to be written, or take --compare-methods");
    const ThresholdMethodRow* row = findThresholdMethod(options.method);
    const bool takesShare = row && (row->method == ThresholdMethod::Percentile || row->method == ThresholdMethod::Max);
    if (options.hasPercentile && !takesShare && !options.comparesMethods)
        return Error::usage("--percentile has no effect without --method percentile or max");
    return {};
}

void printSummary(const Session& session, const CalibrationTable& table, const Options& options, double seconds) {
    double clipped = 0;
    for (const auto& [name, range] : table.tensors)
        clipped = std::max(clipped, range.clippedShare);
    char line[160];
    std::snprintf(line, sizeof line, "%lld tensors over %lld samples in %s: method %s, at most %.3g %% of a tensor clipped",
                  static_cast<long long>(table.tensors.size()), static_cast<long long>(table.samples), timeText(seconds).c_str(),
                  std::string(toName(table.options.method)).c_str(), clipped * 100);
    session.print(line);
    if (table.isRandom) session.print("random data: accuracy with these ranges means nothing");
    if (!options.output.empty()) session.print("ranges: " + options.output);
}

std::string summaryJson(const CalibrationTable& table, const Options& options, double seconds, const JobContext& context) {
    nlohmann::ordered_json root{
        {"schema", "lathe.calibrate/1"}, {"table", options.output},  {"format", options.format}, {"method", toName(table.options.method)},
        {"samples", table.samples},      {"random", table.isRandom}, {"seconds", seconds}};
    for (const auto& [name, range] : table.tensors)
        root["tensors"].push_back({{"name", name},
                                   {"threshold", range.threshold},
                                   {"low", range.low},
                                   {"high", range.high},
                                   {"int16_threshold", range.int16Threshold},
                                   {"clipped_share", range.clippedShare},
                                   {"predicted_sqnr_db", predictedSqnrDb(range.statistics, range.threshold)}});
    root["diagnostics"] = toJsonArray(context.diagnostics());
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Status calibrate(const Options& options, Session& session, JobContext& context) {
    LATHE_CHECK(checkUsage(options));
    LATHE_TRY(const BuildConfig config, configOf(options, context));
    LATHE_TRY(const Target target, findTarget(config.march));
    StageCache cache;
    PipelineOptions pipeline;
    pipeline.last = Stage::Optimise;
    pipeline.file = options.config;
    LATHE_TRY(const BuildResult build, runBuild(config, cache, context, pipeline));
    context.enterPart(0, 1);
    const auto begin = std::chrono::steady_clock::now();
    LATHE_TRY(CalibrationTable table,
              calibrateModel(build.config, *build.original, *build.optimised, context, options.samples, options.everyElement));
    const CalibrationOptions chosen = chosenOptions(options, build.config, target);
    if (build.config.calibrationTable.empty()) LATHE_CHECK(chooseThresholds(table, chosen, context));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!options.output.empty()) LATHE_CHECK(writeFileAtomically(options.output, findTableFormat(options.format)->write(table)));
    printSummary(session, table, options, seconds);
    if (!options.comparesMethods) {
        session.printJson(summaryJson(table, options, seconds, context));
        return {};
    }
    const MethodComparison comparison(table, chosen, options.percentile);
    for (const std::string& line : comparison.lines())
        session.print(line);
    session.printJson(comparison.json());
    return {};
}

} // namespace

std::vector<Command> makeCalibrate(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("calibrate", "Ranges, histograms and thresholds of every tensor over the calibration samples");
    app->add_option("MODEL", options->model, std::string(kModelHelp) + " (without: that of the configuration)");
    addWeightsOption(*app, *options);
    app->add_option("-c,--config", options->config, "Build configuration (YAML): device, samples, pre-processing, method")->required();
    app->add_option("-o,--output", options->output, "The table to write; lathe build --calibration takes it");
    app->add_option("--method", options->method,
                    "How thresholds are chosen, instead of calibration_type:" + sentencesOf(thresholdMethods()))
        ->check(CLI::IsMember(namesOf(thresholdMethods())));
    app->add_option_function<double>(
           "--percentile",
           [options](double share) {
               options->percentile = share;
               options->hasPercentile = true;
           },
           "With --method percentile (default 0.9999) or max: the share of values that is kept")
        ->check(CLI::Range(0.5, 1.0));
    app->add_flag("--per-channel", options->perChannel, "A threshold for each channel; the tensor's covers all of them");
    app->add_flag("--asymmetric", options->asymmetric, "Each end of a range is chosen for itself");
    app->add_option("--samples", options->samples, "How many, spread evenly over the folder; 0 all")->check(CLI::NonNegativeNumber);
    app->add_flag("--skip-bad", options->skipBad, kSkipBadHelp);
    app->add_flag("--every-element", options->everyElement, "Counts every element of large tensors, instead of a part");
    app->add_option("--format", options->format, "Of the table:" + sentencesOf(tableFormats()))
        ->check(CLI::IsMember(namesOf(tableFormats())));
    app->add_flag("--compare-methods", options->comparesMethods,
                  "The thresholds of all methods, with the SQNR that each leaves by the histogram");
    app->footer("Example: lathe calibrate mobilenet.onnx --config mobilenet.yaml --method mse -o ranges.json");
    return {{app, [options](Session& session, JobContext& context) { return calibrate(*options, session, context); }}};
}

} // namespace lathe::cli
