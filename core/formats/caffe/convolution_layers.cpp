#include "core/formats/caffe/layer_table.h"
#include "core/formats/caffe/spatial.h"

namespace lathe::caffe {
namespace {

/// num_output and group, checked against each other and the channels of the bottom.
struct Channels {
    std::int64_t in = 0, out = 0, group = 1;
};

Result<Channels> readChannels(const LayerBuilder& builder, const Message& parameters, bool isDepthwise) {
    Channels channels;
    channels.in = builder.shape(builder.bottom())->dims[1].value;
    channels.out = parameters.integer("num_output", isDepthwise ? channels.in : 0);
    channels.group = parameters.integer("group", isDepthwise ? channels.in : 1);
    if (channels.out < 1) return builder.error("num_output is " + std::to_string(channels.out));
    if (channels.group < 1 || channels.in % channels.group != 0 || channels.out % channels.group != 0)
        return builder.error("group is " + std::to_string(channels.group) + ", which does not divide " + std::to_string(channels.in) +
                             " channels into " + std::to_string(channels.out));
    return channels;
}

Result<Spatial> readWindow(const LayerBuilder& builder, const Message& parameters) {
    if (parameters.integer("axis", 1) != 1)
        return builder.error("axis is " + std::string(parameters.text("axis")) + ", only 1 is supported");
    const auto axes = builder.rank(builder.bottom()) - 2;
    if (axes < 1) return builder.error("the bottom has no spatial axis");
    LATHE_TRY(Spatial spatial, readSpatial(builder, parameters, static_cast<std::size_t>(axes)));
    for (const std::int64_t size : spatial.kernel)
        if (size < 1) return builder.error("kernel_size is missing");
    return spatial;
}

/// Several bottoms pass through the same weights, each to its own top.
Status build(LayerBuilder& builder, bool isDepthwise, bool isTransposed) {
    const Message& parameters = builder.parameters("convolution_param");
    LATHE_TRY(const Channels channels, readChannels(builder, parameters, isDepthwise));
    LATHE_TRY(const Spatial spatial, readWindow(builder, parameters));
    std::vector<std::int64_t> dims =
        isTransposed ? std::vector{channels.in, channels.out / channels.group} : std::vector{channels.out, channels.in / channels.group};
    dims.insert(dims.end(), spatial.kernel.begin(), spatial.kernel.end());
    std::vector<ValueId> inputs{{}};
    LATHE_TRY(const ValueId weights, builder.weight(0, dims, "weights"));
    inputs.push_back(weights);
    if (parameters.flag("bias_term", true)) {
        LATHE_TRY(const ValueId bias, builder.weight(1, {channels.out}, "bias"));
        inputs.push_back(bias);
    }
    Attributes attributes = spatial.attributes();
    attributes["group"] = channels.group;
    for (std::size_t i = 0; i < builder.bottoms().size(); ++i) {
        inputs[0] = builder.bottom(i);
        LATHE_TRY(const ValueId value, builder.add(isTransposed ? "ConvTranspose" : "Conv", inputs, attributes));
        LATHE_CHECK(builder.setTop(value, i));
    }
    return {};
}

Status buildConvolution(LayerBuilder& builder) {
    return build(builder, false, false);
}
Status buildDepthwise(LayerBuilder& builder) {
    return build(builder, true, false);
}
Status buildDeconvolution(LayerBuilder& builder) {
    return build(builder, false, true);
}

/// Everything from `axis` on is one vector; the axes before it stay.
Status buildInnerProduct(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("inner_product_param");
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom());
    LATHE_TRY(const std::int64_t axis, builder.axisOf(parameters.integer("axis", 1), builder.rank(builder.bottom()), "axis"));
    const std::int64_t outputs = parameters.integer("num_output", 0);
    if (outputs < 1) return builder.error("num_output is " + std::to_string(outputs));
    const std::int64_t inner = elementCountOf(std::span(dims).subspan(static_cast<std::size_t>(axis))).value_or(0);
    const bool isTransposed = parameters.flag("transpose", false);
    LATHE_TRY(const ValueId weights,
              builder.weight(0, isTransposed ? std::vector{inner, outputs} : std::vector{outputs, inner}, "weights"));
    ValueId x = builder.bottom();
    if (dims.size() != 2 || axis != 1) {
        LATHE_TRY(x, builder.add("Flatten", {x}, {{"axis", axis}}));
    }
    std::vector<ValueId> inputs{x, weights};
    if (parameters.flag("bias_term", true)) {
        LATHE_TRY(const ValueId bias, builder.weight(1, {outputs}, "bias"));
        inputs.push_back(bias);
    }
    LATHE_TRY(ValueId y, builder.add("Gemm", inputs, {{"transB", std::int64_t(isTransposed ? 0 : 1)}}));
    if (axis == 1) return builder.setTop(y);
    std::vector<std::int64_t> shape(dims.begin(), dims.begin() + axis);
    shape.push_back(outputs);
    return builder.finish("Reshape", {y, builder.integers("shape", shape)});
}

/// Rows of a table, picked by the bottom's numbers.
Status buildEmbed(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("embed_param");
    const std::int64_t rows = parameters.integer("input_dim", 0), outputs = parameters.integer("num_output", 0);
    if (rows < 1 || outputs < 1) return builder.error("input_dim and num_output must be given");
    LATHE_TRY(const ValueId weights, builder.weight(0, {rows, outputs}, "weights"));
    LATHE_TRY(const ValueId indices, builder.add("Cast", {builder.bottom()}, {{"to", static_cast<std::int64_t>(DataType::Int64)}}));
    LATHE_TRY(const ValueId picked, builder.add("Gather", {weights, indices}, {{"axis", std::int64_t(0)}}));
    if (!parameters.flag("bias_term", true)) return builder.setTop(picked);
    LATHE_TRY(const ValueId bias, builder.weight(1, {outputs}, "bias"));
    return builder.finish("Add", {picked, bias});
}

} // namespace

std::vector<LayerRow> convolutionLayers() {
    constexpr auto kOperators = Fate::Operators;
    return {
        {"Convolution", kOperators, buildConvolution, 1, kAnyNumber, Need::Channels, "Conv"},
        {"ConvolutionDepthwise", kOperators, buildDepthwise, 1, kAnyNumber, Need::Channels, "Conv, one group per channel"},
        {"DepthwiseConvolution", kOperators, buildDepthwise, 1, kAnyNumber, Need::Channels, "Conv, one group per channel"},
        {"Deconvolution", kOperators, buildDeconvolution, 1, kAnyNumber, Need::Channels, "ConvTranspose"},
        {"InnerProduct", kOperators, buildInnerProduct, 1, 1, Need::Shape, "Flatten, Gemm; Reshape where axis is not 1"},
        {"Embed", kOperators, buildEmbed, 1, 1, Need::Nothing, "Cast, Gather, Add"},
    };
}

} // namespace lathe::caffe
