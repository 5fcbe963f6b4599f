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

namespace {

bool isSameFile(const std::filesystem::path& a, const std::filesystem::path& b) {
    if (a.empty() || b.empty()) return false;
    std::error_code failed;
    if (std::filesystem::equivalent(a, b, failed)) return true;
    const auto place = [](const std::filesystem::path& file) {
        std::error_code ignored;
        return std::filesystem::weakly_canonical(std::filesystem::absolute(file, ignored), ignored);
    };
    return place(a) == place(b);
}

} // namespace

Status checkApart(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read) {
    const auto refused = [](const NamedFile& out, const NamedFile& other) {
        Error error = Error::usage(out.argument + " would overwrite the file of " + other.argument, "give each a name of its own");
        error.place.file = out.file.string();
        return error;
    };
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (const NamedFile& other : read)
            if (isSameFile(written[i].file, other.file) && !(written[i].argument == "-o" && other.argument == "MODEL"))
                return refused(written[i], other);
        for (std::size_t k = 0; k < i; ++k)
            if (isSameFile(written[i].file, written[k].file)) return refused(written[i], written[k]);
    }
    return {};
}

ModelFiles absoluteFiles(ModelFiles files) {
    for (std::filesystem::path* path : {&files.model, &files.weights})
        if (!path->empty()) *path = std::filesystem::absolute(*path).lexically_normal();
    return files;
}

namespace {

void takeFrom(std::string& argument, std::initializer_list<std::vector<std::string>*> lists, auto isMeant) {
    for (std::vector<std::string>* words : lists) {
        if (!argument.empty() || words->size() < 2 || !isMeant(words->back())) continue;
        argument = std::move(words->back());
        words->pop_back();
    }
}

bool isModelName(const std::string& word) {
    return findModelFormat(parseModelFiles(word).model) != nullptr;
}

bool isProgramName(const std::string& word) {
    return std::filesystem::path(word).extension() == ".lathe";
}

} // namespace

void takeModelFrom(ModelArguments& arguments, std::initializer_list<std::vector<std::string>*> lists) {
    takeFrom(arguments.model, lists, isModelName);
}

void takeProgramFrom(std::string& program, std::initializer_list<std::vector<std::string>*> lists) {
    takeFrom(program, lists, isProgramName);
}

Status checkGiven(const std::string& argument, const char* name) {
    return argument.empty() ? Status(Error::usage(std::string(name) + " is required", "--help shows the arguments")) : Status();
}

void addWeightsOption(CLI::App& app, ModelArguments& arguments) {
    app.add_option("--weights", arguments.weights, "The .caffemodel of a .prototxt (without: the one of the same name beside it)");
}

void addShapeOption(CLI::App& app, ModelArguments& arguments) {
    app.add_option(
           "--set-shape", arguments.shapes,
           "INPUT:D0,D1,… as lathe edit has it (the shape alone where there is one input): for dimensions that the model leaves open; once per input")
        ->expected(1)
        ->take_all();
}

namespace {

/// "1,3,224,224" for a model of one input, with the name of that input before it.
std::string named(const Graph& graph, const std::string& shape) {
    std::vector<ValueId> inputs = graph.inputs();
    std::erase_if(inputs, [&](ValueId id) { return graph.isConstant(id); });
    if (inputs.size() != 1 || shape.find(':') != std::string::npos) return shape;
    std::string name;
    for (const char c : graph.value(inputs.front()).name)
        name += c == ':' ? "\\:" : std::string(1, c);
    return name + ":" + shape;
}

} // namespace

Status setShapes(Graph& graph, const std::vector<std::string>& shapes, JobContext& context) {
    std::vector<EditRequest> requests;
    for (const std::string& shape : shapes)
        requests.push_back({"set-shape", named(graph, shape)});
    return requests.empty() ? Status{} : applyEdits(graph, requests, context);
}

} // namespace lathe::cli
