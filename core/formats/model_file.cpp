#include "core/formats/model_file.h"

#include "core/formats/caffe_file.h"
#include "core/formats/onnx_file.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace fs = std::filesystem;
namespace {

Result<Graph> readOnnxModel(const ModelFiles& files, JobContext& context, const ModelReadOptions& options) {
    if (!files.weights.empty())
        return Error::usage("weights are given for '" + files.model.string() + "', an ONNX model, which brings its own",
                            "give weights with a .prototxt only");
    return readOnnx(files.model, context, {.inlineFunctions = options.inlineFunctions});
}

Result<Graph> readCaffeModel(const ModelFiles& files, JobContext& context, const ModelReadOptions& options) {
    return readCaffe(files.model, {files.weights, options.inputShapes}, context);
}

using ReadFn = Result<Graph> (*)(const ModelFiles&, JobContext&, const ModelReadOptions&);

constexpr std::array<ModelFormat, 3> kFormats{
    {{".onnx", "ONNX model"}, {".prototxt", "Caffe network", true}, {".caffemodel", "Caffe weights with the network in them", true}}};
constexpr std::array<ReadFn, 3> kReaders{readOnnxModel, readCaffeModel, readCaffeModel};

/// The row for a file; past the end when there is none.
std::size_t formatOf(const fs::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return static_cast<std::size_t>(std::ranges::find(kFormats, extension, &ModelFormat::extension) - kFormats.begin());
}

} // namespace

std::span<const ModelFormat> modelFormats() {
    return kFormats;
}

const ModelFormat* findModelFormat(const fs::path& file) {
    const std::size_t format = formatOf(file);
    return format < kFormats.size() ? &kFormats[format] : nullptr;
}

bool isModelFile(const fs::path& file) {
    return findModelFormat(file) != nullptr;
}

std::string modelExtensionsText() {
    std::string text;
    for (std::size_t i = 0; i < kFormats.size(); ++i)
        text += (i == 0 ? "" : i + 1 == kFormats.size() ? " or " : ", ") + std::string(kFormats[i].extension);
    return text;
}

ModelFiles parseModelFiles(const std::string& text) {
    const std::size_t comma = text.rfind(',');
    std::error_code ignored;
    if (comma == text.npos || fs::exists(text, ignored)) return ModelFiles(fs::path(text));
    return ModelFiles(fs::path(text.substr(0, comma)), fs::path(text.substr(comma + 1)));
}

Result<Graph> readModel(const ModelFiles& files, JobContext& context, const ModelReadOptions& options) {
    if (files.model.empty()) return Error::usage("no model is named", "write model.onnx or net.prototxt,net.caffemodel");
    const ModelFiles all = completed(files);
    const std::size_t format = formatOf(all.model);
    if (format < kReaders.size()) return kReaders[format](all, context, options);
    // Without a known extension an ONNX file is still an ONNX file.
    return readOnnxModel(files, context, options);
}

ModelFiles completed(ModelFiles files) {
    const bool isText = files.model.extension() == ".prototxt";
    if (!files.weights.empty() || (!isText && files.model.extension() != ".caffemodel")) return files;
    fs::path beside = files.model;
    beside.replace_extension(isText ? ".caffemodel" : ".prototxt");
    std::error_code ignored;
    // A folder or a pipe of that name is no weights either, but whoever opens it says so.
    if (!fs::exists(fs::symlink_status(beside, ignored))) return files;
    return isText ? ModelFiles(files.model, beside) : ModelFiles(beside, files.model);
}

std::vector<fs::path> filesOf(const ModelFiles& files) {
    const ModelFiles all = completed(files);
    if (all.weights.empty()) return {all.model};
    return {all.model, all.weights};
}

} // namespace lathe
