#include "core/formats/caffe/prior_boxes.h"

#include <algorithm>
#include <cmath>

namespace lathe::caffe {
namespace {

constexpr std::size_t kMostSizes = 256;

struct Size {
    float width, height;
};

bool areSame(float a, float b) {
    return std::abs(a - b) < 1e-6f;
}

/// 1 first, then those given, each with its inverse when flipped; none twice.
std::vector<float> aspectRatios(const Message& parameters) {
    std::vector<float> ratios{1.0f};
    for (const float given : parameters.reals("aspect_ratio")) {
        if (std::ranges::any_of(ratios, [&](float ratio) { return areSame(ratio, given); })) continue;
        ratios.push_back(given);
        if (parameters.flag("flip", true)) ratios.push_back(1.0f / given);
    }
    return ratios;
}

/// Sizes of the boxes around each place, in pixels.
Result<std::vector<Size>> boxSizes(const LayerBuilder& builder, const Message& parameters) {
    const std::vector<float> smallest = parameters.reals("min_size"), largest = parameters.reals("max_size");
    if (smallest.empty()) return builder.error("min_size is missing");
    if (smallest.size() > kMostSizes || parameters.all("aspect_ratio").size() > kMostSizes)
        return builder.error("more than " + std::to_string(kMostSizes) + " sizes or ratios");
    if (!largest.empty() && largest.size() != smallest.size())
        return builder.error("max_size must stand as often as min_size, or not at all");
    std::vector<Size> sizes;
    for (std::size_t i = 0; i < smallest.size(); ++i) {
        if (!(smallest[i] > 0.0f) || (!largest.empty() && !(largest[i] > smallest[i])))
            return builder.error("min_size must be above 0, max_size above min_size");
        sizes.push_back({smallest[i], smallest[i]});
        if (!largest.empty()) {
            const float middle = std::sqrt(smallest[i] * largest[i]);
            sizes.push_back({middle, middle});
        }
        for (const float ratio : aspectRatios(parameters)) {
            if (!(ratio > 0.0f)) return builder.error("aspect_ratio must be above 0");
            if (areSame(ratio, 1.0f)) continue;
            const float root = std::sqrt(ratio);
            sizes.push_back({smallest[i] * root, smallest[i] / root});
        }
    }
    return sizes;
}

Result<std::vector<float>> variances(const LayerBuilder& builder, const Message& parameters) {
    std::vector<float> values = parameters.reals("variance");
    if (values.empty()) values = {0.1f};
    if (values.size() == 1) values.assign(4, values[0]);
    if (values.size() != 4) return builder.error("variance has " + std::to_string(values.size()) + " numbers, expected 1 or 4");
    return values;
}

/// `both`, or one side of its own; `fallback` where neither is given.
double sideOf(const Message& parameters, std::string_view both, std::string_view side, double fallback) {
    const double value = parameters.real(side, parameters.real(both, 0.0));
    return value > 0.0 ? value : fallback;
}

constexpr std::int64_t kMostNumbers = std::int64_t(1) << 24;

} // namespace

Result<Tensor> makePriorBoxes(const LayerBuilder& builder) {
    const Message& parameters = builder.parameters("prior_box_param");
    const std::vector<std::int64_t> map = builder.dims(builder.bottom()), image = builder.dims(builder.bottom(1));
    if (map.size() != 4 || image.size() != 4) return builder.error("its bottoms must be images: the feature map, then the network's input");
    LATHE_TRY(const std::vector<Size> sizes, boxSizes(builder, parameters));
    LATHE_TRY(const std::vector<float> variance, variances(builder, parameters));
    const auto count = elementCountOf(std::vector<std::int64_t>{map[2], map[3], static_cast<std::int64_t>(sizes.size()), 4});
    if (!count || *count > kMostNumbers) return builder.error("too many boxes over a map of " + toText(map));
    const auto imageW = static_cast<float>(sideOf(parameters, "img_size", "img_w", static_cast<double>(image[3])));
    const auto imageH = static_cast<float>(sideOf(parameters, "img_size", "img_h", static_cast<double>(image[2])));
    const auto stepW = static_cast<float>(sideOf(parameters, "step", "step_w", imageW / static_cast<float>(map[3])));
    const auto stepH = static_cast<float>(sideOf(parameters, "step", "step_h", imageH / static_cast<float>(map[2])));
    const auto offset = static_cast<float>(parameters.real("offset", 0.5));
    Tensor tensor = Tensor::makeZeros(DataType::Float, {1, 2, *count});
    float* out = tensor.mutableData<float>().data();
    for (std::int64_t y = 0; y < map[2]; ++y)
        for (std::int64_t x = 0; x < map[3]; ++x)
            for (const Size& size : sizes) {
                const float centreX = (static_cast<float>(x) + offset) * stepW, centreY = (static_cast<float>(y) + offset) * stepH;
                *out++ = (centreX - size.width / 2.0f) / imageW;
                *out++ = (centreY - size.height / 2.0f) / imageH;
                *out++ = (centreX + size.width / 2.0f) / imageW;
                *out++ = (centreY + size.height / 2.0f) / imageH;
            }
    if (parameters.flag("clip", false))
        for (float& corner : tensor.mutableData<float>().first(static_cast<std::size_t>(*count)))
            corner = std::clamp(corner, 0.0f, 1.0f);
    for (std::int64_t i = 0; i < *count; ++i)
        *out++ = variance[static_cast<std::size_t>(i % 4)];
    return tensor;
}

} // namespace lathe::caffe
