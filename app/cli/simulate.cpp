#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/formats/program_file.h"
#include "core/pipeline/layer_dump.h"
#include "core/pipeline/pipeline.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/program_target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

struct Options {
    std::string program, output, trace, rawType;
    std::vector<std::string> inputs;
    bool layers = false;
};

Status simulate(const Options& options, Session& session, JobContext& context) {
    LATHE_TRY(const Program program, readProgram(options.program));
    std::vector<std::string> names;
    for (const InputSpec& input : program.inputs)
        names.push_back(input.name);
    LATHE_TRY(const auto files, filesForInputs(options.inputs, names));
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        LATHE_TRY(Tensor tensor, readSampleFile(files[i], program.inputs[i], {rawTypeOf(options.rawType)}));
        inputs.push_back(std::move(tensor));
    }
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context));
    LATHE_TRY(auto results, simulator.run(inputs, context));
    LATHE_TRY(const Target target, targetOf(program));
    LATHE_TRY(const Trace trace, simulateTiming(program, target, context));
    std::vector<std::pair<std::string, Tensor>> outputs;
    const Graph& graph = program.network.graph;
    for (std::size_t i = 0; i < results.size(); ++i)
        outputs.emplace_back(graph.value(graph.outputs()[i]).name, std::move(results[i]));
    LATHE_CHECK(writeTensors(options.output, outputs));
    const std::filesystem::path layers = std::filesystem::path(options.output) / "layers";
    if (options.layers || keepsLayerResults(program)) {
        LATHE_CHECK(dumpLayers(program, inputs, layers, context));
        session.print("results of " + std::to_string(layerResults(program).size()) + " tensors between layers in " + layers.string());
    }
    if (!options.trace.empty()) LATHE_CHECK(writeFileAtomically(options.trace, toChromeTrace(program, trace)));
    nlohmann::ordered_json root{{"schema", "lathe.simulation/1"},    {"program", options.program},    {"target", program.target},
                                {"latency_ms", trace.latency * 1e3}, {"events", trace.events.size()}, {"output", options.output}};
    session.print("simulated " + program.name + " on " + program.target + ": " + timeText(trace.latency) + "; outputs in " +
                  options.output);
    session.printJson(root.dump(2) + "\n");
    return {};
}

} // namespace

std::vector<Command> makeSimulate(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("simulate", "Run a program bit for bit; timing and trace");
    app->add_option("PROGRAM", options->program, ".lathe program")->required();
    app->add_option("--input", options->inputs, "NAME=FILE: picture, .npy, .npz or raw (docs/samples.md); once per input")
        ->expected(1)
        ->take_all();
    app->add_option("--raw-type", options->rawType, "Element type of raw files (uint8, float32 …)")->check(CLI::IsMember(rawTypes()));
    app->add_option("--output", options->output, "Folder for the outputs (.npy)")->required();
    app->add_option("--trace", options->trace, "Chrome / Perfetto trace to write");
    app->add_flag("--layers", options->layers,
                  "Also the results of every layer, into OUTPUT/layers; a program built with layer_out_dump does that always");
    app->footer("Example: lathe simulate mobilenet.lathe --input input=eagle.jpg --output out --trace trace.json");
    return {{app, [options](Session& session, JobContext& context) { return simulate(*options, session, context); }}};
}

} // namespace lathe::cli
