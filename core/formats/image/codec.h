#pragma once

#include "core/formats/image_file.h"

#include <span>

namespace lathe::image {

inline constexpr std::int64_t kMostPixels = std::int64_t(1) << 28;

/// The decoders of the file types. Errors say what is wrong; the caller adds the file's name.
Result<Image> decodeJpeg(std::span<const std::byte> file);
Result<Image> decodePng(std::span<const std::byte> file);
/// Windows bitmaps: headers of 12, 40, 108 and 124 bytes; 1, 4, 8 bits with a palette, 16, 24 and 32 bits, with masks or without;
/// run-length coded ones are refused. Alpha is dropped, as everywhere.
Result<Image> decodeBmp(std::span<const std::byte> file);

/// An error for sizes that no picture of `fileBytes` bytes can have: at most `mostPixelsPerByte` each, or above kMostPixels.
Status checkSize(std::int64_t width, std::int64_t height, std::size_t fileBytes, std::int64_t mostPixelsPerByte);

} // namespace lathe::image
