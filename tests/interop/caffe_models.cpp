#include "tests/interop/caffe_models.h"

#include "core/base/files.h"
#include "core/formats/image_file.h"

#include <algorithm>

namespace lathe::interop {
namespace {

constexpr CaffeModel kModels[] = {{"waifu2x_photo_scale2x", "input", "conv7", 142, 142}};

/// One past the brace that closes the one at `open`.
std::size_t endOfBlock(const std::string& text, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return i + 1;
    }
    return text.size();
}

Result<Tensor> scene(const CaffeModel& model, const std::filesystem::path& zoo) {
    LATHE_TRY(const Image photo, readImage(zoo / "images" / "scenes" / "darknet_dog.jpg"));
    LATHE_TRY(const Image sized, transformImage(photo, "stretch", model.width, model.height));
    LATHE_TRY(Tensor tensor, imageToTensor(sized, "rgb", "NCHW"));
    for (float& x : tensor.mutableData<float>())
        x /= 255.0F;
    return tensor;
}

} // namespace

std::span<const CaffeModel> caffeModels() {
    return kModels;
}

std::string withoutTrainingLayers(const std::string& prototxt) {
    std::string text = prototxt;
    for (std::size_t begin = text.find("layer {"); begin != std::string::npos; begin = text.find("layer {", begin)) {
        const std::size_t end = endOfBlock(text, begin);
        if (text.substr(begin, end - begin).find("phase: TRAIN") == std::string::npos)
            begin = end;
        else
            text.erase(begin, end - begin);
    }
    return text;
}

Result<CaffeCase> makeCase(const CaffeModel& model, const std::filesystem::path& zoo) {
    const std::filesystem::path stem = zoo / "models" / "caffe" / model.name;
    CaffeCase made;
    LATHE_TRY(const std::string prototxt, readTextFile(stem.string() + ".prototxt"));
    LATHE_TRY(made.caffemodel, readTextFile(stem.string() + ".caffemodel", std::int64_t(1) << 30));
    LATHE_TRY(Tensor picture, scene(model, zoo));
    made.prototxt = withoutTrainingLayers(prototxt);
    made.inputs.push_back(std::move(picture));
    made.inputNames = {model.input};
    made.output = model.output;
    return made;
}

} // namespace lathe::interop
