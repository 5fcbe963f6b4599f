#pragma once

#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/plan_builder.h"
#include "core/runtime/window.h"

#include <optional>

namespace lathe {

/// A convolution of known weights, transposed or not, as oneDNN counts it. Spatial axes of one pixel come first.
struct Convolution {
    NodeId id;
    bool isTransposed = false;
    std::int64_t groups = 1, channels = 0; ///< output channels
    Dims x, y, weights;                    ///< weights: [groups,] output, input, kernel
    Dims weightStrides;                    ///< of the ONNX tensor behind `weights`
    Window window;
    Tensor weightTensor; ///< Float
};

/// Nothing where shapes or attributes do not fit together; `x` and `y` are the dims of input and output, `weights` a Float tensor as
/// ONNX has it.
std::optional<Convolution> describeConvolution(const Node& node, NodeId id, const Dims& x, const Dims& y, Tensor weights,
                                               bool isTransposed);

struct ConvolutionPrimitive {
    dnnl::primitive primitive;
    dnnl::memory::desc weights, scratchpad;
};

/// Nothing where oneDNN has no fast kernel for it in this layout and with these post-operations.
std::optional<ConvolutionPrimitive> makeConvolutionPrimitive(const Convolution& conv, Layout layout, const dnnl::post_ops& after);

/// args {x, y} in `layout`. `weights` in the order of weightTensor, `bias` by output channel.
KernelPtr makeConvolutionKernel(PlanBuilder& builder, const Convolution& conv, Layout layout, const ConvolutionPrimitive& made,
                                const std::vector<float>& weights, const std::vector<float>& bias);

} // namespace lathe
