#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/edit/edit_history.h"
#include "core/edit/edit_script.h"
#include "core/formats/model_file.h"
#include "core/formats/onnx_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options : ModelArguments {
    std::string output;
    std::string savedScript;
    CLI::App* app = nullptr;
    std::deque<std::vector<std::string>> arguments; ///< one list for each row of editTable(), then that of --script
    std::vector<const CLI::Option*> rows;           ///< the option of each list
    bool embed = false, external = false, inlineFunctions = false;
};

/// What stands on the command line, in its order; each script in its place. What cannot be read is said with what cannot be
/// carried out.
Result<EditScript> requestsOf(const Options& options) {
    EditScript all;
    std::vector<std::size_t> taken(options.arguments.size(), 0);
    for (const CLI::Option* option : options.app->parse_order()) {
        const auto place = std::ranges::find(options.rows, option);
        if (place == options.rows.end()) continue;
        const auto row = static_cast<std::size_t>(place - options.rows.begin());
        const std::string& argument = options.arguments[row][taken[row]++];
        if (row < editTable().size()) {
            all.requests.push_back({std::string(editTable()[row].name), argument});
            continue;
        }
        LATHE_TRY(const EditScript script, scanEditScript(argument));
        all.requests.insert(all.requests.end(), script.requests.begin(), script.requests.end());
        all.problems.insert(all.problems.end(), script.problems.begin(), script.problems.end());
    }
    return all;
}

/// Every problem at once: with the script, and with the edits that could be read.
Status applyAll(EditHistory& history, EditScript script, JobContext& context) {
    const Status status = history.applyAll(script.requests, context);
    if (script.problems.empty() || (!status && status.error().details.empty())) return status;
    if (!status) script.problems.insert(script.problems.end(), status.error().details.begin(), status.error().details.end());
    std::map<std::string, std::size_t> files; // in the order in which they are met
    for (const Diagnostic& problem : script.problems)
        files.emplace(problem.place.file, files.size());
    std::ranges::stable_sort(script.problems, {}, [&](const Diagnostic& problem) {
        return std::pair(files.find(problem.place.file)->second, problem.place.line);
    });
    return editError(std::move(script.problems));
}

Json touchedJson(const TouchedNames& names) {
    return {{"added", names.added}, {"removed", names.removed}, {"changed", names.changed}};
}

Json editsJson(const EditHistory& history) {
    Json edits = Json::array();
    for (const EditStep& step : history.done())
        edits.push_back({{"operation", step.request.operation},
                         {"argument", step.request.argument},
                         {"nodes", touchedJson(step.nodes)},
                         {"tensors", touchedJson(step.values)}});
    return edits;
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

/// The files that the command line names do not stand in each other's way.
Status checkFiles(const Options& options) {
    std::vector<NamedFile> read{{"MODEL", options.files().model}, {"--weights", options.files().weights}};
    for (std::size_t row = 0; row < options.arguments.size(); ++row)
        for (const std::string& argument : options.arguments[row]) {
            if (row == editTable().size()) read.push_back({"--script", argument});
            if (row < editTable().size() && editTable()[row].name == "set-constant")
                read.push_back({"--set-constant", argument.substr(argument.find('=') + 1)});
        }
    return checkApart({{"-o", options.output}, {"--save-script", options.savedScript}}, read);
}

Status editModel(const Options& options, Session& session, JobContext& context) {
    if (options.embed && options.external)
        return Error::usage("--embed-weights and --external-weights contradict each other", "choose one");
    LATHE_CHECK(checkFiles(options));
    LATHE_TRY(const EditScript script, requestsOf(options));
    const std::vector<EditRequest>& requests = script.requests;
    LATHE_TRY(const Graph original, readModel(options.files(), context, {.inputShapes = {}, .inlineFunctions = options.inlineFunctions}));
    const std::int64_t nodesBefore = original.nodeCount();
    EditHistory history(original);
    LATHE_CHECK(applyAll(history, script, context));
    const Graph& graph = history.graph();
    OnnxWriteOptions writing;
    if (options.embed) writing.weights = WeightStorage::Embedded;
    if (options.external) writing.weights = WeightStorage::External;
    LATHE_TRY(const WeightStorage stored, storageFor(graph, options.output, writing.weights));
    writing.weights = stored;
    LATHE_CHECK(checkOverwrites(original, options.files().model, options.output, stored));
    const std::vector<fs::path> unread = unreadWeights(original, options, stored);
    if (!options.savedScript.empty()) LATHE_CHECK(writeFileAtomically(options.savedScript, editScriptText(requests)));
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
    root["edits"] = editsJson(history);
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

/// May stand several times, each with one argument.
void addEditOption(CLI::App& app, Options& options, const std::string& name, const std::string& summary, const std::string& argument) {
    CLI::Option* option = app.add_option("--" + name, options.arguments.emplace_back(), summary);
    option->type_name(argument)->expected(1)->take_all();
    options.rows.push_back(option);
}

} // namespace

std::vector<Command> makeEdit(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("edit", "Change the structure of a model, or where its weights lie");
    app->add_option("MODEL", options->model, kModelHelp)->required();
    addWeightsOption(*app, *options);
    app->add_option("-o,--output", options->output, "ONNX file to write; without an edit the model as it is")->required();
    options->app = app;
    for (const EditRow& row : editTable())
        addEditOption(*app, *options, std::string(row.name), std::string(row.summary), std::string(row.argument));
    addEditOption(*app, *options, "script", "Edits from a YAML list of {operation: argument}, at this place among the options", "FILE");
    app->add_option("--save-script", options->savedScript, "Write what was done as such a list");
    app->add_flag("--embed-weights", options->embed, "All weights in the one file (up to 2 GB)");
    app->add_flag("--external-weights", options->external, "Weights of 1 KiB and more in OUT.onnx.data");
    app->add_flag("--inline-functions", options->inlineFunctions, "Put the bodies of local functions in the place of their calls");
    app->footer("Edits are carried out in the order given; docs/editing.md has an example of each.\n"
                "Example: lathe edit model.onnx -o head.onnx --remove-type Softmax --set-shape input:1,3,224,224 --rename input:image");
    return {{app, [options](Session& session, JobContext& context) { return editModel(*options, session, context); }}};
}

} // namespace lathe::cli
