#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/fusion.h"
#include "core/runtime/lowering.h"
#include "core/runtime/window.h"

namespace lathe {
namespace {

using dnnl::algorithm;
using dnnl::prop_kind;

/// A convolution of known weights, transposed or not.
struct Convolution {
    NodeId id;
    bool isTransposed = false;
    std::int64_t groups = 1, channels = 0; ///< output channels
    Dims x, y, weights;                    ///< weights as oneDNN counts them: [groups,] output, input, kernel
    Dims weightStrides;                    ///< of the ONNX tensor behind `weights`
    Window window;
    const Tensor* weightTensor = nullptr;
    const Tensor* biasTensor = nullptr;
};

Dims withoutOne(const Dims& dilations) {
    Dims result;
    for (const std::int64_t dilation : dilations)
        result.push_back(dilation - 1);
    return result;
}

/// ONNX weights are [output, input / groups, kernel…], transposed [input, output / groups, kernel…].
void describeWeights(Convolution& conv) {
    const Dims& dims = conv.weightTensor->dims();
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

std::optional<Convolution> describe(const PlanBuilder& builder, NodeId id, bool isTransposed) {
    const Node& node = builder.node(id);
    Convolution conv;
    conv.id = id;
    conv.isTransposed = isTransposed;
    conv.groups = node.intAttribute("group", 1);
    conv.weightTensor = builder.constant(node.input(1));
    conv.biasTensor = builder.constant(node.input(2));
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    if (!x || !y || !conv.weightTensor || conv.weightTensor->type() != DataType::Float) return std::nullopt;
    if (node.input(2).isValid() && (!conv.biasTensor || conv.biasTensor->type() != DataType::Float)) return std::nullopt;
    const Dims& w = conv.weightTensor->dims();
    if (w.size() < 3 || w.size() > 5 || x->size() != w.size() || conv.groups < 1 || w[0] % conv.groups != 0) return std::nullopt;
    const auto window = windowOf(node, Dims(w.begin() + 2, w.end()), *x, *y);
    if (!window || elementCountOf(*x).value_or(0) == 0 || elementCountOf(*y).value_or(0) == 0) return std::nullopt;
    conv.x = *x;
    conv.y = *y;
    conv.window = *window;
    describeWeights(conv);
    moveUnitAxesFirst(conv);
    const std::int64_t inputs = isTransposed ? w[0] : w[1] * conv.groups;
    if (conv.biasTensor && conv.biasTensor->elementCount() != conv.channels) return std::nullopt;
    return inputs == (*x)[1] && conv.channels == (*y)[1] ? std::optional(conv) : std::nullopt;
}

struct Primitive {
    dnnl::primitive primitive;
    dnnl::memory::desc weights, scratchpad;
};

template <class Operation>
std::optional<Primitive> makeWith(algorithm direct, const Convolution& conv, Layout layout, const dnnl::primitive_attr& attributes,
                                  const Dims& padsAfter) {
    const typename Operation::desc desc(prop_kind::forward_inference, direct, denseDesc(conv.x, layout), anyDesc(conv.weights),
                                        denseDesc({conv.channels}, Layout::Plain), denseDesc(conv.y, layout), conv.window.strides,
                                        withoutOne(conv.window.dilations), conv.window.padsBefore, padsAfter);
    const typename Operation::primitive_desc made(desc, attributes, cpuEngine());
    if (isReferenceImplementation(made.impl_info_str())) return std::nullopt;
    return Primitive{Operation(made), made.weights_desc(), made.scratchpad_desc()};
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

std::optional<Primitive> makePrimitive(const Convolution& conv, Layout layout, std::span<const Follower> followers) {
    dnnl::primitive_attr attributes = baseAttributes();
    attributes.set_post_ops(postOpsOf(followers));
    try {
        if (conv.isTransposed)
            return makeWith<dnnl::deconvolution_forward>(algorithm::deconvolution_direct, conv, layout, attributes,
                                                         transposedPadsAfter(conv));
        return makeWith<dnnl::convolution_forward>(algorithm::convolution_direct, conv, layout, attributes, conv.window.padsAfter);
    } catch (const dnnl::error&) {
        return std::nullopt;
    }
}

/// The weights times `scale` per output channel.
std::vector<float> scaledWeights(const Convolution& conv, const std::vector<float>& scale) {
    const auto data = conv.weightTensor->data<float>();
    std::vector<float> scaled(data.begin(), data.end());
    const Dims& dims = conv.weightTensor->dims();
    const std::size_t kernel = scaled.size() / static_cast<std::size_t>(dims[0] * dims[1]);
    for (std::size_t row = 0; row < static_cast<std::size_t>(dims[0]); ++row)
        for (std::size_t column = 0; column < static_cast<std::size_t>(dims[1]); ++column) {
            const std::size_t group = row / static_cast<std::size_t>(dims[0] / conv.groups);
            const std::size_t channel = conv.isTransposed ? group * static_cast<std::size_t>(dims[1]) + column : row;
            float* first = scaled.data() + (row * static_cast<std::size_t>(dims[1]) + column) * kernel;
            for (float* w = first; w != first + kernel; ++w)
                *w *= scale[channel];
        }
    return scaled;
}

std::vector<float> scaledBias(const Convolution& conv, const Affine& affine) {
    std::vector<float> bias = affine.shift;
    if (conv.biasTensor)
        for (std::size_t c = 0; c < bias.size(); ++c)
            bias[c] += conv.biasTensor->data<float>()[c] * affine.scale[c];
    return bias;
}

void emitConvolution(PlanBuilder& builder, const Convolution& conv, Layout layout, const Primitive& made,
                     std::span<const Follower> followers) {
    const Affine affine = affineOf(followers, conv.channels);
    const std::vector<float> weights = scaledWeights(conv, affine.scale), bias = scaledBias(conv, affine);
    const std::string key = std::to_string(conv.id.index);
    std::vector<DnnlConstant> constants = {
        {DNNL_ARG_WEIGHTS,
         builder.weights().packed(key + "w", stridedDesc(conv.weights, conv.weightStrides), weights.data(), made.weights)},
        {DNNL_ARG_BIAS, builder.weights().packed(key + "b", denseDesc({conv.channels}, Layout::Plain), bias.data(),
                                                 denseDesc({conv.channels}, Layout::Plain))}};
    auto kernel =
        makeDnnlKernel(made.primitive, {{DNNL_ARG_SRC, denseDesc(conv.x, layout), 0}, {DNNL_ARG_DST, denseDesc(conv.y, layout), 1}},
                       std::move(constants), made.scratchpad);
    const Node& node = builder.node(conv.id);
    const ValueId result = followers.empty() ? node.output() : followers.back().result;
    const BufferId source = builder.read(node.input(0), layout);
    const BufferId target = writeResult(builder, followers, result, layout);
    builder.emit(conv.id, std::move(kernel), {source, target}, {result});
    coverAll(builder, followers);
}

/// Channels last with as many followers as oneDNN takes, else plain: what it has no fast kernel for it refuses.
bool lower(PlanBuilder& builder, NodeId id, bool isTransposed) {
    const auto conv = describe(builder, id, isTransposed);
    if (!conv) return false;
    for (const Layout layout : {Layout::ChannelsLast, Layout::Plain}) {
        const auto all = findFollowers(builder, builder.node(id).output(), 1, layout);
        for (std::size_t count = all.size() + 1; count-- > 0;) {
            const std::span<const Follower> followers(all.data(), count);
            if (const auto made = makePrimitive(*conv, layout, followers)) {
                emitConvolution(builder, *conv, layout, *made, followers);
                return true;
            }
        }
    }
    return false;
}

} // namespace

bool lowerConv(PlanBuilder& builder, NodeId id) {
    return lower(builder, id, false);
}

bool lowerConvTranspose(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const bool isExplicit = node.stringAttribute("auto_pad", "NOTSET") == "NOTSET" && !node.hasAttribute("output_shape");
    return isExplicit && (lowerDisjointDeconvolution(builder, id) || lower(builder, id, true));
}

} // namespace lathe
