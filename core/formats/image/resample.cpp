#include "core/formats/image/resample.h"

#include "core/formats/image/weighted_sums.h"

#include <cmath>

namespace lathe {
namespace image {
namespace {

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

/// Those of the `count` targets from `from` on, counted from the first source that any of them reads.
struct Part {
    std::vector<Taps> taps;
    std::int64_t first = 0, end = 0; ///< sources
};

Part partOf(const std::vector<Taps>& all, std::int64_t from, std::int64_t count) {
    Part part;
    part.taps.assign(all.begin() + from, all.begin() + from + count);
    part.first = part.taps.empty() ? 0 : part.taps.front().first;
    for (const Taps& taps : part.taps) {
        part.first = std::min(part.first, taps.first);
        part.end = std::max(part.end, taps.first + static_cast<std::int64_t>(taps.weights.size()));
    }
    for (Taps& taps : part.taps)
        taps.first -= part.first;
    return part;
}

} // namespace

std::int64_t roundHalfUp(double value) {
    return static_cast<std::int64_t>(std::floor(value + 0.5));
}

std::span<const Filter> filters() {
    return kFilters;
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, const Filter& filter) {
    return resizeWindow(image, width, height, {0, 0, width, height}, filter);
}

Image resizeWindow(const Image& image, std::int64_t width, std::int64_t height, const Window& window, const Filter& filter) {
    const std::vector<Taps> columns = makeTaps(image.width, width, filter);
    const Part rows = partOf(makeTaps(image.height, height, filter), window.top, window.height);
    const auto shown = std::span(columns).subspan(static_cast<std::size_t>(window.left), static_cast<std::size_t>(window.width));
    const std::vector<std::uint8_t> middle =
        weighColumns(image.pixels.data() + rows.first * image.width * 3, image.width, rows.end - rows.first, shown);
    return {window.width, window.height, weighRows(middle.data(), window.width * 3, rows.taps)};
}

} // namespace image

Image resizeBilinear(const Image& image, std::int64_t width, std::int64_t height) {
    return image::resize(image, width, height, image::kFilters[0]);
}

} // namespace lathe
