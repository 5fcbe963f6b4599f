#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lathe::test {

/// A JPEG file of quality 100 without subsampling; 1 (gray), 3 (RGB) or 4 (inverted CMYK, with Adobe's marker) channels.
std::string makeJpeg(int width, int height, int channels, const std::vector<std::uint8_t>& samples, bool isProgressive = false);

/// A PNG file of `colorType` (PNG_COLOR_TYPE_…) from packed rows as libpng takes them; palettes are the gray ramp of their bits.
std::string makePng(int width, int height, int bits, int colorType, const std::vector<std::uint8_t>& rows, bool isInterlaced = false);

} // namespace lathe::test
