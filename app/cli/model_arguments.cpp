#include "app/cli/model_arguments.h"

#include "core/edit/edit_list.h"

#include <CLI/CLI.hpp>

namespace lathe::cli {

ModelFiles ModelArguments::files() const {
    ModelFiles files = parseModelFiles(model);
    if (!weights.empty()) files.weights = weights;
    // hb_compile's order: the weights are the model, the description comes beside them.
    if (files.model.extension() == ".caffemodel" && files.weights.extension() == ".prototxt") std::swap(files.model, files.weights);
    return files;
}

ModelFiles absoluteFiles(ModelFiles files) {
    for (std::filesystem::path* path : {&files.model, &files.weights})
        if (!path->empty()) *path = std::filesystem::absolute(*path).lexically_normal();
    return files;
}

void addWeightsOption(CLI::App& app, ModelArguments& arguments) {
    app.add_option("--weights", arguments.weights, "The .caffemodel of a .prototxt (without: the one of the same name beside it)");
}

void addShapeOption(CLI::App& app, ModelArguments& arguments) {
    app.add_option("--set-shape", arguments.shapes, "INPUT:D0,D1,… as lathe edit has it: for dimensions that the model leaves open")
        ->take_all();
}

Status setShapes(Graph& graph, const std::vector<std::string>& shapes, JobContext& context) {
    std::vector<EditRequest> requests;
    for (const std::string& shape : shapes)
        requests.push_back({"set-shape", shape});
    return requests.empty() ? Status{} : applyEdits(graph, requests, context);
}

} // namespace lathe::cli
