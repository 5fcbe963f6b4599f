#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/edit/edit_list.h"
#include "core/formats/model_file.h"
#include "core/formats/onnx_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <deque>
#include <memory>

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options : ModelArguments {
    std::string output;
    std::deque<std::vector<std::string>> arguments; ///< one list for each row of editTable()
    bool embed = false, external = false, inlineFunctions = false;
};

std::vector<EditRequest> requestsOf(const Options& options) {
    std::vector<EditRequest> requests;
    for (std::size_t row = 0; row < editTable().size(); ++row)
        for (const std::string& argument : options.arguments[row])
            requests.push_back({std::string(editTable()[row].name), argument});
    return requests;
}

Json namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    Json names = Json::array();
    for (const ValueId id : ids)
        names.push_back({{"name", graph.value(id).name},
                         {"type", toName(graph.value(id).type)},
                         {"shape", graph.value(id).shape ? Json(toText(*graph.value(id).shape)) : Json()}});
    return names;
}

std::int64_t sizeOf(const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    return failed ? 0 : static_cast<std::int64_t>(size);
}

/// Weights of the model that was replaced, which nothing written here reads. They stay: another model may use them.
std::vector<fs::path> unreadWeights(const Graph& original, const Options& options, WeightStorage stored) {
    std::error_code ignored;
    if (!fs::equivalent(options.files().model, options.output, ignored)) return {};
    std::vector<fs::path> files = weightFilesOf(original);
    std::erase_if(files, [&](const fs::path& file) {
        return fs::equivalent(file, options.output, ignored) ||
               (stored == WeightStorage::External && fs::equivalent(file, options.output + ".data", ignored));
    });
    return files;
}

Status editModel(const Options& options, Session& session, JobContext& context) {
    if (options.embed && options.external)
        return Error::usage("--embed-weights and --external-weights contradict each other", "choose one");
    LATHE_TRY(Graph graph, readModel(options.files(), context, {.inputShapes = {}, .inlineFunctions = options.inlineFunctions}));
    const std::int64_t nodesBefore = graph.nodeCount();
    const std::vector<EditRequest> requests = requestsOf(options);
    const Graph original = graph;
    LATHE_CHECK(applyEdits(graph, requests, context));
    OnnxWriteOptions writing;
    if (options.embed) writing.weights = WeightStorage::Embedded;
    if (options.external) writing.weights = WeightStorage::External;
    LATHE_TRY(const WeightStorage stored, storageFor(graph, options.output, writing.weights));
    writing.weights = stored;
    LATHE_CHECK(checkOverwrites(original, options.files().model, options.output, stored));
    const std::vector<fs::path> unread = unreadWeights(original, options, stored);
    LATHE_CHECK(writeOnnx(graph, options.output, context, writing));
    const std::int64_t weightsBytes = stored == WeightStorage::External ? sizeOf(options.output + ".data") : 0;
    const bool hasWeightsFile = weightsBytes > 0;
    Json root{{"schema", "lathe.edit/1"}, {"model", options.model}, {"output", options.output}};
    root["weights_file"] = hasWeightsFile ? Json(options.output + ".data") : Json();
    root["unread_weights_files"] = Json::array();
    for (const fs::path& file : unread)
        root["unread_weights_files"].push_back(file.string());
    root["bytes"] = sizeOf(options.output);
    root["weights_bytes"] = weightsBytes;
    root["nodes_before"] = nodesBefore;
    root["nodes_after"] = graph.nodeCount();
    root["edits"] = Json::array();
    for (const EditRequest& request : requests)
        root["edits"].push_back({{"operation", request.operation}, {"argument", request.argument}});
    root["inputs"] = namesOf(graph, graph.inputs());
    root["outputs"] = namesOf(graph, graph.outputs());
    root["diagnostics"] = toJsonArray(context.diagnostics());
    session.print(std::to_string(nodesBefore) + " nodes before, " + std::to_string(graph.nodeCount()) + " after");
    session.print(
        options.output + ": " + bytesText(static_cast<double>(sizeOf(options.output))) +
        (hasWeightsFile ? ", weights in " + options.output + ".data: " + bytesText(static_cast<double>(weightsBytes)) : std::string()));
    for (const fs::path& file : unread)
        session.print(file.string() + " held the weights before and stays; " + options.output +
                      " does not read it any more: remove it if no other model does");
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return {};
}

} // namespace

std::vector<Command> makeEdit(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("edit", "Change the structure of a model, or where its weights lie");
    app->add_option("MODEL", options->model, kModelHelp)->required();
    addWeightsOption(*app, *options);
    app->add_option("-o,--output", options->output, "ONNX file to write; without an edit the model as it is")->required();
    for (const EditRow& row : editTable())
        app->add_option("--" + std::string(row.name), options->arguments.emplace_back(), std::string(row.summary))
            ->type_name(std::string(row.argument))
            ->expected(1)
            ->take_all();
    app->add_flag("--embed-weights", options->embed, "All weights in the one file (up to 2 GB)");
    app->add_flag("--external-weights", options->external, "Weights of 1 KiB and more in OUT.onnx.data");
    app->add_flag("--inline-functions", options->inlineFunctions, "Put the bodies of local functions in the place of their calls");
    app->footer("Example: lathe edit model.onnx -o head.onnx --remove-type Softmax --set-shape input:1,3,224,224 --rename input:image");
    return {{app, [options](Session& session, JobContext& context) { return editModel(*options, session, context); }}};
}

} // namespace lathe::cli
