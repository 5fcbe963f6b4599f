#pragma once

#include "core/program/program.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/requantizer.h"
#include "core/simulator/functional/simd/vector_kernels.h"

#include <memory>
#include <optional>
#include <vector>

namespace lathe {

/// The part of a kernel's first output to compute: rows of the second-to-last axis, channels of axis 1 (4-D outputs).
struct Region {
    std::int64_t rowBegin = 0, rowEnd = 0;
    std::int64_t channelBegin = 0, channelEnd = 0;
};

/// One quantized node, prepared once (weights packed, factors computed), run from many threads.
class IntegerKernel {
public:
    virtual ~IntegerKernel() = default;
    /// All outputs, from integer inputs in the order of the node's inputs (omitted ones not present).
    virtual Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const = 0;
    virtual bool supportsRegions() const { return false; }
    /// Computes a region of the (only) output into `output`, which has its final dims. Only if supportsRegions().
    virtual void runRegion(std::span<const Tensor>, Tensor&, const Region&) const {}

    /// Whether there is runOrdered(), and how that takes its operands and leaves its output.
    virtual bool isOrdered() const { return false; }
    virtual ElementOrder order() const { return ElementOrder::Plain; }
    /// Whether runOrdered() keeps its result within the bounds that it is given.
    virtual bool takesBounds() const { return false; }
    /// As runRegion() with elements in that order (a part of the output that is not the whole: channels last), within `bounds` of the
    /// output's integers besides: an activation behind the node that has its scale is done on the way. Operands that are no constants
    /// have Scratch::kSlack bytes behind their elements.
    virtual void runOrdered(std::span<const Tensor>, Tensor&, const Region&, const IntegerRange&) const {}
    /// The bounds of a node that does nothing but bound (Relu, Clip).
    virtual std::optional<IntegerRange> clampBounds() const { return std::nullopt; }
};

/// The whole of an output.
Region wholeRegion(const std::vector<std::int64_t>& dims);

/// What a kernel is made from.
struct KernelSource {
    const QuantizedGraph& network;
    NodeId id;
    const VectorKernels* vectors = nullptr; ///< none: the reference loops

    const Node& node() const { return network.graph.node(id); }
    /// Scale of a per-tensor value.
    double scaleOf(ValueId value) const { return network.paramsOf(value)->scales.front(); }
    DataType typeOf(ValueId value) const { return network.paramsOf(value)->type; }
    std::int32_t zeroPointOf(ValueId value) const { return network.paramsOf(value)->zeroPoint(); }
    /// From sums to the integers of the (only) output: a factor and the output's zero point.
    Requantizer requantizerBy(double factor) const;
    /// An input, the weights or an output are int16.
    bool isWide() const;
    std::vector<std::int64_t> staticDims(ValueId value) const;
};

/// The kernel of a quantized node; an Internal error names a node that has none (quantization should not have chosen it).
Result<std::unique_ptr<IntegerKernel>> makeKernel(const KernelSource& source);

// One maker per family, the rows of makeKernel's table.
using KernelMaker = Result<std::unique_ptr<IntegerKernel>> (*)(const KernelSource&);
Result<std::unique_ptr<IntegerKernel>> makeConvKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeConvTransposeKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeMatMulKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeSumKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeMulKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeConcatKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeAverageKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeClampKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeLutKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeMoveKernel(const KernelSource& source);
Result<std::unique_ptr<IntegerKernel>> makeSoftmaxKernel(const KernelSource& source);

} // namespace lathe
