#include "core/ops/families.h"
#include "core/ops/index_places.h"
#include "core/ops/move_helpers.h"
#include "core/ops/spatial_window.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

/// Outputs of the operators that cut regions out of [N, C, H, W]: [regions, C, height, width].
InferOutcome regionsOf(const OpContext& context, std::span<const InferredTensor> inputs, std::int64_t columns, std::int64_t height,
                       std::int64_t width) {
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 1}));
    const Shape *image = shapeAt(inputs, 0), *regions = shapeAt(inputs, 1);
    LATHE_CHECK(requireRank(context, image, 4, 4, "the input"));
    LATHE_CHECK(requireRank(context, regions, 2, 2, "the regions"));
    if (regions) LATHE_CHECK(sameDim(context, regions->dims[1], Dim(columns), "numbers per region"));
    if (height < 1 || width < 1) return opError(context, "the size of the output must be at least 1 by 1");
    return std::vector{
        inferredOf(type, Shape({regions ? regions->dims[0] : Dim(), image ? image->dims[1] : Dim(), Dim(height), Dim(width)}))};
}

/// Height and width of the planes of [N, C, H, W].
struct Plane {
    std::int64_t height, width;
    std::int64_t size() const { return height * width; }
};

// --- RoiAlign

struct AlignModes {
    double scale = 1.0, offset = 0.0;
    bool isMax = false, hasFloor = true; ///< `hasFloor`: a region is at least one pixel large
    std::int64_t ratio = 0, height = 1, width = 1;
};

/// Opset 10 knows only what opset 16 calls output_half_pixel.
Result<AlignModes> alignModes(const OpContext& context) {
    AlignModes modes;
    modes.scale = context.node.floatAttribute("spatial_scale", 1.0f);
    modes.ratio = context.node.intAttribute("sampling_ratio", 0);
    modes.height = context.node.intAttribute("output_height", 1);
    modes.width = context.node.intAttribute("output_width", 1);
    const std::string mode = context.node.stringAttribute("mode", "avg");
    if (mode != "avg" && mode != "max") return opError(context, "mode '" + mode + "' is not known", "the modes are avg and max");
    modes.isMax = mode == "max";
    const std::string coordinates =
        context.opset < 16 ? "output_half_pixel" : context.node.stringAttribute("coordinate_transformation_mode", "half_pixel");
    if (coordinates != "half_pixel" && coordinates != "output_half_pixel")
        return opError(context, "coordinate_transformation_mode '" + coordinates + "' is not known",
                       "the modes are half_pixel and output_half_pixel");
    if (coordinates == "half_pixel") {
        modes.offset = 0.5;
        modes.hasFloor = false;
    }
    return modes;
}

InferOutcome inferRoiAlign(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_TRY(const AlignModes modes, alignModes(context));
    LATHE_CHECK(requireIndices(context, inputs, 2));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 2), 1, 1, "batch_indices"));
    if (shapeAt(inputs, 1) && shapeAt(inputs, 2) && shapeAt(inputs, 1)->rank() > 0)
        LATHE_CHECK(sameDim(context, shapeAt(inputs, 1)->dims[0], shapeAt(inputs, 2)->dims[0], "regions and batch_indices"));
    return regionsOf(context, inputs, 4, modes.height, modes.width);
}

/// Where an axis is sampled: `count` points in each of the output's parts.
struct Samples {
    double start = 0.0, part = 0.0;
    std::int64_t count = 1;
    double at(std::int64_t o, std::int64_t i) const {
        return start + (static_cast<double>(o) + (static_cast<double>(i) + 0.5) / static_cast<double>(count)) * part;
    }
};

Result<Samples> samplesOf(const OpContext& context, const AlignModes& modes, double from, double to, std::int64_t parts) {
    constexpr double kMostSamples = 1e4;
    Samples samples{.start = from * modes.scale - modes.offset};
    double length = (to - from) * modes.scale;
    if (modes.hasFloor) length = std::max(length, 1.0);
    samples.part = length / static_cast<double>(parts);
    const double count = modes.ratio > 0 ? static_cast<double>(modes.ratio) : std::ceil(samples.part);
    if (!(std::abs(samples.start) < 1e9 && count < kMostSamples)) return opError(context, "a region is too large or not a number");
    samples.count = std::max<std::int64_t>(static_cast<std::int64_t>(count), 0);
    return samples;
}

/// Linear between the four pixels around a point; the border repeats for one pixel, 0 is further out.
double sampleAt(const double* image, const Plane& plane, double y, double x) {
    const auto height = static_cast<double>(plane.height), width = static_cast<double>(plane.width);
    if (!(y >= -1.0 && y <= height && x >= -1.0 && x <= width)) return 0.0;
    y = std::clamp(y, 0.0, height - 1.0);
    x = std::clamp(x, 0.0, width - 1.0);
    const auto top = static_cast<std::int64_t>(y), left = static_cast<std::int64_t>(x);
    const std::int64_t bottom = std::min(top + 1, plane.height - 1), right = std::min(left + 1, plane.width - 1);
    const double down = y - static_cast<double>(top), along = x - static_cast<double>(left);
    return (1.0 - down) * ((1.0 - along) * image[top * plane.width + left] + along * image[top * plane.width + right]) +
           down * ((1.0 - along) * image[bottom * plane.width + left] + along * image[bottom * plane.width + right]);
}

/// Mean or largest of the samples of one part. The largest is that of the interpolated values.
double partOf(const double* image, const Plane& plane, const Samples& rows, const Samples& columns, std::int64_t oy, std::int64_t ox,
              bool isMax) {
    double sum = 0.0, largest = -std::numeric_limits<double>::infinity();
    StopProbe isStopped;
    for (std::int64_t iy = 0; iy < rows.count && !isStopped(); ++iy)
        for (std::int64_t ix = 0; ix < columns.count; ++ix) {
            const double value = sampleAt(image, plane, rows.at(oy, iy), columns.at(ox, ix));
            sum += value;
            largest = std::max(largest, value);
        }
    const std::int64_t count = rows.count * columns.count;
    if (count == 0) return 0.0;
    return isMax ? largest : sum / static_cast<double>(count);
}

EvaluateOutcome evaluateRoiAlign(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferRoiAlign));
    LATHE_TRY(const AlignModes modes, alignModes(context));
    const Plane plane{inputs[0].dim(2), inputs[0].dim(3)};
    const std::int64_t channels = inputs[0].dim(1);
    LATHE_TRY(const auto batches, checkedIndices(context, inputs[2], inputs[0].dim(0)));
    const std::vector<double> image = inputs[0].toDoubles(), regions = inputs[1].toDoubles();
    std::vector<double> out;
    for (std::size_t r = 0; r < batches.size() && plane.size() > 0; ++r) {
        const double* region = regions.data() + r * 4; // x1, y1, x2, y2
        LATHE_TRY(const Samples rows, samplesOf(context, modes, region[1], region[3], modes.height));
        LATHE_TRY(const Samples columns, samplesOf(context, modes, region[0], region[2], modes.width));
        for (std::int64_t c = 0; c < channels; ++c) {
            const double* from = image.data() + (batches[r] * channels + c) * plane.size();
            for (std::int64_t o = 0; o < modes.height * modes.width && !isStopAsked(); ++o)
                out.push_back(partOf(from, plane, rows, columns, o / modes.width, o % modes.width, modes.isMax));
        }
    }
    out.resize(static_cast<std::size_t>(outputs[0].elementCount()));
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), out));
}

/// Four products and sums per sample; two samples a side where the node leaves their number open.
Work roiAlignWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const std::int64_t ratio = context.node.intAttribute("sampling_ratio", 0), side = ratio > 0 ? ratio : 2;
    return {.vectorOps = multiplySaturated({elementsOf(outputs), side, side, 8})};
}

// --- MaxRoiPool: regions [batch, x1, y1, x2, y2]

InferOutcome inferMaxRoiPool(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    const std::vector<std::int64_t> size = context.node.intsAttribute("pooled_shape");
    if (size.size() != 2) return opError(context, "pooled_shape must be height and width");
    return regionsOf(context, inputs, 5, size[0], size[1]);
}

/// The pixels [first, last) of one part of a region along an axis; Fast R-CNN, as Caffe's ROIPooling rounds.
struct PoolRange {
    std::int64_t first, last;
};
PoolRange poolRange(double from, double to, double scale, std::int64_t o, std::int64_t parts, std::int64_t size) {
    constexpr double kFar = 1e9;
    const auto rounded = [&](double x) { return std::clamp(std::round(x * scale), -kFar, kFar); };
    const double start = rounded(from), part = std::max(rounded(to) - start + 1.0, 1.0) / static_cast<double>(parts);
    const auto limited = [&](double x) { return static_cast<std::int64_t>(std::clamp(x + start, 0.0, static_cast<double>(size))); };
    return {limited(std::floor(static_cast<double>(o) * part)), limited(std::ceil(static_cast<double>(o + 1) * part))};
}

/// The largest pixel; 0 where the part lies outside.
double largestOf(const double* image, std::int64_t width, PoolRange rows, PoolRange columns) {
    if (rows.first >= rows.last || columns.first >= columns.last) return 0.0;
    double largest = -std::numeric_limits<double>::infinity();
    for (std::int64_t y = rows.first; y < rows.last; ++y)
        for (std::int64_t x = columns.first; x < columns.last; ++x)
            largest = std::max(largest, image[y * width + x]);
    return largest;
}

EvaluateOutcome evaluateMaxRoiPool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMaxRoiPool));
    const std::vector<double> image = inputs[0].toDoubles(), regions = inputs[1].toDoubles();
    const Plane plane{inputs[0].dim(2), inputs[0].dim(3)};
    const std::int64_t channels = inputs[0].dim(1), height = outputs[0].dim(2), width = outputs[0].dim(3);
    const double scale = context.node.floatAttribute("spatial_scale", 1.0f);
    std::vector<double> out;
    for (std::size_t r = 0; r < regions.size() / 5; ++r) {
        const double* region = regions.data() + r * 5;
        if (!(region[0] >= 0.0 && region[0] < static_cast<double>(inputs[0].dim(0))))
            return opError(context, "region " + std::to_string(r) + " names no image of the batch");
        if (std::any_of(region + 1, region + 5, [](double x) { return std::isnan(x); }))
            return opError(context, "region " + std::to_string(r) + " is not a number");
        for (std::int64_t c = 0; c < channels; ++c) {
            const double* from = image.data() + (static_cast<std::int64_t>(region[0]) * channels + c) * plane.size();
            for (std::int64_t o = 0; o < height * width && !isStopAsked(); ++o)
                out.push_back(largestOf(from, plane.width, poolRange(region[2], region[4], scale, o / width, height, plane.height),
                                        poolRange(region[1], region[3], scale, o % width, width, plane.width)));
        }
    }
    out.resize(static_cast<std::size_t>(outputs[0].elementCount()));
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), out));
}

} // namespace

std::vector<OpRow> regionOps() {
    return {
        {"", "RoiAlign", 10, OpCategory::Pool, QuantRule::Float, inferRoiAlign, evaluateRoiAlign, roiAlignWork,
         "Samples regions of an image to one size, without rounding their corners."},
        {"", "MaxRoiPool", 1, OpCategory::Pool, QuantRule::Float, inferMaxRoiPool, evaluateMaxRoiPool, vectorPerInput,
         "Largest pixel of each part of a region."},
    };
}

} // namespace lathe
