#include "core/runtime/convolution.h"

namespace lathe {
namespace {

using dnnl::algorithm;
using dnnl::prop_kind;

Dims withoutOne(const Dims& dilations) {
    Dims result;
    for (const std::int64_t dilation : dilations)
        result.push_back(dilation - 1);
    return result;
}

/// ONNX weights are [output, input / groups, kernel…], transposed [input, output / groups, kernel…].
void describeWeights(Convolution& conv) {
    const Dims& dims = conv.weightTensor.dims();
    const Dims strides = rowMajorStrides(dims);
    const std::int64_t rows = dims[0] / conv.groups;
    conv.channels = conv.isTransposed ? dims[1] * conv.groups : dims[0];
    conv.weights = conv.isTransposed ? Dims{dims[1], rows} : Dims{rows, dims[1]};
    conv.weightStrides = conv.isTransposed ? Dims{strides[1], strides[0]} : Dims{strides[0], strides[1]};
    conv.weights.insert(conv.weights.end(), dims.begin() + 2, dims.end());
    conv.weightStrides.insert(conv.weightStrides.end(), strides.begin() + 2, strides.end());
    if (conv.groups == 1) return;
    conv.weights.insert(conv.weights.begin(), conv.groups);
    conv.weightStrides.insert(conv.weightStrides.begin(), rows * strides[0]);
}

/// Spatial axes of one pixel go before the others, which changes nothing in memory: oneDNN blocks along the last one.
void moveUnitAxesFirst(Convolution& conv) {
    const std::size_t spatial = conv.window.kernel.size();
    const auto isUnit = [&](std::size_t axis) { return conv.x[axis + 2] == 1 && conv.y[axis + 2] == 1 && conv.window.kernel[axis] == 1; };
    std::vector<std::size_t> order;
    for (const bool wanted : {true, false})
        for (std::size_t axis = 0; axis < spatial; ++axis)
            if (isUnit(axis) == wanted) order.push_back(axis);
    const auto reorder = [&](Dims& list) {
        const std::size_t lead = list.size() - spatial;
        const Dims before = list;
        for (std::size_t axis = 0; axis < spatial; ++axis)
            list[lead + axis] = before[lead + order[axis]];
    };
    Window& window = conv.window;
    for (Dims* list : {&conv.x, &conv.y, &conv.weights, &conv.weightStrides, &window.kernel, &window.strides, &window.dilations,
                       &window.padsBefore, &window.padsAfter})
        reorder(*list);
}

template <class Operation>
std::optional<ConvolutionPrimitive> makeWith(algorithm direct, const Convolution& conv, Layout layout,
                                             const dnnl::primitive_attr& attributes, const Dims& padsAfter) {
    const typename Operation::desc desc(prop_kind::forward_inference, direct, denseDesc(conv.x, layout), anyDesc(conv.weights),
                                        denseDesc({conv.channels}, Layout::Plain), denseDesc(conv.y, layout), conv.window.strides,
                                        withoutOne(conv.window.dilations), conv.window.padsBefore, padsAfter);
    const typename Operation::primitive_desc made(desc, attributes, cpuEngine());
    if (isReferenceImplementation(made.impl_info_str())) return std::nullopt;
    return ConvolutionPrimitive{Operation(made), made.weights_desc(), made.scratchpad_desc()};
}

/// oneDNN takes the output's size from the paddings; ONNX adds output_padding beside them.
Dims transposedPadsAfter(const Convolution& conv) {
    Dims pads;
    for (std::size_t i = 0; i < conv.window.kernel.size(); ++i) {
        const std::int64_t reach = (conv.window.kernel[i] - 1) * conv.window.dilations[i] + 1;
        pads.push_back((conv.x[i + 2] - 1) * conv.window.strides[i] + reach - conv.window.padsBefore[i] - conv.y[i + 2]);
    }
    return pads;
}

} // namespace

std::optional<Convolution> describeConvolution(const Node& node, NodeId id, const Dims& x, const Dims& y, Tensor weights,
                                               bool isTransposed) {
    Convolution conv;
    conv.id = id;
    conv.isTransposed = isTransposed;
    conv.groups = node.intAttribute("group", 1);
    conv.weightTensor = std::move(weights);
    const Dims& w = conv.weightTensor.dims();
    if (w.size() < 3 || w.size() > 5 || x.size() != w.size() || conv.groups < 1 || w[0] % conv.groups != 0) return std::nullopt;
    const auto window = windowOf(node, Dims(w.begin() + 2, w.end()), x, y);
    if (!window || elementCountOf(x).value_or(0) == 0 || elementCountOf(y).value_or(0) == 0) return std::nullopt;
    conv.x = x;
    conv.y = y;
    conv.window = *window;
    describeWeights(conv);
    moveUnitAxesFirst(conv);
    const std::int64_t inputs = isTransposed ? w[0] : w[1] * conv.groups;
    return inputs == x[1] && conv.channels == y[1] ? std::optional(conv) : std::nullopt;
}

std::optional<ConvolutionPrimitive> makeConvolutionPrimitive(const Convolution& conv, Layout layout, const dnnl::post_ops& after) {
    dnnl::primitive_attr attributes = baseAttributes();
    attributes.set_post_ops(after);
    try {
        if (conv.isTransposed)
            return makeWith<dnnl::deconvolution_forward>(algorithm::deconvolution_direct, conv, layout, attributes,
                                                         transposedPadsAfter(conv));
        return makeWith<dnnl::convolution_forward>(algorithm::convolution_direct, conv, layout, attributes, conv.window.padsAfter);
    } catch (const dnnl::error&) {
        return std::nullopt;
    }
}

KernelPtr makeConvolutionKernel(PlanBuilder& builder, const Convolution& conv, Layout layout, const ConvolutionPrimitive& made,
                                const std::vector<float>& weights, const std::vector<float>& bias) {
    const std::string key = std::to_string(conv.id.index);
    const auto biasDesc = denseDesc({conv.channels}, Layout::Plain);
    std::vector<DnnlConstant> constants = {
        {DNNL_ARG_WEIGHTS,
         builder.weights().packed(key + "w", stridedDesc(conv.weights, conv.weightStrides), weights.data(), made.weights)},
        {DNNL_ARG_BIAS, builder.weights().packed(key + "b", biasDesc, bias.data(), biasDesc)}};
    return makeDnnlKernel(made.primitive, {{DNNL_ARG_SRC, denseDesc(conv.x, layout), 0}, {DNNL_ARG_DST, denseDesc(conv.y, layout), 1}},
                          std::move(constants), made.scratchpad);
}

} // namespace lathe
