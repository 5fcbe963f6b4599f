#include "core/passes/preprocessing/color_map.h"

namespace lathe {
namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr double kRed = 0.299, kGreen = 0.587, kBlue = 0.114;
constexpr double kBlueSpan = 1.772, kRedSpan = 1.402; // 2 (1 − kBlue), 2 (1 − kRed)

const Matrix kSame = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
const Matrix kReversed = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};

ColorMap compose(const ColorMap& outer, const ColorMap& inner) {
    ColorMap map{Matrix(outer.matrix.size(), std::vector<double>(inner.matrix.front().size(), 0.0)), outer.offset};
    for (std::size_t i = 0; i < outer.matrix.size(); ++i)
        for (std::size_t k = 0; k < inner.matrix.size(); ++k) {
            map.offset[i] += outer.matrix[i][k] * inner.offset[k];
            for (std::size_t j = 0; j < inner.matrix.front().size(); ++j)
                map.matrix[i][j] += outer.matrix[i][k] * inner.matrix[k][j];
        }
    return map;
}

ColorMap rgbFromYuv() {
    const double greenFromU = -kBlue * kBlueSpan / kGreen, greenFromV = -kRed * kRedSpan / kGreen;
    return {{{1, 0, kRedSpan}, {1, greenFromU, greenFromV}, {1, kBlueSpan, 0}},
            {-128 * kRedSpan, -128 * (greenFromU + greenFromV), -128 * kBlueSpan}};
}

ColorMap yuvFromRgb() {
    return {{{kRed, kGreen, kBlue},
             {-kRed / kBlueSpan, -kGreen / kBlueSpan, (1 - kBlue) / kBlueSpan},
             {(1 - kRed) / kRedSpan, -kGreen / kRedSpan, -kBlue / kRedSpan}},
            {0, 128, 128}};
}

bool isYuv(std::string_view type) {
    return type == "yuv444" || type == "yuv444_128" || type == "nv12";
}

/// Full-range YUV of 0…255 from the pixels of a YUV type.
ColorMap yuvFrom(std::string_view type, bool videoRange) {
    if (type == "yuv444_128") return {kSame, {128, 128, 128}};
    if (type != "nv12" || !videoRange) return {kSame, {0, 0, 0}};
    const double luma = 255.0 / 219.0, chroma = 255.0 / 224.0;
    return {{{luma, 0, 0}, {0, chroma, 0}, {0, 0, chroma}}, {-16 * luma, 128 - 128 * chroma, 128 - 128 * chroma}};
}

ColorMap toTrainedFromYuv(std::string_view type) {
    if (type == "gray") return {{{1, 0, 0}}, {0}};
    const double shift = type == "yuv444_128" ? -128 : 0;
    return {kSame, {shift, shift, shift}};
}

ColorMap rgbFrom(std::string_view type, bool videoRange) {
    if (type == "gray") return {{{1}, {1}, {1}}, {0, 0, 0}};
    if (isYuv(type)) return compose(rgbFromYuv(), yuvFrom(type, videoRange));
    return {type == "bgr" ? kReversed : kSame, {0, 0, 0}};
}

ColorMap toTrainedFromRgb(std::string_view type) {
    if (type == "gray") return {{{kRed, kGreen, kBlue}}, {0}};
    if (isYuv(type)) return compose(toTrainedFromYuv(type), yuvFromRgb());
    return {type == "bgr" ? kReversed : kSame, {0, 0, 0}};
}

} // namespace

bool ColorMap::isIdentity() const {
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        if (offset[i] != 0.0 || matrix[i].size() != matrix.size()) return false;
        for (std::size_t k = 0; k < matrix.size(); ++k)
            if (matrix[i][k] != (i == k ? 1.0 : 0.0)) return false;
    }
    return true;
}

std::int64_t colorChannels(std::string_view type) {
    if (type == "gray") return 1;
    return type == "rgb" || type == "bgr" || isYuv(type) ? 3 : 0;
}

Result<ColorMap> colorMap(std::string_view typeRuntime, std::string_view typeTrain, bool videoRange) {
    const std::int64_t channels = colorChannels(typeRuntime);
    if (channels == 0 || colorChannels(typeTrain) == 0 || typeTrain == "nv12")
        return Error::usage("pixels of the runtime type '" + std::string(typeRuntime) + "' cannot become those of the trained type '" +
                                std::string(typeTrain) + "'",
                            "trained types are rgb, bgr, yuv444, yuv444_128, gray; runtime types also nv12");
    if (typeRuntime == "gray" && typeTrain == "gray") return ColorMap{{{1}}, {0}};
    const bool staysYuv = isYuv(typeRuntime) && (isYuv(typeTrain) || typeTrain == "gray");
    if (staysYuv) return compose(toTrainedFromYuv(typeTrain), yuvFrom(typeRuntime, videoRange));
    return compose(toTrainedFromRgb(typeTrain), rgbFrom(typeRuntime, videoRange));
}

} // namespace lathe
