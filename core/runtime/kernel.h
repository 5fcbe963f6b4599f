#pragma once

#include "core/graph/data_type.h"
#include "core/runtime/layout.h"

#include <cstddef>
#include <memory>

namespace lathe {

/// One prepared computation on float buffers. Immutable and shared by all sessions; what a thread needs of its own is
/// in its State.
class Kernel {
public:
    struct State {
        virtual ~State() = default;
    };
    virtual ~Kernel() = default;
    virtual std::unique_ptr<State> makeState() const { return nullptr; }
    /// Bytes of temporary memory that run() needs, shared by all kernels of a session.
    virtual std::int64_t scratchBytes() const { return 0; }
    /// `args`: inputs and outputs in the order in which the step lists them. False: the machine failed us (no memory).
    virtual bool run(State* state, float* const* args, std::byte* scratch) const = 0;
};

using KernelPtr = std::shared_ptr<const Kernel>;

// Kernels of plain loops (native_kernels.cpp, elementwise_kernels.cpp).

/// args {source, target}: target[dstOffset + Σ i·dstStrides] = source[srcOffset + Σ i·srcStrides] for all i below dims.
struct StridedCopy {
    Dims dims, srcStrides, dstStrides;
    std::int64_t srcOffset = 0, dstOffset = 0;
};
KernelPtr makeCopyKernel(StridedCopy copy);
/// Fills `elements` of the target with `value`, then copies.
KernelPtr makeFillAndCopyKernel(std::int64_t elements, float value, StridedCopy copy);

/// args {a, b, result}: result = a ∘ b with numpy broadcasting given as strides (0 repeats); the result is dense over dims.
enum class BinaryOp { Add, Sub, Mul, Div, Min, Max, PRelu };
KernelPtr makeBinaryKernel(BinaryOp op, Dims dims, Dims aStrides, Dims bStrides);

/// args {x, y}: y = erf(x).
KernelPtr makeErfKernel(std::int64_t elements);

/// args {x, y}: y[r][c][i] = x[r][c][i] · scale[c] + shift[c] over rows × channels × inner.
KernelPtr makeAffineKernel(std::int64_t rows, std::int64_t inner, std::vector<float> scale, std::vector<float> shift);

/// args {x, y}: sum, mean or maximum over the middle axis of outer × count × inner.
enum class Reduction { Sum, Mean, Max };
KernelPtr makeReduceKernel(Reduction reduction, std::int64_t outer, std::int64_t count, std::int64_t inner);

// Quantized integers carried as floats (quantize_kernels.cpp). `low` and `high` bound the integer without its zero point.

/// args {integers of `type`, y}: y = x as float.
KernelPtr makeWidenKernel(std::int64_t elements, DataType type);
/// args {x, y}: y = clamp(roundToEven(x / scale), low, high) · scale: QuantizeLinear and DequantizeLinear in one.
KernelPtr makeFakeQuantKernel(std::int64_t elements, float scale, float low, float high);
/// args {x, y}: y = clamp(roundToEven(x / scale), low, high) + zero.
KernelPtr makeQuantizeKernel(std::int64_t elements, float scale, float low, float high, float zero);
/// Rows of `run` elements that lie densely, and where they go: target[offset + r · targetStride + i].
struct Rows {
    std::int64_t rows, run, targetStride, offset;
};
/// As makeQuantizeKernel, row by row.
KernelPtr makeQuantizeRowsKernel(Rows rows, float scale, float low, float high, float zero);
/// args {x, y}: y = (x − zero) · scale.
KernelPtr makeDequantizeKernel(std::int64_t elements, float scale, float zero);

/// A bias too large for the exact float sum of its channel.
struct LateBias {
    std::int64_t channel;
    double bias;
};
/// What follows the exact sums of a quantized product: y = clamp(roundToEven(binary32(sum + bias[c]) · factor[c]), low, high) + zero
/// over rows × channels × inner.
struct Requantization {
    std::int64_t rows, inner;
    std::vector<LateBias> bias; ///< of the channels whose sums lack it
    std::vector<float> factors; ///< by channel
    float low, high, zero;
};
/// args {x, y}: `product` of x, requantized. Where `zeroToSubtract` is not 0, it is taken from the `elements` of x before.
KernelPtr makeQuantizedProductKernel(KernelPtr product, Requantization after, std::int64_t elements, float zeroToSubtract);

/// One source position of an axis and its weight.
struct Share {
    std::int64_t index;
    float weight;
};
/// args {x, y} of images × rows × columns × channels, channels last: each target row and column mixes source rows and columns.
struct Resampling {
    std::int64_t images, rows, columns, channels;            ///< of x
    std::vector<std::vector<Share>> rowShares, columnShares; ///< by target row and column
};
KernelPtr makeResampleKernel(Resampling resampling);

} // namespace lathe
