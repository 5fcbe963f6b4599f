#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lathe {

/// out[i] = Σ matrix[i][k] · in[k] + offset[i], on channels with values 0…255 (yuv444_128: −128…127).
struct ColorMap {
    std::vector<std::vector<double>> matrix;
    std::vector<double> offset;

    bool isIdentity() const;
};

/// Channels of a pixel of an image type (rgb, bgr, yuv444, yuv444_128, nv12: 3; gray: 1); 0 for every other word.
std::int64_t colorChannels(std::string_view type);

/// Pixels as they come at run time to pixels as they were trained on. ITU-R BT.601-7: luma 0.299 R + 0.587 G + 0.114 B,
/// chroma (B − Y) / 1.772 and (R − Y) / 1.402 around 128 (section 2.5.1 in full range, as JFIF has it). `videoRange`: the
/// pixels of nv12 hold Y in 16…235 and chroma in 16…240 (section 2.5.3). A Usage error for words that are no image types.
Result<ColorMap> colorMap(std::string_view typeRuntime, std::string_view typeTrain, bool videoRange);

} // namespace lathe
