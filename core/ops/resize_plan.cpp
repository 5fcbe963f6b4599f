#include "core/ops/resize_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

constexpr std::array<std::string_view, 3> kInterpolations{"nearest", "linear", "cubic"};
constexpr std::array<std::string_view, 7> kCoordinates{"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
                                                       "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"};
constexpr std::array<std::string_view, 4> kNearest{"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};
constexpr std::array<std::string_view, 3> kPolicies{"stretch", "not_larger", "not_smaller"};

Status requireKnown(const OpContext& context, std::string_view key, std::string_view value, std::span<const std::string_view> known) {
    if (std::ranges::find(known, value) != known.end()) return {};
    std::string names;
    for (const std::string_view name : known)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return opError(context, std::string(key) + " '" + std::string(value) + "' is not known", "known are " + names);
}

/// Scales, sizes and roi of the named axes, as far as they are known.
struct ResizeRequest {
    std::vector<std::size_t> axes;
    std::optional<std::vector<float>> scales;
    std::optional<std::vector<Dim>> sizes;
    std::vector<float> roi; ///< starts, then ends; empty when none
    bool isOpen = false;    ///< scales or sizes are given but not known
};

bool isEmptyTensor(const InferredTensor& input) {
    return input.shape && input.shape->elementCount() == 0;
}

std::optional<std::vector<float>> knownFloats(const InferredTensor& input) {
    if (!input.value || !isFloatingPoint(input.value->type())) return std::nullopt;
    const std::vector<double> values = input.value->toDoubles();
    return std::vector<float>(values.begin(), values.end());
}

Status readScales(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i, ResizeRequest& request) {
    if (!isGiven(context, inputs, i) || (isEmptyTensor(inputs[i]) && !request.axes.empty())) return {};
    request.scales = knownFloats(inputs[i]);
    request.isOpen = !request.scales;
    return {};
}

Status checkLengths(const OpContext& context, const ResizeRequest& request) {
    const std::size_t axes = request.axes.size();
    if (request.scales && request.scales->size() != axes)
        return opError(context, std::to_string(request.scales->size()) + " scales for " + std::to_string(axes) + " axes");
    if (request.sizes && request.sizes->size() != axes)
        return opError(context, std::to_string(request.sizes->size()) + " sizes for " + std::to_string(axes) + " axes");
    if (!request.roi.empty() && request.roi.size() != 2 * axes)
        return opError(context, std::to_string(request.roi.size()) + " numbers in roi for " + std::to_string(axes) + " axes");
    for (const float scale : request.scales.value_or(std::vector<float>{}))
        if (!(scale > 0.0f) || !std::isfinite(scale)) return opError(context, "scales must be positive numbers");
    return {};
}

Result<ResizeRequest> readRequest(const OpContext& context, std::span<const InferredTensor> inputs, std::int64_t rank) {
    const bool isOld = context.opset < 11 || context.node.opType == "Upsample";
    ResizeRequest request;
    std::vector<std::int64_t> axes = context.node.intsAttribute("axes");
    if (axes.empty())
        for (std::int64_t i = 0; i < rank; ++i)
            axes.push_back(i);
    LATHE_TRY(axes, normalizeAxes(context, axes, rank));
    request.axes.assign(axes.begin(), axes.end());
    LATHE_CHECK(readScales(context, inputs, isOld ? 1 : 2, request));
    if (context.node.hasAttribute("scales") && isOld) request.scales = context.node.floatsAttribute("scales");
    if (!isOld && isGiven(context, inputs, 3) && !isEmptyTensor(inputs[3])) {
        request.sizes = knownDims(inputs, 3);
        request.isOpen = !request.sizes;
        request.scales.reset();
    }
    if (!isOld && isGiven(context, inputs, 1) && !isEmptyTensor(inputs[1]))
        request.roi = knownFloats(inputs[1]).value_or(std::vector<float>{});
    if (!request.isOpen && !request.scales && !request.sizes) return opError(context, "has neither scales nor sizes");
    LATHE_CHECK(checkLengths(context, request));
    return request;
}

/// ONNX Resize: floor(size · scale), in binary32 as the ONNX checker computes it.
Dim scaledDim(const Dim& dim, float scale) {
    if (scale == 1.0f) return dim;
    if (!dim.isKnown()) return {};
    const float size = std::floor(static_cast<float>(dim.value) * scale);
    constexpr float kMost = 1e15f;
    return size < kMost ? Dim(static_cast<std::int64_t>(size)) : Dim();
}

/// The one scale that keeps the aspect ratio within (not_larger) or around (not_smaller) the sizes asked for.
std::optional<float> commonScale(const ResizeRequest& request, const Shape& shape, std::string_view policy) {
    std::optional<float> scale;
    for (std::size_t i = 0; i < request.axes.size(); ++i) {
        const Dim &in = shape.dims[request.axes[i]], &wanted = (*request.sizes)[i];
        if (!in.isKnown() || !wanted.isKnown() || in.value == 0) return std::nullopt;
        const float one = static_cast<float>(wanted.value) / static_cast<float>(in.value);
        if (!scale)
            scale = one;
        else
            scale = policy == "not_larger" ? std::min(*scale, one) : std::max(*scale, one);
    }
    return scale;
}

/// Output size and scale of the i-th named axis.
struct Target {
    Dim size;
    std::optional<float> scale;
};

Target targetOf(const OpContext& context, const ResizeRequest& request, const Shape& shape, std::size_t i) {
    const Dim& in = shape.dims[request.axes[i]];
    if (request.scales) return {scaledDim(in, (*request.scales)[i]), (*request.scales)[i]};
    if (!request.sizes) return {};
    const std::string policy = context.node.stringAttribute("keep_aspect_ratio_policy", "stretch");
    if (policy == "stretch") {
        const Dim& size = (*request.sizes)[i];
        if (!in.isKnown() || !size.isKnown() || in.value == 0) return {size, std::nullopt};
        return {size, static_cast<float>(size.value) / static_cast<float>(in.value)};
    }
    const auto scale = commonScale(request, shape, policy);
    if (!scale) return {};
    constexpr float kMost = 1e15f;
    const float size = std::floor(static_cast<float>(in.value) * *scale + 0.5f);
    return {size < kMost ? Dim(static_cast<std::int64_t>(size)) : Dim(), scale};
}

double linearFilter(double distance) {
    return std::max(0.0, 1.0 - std::abs(distance));
}

/// R. Keys, "Cubic convolution interpolation for digital image processing" (1981), eq. 15 with a free parameter a.
double cubicFilter(double distance, double a) {
    const double x = std::abs(distance);
    if (x <= 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    if (x < 2.0) return ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
    return 0.0;
}

void addTap(std::vector<Tap>& taps, std::int64_t index, double weight) {
    if (!taps.empty() && taps.back().index == index)
        taps.back().weight += weight;
    else
        taps.push_back({index, weight});
}

} // namespace

Result<ResizeModes> resizeModes(const OpContext& context) {
    const bool isOld = context.opset < 11 || context.node.opType == "Upsample";
    ResizeModes modes;
    modes.interpolation = context.node.stringAttribute("mode", "nearest");
    modes.coordinates = isOld ? "asymmetric" : context.node.stringAttribute("coordinate_transformation_mode", "half_pixel");
    modes.nearest = isOld ? "simple" : context.node.stringAttribute("nearest_mode", "round_prefer_floor");
    modes.cubicA = context.node.floatAttribute("cubic_coeff_a", -0.75f);
    modes.extrapolation = context.node.floatAttribute("extrapolation_value", 0.0f);
    modes.excludesOutside = context.node.intAttribute("exclude_outside", 0) != 0;
    modes.isAntialiased = context.node.intAttribute("antialias", 0) != 0;
    if (isOld && modes.interpolation == "bilinear") modes.interpolation = "linear";
    LATHE_CHECK(requireKnown(context, "mode", modes.interpolation, kInterpolations));
    LATHE_CHECK(requireKnown(context, "coordinate_transformation_mode", modes.coordinates, kCoordinates));
    if (!isOld) LATHE_CHECK(requireKnown(context, "nearest_mode", modes.nearest, kNearest));
    LATHE_CHECK(
        requireKnown(context, "keep_aspect_ratio_policy", context.node.stringAttribute("keep_aspect_ratio_policy", "stretch"), kPolicies));
    return modes;
}

Result<std::optional<Shape>> resizedShape(const OpContext& context, std::span<const InferredTensor> inputs) {
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::optional<Shape>();
    LATHE_TRY(const ResizeRequest request, readRequest(context, inputs, shape->rank()));
    Shape result = *shape;
    for (std::size_t i = 0; i < request.axes.size(); ++i) {
        const Dim& in = shape->dims[request.axes[i]];
        const Target target = targetOf(context, request, *shape, i);
        if (in == Dim(0) && target.size.isKnown() && target.size.value > 0)
            return opError(context, "an axis without elements cannot be resized");
        result.dims[request.axes[i]] = target.size;
    }
    return std::optional(result);
}

Result<std::vector<AxisResize>> resizePlan(const OpContext& context, std::span<const InferredTensor> inputs) {
    const Shape& shape = *inputs[0].shape;
    LATHE_TRY(const ResizeRequest request, readRequest(context, inputs, shape.rank()));
    const bool crops = context.opset >= 11 && context.node.stringAttribute("coordinate_transformation_mode", "") == "tf_crop_and_resize";
    std::vector<AxisResize> plan;
    for (const Dim& dim : shape.dims)
        plan.push_back({.inSize = dim.value, .outSize = dim.value, .isCopied = true});
    for (std::size_t i = 0; i < request.axes.size(); ++i) {
        AxisResize& axis = plan[request.axes[i]];
        const Target target = targetOf(context, request, shape, i);
        axis.outSize = target.size.value;
        axis.scale = target.scale.value_or(1.0f);
        if (!request.roi.empty()) {
            axis.roiStart = request.roi[i];
            axis.roiEnd = request.roi[i + request.axes.size()];
        }
        axis.isCopied = axis.outSize == axis.inSize && axis.scale == 1.0f && !(crops && (axis.roiStart != 0.0f || axis.roiEnd != 1.0f));
    }
    return plan;
}

float sourceCoordinate(const ResizeModes& modes, const AxisResize& axis, std::int64_t i) {
    const auto x = static_cast<float>(i), in = static_cast<float>(axis.inSize), out = static_cast<float>(axis.outSize);
    if (axis.isCopied) return x;
    if (modes.coordinates == "asymmetric") return x / axis.scale;
    // The length of the result is a whole number here, as ONNX Runtime and PyTorch have it; the ONNX samples of
    // align_corners with odd scales divide by size · scale − 1 instead.
    if (modes.coordinates == "align_corners") return axis.outSize == 1 ? 0.0f : x * (in - 1.0f) / (out - 1.0f);
    if (modes.coordinates == "tf_half_pixel_for_nn") return (x + 0.5f) / axis.scale;
    if (modes.coordinates == "tf_crop_and_resize") {
        if (axis.outSize == 1) return 0.5f * (axis.roiStart + axis.roiEnd) * (in - 1.0f);
        return axis.roiStart * (in - 1.0f) + x * (axis.roiEnd - axis.roiStart) * (in - 1.0f) / (out - 1.0f);
    }
    if (modes.coordinates == "pytorch_half_pixel" && axis.outSize == 1) return 0.0f;
    const float centred = (x + 0.5f) / axis.scale - 0.5f;
    if (modes.coordinates != "half_pixel_symmetric") return centred;
    const float adjustment = out / (axis.scale * in);
    return in / 2.0f * (1.0f - adjustment) + centred;
}

bool isOutside(const ResizeModes& modes, const AxisResize& axis, std::int64_t i) {
    if (modes.coordinates != "tf_crop_and_resize" || axis.isCopied) return false;
    const float x = sourceCoordinate(modes, axis, i);
    return !(x >= 0.0f && x <= static_cast<float>(axis.inSize - 1));
}

std::int64_t nearestSource(const ResizeModes& modes, const AxisResize& axis, std::int64_t i) {
    const float x = sourceCoordinate(modes, axis, i);
    float nearest = std::floor(x);
    if (modes.nearest == "round_prefer_floor")
        nearest = std::ceil(x - 0.5f);
    else if (modes.nearest == "round_prefer_ceil")
        nearest = std::floor(x + 0.5f);
    else if (modes.nearest == "ceil" || (modes.nearest == "simple" && axis.scale < 1.0f))
        nearest = std::ceil(x);
    // Not std::clamp: a coordinate that is not a number must not reach the conversion.
    if (!(nearest > 0.0f)) return 0;
    const std::int64_t last = axis.inSize - 1;
    return nearest >= static_cast<float>(last) ? last : static_cast<std::int64_t>(nearest);
}

std::vector<Tap> tapsOf(const ResizeModes& modes, const AxisResize& axis, std::int64_t i) {
    const double last = static_cast<double>(axis.inSize - 1),
                 scale = modes.isAntialiased ? std::min(1.0, static_cast<double>(axis.scale)) : 1.0;
    const bool isCubic = modes.interpolation == "cubic";
    const double radius = std::min((isCubic ? 2.0 : 1.0) / scale, 4.0 * (last + 2.0));
    const double given = sourceCoordinate(modes, axis, i);
    const double x = given == given ? std::clamp(given, -radius, last + radius) : 0.0;
    std::vector<Tap> taps;
    double sum = 0.0;
    for (double place = std::ceil(x - radius); place <= x + radius; place += 1.0) {
        const double weight =
            isCubic ? cubicFilter((place - x) * scale, static_cast<double>(modes.cubicA)) : linearFilter((place - x) * scale);
        const bool isInside = place >= 0.0 && place <= last;
        if (weight == 0.0 || (!isInside && modes.excludesOutside)) continue;
        sum += weight;
        addTap(taps, static_cast<std::int64_t>(std::clamp(place, 0.0, last)), weight);
    }
    if (taps.empty()) return {{static_cast<std::int64_t>(std::clamp(x, 0.0, last)), 1.0}};
    if ((modes.isAntialiased || modes.excludesOutside) && sum != 0.0)
        for (Tap& tap : taps)
            tap.weight /= sum;
    return taps;
}

} // namespace lathe
