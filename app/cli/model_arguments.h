#pragma once

#include "core/formats/model_file.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lathe::cli {

/// MODEL and --weights of a sub-command. MODEL may name both files, "net.prototxt,net.caffemodel".
struct ModelArguments {
    std::string model, weights;
    std::vector<std::string> shapes; ///< of --set-shape

    ModelFiles files() const;
    /// What a file made from the model is called: the name of its first file without the extension.
    std::string stem() const { return files().model.stem().string(); }
};

/// What MODEL is, for --help.
inline constexpr const char* kModelHelp = "Model: .onnx, .prototxt or .prototxt,.caffemodel";
/// With both paths made absolute.
ModelFiles absoluteFiles(ModelFiles files);
/// MODEL behind an option that takes a list of words ("--pass a b model.onnx") stands among them: the last word of one that is
/// the name of a model, where MODEL is missing.
void takeModelFrom(ModelArguments& arguments, std::initializer_list<std::vector<std::string>*> lists);
/// PROGRAM likewise, a name that ends in .lathe.
void takeProgramFrom(std::string& program, std::initializer_list<std::vector<std::string>*> lists);
/// A Usage error where an argument that must be there, on its own or in a list, is not.
Status checkGiven(const std::string& argument, const char* name);
/// A file on the command line, with what names it there.
struct NamedFile {
    std::string argument; ///< "--script"
    std::filesystem::path file;
};
/// A Usage error where a file that is written is one that is read, or is written twice. The model itself may be replaced by -o.
Status checkApart(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read);
void addWeightsOption(CLI::App& app, ModelArguments& arguments);
void addShapeOption(CLI::App& app, ModelArguments& arguments);
/// The shapes of --set-shape, and all others inferred anew; every error at once.
Status setShapes(Graph& graph, const std::vector<std::string>& shapes, JobContext& context);

} // namespace lathe::cli
