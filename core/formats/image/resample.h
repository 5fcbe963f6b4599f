#pragma once

#include "core/formats/image_file.h"

namespace lathe::image {

/// How the source pixels around a target pixel are weighted: a kernel of half width `radius` in pixels, widened by the factor of
/// shrinking where it is `antialiased`.
struct Filter {
    ImageFilterRow row;
    double radius;
    bool isAntialiased;
    double (*weight)(double distance);
};
/// The first is the default.
std::span<const Filter> filters();

/// Rounded to 8 bit between the passes, weights renormalised at the borders.
Image resize(const Image& image, std::int64_t width, std::int64_t height, const Filter& filter);

/// A part of a picture, in pixels.
struct Window {
    std::int64_t left = 0, top = 0, width = 0, height = 0;
};
/// What resize() makes, of which only the window is computed: the same bytes as cut out afterwards.
Image resizeWindow(const Image& image, std::int64_t width, std::int64_t height, const Window& window, const Filter& filter);

/// Half up, as the reference tools of the models' accuracy figures round.
std::int64_t roundHalfUp(double value);

} // namespace lathe::image
