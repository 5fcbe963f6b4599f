#include "core/runtime/convolution.h"
#include "core/runtime/fusion.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// The weights times `scale` per output channel.
std::vector<float> scaledWeights(const Convolution& conv, const std::vector<float>& scale) {
    const auto data = conv.weightTensor.data<float>();
    std::vector<float> scaled(data.begin(), data.end());
    const Dims& dims = conv.weightTensor.dims();
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

std::vector<float> scaledBias(const Tensor* biasTensor, const Affine& affine) {
    std::vector<float> bias = affine.shift;
    if (biasTensor)
        for (std::size_t c = 0; c < bias.size(); ++c)
            bias[c] += biasTensor->data<float>()[c] * affine.scale[c];
    return bias;
}

/// Channels last with as many followers as oneDNN takes, else plain: what it has no fast kernel for it refuses.
bool lower(PlanBuilder& builder, const Convolution& conv, const Tensor* bias) {
    const Node& node = builder.node(conv.id);
    for (const Layout layout : {Layout::ChannelsLast, Layout::Plain}) {
        const auto all = findFollowers(builder, node.output(), 1, layout);
        for (std::size_t count = all.size() + 1; count-- > 0;) {
            const std::span<const Follower> followers(all.data(), count);
            const auto made = makeConvolutionPrimitive(conv, layout, postOpsOf(followers));
            if (!made) continue;
            const Affine affine = affineOf(followers, conv.channels);
            auto kernel = makeConvolutionKernel(builder, conv, layout, *made, scaledWeights(conv, affine.scale), scaledBias(bias, affine));
            const ValueId result = followers.empty() ? node.output() : followers.back().result;
            const BufferId source = builder.read(node.input(0), layout);
            const BufferId target = writeResult(builder, followers, result, layout);
            builder.emit(conv.id, std::move(kernel), {source, target}, {result});
            coverAll(builder, followers);
            return true;
        }
    }
    return false;
}

bool lower(PlanBuilder& builder, NodeId id, bool isTransposed) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    const Tensor *weights = builder.constant(node.input(1)), *bias = builder.constant(node.input(2));
    if (!x || !y || !weights || weights->type() != DataType::Float || (node.input(2).isValid() && !bias)) return false;
    const auto conv = describeConvolution(node, id, *x, *y, *weights, isTransposed);
    if (!conv || (bias && (bias->type() != DataType::Float || bias->elementCount() != conv->channels))) return false;
    return lower(builder, *conv, bias);
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
