#include "core/config/model_files.h"

namespace lathe {
namespace {

bool isCaffe(const std::filesystem::path& file) {
    return file.extension() == ".prototxt" || file.extension() == ".caffemodel";
}

} // namespace

ModelFiles modelFilesOf(const BuildConfig& config) {
    if (!config.onnxModel.empty()) return ModelFiles(std::filesystem::path(config.onnxModel));
    if (config.prototxt.empty()) return ModelFiles(std::filesystem::path(config.caffeModel));
    return {config.prototxt, config.caffeModel};
}

void setModelFiles(BuildConfig& config, const ModelFiles& files) {
    config.onnxModel = config.prototxt = config.caffeModel = {};
    if (!isCaffe(files.model)) {
        config.onnxModel = files.model.string();
        return;
    }
    for (const std::filesystem::path& file : filesOf(files))
        (file.extension() == ".prototxt" ? config.prototxt : config.caffeModel) = file.string();
}

ModelReadOptions modelReadOptionsOf(const BuildConfig& config) {
    ModelReadOptions options;
    for (const InputConfig& input : config.inputs)
        if (input.shape) options.inputShapes[input.name] = *input.shape;
    return options;
}

} // namespace lathe
