#include "core/formats/caffe/layer_table.h"
#include "core/formats/caffe/spatial.h"

#include <algorithm>

namespace lathe::caffe {
namespace {

bool roundsUp(const Message& parameters) {
    if (parameters.has("ceil_mode")) return parameters.flag("ceil_mode", true);
    return parameters.text("round_mode", "CEIL") == "CEIL";
}

/// True when rounding up gives an axis that rounding down does not (Caffe rounds the number of windows up, and takes back a
/// last one that would begin behind the image).
bool needsCeil(const Dim& size, std::int64_t kernel, std::int64_t stride, std::int64_t pad) {
    if (!size.isKnown()) return true;
    const std::int64_t room = size.value + 2 * pad - kernel;
    if (room < 0 || room % stride == 0) return false;
    return (room / stride + 1) * stride < size.value + pad;
}

Status checkWindow(const LayerBuilder& builder, const Spatial& spatial) {
    for (std::size_t i = 0; i < spatial.kernel.size(); ++i) {
        if (spatial.kernel[i] < 1) return builder.error("kernel_size is missing", "or set global_pooling");
        if (spatial.pad[i] >= spatial.kernel[i])
            return builder.error("a pad of " + std::to_string(spatial.pad[i]) + " is not smaller than the kernel of " +
                                 std::to_string(spatial.kernel[i]));
    }
    return {};
}

/// Averages divide by the part of the window that lies in the padded image, as count_include_pad does.
Status buildWindows(LayerBuilder& builder, const Message& parameters, bool isMax) {
    const Shape& x = *builder.shape(builder.bottom());
    LATHE_TRY(const Spatial spatial, readSpatial(builder, parameters, x.dims.size() - 2));
    LATHE_CHECK(checkWindow(builder, spatial));
    Attributes attributes = spatial.attributes();
    if (!isMax) attributes.erase("dilations");
    bool isCeil = false;
    for (std::size_t i = 0; roundsUp(parameters) && i < spatial.kernel.size(); ++i)
        isCeil = isCeil || needsCeil(x.dims[i + 2], spatial.kernel[i], spatial.stride[i], spatial.pad[i]);
    if (isCeil) attributes["ceil_mode"] = std::int64_t(1);
    const bool isPadded = std::ranges::any_of(spatial.pad, [](std::int64_t pad) { return pad > 0; });
    if (!isMax && isPadded) attributes["count_include_pad"] = std::int64_t(1);
    const bool hasMask = isMax && builder.layer().tops.size() > 1;
    LATHE_TRY(const auto outputs, builder.addMany(isMax ? "MaxPool" : "AveragePool", {builder.bottom()}, attributes, hasMask ? 2 : 1));
    LATHE_CHECK(builder.setTop(outputs[0]));
    if (!hasMask) return {};
    builder.network().source().report(Severity::Info, "CAFFE_POOL_MASK",
                                      "the mask '" + builder.layer().tops[1] + "' counts in the whole tensor, Caffe's in each plane",
                                      builder.layer().place, builder.layer().name);
    return builder.setTop(outputs[1], 1);
}

Status buildPooling(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("pooling_param");
    if (builder.rank(builder.bottom()) < 3) return builder.error("the bottom has no spatial axis");
    const std::string_view pool = parameters.text("pool", "MAX");
    if (pool == "STOCHASTIC") return builder.error("STOCHASTIC pooling is not supported", "train with MAX or AVE");
    const bool isMax = pool == "MAX";
    if (!parameters.flag("global_pooling", false)) return buildWindows(builder, parameters, isMax);
    return builder.finish(isMax ? "GlobalMaxPool" : "GlobalAveragePool", {builder.bottom()});
}

/// Regions are [batch, x1, y1, x2, y2] in both.
Status buildRoiPooling(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("roi_pooling_param");
    const std::vector<std::int64_t> size{parameters.integer("pooled_h", 0), parameters.integer("pooled_w", 0)};
    ValueId regions = builder.bottom(1);
    if (const Shape* shape = builder.shape(regions); shape && shape->rank() != 2) {
        LATHE_TRY(regions, builder.add("Flatten", {regions}, {{"axis", std::int64_t(1)}}));
    }
    return builder.finish("MaxRoiPool", {builder.bottom(), regions},
                          {{"pooled_shape", size}, {"spatial_scale", static_cast<float>(parameters.real("spatial_scale", 1.0))}});
}

} // namespace

std::vector<LayerRow> poolingLayers() {
    return {
        {"Pooling", Fate::Operators, buildPooling, 1, 1, Need::Rank,
         "MaxPool, AveragePool (count_include_pad; ceil_mode where it makes a difference), GlobalMaxPool, GlobalAveragePool"},
        {"ROIPooling", Fate::Operators, buildRoiPooling, 2, 2, Need::Nothing, "MaxRoiPool"},
    };
}

} // namespace lathe::caffe
