#pragma once

#include "core/graph/tensor.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace lathe {

/// 8-bit RGB, interleaved, rows without padding.
struct Image {
    std::int64_t width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
};

/// JPEG, PNG, BMP (gray, palette, alpha and 16 bit become RGB). At most 2^28 pixels. An Input error for what is no picture.
Result<Image> readImage(const std::filesystem::path& file);
Status writePng(const Image& image, const std::filesystem::path& file);
bool isImageFileName(const std::filesystem::path& file);
/// ".jpg", ".jpeg" …: the endings of isImageFileName, in lower case.
std::span<const std::string_view> imageExtensions();

/// Antialiased bilinear (triangle filter widened when shrinking), rounded to 8 bit between the passes.
Image resizeBilinear(const Image& image, std::int64_t width, std::int64_t height);

/// A way to bring a picture to the size of an input, and how pixels are weighted on the way: `image_transform` is NAME[:N][/FILTER].
struct ImageTransformRow {
    std::string_view name;
    std::string_view number; ///< what N is: "" none, else its range, "[…]" where it may be left out
    std::string_view sentence;
};
std::span<const ImageTransformRow> imageTransformTable();
struct ImageFilterRow {
    std::string_view name, sentence;
};
std::span<const ImageFilterRow> imageFilterTable();

/// `transform` is of imageTransformTable, with a filter of imageFilterTable behind '/' ("short_side:256/bicubic"); without one it is the
/// first. "" is imagenet from 64 px up and stretch below. A Usage error for an unknown one, an Input error for a picture that does not
/// suit it. At most 16384 pixels a side.
Result<Image> transformImage(const Image& image, std::string_view transform, std::int64_t width, std::int64_t height);

/// A Usage error, with the known ones as remedy, when transformImage would refuse the name.
Status checkImageTransform(std::string_view transform);

/// Float values 0…255: order "rgb", "bgr" or "gray" (0.299 R + 0.587 G + 0.114 B), layout "NCHW" or "NHWC"; batch 1.
Result<Tensor> imageToTensor(const Image& image, std::string_view order, std::string_view layout);
/// Runtime tensors from RGB, values 0…255 as float: nv12 -> [1, 3H/2, W] (BT.601, full or video range; even sizes only),
/// yuv444 -> [1,3,H,W] or [1,H,W,3] (BT.601, full range). With Y = 0.299 R + 0.587 G + 0.114 B: U = (B - Y)/1.772 + 128,
/// V = (R - Y)/1.402 + 128; video range: 16 + Y 219/255 and chroma differences times 224/255; NV12 chroma is that of the
/// mean of four pixels; rounded half up.
Result<Tensor> imageToNv12(const Image& image, bool videoRange);
Result<Tensor> imageToYuv444(const Image& image, std::string_view layout);

} // namespace lathe
