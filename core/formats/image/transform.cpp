#include "core/formats/image_file.h"

#include "core/base/spelling.h"

#include <charconv>

namespace lathe {
namespace {

/// Half up, as the reference tools of the models' accuracy figures round.
std::int64_t roundHalfUp(double value) {
    return static_cast<std::int64_t>(std::floor(value + 0.5));
}

std::uint8_t toByte(double value) {
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(roundHalfUp(value), 0, 255));
}

/// The source pixels that make one target pixel, with their weights.
struct Taps {
    std::int64_t first = 0;
    std::vector<double> weights;
};

/// A triangle filter over `from` pixels for each of `to`, widened by the factor of shrinking (as Pillow's BILINEAR).
std::vector<Taps> triangleTaps(std::int64_t from, std::int64_t to) {
    const double scale = static_cast<double>(from) / static_cast<double>(to);
    const double support = std::max(scale, 1.0);
    std::vector<Taps> all;
    for (std::int64_t i = 0; i < to; ++i) {
        const double centre = (static_cast<double>(i) + 0.5) * scale;
        Taps taps;
        taps.first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(centre - support + 0.5)));
        const std::int64_t last = std::min(from, static_cast<std::int64_t>(std::floor(centre + support + 0.5)));
        double sum = 0;
        for (std::int64_t x = taps.first; x < last; ++x) {
            taps.weights.push_back(std::max(0.0, 1.0 - std::abs((static_cast<double>(x) + 0.5 - centre) / support)));
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

Image cropCentre(const Image& image, std::int64_t width, std::int64_t height) {
    const std::int64_t left = roundHalfUp(static_cast<double>(image.width - width) / 2),
                       top = roundHalfUp(static_cast<double>(image.height - height) / 2);
    Image result{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
    for (std::int64_t y = 0; y < height; ++y) {
        const std::uint8_t* row = image.pixels.data() + ((y + top) * image.width + left) * 3;
        std::copy(row, row + width * 3, result.pixels.data() + y * width * 3);
    }
    return result;
}

Result<Image> shortSide(const Image& image, std::int64_t side, std::int64_t width, std::int64_t height) {
    constexpr std::int64_t kMostPixels = std::int64_t(1) << 28;
    const double scale = static_cast<double>(side) / static_cast<double>(std::min(image.width, image.height));
    const auto scaled = [&](std::int64_t size) { return roundHalfUp(static_cast<double>(size) * scale); };
    const std::int64_t scaledWidth = std::max(width, scaled(image.width)), scaledHeight = std::max(height, scaled(image.height));
    if (scaledWidth > kMostPixels / scaledHeight)
        return Error::input("a picture of " + std::to_string(image.width) + "x" + std::to_string(image.height) +
                                " pixels is too long to be cropped from its shorter side",
                            {}, "use image_transform stretch or letterbox");
    return cropCentre(resizeBilinear(image, scaledWidth, scaledHeight), width, height);
}

Image letterbox(const Image& image, std::uint8_t fill, std::int64_t width, std::int64_t height) {
    const double scale = std::min(static_cast<double>(width) / static_cast<double>(image.width),
                                  static_cast<double>(height) / static_cast<double>(image.height));
    const auto scaled = [&](std::int64_t size) { return std::max<std::int64_t>(1, roundHalfUp(static_cast<double>(size) * scale)); };
    const Image inner = resizeBilinear(image, scaled(image.width), scaled(image.height));
    Image result{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), fill)};
    for (std::int64_t y = 0; y < inner.height; ++y)
        std::copy_n(inner.pixels.data() + y * inner.width * 3, inner.width * 3, result.pixels.data() + y * width * 3);
    return result;
}

std::optional<std::int64_t> numberAfterColon(std::string_view text, std::int64_t low, std::int64_t high) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
    return value;
}

} // namespace

Image resizeBilinear(const Image& image, std::int64_t width, std::int64_t height) {
    const auto columns = triangleTaps(image.width, width), rows = triangleTaps(image.height, height);
    std::vector<std::uint8_t> middle(static_cast<std::size_t>(image.height * width * 3));
    for (std::int64_t y = 0; y < image.height; ++y)
        for (std::int64_t x = 0; x < width; ++x)
            for (std::int64_t c = 0; c < 3; ++c) {
                const Taps& taps = columns[static_cast<std::size_t>(x)];
                middle[static_cast<std::size_t>((y * width + x) * 3 + c)] =
                    toByte(weightedSum(taps, image.pixels.data() + (y * image.width + taps.first) * 3 + c, 3));
            }
    Image result{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width * 3; ++x) {
            const Taps& taps = rows[static_cast<std::size_t>(y)];
            result.pixels[static_cast<std::size_t>(y * width * 3 + x)] =
                toByte(weightedSum(taps, middle.data() + taps.first * width * 3 + x, width * 3));
        }
    return result;
}

namespace {

constexpr std::int64_t kMostSide = 1 << 14;

/// A transform by name, its number ready.
struct Transform {
    enum class Kind { Imagenet, Stretch, ShortSide, Letterbox } kind = Kind::Imagenet;
    std::int64_t number = 0;
};

Result<Transform> parseTransform(std::string_view text) {
    if (text == "imagenet") return Transform{Transform::Kind::Imagenet, 0};
    if (text == "stretch") return Transform{Transform::Kind::Stretch, 0};
    if (text == "letterbox") return Transform{Transform::Kind::Letterbox, 0};
    if (text.starts_with("letterbox:"))
        if (const auto fill = numberAfterColon(text, 0, 255)) return Transform{Transform::Kind::Letterbox, *fill};
    if (text.starts_with("short_side:"))
        if (const auto side = numberAfterColon(text, 1, kMostSide)) return Transform{Transform::Kind::ShortSide, *side};
    const std::string known[] = {"imagenet", "stretch", "short_side:N", "letterbox", "letterbox:V"};
    const std::string nearest = nearestSpelling(text, known);
    return Error::usage("unknown image_transform '" + std::string(text) + "'",
                        (nearest.empty() ? "" : "did you mean '" + nearest + "'? ") +
                            std::string("it is imagenet, stretch, short_side:N (1 to 16384) or letterbox[:V] (0 to 255)"));
}

} // namespace

Status checkImageTransform(std::string_view transform) {
    if (!transform.empty()) LATHE_CHECK(parseTransform(transform));
    return {};
}

Result<Image> transformImage(const Image& image, std::string_view transform, std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1 || width > kMostSide || height > kMostSide)
        return Error::usage("pictures cannot be brought to " + std::to_string(width) + "x" + std::to_string(height));
    const std::int64_t shorter = std::min(width, height);
    if (transform.empty()) transform = shorter >= 64 ? "imagenet" : "stretch";
    LATHE_TRY(const Transform parsed, parseTransform(transform));
    switch (parsed.kind) {
    case Transform::Kind::Imagenet:
        return shortSide(image, roundHalfUp(static_cast<double>(shorter) * 8 / 7), width, height);
    case Transform::Kind::Stretch:
        return resizeBilinear(image, width, height);
    case Transform::Kind::ShortSide:
        return shortSide(image, parsed.number, width, height);
    case Transform::Kind::Letterbox:
        break;
    }
    return letterbox(image, static_cast<std::uint8_t>(parsed.number), width, height);
}

} // namespace lathe
