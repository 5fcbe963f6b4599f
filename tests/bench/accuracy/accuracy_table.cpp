// accuracy_table ZOO [--target T] [--model NAME]… [--method NAME]… [--json]: what quantization costs every model with real
// weights, by calibration method: SQNR of the outputs on samples that did not calibrate, and pictures lost and won by top-1. The table
// of docs/accuracy.md is its output. It judges nothing: exit status 1 is an error.
#include "core/analysis/paired_interval.h"
#include "core/pipeline/quantise_stage.h"
#include "core/pipeline/stages.h"
#include "core/targets/target.h"
#include "tests/bench/accuracy/model_data.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

namespace lathe::accuracy {
namespace {

struct MethodRow {
    std::string_view name;
    std::string_view calibrationType;
    bool isWide = false; ///< int16 activations and weights
};
constexpr MethodRow kMethods[] = {
    {"max", "max"}, {"kl", "kl"}, {"mse", "mse"}, {"default", "default"}, {"mix", "mix"}, {"int16", "max", true},
};

struct Options {
    std::filesystem::path zoo;
    std::string target = "nash-e";
    std::vector<std::string> models, methods;
    bool isVerbose = false;
    bool showsRows = false; ///< every combination of a search on the samples that judge
    int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
};

/// One model with one method.
struct Outcome {
    double sqnrDb = 200; ///< the least over the outputs
    double seconds = 0;  ///< of calibration and quantization
    Comparison comparison;
    std::string chosen; ///< by a search
    std::optional<PrecisionProposal> proposed;
};

BuildConfig withMethod(BuildConfig config, const MethodRow& method) {
    config.calibrationType = method.calibrationType;
    if (!method.isWide) return config;
    config.quantConfig.allNodeType = "int16";
    config.vendorGroups["kneron_parameters"]["weight_bitwidth_mode"] = "int16";
    return config;
}

double secondsOf(const BuildResult& build) {
    double seconds = 0;
    for (const StageOutcome& stage : build.stages)
        if (stage.stage == Stage::Calibrate || stage.stage == Stage::Quantise) seconds += stage.seconds;
    return seconds;
}

void describe(const SearchOutcome& found, Outcome& outcome, bool isVerbose) {
    outcome.chosen = toText(found.search.best().recipe);
    if (found.proposal) outcome.proposed = found.proposal;
    if (!isVerbose) return;
    for (const SearchRow& row : found.search.rows)
        std::fprintf(stderr, "    %7.2f dB  %s\n", row.judgement.sqnrDb, toText(row.recipe).c_str());
}

/// How well the samples held back foretell those that judge.
Status printRows(const BuildResult& build, const SampleSet& judging, JobContext& context) {
    LATHE_TRY(const Target target, findTarget(build.config.march));
    const QuantizationOptions quantization = quantizationOptionsOf(build.config, target, context);
    LATHE_TRY(const SampleSet samples,
              openSamples(inputSpecsOf(build.config, *build.original), sampleFoldersOf(build.config, *build.original)));
    LATHE_TRY(const OutputJudge judge, OutputJudge::create(*build.optimised, judging.count, judging.source, context));
    const SearchInput input{*build.optimised, *build.calibration, quantization, samples.source, splitSamples(samples.count)};
    RecipeRunner runner(input);
    std::printf("    held back: all, typical; judging: all, typical (dB)\n");
    for (const SearchRow& row : build.search->search.rows) {
        LATHE_TRY(const RecipeOutcome outcome, runner.run(row.recipe, context));
        LATHE_TRY(const Judgement judgement, judge.judge(outcome.network, context));
        std::printf("    %7.2f %7.2f  %7.2f %7.2f  %s%s\n", row.judgement.sqnrDb, row.judgement.typicalDb, judgement.sqnrDb,
                    judgement.typicalDb, toText(row.recipe).c_str(), &row == &build.search->search.best() ? "  <" : "");
    }
    return {};
}

Result<Outcome> measure(const BuildConfig& config, const Options& options, StageCache& cache) {
    JobContext context({}, options.threads);
    if (options.isVerbose)
        context.onDiagnostic([](const Diagnostic& diagnostic) { std::fprintf(stderr, "    %s\n", toText(diagnostic).c_str()); });
    PipelineOptions pipeline;
    pipeline.last = Stage::Compile;
    LATHE_TRY(const BuildResult build, runBuild(config, cache, context, pipeline));
    LATHE_TRY(const SampleSet samples,
              openSamples(build.program->inputs, sampleFoldersOf(config, *build.original, &InputConfig::evalDataDir)));
    ComparisonOptions compared;
    compared.files = samples.files;
    if (!config.evalLabelFile.empty()) {
        LATHE_TRY(compared.labels, readLabels(config.evalLabelFile, config.evalLabelOffset, samples.files));
    }
    Outcome outcome;
    outcome.seconds = secondsOf(build);
    if (build.search) describe(*build.search, outcome, options.isVerbose);
    LATHE_TRY(outcome.comparison, compareProgram(*build.optimised, *build.program, samples.count, samples.source, compared, context));
    if (options.showsRows && build.search) LATHE_CHECK(printRows(build, samples, context));
    for (const TensorError& output : outcome.comparison.outputs)
        outcome.sqnrDb = std::min(outcome.sqnrDb, output.sqnrDb);
    return outcome;
}

PairedCounts countsOf(const Comparison& comparison) {
    const auto right = static_cast<std::int64_t>(comparison.floatTop1 * static_cast<double>(comparison.samples) + 0.5);
    return {right - comparison.lost, comparison.lost, comparison.won, comparison.samples - right - comparison.won};
}

std::string labelText(const Comparison& comparison) {
    if (!comparison.hasLabels) return "";
    const ShareInterval net = netLossInterval(countsOf(comparison));
    const auto n = static_cast<double>(comparison.samples);
    char text[96];
    std::snprintf(text, sizeof text, "%lld/%lld of %lld, net %+lld (%.1f to %.1f)", static_cast<long long>(comparison.lost),
                  static_cast<long long>(comparison.won), static_cast<long long>(comparison.samples),
                  static_cast<long long>(comparison.lost - comparison.won), net.low * n, net.high * n);
    return text;
}

bool isWanted(const std::vector<std::string>& wanted, std::string_view name) {
    return wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
}

/// What a search proposes where int8 does not suffice.
void runProposal(BuildConfig config, const PrecisionProposal& proposal, const Options& options) {
    for (const std::string& node : proposal.nodes)
        config.nodeInfo[node] = {"BPU", "int16", "int16", {}};
    for (const std::string& node : proposal.weighted)
        config.nodeInfo[node] = {"BPU", "int16", "", {{0, "int16"}, {1, "int16"}}};
    for (const std::string& node : proposal.floatNodes)
        config.nodeInfo[node].on = "CPU";
    StageCache cache;
    const auto outcome = measure(config, options, cache);
    if (!outcome) return (void)std::printf("  proposal %s\n", outcome.error().text().c_str());
    std::printf("  proposal %6.1f dB  of %lld nodes %zu in int16, %zu in float  %s\n", outcome->sqnrDb,
                static_cast<long long>(proposal.ofNodes), proposal.nodes.size(), proposal.floatNodes.size(),
                labelText(outcome->comparison).c_str());
}

/// A row of the table as it becomes known.
Status runModel(const ModelRow& row, const Options& options) {
    LATHE_TRY(const Graph model, readRow(options.zoo, row));
    LATHE_TRY(const ModelData data, ModelData::create(options.zoo, row, model));
    LATHE_TRY(BuildConfig config, configOf(options.zoo, row, model, data));
    config.march = options.target;
    std::printf("%s\n", std::string(row.file).c_str());
    for (const MethodRow& method : kMethods) {
        if (!isWanted(options.methods, method.name)) continue;
        StageCache cache; // each method pays for its own calibration
        const auto outcome = measure(withMethod(config, method), options, cache);
        if (!outcome) {
            std::printf("  %-8s %s\n", std::string(method.name).c_str(), outcome.error().text().c_str());
            continue;
        }
        std::printf("  %-8s %6.1f dB  %6.2f s  %s %s\n", std::string(method.name).c_str(), outcome->sqnrDb, outcome->seconds,
                    labelText(outcome->comparison).c_str(), outcome->chosen.c_str());
        std::fflush(stdout);
        if (outcome->proposed) runProposal(withMethod(config, method), *outcome->proposed, options);
    }
    return {};
}

int run(const Options& options) {
    int status = 0;
    for (const ModelRow& row : modelTable()) {
        if (!isWanted(options.models, std::filesystem::path(row.file).stem().string())) continue;
        const Status done = runModel(row, options);
        if (done) continue;
        std::printf("%s: %s\n", std::string(row.file).c_str(), done.error().text().c_str());
        status = 1;
    }
    return status;
}

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const auto value = [&] { return std::string(++i < argc ? argv[i] : ""); };
        if (argument == "--target")
            options.target = value();
        else if (argument == "--model")
            options.models.push_back(value());
        else if (argument == "--method")
            options.methods.push_back(value());
        else if (argument == "--verbose")
            options.isVerbose = true;
        else if (argument == "--rows")
            options.showsRows = true;
        else if (argument == "--jobs")
            options.threads = std::max(1, std::atoi(value().c_str()));
        else
            options.zoo = argument;
    }
    if (options.zoo.empty()) {
        std::fputs("usage: accuracy_table ZOO [--target T] [--model NAME]… [--method NAME]… [--jobs N] [--verbose]\n", stderr);
        return 2;
    }
    return run(options);
}

} // namespace
} // namespace lathe::accuracy

int main(int argc, char** argv) {
    return lathe::accuracy::main(argc, argv);
}
