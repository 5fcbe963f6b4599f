#include "app/cli/analyze_reports.h"
#include "core/analysis/divergence.h"
#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "core/pipeline/promote.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string config, labels, output, precision = "int16", dumps;
    std::vector<std::string> data;
    std::int64_t samples = 16, labelOffset = 0;
    bool channels = false, nodesOnly = false, skipBad = false;
    double minimumSqnr = 20, stopAtSqnr = 200, maxLatencyMs = 0;
    std::size_t points = 8;
};

/// `count` samples spread evenly over all of them: folders are sorted, often by class.
SampleSet spread(const SampleSet& all, std::int64_t count) {
    if (count <= 0 || count >= all.count) return all;
    SampleSet some;
    some.count = count;
    for (std::int64_t i = 0; i < count; ++i)
        some.files.push_back(all.files[static_cast<std::size_t>(i * all.count / count)]);
    some.source = [source = all.source, total = all.count, count](std::int64_t i) { return source(i * total / count); };
    return some;
}

/// --data, else what the configuration compares on, else what it calibrates on.
Result<AnalysisSamples> samplesOf(const Options& options, const BuildResult& build, JobContext& context) {
    SampleRequest request = evaluationRequest(build.config, *build.original);
    const bool hasLabels = options.data.empty() && !request.paths.empty() && !build.config.evalLabelFile.empty();
    if (request.paths.empty()) request = calibrationRequest(build.config, *build.original);
    if (!options.data.empty()) request.paths = options.data, request.columns.clear(), request.count = 0;
    if (request.paths.empty()) return Error::usage("there are no samples", "name a folder with --data, or set cal_data_dir");
    LATHE_TRY(const SampleSet listed, openSamples(build.program->inputs, request));
    LATHE_TRY(const SampleSet all, usableSamples(listed, context));
    AnalysisSamples samples{spread(all, options.samples), {}};
    if (!options.labels.empty()) {
        LATHE_TRY(samples.labels, readLabels(options.labels, options.labelOffset, samples.set.files));
    } else if (hasLabels) {
        LATHE_TRY(samples.labels, readLabels(build.config.evalLabelFile, build.config.evalLabelOffset, samples.set.files));
    }
    return samples;
}

/// What every analysis begins with: the build, without its own comparison, and the samples.
struct Prepared {
    BuildConfig config;
    StageCache cache;
    BuildResult build;
    AnalysisSamples samples;
};

Status prepare(Prepared& prepared, const Options& options, JobContext& context) {
    LATHE_TRY(const auto names, targetNames());
    LATHE_TRY(prepared.config, readConfig(options.config, names, context));
    prepared.config.skipBadSamples = prepared.config.skipBadSamples || options.skipBad;
    PipelineOptions pipeline;
    pipeline.last = Stage::Simulate;
    pipeline.file = options.config;
    LATHE_TRY(prepared.build, runBuild(prepared.config, prepared.cache, context, pipeline));
    LATHE_TRY(prepared.samples, samplesOf(options, prepared.build, context));
    context.enterPart(0, 1);
    return {};
}

Status finish(const Options& options, const char* fileName, const std::string& json, Session& session) {
    if (!options.output.empty()) {
        LATHE_CHECK(makeFolder(options.output));
        LATHE_CHECK(writeFileAtomically(fs::path(options.output) / fileName, json));
        session.print("report: " + (fs::path(options.output) / fileName).string());
    }
    session.printJson(json);
    return {};
}

Status analyseNodes(const Options& options, Session& session, JobContext& context) {
    Prepared prepared;
    LATHE_CHECK(prepare(prepared, options, context));
    const SensitivityOptions wanted{!options.nodesOnly, options.channels};
    LATHE_TRY(const Sensitivity result, analyseSensitivity(prepared.build, prepared.samples, wanted, context));
    printReport(session, result);
    return finish(options, "sensitivity.json", toJson(result), session);
}

Status promote(const Options& options, Session& session, JobContext& context) {
    Prepared prepared;
    LATHE_CHECK(prepare(prepared, options, context));
    const PromotionOptions wanted{options.points, options.stopAtSqnr, options.maxLatencyMs * 1e-3};
    LATHE_TRY(const Promotion result, promoteNodes(prepared.config, options.precision, prepared.samples, wanted, prepared.cache, context));
    printReport(session, result);
    return finish(options, "promotion.json", toJson(result), session);
}

/// .npy files of a folder by tensor name: as index.json says, else by file name.
Result<std::map<std::string, Tensor>> readDumps(const std::string& folder) {
    std::map<std::string, Tensor> dumps;
    if (folder.empty()) return dumps;
    std::error_code failure;
    if (!fs::is_directory(folder, failure))
        return Error::usage("'" + folder + "' is no folder", "name a folder of .npy files with --dumps");
    const fs::path index = fs::path(folder) / "index.json";
    if (!fs::exists(index)) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().extension() != ".npy") continue;
            LATHE_TRY(dumps[entry.path().stem().string()], readNpy(entry.path()));
        }
        return dumps;
    }
    LATHE_TRY(const std::string text, readTextFile(index, std::int64_t(64) << 20));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("tensors"))
        return Error::input(index.string() + " is no index of tensors", {}, "as lathe run and lathe simulate write it");
    for (const auto& tensor : json["tensors"]) {
        LATHE_TRY(dumps[tensor.value("name", "")], readNpy(fs::path(folder) / tensor.value("file", "")));
    }
    return dumps;
}

Status findDifference(const Options& options, Session& session, JobContext& context) {
    DivergenceOptions wanted;
    wanted.minimumSqnrDb = options.minimumSqnr;
    LATHE_TRY(wanted.dumps, readDumps(options.dumps));
    Prepared prepared;
    LATHE_CHECK(prepare(prepared, options, context));
    LATHE_TRY(const Divergence result,
              findDivergence(*prepared.build.program, prepared.samples.set.count, prepared.samples.set.source, wanted, context));
    printReport(session, result);
    return finish(options, "divergence.json", toJson(result), session);
}

using Action = Status (*)(const Options&, Session&, JobContext&);

Command addAnalysis(CLI::App& parent, const char* name, const char* text, const std::shared_ptr<Options>& options, Action action) {
    CLI::App* app = parent.add_subcommand(name, text);
    app->add_option("--config", options->config, "Build configuration (YAML)")->required();
    app->add_option("--data", options->data, "Folder or list of samples, one per input (default: eval_data_dir, else cal_data_dir)")
        ->take_all();
    app->add_flag("--skip-bad", options->skipBad, kSkipBadHelp);
    app->add_option("--samples", options->samples, "How many, spread evenly over the folder; 0 all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app->add_option("--labels", options->labels, "CSV with the columns file and class_index (default: eval_label_file)");
    app->add_option("--label-offset", options->labelOffset, "Added to every class index (1 for networks with a background class)");
    app->add_option("-o,--output", options->output, "Folder for the report (JSON)");
    app->footer(std::string("Example: lathe analyze ") + name + " --config build.yaml -o report");
    return {app, [options, action](Session& session, JobContext& context) { return action(*options, session, context); }};
}

} // namespace

std::vector<Command> makeAnalyze(CLI::App& parent) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("analyze", "Where accuracy is lost, and what it costs to get it back");
    app->require_subcommand(1);
    const Command nodes =
        addAnalysis(*app, "sensitivity", "Each node alone in integers: its error, and what it does to the outputs", options, analyseNodes);
    nodes.app->add_flag("--channels", options->channels, "Errors by channel, too (in the JSON)");
    nodes.app->add_flag("--nodes-only", options->nodesOnly, "Whole nodes only, not their weights and activations alone");
    const Command curve = addAnalysis(*app, "promote", "Accuracy against latency as nodes are promoted to a wider type", options, promote);
    curve.app->add_option("--to", options->precision, "What nodes are promoted to")
        ->check(CLI::IsMember({"int16", "float16"}))
        ->capture_default_str();
    curve.app->add_option("--points", options->points, "Points of the curve")->check(CLI::Range(2, 1000))->capture_default_str();
    curve.app->add_option("--until-sqnr", options->stopAtSqnr, "Stop at the first point with this SQNR of the outputs (dB)");
    curve.app->add_option("--max-latency", options->maxLatencyMs, "Stop at the first point beyond this latency (ms)")
        ->check(CLI::PositiveNumber);
    const Command first = addAnalysis(*app, "divergence", "The first tensor that differs between float, fake-quantized, integers and dumps",
                                      options, findDifference);
    first.app->add_option("--min-sqnr", options->minimumSqnr, "Float and fake-quantized differ below this (dB)")->capture_default_str();
    first.app->add_option("--dumps", options->dumps, "Folder of .npy files of inner tensors from elsewhere, for the first sample");
    return {nodes, curve, first};
}

} // namespace lathe::cli
