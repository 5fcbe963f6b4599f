#include "app/cli/model_arguments.h"
#include "app/cli/passive_waiting.h"
#include "app/cli/session.h"
#include "core/formats/npy_file.h"
#include "core/graph/shape_fit.h"
#include "core/ops/inference.h"
#include "core/runtime/executor.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>

namespace lathe::cli {
namespace {

struct RunOptions : ModelArguments {
    std::string output;
    std::vector<std::string> inputs;
    int intraThreads = 1;
};

Result<Tensor> readInput(const std::string& file, const Value& value) {
    if (std::filesystem::path(file).extension() == ".npy") return readNpy(file);
    const auto dims = value.shape ? value.shape->known() : std::nullopt;
    if (!dims) return Error::usage("the shape of the input '" + value.name + "' is open; give a .npy file, which carries its shape");
    return readRaw(file, value.type, *dims);
}

/// Dimensions that the model fixes are fixed; open ones take any size.
Status checkShape(const Value& input, const Tensor& tensor, const std::string& file) {
    if (!input.shape || fits(tensor.dims(), *input.shape)) return {};
    return Error::input("has the shape " + toText(tensor.dims()) + "; the input '" + input.name + "' takes " + toText(*input.shape), file);
}

/// The model for inputs of these shapes. Caffe takes a blob of any shape and works its layers out for it.
Result<Graph> modelFor(const ModelFiles& files, Graph graph, const std::vector<Tensor>& inputs, JobContext& context) {
    const ModelFormat* format = findModelFormat(files.model);
    if (!format || !format->isTranslated) return graph;
    ModelReadOptions options;
    bool isAsWritten = true;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Value& value = graph.value(graph.inputs()[i]);
        options.inputShapes[value.name] = inputs[i].dims();
        isAsWritten = isAsWritten && value.shape == Shape::of(inputs[i].dims());
    }
    if (isAsWritten) return graph;
    JobContext silent(context.stopToken(), context.threads()); // what there is to say was said the first time
    return readModel(files, silent, options);
}

Status runModel(const RunOptions& options, Session& session, JobContext& context) {
    if (options.intraThreads > 1) waitPassively();
    LATHE_TRY(Graph graph, readModel(options.files(), context));
    std::vector<std::string> names;
    for (const ValueId input : graph.inputs())
        names.push_back(graph.value(input).name);
    LATHE_TRY(const auto files, filesForInputs(options.inputs, names));
    std::vector<Tensor> inputs;
    InferenceOptions shapes;
    for (std::size_t i = 0; i < files.size(); ++i) {
        LATHE_TRY(Tensor tensor, readInput(files[i], graph.value(graph.inputs()[i])));
        shapes.inputShapes[names[i]] = Shape::of(tensor.dims());
        inputs.push_back(std::move(tensor));
    }
    LATHE_TRY(graph, modelFor(options.files(), std::move(graph), inputs, context));
    for (std::size_t i = 0; i < files.size(); ++i)
        LATHE_CHECK(checkShape(graph.value(graph.inputs()[i]), inputs[i], files[i]));
    LATHE_CHECK(inferShapes(graph, context, shapes));
    std::vector<std::pair<std::string, Tensor>> outputs;
    for (const ValueId output : graph.outputs())
        outputs.emplace_back(graph.value(output).name, Tensor());
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context, {.intraThreads = options.intraThreads}));
    Executor::Session runner = executor.makeSession();
    const auto begin = std::chrono::steady_clock::now();
    LATHE_TRY(auto results, runner.run(inputs, context));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    nlohmann::ordered_json root{
        {"schema", "lathe.run/1"}, {"model", options.model}, {"latency_ms", taken.count() * 1e3}, {"output", options.output}};
    for (std::size_t i = 0; i < results.size(); ++i) {
        outputs[i].second = std::move(results[i]);
        root["outputs"].push_back(
            {{"name", outputs[i].first}, {"shape", outputs[i].second.dims()}, {"type", toName(outputs[i].second.type())}});
        session.print(outputs[i].first + "  " + std::string(toName(outputs[i].second.type())) + " " + toText(outputs[i].second.dims()));
    }
    LATHE_CHECK(writeTensors(options.output, outputs));
    session.print("ran in " + timeText(taken.count()) + "; outputs in " + options.output);
    session.printJson(root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    return {};
}

} // namespace

std::vector<Command> makeRun(CLI::App& parent) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* app = parent.add_subcommand("run", "Run a model in float; outputs as .npy");
    app->add_option("MODEL", options->model, kModelHelp)->required();
    app->add_option("--input", options->inputs, "NAME=FILE, .npy or raw; once per input")->expected(1)->take_all();
    app->add_option("--output", options->output, "Folder for the outputs")->required();
    addWeightsOption(*app, *options);
    app->add_option("--intra-threads", options->intraThreads, "Threads within one operator (default: 1)")->check(CLI::Range(1, 1024));
    app->footer("Example: lathe run mobilenet.onnx --input input=eagle.npy --output out");
    return {{app, [options](Session& session, JobContext& context) { return runModel(*options, session, context); }}};
}

} // namespace lathe::cli
