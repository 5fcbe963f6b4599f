#include "core/formats/sample/readers.h"
#include "core/formats/sample/sample_checks.h"

#include <cmath>

namespace lathe {
namespace {

struct Size {
    std::int64_t height, width;
};

/// Of the trained input, by its layout.
Result<Size> imageSize(const InputSpec& input) {
    if (input.shape.size() != 4)
        return Error::input("a picture cannot become the input '" + input.name + "' of shape " + toText(input.shape), {},
                            "give .npy samples for inputs that are no images");
    const bool isNhwc = input.layoutTrain == "NHWC";
    return Size{input.shape[isNhwc ? 1 : 2], input.shape[isNhwc ? 2 : 3]};
}

std::string layoutOf(const InputSpec& input) {
    return input.layoutTrain.empty() ? "NCHW" : input.layoutTrain;
}

Tensor shifted(const Tensor& tensor, float by) {
    Tensor result = tensor.clone();
    for (float& value : result.mutableData<float>())
        value += by;
    return result;
}

} // namespace

Result<Tensor> pictureToRuntime(const Image& image, const InputSpec& input) {
    if (input.typeRuntime == "nv12") return imageToNv12(image, input.spaceAndRange == "bt601_video");
    if (input.typeRuntime == "yuv444") return imageToYuv444(image, layoutOf(input));
    if (input.typeRuntime == "yuv444_128") {
        LATHE_TRY(const Tensor yuv, imageToYuv444(image, layoutOf(input)));
        return shifted(yuv, -128.0f);
    }
    const std::string& order = takesPictures(input) ? input.typeRuntime : input.imageOrder;
    if (order.empty())
        return Error::usage("the input '" + input.name + "' is a featuremap: how pictures become it is not said",
                            "set image_order (rgb, bgr or gray) and image_transform in calibration_parameters, or give .npy samples");
    return imageToTensor(image, order, layoutOf(input));
}

Result<Tensor> readPictureSample(const std::filesystem::path& file, const InputSpec& input, const SampleReading&) {
    LATHE_TRY(const Size size, imageSize(input));
    LATHE_TRY(const Image image, readImage(file));
    LATHE_TRY(const Image sized, transformImage(image, input.imageTransform, size.width, size.height));
    LATHE_TRY(const Tensor tensor, pictureToRuntime(sized, input));
    return fittedSample(tensor, input);
}

Result<Image> pictureOfArray(const Tensor& array, const InputSpec& input) {
    LATHE_CHECK(checkLevels(array, input));
    const bool isNhwc = input.layoutTrain == "NHWC";
    const std::int64_t height = input.shape[isNhwc ? 1 : 2], width = input.shape[isNhwc ? 2 : 3], pixels = height * width;
    const Tensor levels = array.toFloat();
    const auto values = levels.data<float>();
    Image image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(pixels * 3))};
    for (std::int64_t i = 0; i < pixels; ++i)
        for (std::int64_t c = 0; c < 3; ++c) {
            const std::int64_t from = input.typeTrain == "bgr" ? 2 - c : c;
            image.pixels[static_cast<std::size_t>(i * 3 + c)] =
                static_cast<std::uint8_t>(values[static_cast<std::size_t>(isNhwc ? i * 3 + from : from * pixels + i)]);
        }
    return image;
}

} // namespace lathe
