#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/formats/program_file.h"
#include "core/pipeline/pipeline.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

struct Options {
    std::string program, output, trace;
    std::vector<std::string> inputs;
};

Status simulate(const Options& options, Session& session, JobContext& context) {
    LATHE_TRY(const Program program, readProgram(options.program));
    std::vector<std::string> names;
    for (const InputSpec& input : program.inputs)
        names.push_back(input.name);
    LATHE_TRY(const auto files, filesForInputs(options.inputs, names));
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        LATHE_TRY(Tensor tensor, readSampleFile(files[i], program.inputs[i]));
        inputs.push_back(std::move(tensor));
    }
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context));
    LATHE_TRY(auto results, simulator.run(inputs, context));
    LATHE_TRY(const Target target, findTarget(program.target));
    LATHE_TRY(const Trace trace, simulateTiming(program, target, context));
    std::vector<std::pair<std::string, Tensor>> outputs;
    const Graph& graph = program.network.graph;
    for (std::size_t i = 0; i < results.size(); ++i)
        outputs.emplace_back(graph.value(graph.outputs()[i]).name, std::move(results[i]));
    LATHE_CHECK(writeTensors(options.output, outputs));
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
    app->add_option("--input", options->inputs, "NAME=FILE: picture, .npy or raw; once per input")->take_all();
    app->add_option("--output", options->output, "Folder for the outputs (.npy)")->required();
    app->add_option("--trace", options->trace, "Chrome / Perfetto trace to write");
    app->footer("Example: lathe simulate mobilenet.lathe --input input=eagle.jpg --output out --trace trace.json");
    return {{app, [options](Session& session, JobContext& context) { return simulate(*options, session, context); }}};
}

} // namespace lathe::cli
