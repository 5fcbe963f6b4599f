#include "core/base/spelling.h"
#include "core/base/stop_point.h"
#include "core/formats/image/resample.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lathe {
namespace image {
namespace {

constexpr std::int64_t kMostSide = 1 << 14, kMostPixels = std::int64_t(1) << 28;

/// What a transform is asked for.
struct Wish {
    std::int64_t width, height, number;
    const Filter& filter;
};

struct Transform {
    ImageTransformRow row;
    std::int64_t low, high; ///< of the number
    bool needsNumber;
    std::int64_t fallback;
    Result<Image> (*apply)(const Image&, const Wish&);
};

std::string sizeText(const Image& image) {
    return std::to_string(image.width) + "x" + std::to_string(image.height);
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

/// `inner` at that place of a picture that is all `fill` else.
Image placed(const Image& inner, std::int64_t left, std::int64_t top, const Wish& wish) {
    Image result{wish.width, wish.height,
                 std::vector<std::uint8_t>(static_cast<std::size_t>(wish.width * wish.height * 3), static_cast<std::uint8_t>(wish.number))};
    for (std::int64_t y = 0; y < inner.height; ++y)
        std::copy_n(inner.pixels.data() + y * inner.width * 3, inner.width * 3, result.pixels.data() + ((y + top) * wish.width + left) * 3);
    return result;
}

Result<Image> shortSide(const Image& image, const Wish& wish) {
    const double scale = static_cast<double>(wish.number) / static_cast<double>(std::min(image.width, image.height));
    const auto scaled = [&](std::int64_t size) { return roundHalfUp(static_cast<double>(size) * scale); };
    const std::int64_t width = std::max(wish.width, scaled(image.width)), height = std::max(wish.height, scaled(image.height));
    if (width > kMostPixels / height)
        return Error::input("a picture of " + sizeText(image) + " pixels is too long to be cropped from its shorter side", {},
                            "use image_transform stretch or letterbox");
    const Window centre{roundHalfUp(static_cast<double>(width - wish.width) / 2),
                        roundHalfUp(static_cast<double>(height - wish.height) / 2), wish.width, wish.height};
    return resizeWindow(image, width, height, centre, wish.filter);
}

Result<Image> imagenet(const Image& image, const Wish& wish) {
    const auto side = roundHalfUp(static_cast<double>(std::min(wish.width, wish.height)) * 8 / 7);
    return shortSide(image, {wish.width, wish.height, side, wish.filter});
}

Result<Image> stretch(const Image& image, const Wish& wish) {
    return resize(image, wish.width, wish.height, wish.filter);
}

/// As large as it fits without distortion.
Image fitted(const Image& image, const Wish& wish) {
    const double scale = std::min(static_cast<double>(wish.width) / static_cast<double>(image.width),
                                  static_cast<double>(wish.height) / static_cast<double>(image.height));
    const auto scaled = [&](std::int64_t size) { return std::max<std::int64_t>(1, roundHalfUp(static_cast<double>(size) * scale)); };
    return resize(image, scaled(image.width), scaled(image.height), wish.filter);
}

Result<Image> letterbox(const Image& image, const Wish& wish) {
    return placed(fitted(image, wish), 0, 0, wish);
}

Result<Image> letterboxCentre(const Image& image, const Wish& wish) {
    const Image inner = fitted(image, wish);
    return placed(inner, (wish.width - inner.width) / 2, (wish.height - inner.height) / 2, wish);
}

Error unsuited(const Image& image, const Wish& wish, const char* how, const char* remedy) {
    return Error::input("is a picture of " + sizeText(image) + " pixels, " + how + " than the input's " + std::to_string(wish.width) + "x" +
                            std::to_string(wish.height),
                        {}, remedy);
}

Result<Image> crop(const Image& image, const Wish& wish) {
    if (image.width < wish.width || image.height < wish.height)
        return unsuited(image, wish, "smaller", "use image_transform pad, stretch or letterbox");
    return cropCentre(image, wish.width, wish.height);
}

Result<Image> pad(const Image& image, const Wish& wish) {
    if (image.width > wish.width || image.height > wish.height)
        return unsuited(image, wish, "larger", "use image_transform crop, stretch or letterbox");
    return placed(image, 0, 0, wish);
}

constexpr Transform kTransforms[] = {
    {{"imagenet", "", "the shorter side becomes 8/7 of the input's, rounded, and the centre is cut out; the default from 64 pixels up"},
     0,
     0,
     false,
     0,
     imagenet},
    {{"stretch", "", "both sides become the input's; the default below 64 pixels"}, 0, 0, false, 0, stretch},
    {{"short_side", "1 to 16384", "the shorter side becomes N (at least what the input needs), and the centre is cut out"},
     1,
     kMostSide,
     true,
     0,
     shortSide},
    {{"letterbox", "[0 to 255]", "as large as it fits undistorted, at the top left; the rest is N, 0 without"},
     0,
     255,
     false,
     0,
     letterbox},
    {{"letterbox_centre", "[0 to 255]", "as large as it fits undistorted, in the middle; the rest is N, 0 without"},
     0,
     255,
     false,
     0,
     letterboxCentre},
    {{"crop", "", "the centre is cut out of the picture as it is, which must not be smaller"}, 0, 0, false, 0, crop},
    {{"pad", "[0 to 255]", "the picture as it is, which must not be larger, at the top left; the rest is N, 0 without"},
     0,
     255,
     false,
     0,
     pad},
};

std::string spelled(const ImageTransformRow& row) {
    if (row.number.empty()) return std::string(row.name);
    return std::string(row.name) + (row.number.front() == '[' ? "[:N]" : ":N");
}

Error unknownTransform(std::string_view text) {
    std::vector<std::string> known;
    std::string list;
    for (const Transform& transform : kTransforms) {
        known.emplace_back(transform.row.name);
        list += (list.empty() ? "" : ", ") + spelled(transform.row) +
                (transform.row.number.empty() ? "" : " (" + std::string(transform.row.number) + ")");
    }
    const std::string nearest = nearestSpelling(text.substr(0, text.find_first_of(":/")), known);
    return Error::usage("unknown image_transform '" + std::string(text) + "'",
                        (nearest.empty() ? "" : "did you mean '" + nearest + "'? ") + "it is " + list + ", each with /FILTER or without");
}

Result<const Filter*> parseFilter(std::string_view name) {
    std::vector<std::string> known;
    std::string list;
    for (const Filter& filter : filters()) {
        if (filter.row.name == name) return &filter;
        known.emplace_back(filter.row.name);
        list += (list.empty() ? "" : ", ") + known.back();
    }
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("image_transform has the unknown filter '" + std::string(name) + "'",
                        (nearest.empty() ? "" : "did you mean '" + nearest + "'? ") + "it is " + list);
}

/// A transform with its number and filter.
struct Parsed {
    const Transform* transform = nullptr;
    std::int64_t number = 0;
    const Filter* filter = nullptr;
};

std::optional<std::int64_t> parseNumber(std::string_view text, const Transform& transform) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isNumber = failed == std::errc() && end == text.data() + text.size();
    return isNumber && value >= transform.low && value <= transform.high ? std::optional(value) : std::nullopt;
}

Result<Parsed> parseTransform(std::string_view text) {
    const auto slash = text.find('/');
    Parsed parsed;
    parsed.filter = &filters().front();
    if (slash != std::string_view::npos) {
        LATHE_TRY(parsed.filter, parseFilter(text.substr(slash + 1)));
    }
    const std::string_view before = text.substr(0, slash);
    const auto colon = before.find(':');
    const auto found = std::ranges::find(kTransforms, before.substr(0, colon), [](const Transform& t) { return t.row.name; });
    if (found == std::end(kTransforms)) return unknownTransform(text);
    parsed.transform = &*found;
    parsed.number = found->fallback;
    if (colon == std::string_view::npos) return found->needsNumber ? Result<Parsed>(unknownTransform(text)) : Result<Parsed>(parsed);
    const auto number = found->row.number.empty() ? std::nullopt : parseNumber(before.substr(colon + 1), *found);
    if (!number) return unknownTransform(text);
    parsed.number = *number;
    return parsed;
}

} // namespace
} // namespace image

std::span<const ImageTransformRow> imageTransformTable() {
    static const auto rows = [] {
        std::vector<ImageTransformRow> all;
        for (const image::Transform& transform : image::kTransforms)
            all.push_back(transform.row);
        return all;
    }();
    return rows;
}

std::span<const ImageFilterRow> imageFilterTable() {
    static const auto rows = [] {
        std::vector<ImageFilterRow> all;
        for (const image::Filter& filter : image::filters())
            all.push_back(filter.row);
        return all;
    }();
    return rows;
}

Status checkImageTransform(std::string_view transform) {
    if (!transform.empty()) LATHE_CHECK(image::parseTransform(transform));
    return {};
}

Result<Image> transformImage(const Image& image, std::string_view transform, std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1 || width > image::kMostSide || height > image::kMostSide)
        return Error::usage("pictures cannot be brought to " + std::to_string(width) + "x" + std::to_string(height));
    if (transform.empty()) transform = std::min(width, height) >= 64 ? "imagenet" : "stretch";
    LATHE_TRY(const image::Parsed parsed, image::parseTransform(transform));
    auto made = parsed.transform->apply(image, {width, height, parsed.number, *parsed.filter});
    if (isStopAsked()) return Error::stopped(); // resampling leaves early then
    return made;
}

} // namespace lathe
