#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/config/model_files.h"
#include "core/formats/program_file.h"
#include "core/pipeline/pipeline.h"
#include "core/report/report.h"
#include "core/targets/program_target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;

struct Options : ModelArguments {
    std::string output;
    std::vector<std::string> targets, thresholds, inputShapes;
    std::string datapathMode = "int8", weightMode = "int8", inputMode = "int8", outputMode = "int8", hostMode = "int8", tiling = "default";
    double weightBandwidth = 0, dmaBandwidth = 0;
    int cores = 1;
};

/// What takes the place of the device's figures, as a configuration says it.
std::map<std::string, std::string> bandwidthsOf(const Options& options) {
    std::map<std::string, std::string> given;
    if (options.dmaBandwidth > 0) given["dma_bandwidth"] = nlohmann::json(options.dmaBandwidth).dump();
    if (options.weightBandwidth > 0) given["weight_bandwidth"] = nlohmann::json(options.weightBandwidth).dump();
    return given;
}

Result<BuildConfig> configFor(const Options& options, const Graph& model, const Target& target) {
    BuildConfig config;
    setModelFiles(config, absoluteFiles(options.files()));
    config.march = target.name;
    config.prefix = options.stem();
    config.calibrationType = "skip";
    config.coreNum = options.cores;
    config.optimizeLevel = options.tiling == "deep_search" ? "O2" : "O1";
    config.vendorGroups["kneron_parameters"] = bandwidthsOf(options);
    config.vendorGroups["kneron_parameters"]["compiler_tiling"] = options.tiling;
    if (options.datapathMode == "int16") config.quantConfig.allNodeType = "int16";
    if (options.outputMode == "int16") config.quantConfig.modelOutputType = "int16";
    for (const ValueId input : model.inputs()) {
        InputConfig made;
        made.name = model.value(input).name;
        config.inputs.push_back(std::move(made));
    }
    LATHE_CHECK(setInputShapes(config, options.inputShapes));
    return config;
}

struct Evaluated {
    Evaluation evaluation;
    Target target;
};

Result<Evaluated> evaluateOn(const Options& options, const std::string& name, JobContext& context) {
    LATHE_TRY(Target target, findTarget(name));
    std::shared_ptr<const Program> program;
    if (fs::path(options.model).extension() == ".lathe") {
        if (options.cores != 1)
            return Error::usage("a program runs on the cores that it was compiled for, --core-num is for models",
                                "evaluate the model, or build it with core_num");
        LATHE_TRY(Program read, readProgram(options.model));
        program = std::make_shared<const Program>(std::move(read));
        if (program->target != target.name)
            return Error::usage("the program was compiled for " + program->target + ", not for " + target.name,
                                "evaluate the model instead");
    } else {
        LATHE_TRY(const Graph model, readModel(options.files(), context));
        StageCache cache;
        PipelineOptions pipeline;
        pipeline.last = Stage::Compile;
        LATHE_TRY(const BuildConfig config, configFor(options, model, target));
        LATHE_TRY(const BuildResult result, runBuild(config, cache, context, pipeline));
        program = result.program;
    }
    auto given = bandwidthsOf(options);
    given.insert(program->options.begin(), program->options.end());
    target = withOptions(std::move(target), given);
    LATHE_TRY(const Trace trace, simulateTiming(*program, target, context));
    return Evaluated{evaluateProgram(*program, target, trace), target};
}

Status writeReports(const Options& options, const Evaluated& result, bool isOnly) {
    if (options.output.empty()) return {};
    const fs::path folder = isOnly ? fs::path(options.output) : fs::path(options.output) / result.target.name;
    LATHE_CHECK(makeFolder(folder));
    LATHE_CHECK(writeFileAtomically(folder / "model_fx_report.html", toHtml(result.evaluation, nullptr, result.target)));
    LATHE_CHECK(writeFileAtomically(folder / "model_fx_report.csv", toCsv(result.evaluation)));
    return writeFileAtomically(folder / "model_fx_report.json", toJson(result.evaluation));
}

void printRow(const Session& session, const Evaluation& e) {
    char line[200];
    std::snprintf(line, sizeof line, "%-10s %10s %10.1f fps  %5.1f %% MAC utilization  DDR %s/frame  %lld accelerator + %lld host nodes",
                  e.target.c_str(), timeText(e.latency).c_str(), e.fps, e.macUtilization * 100,
                  bytesText(static_cast<double>(e.ddrReadBytes + e.ddrWriteBytes)).c_str(), static_cast<long long>(e.acceleratorNodes),
                  static_cast<long long>(e.hostNodes));
    session.print(line);
    session.print("  " + e.validation);
}

Status evaluate(const Options& options, Session& session, JobContext& context) {
    LATHE_TRY(const Thresholds thresholds, parseThresholds(options.thresholds, {"fps", "mac_utilization"}));
    auto all = nlohmann::ordered_json::array();
    Status verdict;
    for (const std::string& name : options.targets) {
        LATHE_TRY(const Evaluated result, evaluateOn(options, name, context));
        LATHE_CHECK(writeReports(options, result, options.targets.size() == 1));
        printRow(session, result.evaluation);
        all.push_back(nlohmann::ordered_json::parse(toJson(result.evaluation)));
        const Metrics metrics{{"fps", result.evaluation.fps}, {"mac_utilization", result.evaluation.macUtilization}};
        if (Status one = checkThresholds(thresholds, metrics); verdict) verdict = std::move(one);
    }
    const nlohmann::ordered_json several{{"schema", "lathe.evaluations/1"}, {"evaluations", all}};
    session.printJson((all.size() == 1 ? all[0] : several).dump(2) + "\n");
    if (!options.output.empty()) session.print("reports in " + options.output);
    return verdict;
}

} // namespace

std::vector<Command> makeEvaluate(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("evaluate", "IP evaluation: predicted latency, utilization and traffic on one or more devices");
    app->add_option("MODEL_OR_PROGRAM", options->model, "Model (.onnx, .prototxt or .prototxt,.caffemodel) or .lathe program");
    addWeightsOption(*app, *options);
    app->add_option("-t,--target", options->targets, "Device; may be repeated")->required()->take_all();
    const auto mode = [&](const char* name, std::string& slot, std::vector<std::string> allowed, const char* text) {
        app->add_option(name, slot, text)->check(CLI::IsMember(std::move(allowed)))->capture_default_str();
    };
    mode("--datapath-bitwidth-mode", options->datapathMode, {"int8", "int16"}, "Activations");
    mode("--weight-bitwidth-mode", options->weightMode, {"int8"}, "Weights");
    mode("--model-in-bitwidth-mode", options->inputMode, {"int8"}, "Model input");
    mode("--model-out-bitwidth-mode", options->outputMode, {"int8", "int16"}, "Model output");
    mode("--cpu-node-bitwidth-mode", options->hostMode, {"int8"}, "Tensors that host nodes exchange");
    mode("--tiling", options->tiling, {"default", "deep_search"}, "How long tilings are searched");
    app->add_option("--core-num", options->cores, "Cores that one inference runs on")->check(CLI::Range(1, 16))->capture_default_str();
    app->add_option("-i,--input-shape", options->inputShapes, "NAME SHAPE of an input whose dimensions are open (input_1 1x3x224x224)")
        ->expected(2)
        ->take_all();
    app->add_option("--weight-bandwidth", options->weightBandwidth, "GB/s for weights (they share the DDR channel)")
        ->check(CLI::PositiveNumber);
    app->add_option("--dma-bandwidth", options->dmaBandwidth, "GB/s of the DDR channel")->check(CLI::PositiveNumber);
    app->add_option("--fail-under", options->thresholds, "METRIC=VALUE (fps, mac_utilization)")->take_all();
    app->add_option("-o,--output", options->output, "Folder for model_fx_report.html, .json and .csv");
    app->footer("Example: lathe evaluate mobilenet.onnx --target nash-e --target kl720 -o report");
    return {{app, [options](Session& session, JobContext& context) -> Status {
                 takeModelFrom(*options, {&options->targets, &options->thresholds});
                 takeProgramFrom(options->model, {&options->targets, &options->thresholds});
                 LATHE_CHECK(checkGiven(options->model, "MODEL_OR_PROGRAM"));
                 return evaluate(*options, session, context);
             }}};
}

} // namespace lathe::cli
