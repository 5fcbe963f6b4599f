#include "core/formats/caffe/layer_table.h"

namespace lathe::caffe {
namespace {

/// The part of `value` that begins at `starts` and has the size `sizes`, on the axes from `first` on.
Result<ValueId> cut(LayerBuilder& builder, ValueId value, std::int64_t first, const std::vector<std::int64_t>& starts,
                    const std::vector<std::int64_t>& sizes) {
    std::vector<std::int64_t> axes, ends;
    const std::vector<std::int64_t> dims = builder.dims(value);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::int64_t axis = first + static_cast<std::int64_t>(i), there = dims[static_cast<std::size_t>(axis)];
        if (starts[i] < 0 || sizes[i] < 1 || sizes[i] > there || starts[i] > there - sizes[i])
            return builder.error("axis " + std::to_string(axis) + " of " + std::to_string(there) + " has no part of " +
                                 std::to_string(sizes[i]) + " from " + std::to_string(starts[i]));
        axes.push_back(axis);
        ends.push_back(starts[i] + sizes[i]);
    }
    return builder.add("Slice",
                       {value, builder.integers("starts", starts), builder.integers("ends", ends), builder.integers("axes", axes)});
}

/// As large as the second bottom from `axis` on.
Status buildCrop(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("crop_param");
    const std::int64_t rank = builder.rank(builder.bottom());
    const std::vector<std::int64_t> wanted = builder.dims(builder.bottom(1));
    if (static_cast<std::int64_t>(wanted.size()) != rank) return builder.error("its two bottoms have different numbers of axes");
    LATHE_TRY(const std::int64_t axis, builder.axisOf(parameters.integer("axis", 2), rank, "axis"));
    const auto count = static_cast<std::size_t>(rank - axis);
    std::vector<std::int64_t> starts = parameters.integers("offset");
    if (starts.empty()) starts = {0};
    if (starts.size() == 1) starts.assign(count, starts[0]);
    if (starts.size() != count)
        return builder.error("offset has " + std::to_string(starts.size()) + " numbers for " + std::to_string(count) + " cropped axes");
    LATHE_TRY(const ValueId part, cut(builder, builder.bottom(), axis, starts, {wanted.begin() + axis, wanted.end()}));
    return builder.setTop(part);
}

constexpr std::int64_t kMostExtent = std::int64_t(1) << 24;

Status resize(LayerBuilder& builder, ValueId value, std::int64_t height, std::int64_t width, Attributes attributes) {
    const std::vector<std::int64_t> dims = builder.dims(value);
    if (height < 1 || width < 1 || height > kMostExtent || width > kMostExtent)
        return builder.error("an image of " + std::to_string(height) + " x " + std::to_string(width) + " is impossible");
    const ValueId sizes = builder.integers("sizes", {dims[0], dims[1], height, width});
    return builder.finish("Resize", {value, {}, {}, sizes}, std::move(attributes));
}

Status requireImages(const LayerBuilder& builder) {
    if (builder.rank(builder.bottom()) == 4) return {};
    return builder.error("the bottom has " + std::to_string(builder.rank(builder.bottom())) + " axes, expected four");
}

/// One side of an interpolated image; factors keep the corner pixels where they are.
Result<std::int64_t> interpolatedSize(const LayerBuilder& builder, const Message& parameters, std::int64_t size) {
    const std::int64_t zoom = parameters.integer("zoom_factor", 1), shrink = parameters.integer("shrink_factor", 1);
    if (zoom < 1 || shrink < 1 || zoom > kMostExtent) return builder.error("zoom_factor and shrink_factor must be 1 or more");
    const std::int64_t shrunk = (size - 1) / shrink + 1;
    if (shrunk > kMostExtent) return builder.error("the image is too large");
    return shrunk + (shrunk - 1) * (zoom - 1);
}

/// DeepLab's bilinear interpolation: size of the second bottom, height and width, or factors; negative pads cut off.
Status buildInterp(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("interp_param");
    LATHE_CHECK(requireImages(builder));
    ValueId x = builder.bottom();
    const std::int64_t before = parameters.integer("pad_beg", 0), behind = parameters.integer("pad_end", 0);
    if (before > 0 || behind > 0) return builder.error("pad_beg and pad_end must be 0 or less");
    const std::vector<std::int64_t> dims = builder.dims(x);
    if (before != 0 || behind != 0) {
        LATHE_TRY(x, cut(builder, x, 2, {-before, -before}, {dims[2] + before + behind, dims[3] + before + behind}));
    }
    std::int64_t height = parameters.integer("height", 0), width = parameters.integer("width", 0);
    if (builder.bottoms().size() > 1) {
        const std::vector<std::int64_t> wanted = builder.dims(builder.bottom(1));
        if (wanted.size() != 4) return builder.error("its second bottom is no image");
        height = wanted[2];
        width = wanted[3];
    } else if (height == 0 || width == 0) {
        LATHE_TRY(height, interpolatedSize(builder, parameters, dims[2] + before + behind));
        LATHE_TRY(width, interpolatedSize(builder, parameters, dims[3] + before + behind));
    }
    return resize(builder, x, height, width,
                  {{"mode", std::string("linear")}, {"coordinate_transformation_mode", std::string("align_corners")}});
}

struct UpsampledSize {
    std::int64_t height = 0, width = 0, scaleH = 2, scaleW = 2;
};

/// SegNet's and YOLO's parameters: a size, or a scale and whether the last row and column fall away.
Result<UpsampledSize> upsampledSize(const LayerBuilder& builder) {
    const Message& parameters = builder.parameters("upsample_param");
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom());
    UpsampledSize size;
    const std::int64_t scale = parameters.integer("scale", 2);
    size.scaleH = parameters.integer("scale_h", scale);
    size.scaleW = parameters.integer("scale_w", scale);
    if (size.scaleH < 1 || size.scaleW < 1 || size.scaleH > kMostExtent || size.scaleW > kMostExtent || dims[2] > kMostExtent ||
        dims[3] > kMostExtent)
        return builder.error("scale must be 1 or more");
    size.height = parameters.integer("upsample_h", dims[2] * size.scaleH - (parameters.flag("pad_out_h", false) ? 1 : 0));
    size.width = parameters.integer("upsample_w", dims[3] * size.scaleW - (parameters.flag("pad_out_w", false) ? 1 : 0));
    return size;
}

/// With the mask of a Pooling as second bottom each element goes back to where it came from; else it is repeated.
Status buildUpsample(LayerBuilder& builder) {
    LATHE_CHECK(requireImages(builder));
    LATHE_TRY(const UpsampledSize size, upsampledSize(builder));
    if (builder.bottoms().size() == 1)
        return resize(builder, builder.bottom(), size.height, size.width,
                      {{"mode", std::string("nearest")},
                       {"coordinate_transformation_mode", std::string("asymmetric")},
                       {"nearest_mode", std::string("floor")}});
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom()), scale{size.scaleH, size.scaleW};
    const ValueId shape = builder.integers("shape", {dims[0], dims[1], size.height, size.width});
    return builder.finish("MaxUnpool", {builder.bottom(0), builder.bottom(1), shape}, {{"kernel_shape", scale}, {"strides", scale}});
}

} // namespace

std::vector<LayerRow> resizeLayers() {
    return {
        {"Crop", Fate::Operators, buildCrop, 2, 2, Need::Shape, "Slice"},
        {"Interp", Fate::Operators, buildInterp, 1, 2, Need::Shape, "Resize (linear, align_corners); Slice for negative pads"},
        {"Upsample", Fate::Operators, buildUpsample, 1, 2, Need::Shape, "Resize (nearest); MaxUnpool with a mask"},
    };
}

} // namespace lathe::caffe
