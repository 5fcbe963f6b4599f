#include "core/formats/image_file.h"

namespace lathe {
namespace {

/// ITU-R BT.601 of R, G, B in 0…255:  Y = 0.299 R + 0.587 G + 0.114 B,  U = (B - Y) / 1.772 + 128,  V = (R - Y) / 1.402 + 128
/// in full range; in video range Y' = Y 219/255 + 16 and the chroma differences are scaled by 224/255. Rounded half up.
struct Yuv {
    double y, u, v;
};

Yuv toYuv(double r, double g, double b, bool videoRange) {
    const double y = 0.299 * r + 0.587 * g + 0.114 * b;
    const double u = (b - y) / 1.772, v = (r - y) / 1.402;
    if (videoRange) return {y * 219 / 255 + 16, u * 224 / 255 + 128, v * 224 / 255 + 128};
    return {y, u + 128, v + 128};
}

float toByteValue(double value) {
    return static_cast<float>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

/// The index of channel c of pixel i among `pixels`.
std::size_t indexOf(bool isNhwc, std::int64_t channels, std::int64_t pixels, std::int64_t i, std::int64_t c) {
    return static_cast<std::size_t>(isNhwc ? i * channels + c : c * pixels + i);
}

std::vector<std::int64_t> imageDims(bool isNhwc, std::int64_t channels, const Image& image) {
    if (isNhwc) return {1, image.height, image.width, channels};
    return {1, channels, image.height, image.width};
}

Status checkLayout(std::string_view layout) {
    if (layout == "NCHW" || layout == "NHWC") return {};
    return Error::usage("unknown layout '" + std::string(layout) + "'", "it is NCHW or NHWC");
}

} // namespace

Result<Tensor> imageToTensor(const Image& image, std::string_view order, std::string_view layout) {
    LATHE_CHECK(checkLayout(layout));
    if (order != "rgb" && order != "bgr" && order != "gray")
        return Error::usage("unknown colour order '" + std::string(order) + "'", "it is rgb, bgr or gray");
    const bool isNhwc = layout == "NHWC", isGray = order == "gray", isBgr = order == "bgr";
    const std::int64_t channels = isGray ? 1 : 3, pixels = image.width * image.height;
    Tensor tensor = Tensor::makeZeros(DataType::Float, imageDims(isNhwc, channels, image));
    const auto values = tensor.mutableData<float>();
    for (std::int64_t i = 0; i < pixels; ++i) {
        const std::uint8_t* rgb = image.pixels.data() + i * 3;
        if (isGray)
            values[static_cast<std::size_t>(i)] = static_cast<float>(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
        else
            for (std::int64_t c = 0; c < 3; ++c)
                values[indexOf(isNhwc, 3, pixels, i, c)] = rgb[isBgr ? 2 - c : c];
    }
    return tensor;
}

Result<Tensor> imageToYuv444(const Image& image, std::string_view layout) {
    LATHE_CHECK(checkLayout(layout));
    const bool isNhwc = layout == "NHWC";
    const std::int64_t pixels = image.width * image.height;
    Tensor tensor = Tensor::makeZeros(DataType::Float, imageDims(isNhwc, 3, image));
    const auto values = tensor.mutableData<float>();
    for (std::int64_t i = 0; i < pixels; ++i) {
        const std::uint8_t* rgb = image.pixels.data() + i * 3;
        const Yuv yuv = toYuv(rgb[0], rgb[1], rgb[2], false);
        values[indexOf(isNhwc, 3, pixels, i, 0)] = toByteValue(yuv.y);
        values[indexOf(isNhwc, 3, pixels, i, 1)] = toByteValue(yuv.u);
        values[indexOf(isNhwc, 3, pixels, i, 2)] = toByteValue(yuv.v);
    }
    return tensor;
}

Result<Tensor> imageToNv12(const Image& image, bool videoRange) {
    if (image.width % 2 != 0 || image.height % 2 != 0)
        return Error::usage("nv12 needs even sizes, not " + std::to_string(image.width) + "x" + std::to_string(image.height));
    const std::int64_t w = image.width, h = image.height;
    Tensor tensor = Tensor::makeZeros(DataType::Float, {1, h * 3 / 2, w});
    const auto values = tensor.mutableData<float>();
    const auto channel = [&](std::int64_t x, std::int64_t y, std::int64_t c) {
        return double(image.pixels[static_cast<std::size_t>((y * w + x) * 3 + c)]);
    };
    for (std::int64_t y = 0; y < h; ++y)
        for (std::int64_t x = 0; x < w; ++x)
            values[static_cast<std::size_t>(y * w + x)] =
                toByteValue(toYuv(channel(x, y, 0), channel(x, y, 1), channel(x, y, 2), videoRange).y);
    for (std::int64_t y = 0; y < h; y += 2)
        for (std::int64_t x = 0; x < w; x += 2) {
            // The chroma of four pixels is that of their mean colour: the conversion is linear.
            double mean[3];
            for (std::int64_t c = 0; c < 3; ++c)
                mean[c] = (channel(x, y, c) + channel(x + 1, y, c) + channel(x, y + 1, c) + channel(x + 1, y + 1, c)) / 4;
            const Yuv yuv = toYuv(mean[0], mean[1], mean[2], videoRange);
            const auto at = static_cast<std::size_t>((h + y / 2) * w + x);
            values[at] = toByteValue(yuv.u);
            values[at + 1] = toByteValue(yuv.v);
        }
    return tensor;
}

} // namespace lathe
