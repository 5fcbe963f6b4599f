#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/formats/program_file.h"
#include "core/pipeline/pipeline.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lathe::cli {
namespace {

struct Options : ModelArguments {
    std::string program, labels, output, rawType;
    std::vector<std::string> data, thresholds;
    std::int64_t labelOffset = 0;
    std::int64_t samples = 0, seed = 0;
    bool layers = false, skipBad = false;
};

/// The inner tensors that lost most, worst first.
void printWorstLayers(const Session& session, const Comparison& c) {
    constexpr std::size_t kShown = 10;
    std::vector<TensorError> worst = c.layers;
    std::ranges::stable_sort(worst, {}, [](const TensorError& e) { return std::isnan(e.sqnrDb) ? -HUGE_VAL : e.sqnrDb; });
    worst.resize(std::min(worst.size(), kShown));
    if (!worst.empty()) session.print("least SQNR of " + std::to_string(c.layers.size()) + " inner tensors (accumulated error):");
    for (const TensorError& error : worst) {
        char numbers[80];
        std::snprintf(numbers, sizeof numbers, "  %6.1f dB  cosine %.6f  ", error.sqnrDb, error.cosine);
        session.print(numbers + error.node);
    }
}

void printSummary(const Session& session, const Comparison& c) {
    char line[200];
    for (const TensorError& output : c.outputs) {
        std::snprintf(line, sizeof line, "output %s: cosine %.6f, SQNR %.1f dB, MSE %.3g, max abs error %.3g", output.name.c_str(),
                      output.cosine, output.sqnrDb, output.mse, output.maxAbsError);
        session.print(line);
    }
    std::snprintf(line, sizeof line, "%lld samples", static_cast<long long>(c.samples));
    if (c.isClassifier)
        std::snprintf(line, sizeof line, "top-1 agreement %.1f %% on %lld samples", c.agreement * 100, static_cast<long long>(c.samples));
    session.print(line);
    printWorstLayers(session, c);
    if (!c.hasLabels) return;
    std::snprintf(line, sizeof line, "top-1: float %.1f %%, quantized %.1f %% (lost %lld, won %lld)", c.floatTop1 * 100,
                  c.quantizedTop1 * 100, static_cast<long long>(c.lost), static_cast<long long>(c.won));
    session.print(line);
}

/// The model as it was built.
ModelReadOptions shapesOf(const Program& program) {
    ModelReadOptions options;
    for (const InputSpec& input : program.inputs)
        options.inputShapes[input.name] = input.shape;
    return options;
}

SampleRequest requestOf(const Options& options) {
    SampleRequest request;
    request.paths = options.data;
    request.count = options.samples;
    request.seed = static_cast<std::uint64_t>(options.seed);
    request.skipBad = options.skipBad;
    request.reading.rawType = rawTypeOf(options.rawType);
    return request;
}

Status compareFiles(const Options& options, Session& session, JobContext& context) {
    LATHE_TRY(const Thresholds thresholds, parseThresholds(options.thresholds, accuracyMetricNames()));
    LATHE_TRY(const Program program, readProgram(options.program));
    LATHE_TRY(const Graph model, readModel(options.files(), context, shapesOf(program)));
    LATHE_TRY(const Graph reference, referenceNetwork(model, program.inputs, context));
    LATHE_TRY(const SampleSet listed, openSamples(program.inputs, requestOf(options)));
    LATHE_TRY(const SampleSet samples, usableSamples(listed, context));
    ComparisonOptions comparison;
    comparison.layers = options.layers;
    comparison.files = samples.files;
    if (!options.labels.empty()) {
        LATHE_TRY(comparison.labels, readLabels(options.labels, options.labelOffset, samples.files));
    }
    auto compared = compareProgram(reference, program, samples.count, samples.source, comparison, context);
    if (!compared) return withAllBad(std::move(compared).error(), samples, context);
    const Comparison result = std::move(compared).value();
    reportSamples(samples, context);
    if (!options.output.empty()) {
        LATHE_CHECK(makeFolder(options.output));
        LATHE_CHECK(writeFileAtomically(std::filesystem::path(options.output) / "comparison.json", toJson(result)));
    }
    printSummary(session, result);
    session.printJson(toJson(result));
    return checkThresholds(thresholds, accuracyMetrics(result));
}

} // namespace

std::vector<Command> makeCompare(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("compare", "Accuracy of a program against its float model");
    app->add_option("MODEL", options->model, kModelHelp);
    addWeightsOption(*app, *options);
    app->add_option("PROGRAM", options->program, "The .lathe program built from it");
    app->add_option("--data", options->data, "Folder or list of samples; one per input, or one for all (docs/samples.md)")
        ->required()
        ->take_all();
    app->add_option("--samples", options->samples, "As many of them, chosen by --seed (default: all)")->check(CLI::PositiveNumber);
    app->add_option("--seed", options->seed, "Which samples --samples takes (default: 0)")->check(CLI::NonNegativeNumber);
    app->add_option("--raw-type", options->rawType, "Element type of raw files (uint8, float32 …)")->check(CLI::IsMember(rawTypes()));
    app->add_flag("--skip-bad", options->skipBad, kSkipBadHelp);
    app->add_flag("--layers", options->layers,
                  "Also every inner tensor (the ten worst are printed, all are in --json and comparison.json)");
    app->add_option("--labels", options->labels, "CSV with the columns file and class_index");
    app->add_option("--label-offset", options->labelOffset, "Added to every class index (1 for networks with a background class)");
    app->add_option("--fail-under", options->thresholds, "METRIC=VALUE (cosine, sqnr_db, agreement, top1, quantized_top1, float_top1)")
        ->take_all();
    app->add_option("-o,--output", options->output, "Folder for comparison.json");
    app->footer("Example: lathe compare mobilenet.onnx out/mobilenet.lathe --data eval --labels eval/labels.csv --label-offset 1");
    return {{app, [options](Session& session, JobContext& context) -> Status {
                 takeProgramFrom(options->program, {&options->data, &options->thresholds});
                 takeModelFrom(*options, {&options->data, &options->thresholds});
                 LATHE_CHECK(checkGiven(options->model, "MODEL"));
                 LATHE_CHECK(checkGiven(options->program, "PROGRAM"));
                 return compareFiles(*options, session, context);
             }}};
}

} // namespace lathe::cli
