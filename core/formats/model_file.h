#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// The files that a model consists of, as people name them.
struct ModelFiles {
    std::filesystem::path model;   ///< .onnx, .prototxt, or a .caffemodel that holds the description, too
    std::filesystem::path weights; ///< of a .prototxt; empty: the .caffemodel of the same stem beside it, where there is one

    ModelFiles() = default;
    ModelFiles(std::filesystem::path modelFile, std::filesystem::path weightsFile = {})
        : model(std::move(modelFile)), weights(std::move(weightsFile)) {}
    ModelFiles(const char* modelFile) : model(modelFile) {}

    bool operator==(const ModelFiles&) const = default;
};

/// "net.prototxt,net.caffemodel" is two files; anything else is one.
ModelFiles parseModelFiles(const std::string& text);

struct ModelReadOptions {
    /// Shapes in place of those of the file, by input ("": the first). Formats whose graph depends on them (Caffe) are translated for
    /// these; in others they are left to shape inference.
    std::map<std::string, std::vector<std::int64_t>> inputShapes = {};
    /// OnnxReadOptions::inlineFunctions.
    bool inlineFunctions = true;
};

/// A format of models: what its files are called.
struct ModelFormat {
    std::string_view extension; ///< ".onnx"
    std::string_view title;     ///< "ONNX model"
    bool isTranslated = false;  ///< into a graph that depends on the shapes of the inputs
};
/// Every format that readModel() takes.
std::span<const ModelFormat> modelFormats();
/// The row for a file, by its extension in any case; null when there is none.
const ModelFormat* findModelFormat(const std::filesystem::path& file);
/// True when there is one.
bool isModelFile(const std::filesystem::path& file);
/// ".onnx, .prototxt or .caffemodel"
std::string modelExtensionsText();

/// The one way in for every model: reads it by its extension; another one is read as ONNX, as before there were others.
Result<Graph> readModel(const ModelFiles& files, JobContext& context, const ModelReadOptions& options = {});

/// With the other file of a Caffe network, where one of the same stem lies beside: the weights of a .prototxt, the .prototxt of a
/// .caffemodel.
ModelFiles completed(ModelFiles files);

/// The files whose bytes a model depends on, the weights found beside a description included (external data of ONNX is not: its
/// content shows in the graph).
std::vector<std::filesystem::path> filesOf(const ModelFiles& files);

} // namespace lathe
