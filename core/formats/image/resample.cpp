#include "core/formats/image/resample.h"

#include "core/base/stop_point.h"

namespace lathe {
namespace image {
namespace {

std::uint8_t toByte(double value) {
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(roundHalfUp(value), 0, 255));
}

double triangle(double x) {
    return std::max(0.0, 1.0 - std::abs(x));
}

double box(double x) {
    return x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
}

/// Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -0.5.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

double one(double) {
    return 1.0;
}

constexpr Filter kFilters[] = {
    {{"antialias", "a triangle as wide as the shrinking asks for (Pillow's BILINEAR, torchvision's default)"}, 1, true, triangle},
    {{"bilinear", "the two nearest pixels each way, whatever the size (OpenCV's INTER_LINEAR)"}, 1, false, triangle},
    {{"bicubic", "a cubic as wide as the shrinking asks for (Pillow's BICUBIC)"}, 2, true, cubic},
    {{"area", "the mean of the pixels that are covered (OpenCV's INTER_AREA for shrinking, Pillow's BOX)"}, 0.5, true, box},
    {{"nearest", "the pixel whose middle is nearest (Pillow's NEAREST)"}, 0.5, false, one},
};

/// The source pixels that make one target pixel, with their weights.
struct Taps {
    std::int64_t first = 0;
    std::vector<double> weights;
};

/// The taps of each of `to` pixels over `from`.
std::vector<Taps> makeTaps(std::int64_t from, std::int64_t to, const Filter& filter) {
    const double scale = static_cast<double>(from) / static_cast<double>(to);
    const double width = filter.isAntialiased ? std::max(scale, 1.0) : 1.0, support = filter.radius * width;
    std::vector<Taps> all;
    for (std::int64_t i = 0; i < to; ++i) {
        const double centre = (static_cast<double>(i) + 0.5) * scale;
        Taps taps;
        taps.first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(centre - support + 0.5)));
        const std::int64_t last = std::min(from, static_cast<std::int64_t>(std::floor(centre + support + 0.5)));
        double sum = 0;
        for (std::int64_t x = taps.first; x < last; ++x) {
            taps.weights.push_back(filter.weight((static_cast<double>(x) + 0.5 - centre) / width));
            sum += taps.weights.back();
        }
        for (double& weight : taps.weights)
            weight /= sum;
        all.push_back(std::move(taps));
    }
    return all;
}

/// One pass: every target element is the weighted sum of elements `step` apart.
double weightedSum(const Taps& taps, const std::uint8_t* first, std::int64_t step) {
    double sum = 0;
    for (const double weight : taps.weights) {
        sum += weight * *first;
        first += step;
    }
    return sum;
}

} // namespace

std::int64_t roundHalfUp(double value) {
    return static_cast<std::int64_t>(std::floor(value + 0.5));
}

std::span<const Filter> filters() {
    return kFilters;
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, const Filter& filter) {
    const auto columns = makeTaps(image.width, width, filter), rows = makeTaps(image.height, height, filter);
    std::vector<std::uint8_t> middle(static_cast<std::size_t>(image.height * width * 3));
    for (std::int64_t y = 0; y < image.height && !isStopAsked(); ++y)
        for (std::int64_t x = 0; x < width; ++x)
            for (std::int64_t c = 0; c < 3; ++c) {
                const Taps& taps = columns[static_cast<std::size_t>(x)];
                middle[static_cast<std::size_t>((y * width + x) * 3 + c)] =
                    toByte(weightedSum(taps, image.pixels.data() + (y * image.width + taps.first) * 3 + c, 3));
            }
    Image result{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
    for (std::int64_t y = 0; y < height && !isStopAsked(); ++y)
        for (std::int64_t x = 0; x < width * 3; ++x) {
            const Taps& taps = rows[static_cast<std::size_t>(y)];
            result.pixels[static_cast<std::size_t>(y * width * 3 + x)] =
                toByte(weightedSum(taps, middle.data() + taps.first * width * 3 + x, width * 3));
        }
    return result;
}

} // namespace image

Image resizeBilinear(const Image& image, std::int64_t width, std::int64_t height) {
    return image::resize(image, width, height, image::kFilters[0]);
}

} // namespace lathe
