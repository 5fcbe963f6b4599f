#include "core/targets/constraints.h"

#include "core/base/spelling.h"
#include "core/targets/constraint_checks.h"

namespace lathe {
namespace {

using Found = ConstraintFinding;
using Values = ConstraintValues;
using Dims = std::vector<std::int64_t>;

/// values[i], the last one for every further axis.
double limitAt(Values values, std::size_t i) {
    return values[std::min(i, values.size() - 1)];
}

bool areAtMost(const Dims& dims, Values values) {
    for (std::size_t i = 0; i < dims.size(); ++i) {
        if (static_cast<double>(dims[i]) > limitAt(values, i)) return false;
    }
    return true;
}

std::int64_t largest(const Dims& dims) {
    return dims.empty() ? 0 : *std::max_element(dims.begin(), dims.end());
}

Found rankAtMost(const NodeFacts& facts, Values values) {
    const auto rank = static_cast<double>(std::max(facts.inputDims().size(), facts.outputDims().size()));
    return findingUnless(rank <= values[0], "it has rank " + std::to_string(static_cast<int>(rank)));
}

Found rankAtLeast(const NodeFacts& facts, Values values) {
    const std::size_t rank = facts.inputDims().size();
    return findingUnless(static_cast<double>(rank) >= values[0], "it has rank " + std::to_string(rank));
}

Found batchAtMost(const NodeFacts& facts, Values values) {
    const Dims dims = facts.outputDims();
    return findingUnless(dims.size() < 2 || static_cast<double>(dims[0]) <= values[0],
                         "the batch is " + std::to_string(dims.empty() ? 0 : dims[0]));
}

Found dimensionAtMost(const NodeFacts& facts, Values values) {
    const std::int64_t found = std::max(largest(facts.inputDims()), largest(facts.outputDims()));
    return findingUnless(static_cast<double>(found) <= values[0], "a dimension is " + std::to_string(found));
}

Found elementsAtMost(const NodeFacts& facts, Values values) {
    for (const Dims& dims : {facts.inputDims(), facts.outputDims()}) {
        const auto count = elementCountOf(dims);
        if (!count || static_cast<double>(*count) > values[0]) return "a tensor is " + joinedDims(dims);
    }
    return std::nullopt;
}

Found kernelAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(areAtMost(facts.kernel(), values), "it is " + joinedDims(facts.kernel()));
}

Found kernelRankIs(const NodeFacts& facts, Values values) {
    return findingUnless(isAmongValues(static_cast<std::int64_t>(facts.kernel().size()), values),
                         "the kernel is " + joinedDims(facts.kernel()));
}

Found kernelProductAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(static_cast<double>(elementCountOf(facts.kernel()).value_or(0)) <= values[0],
                         "it is " + joinedDims(facts.kernel()));
}

Found strideAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(areAtMost(facts.strides(), values), "it is " + joinedDims(facts.strides()));
}

Found strideIs(const NodeFacts& facts, Values values) {
    const Dims strides = facts.strides();
    const bool isKept = std::all_of(strides.begin(), strides.end(), [&](std::int64_t s) { return isAmongValues(s, values); });
    return findingUnless(isKept, "it is " + joinedDims(strides));
}

Found dilationAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(areAtMost(facts.dilations(), values), "it is " + joinedDims(facts.dilations()));
}

Found strideOneIfDilated(const NodeFacts& facts, Values) {
    return findingUnless(largest(facts.dilations()) <= 1 || largest(facts.strides()) <= 1,
                         "the dilation is " + joinedDims(facts.dilations()) + " and the stride " + joinedDims(facts.strides()));
}

Found padAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(static_cast<double>(largest(facts.pads())) <= values[0], "it is " + std::to_string(largest(facts.pads())));
}

Found padNotOnBatch(const NodeFacts& facts, Values) {
    const Dims pads = facts.pads();
    return findingUnless(pads.size() < 2 || (pads[0] == 0 && pads[pads.size() / 2] == 0), "it pads the batch");
}

Found padConstantIsZero(const NodeFacts& facts, Values) {
    const double value = facts.constantScalar(2).value_or(facts.node().floatAttribute("value", 0));
    return findingUnless(value == 0, "it pads with " + std::to_string(value));
}

Found channelsAtMost(const NodeFacts& facts, Values values) {
    const Dims in = facts.inputDims(), out = facts.outputDims();
    const std::int64_t found = std::max(in.size() > 1 ? in[1] : 0, out.size() > 1 ? out[1] : 0);
    return findingUnless(static_cast<double>(found) <= values[0], "there are " + std::to_string(found));
}

Found weightElementsAtMost(const NodeFacts& facts, Values values) {
    Dims weights = facts.inputDims(1);
    if (weights.size() < 2) return std::nullopt;
    weights.erase(weights.begin());
    return findingUnless(static_cast<double>(elementCountOf(weights).value_or(0)) <= values[0], "a filter is " + joinedDims(weights));
}

Found secondInputConstant(const NodeFacts& facts, Values) {
    return findingUnless(facts.graph().isConstant(facts.node().input(1)), "it is not");
}

Found constantInputsAtMost(const NodeFacts& facts, Values values) {
    const auto inputs = static_cast<std::int64_t>(facts.node().inputs.size());
    const std::int64_t found = inputs - facts.variableInputs();
    return findingUnless(static_cast<double>(found) <= values[0], std::to_string(found) + " are constant");
}

Found inputsAtMost(const NodeFacts& facts, Values values) {
    return findingUnless(static_cast<double>(facts.node().inputs.size()) <= values[0],
                         "it has " + std::to_string(facts.node().inputs.size()));
}

Found noBatchBroadcast(const NodeFacts& facts, Values) {
    const Dims out = facts.outputDims();
    for (std::size_t i = 0; i < facts.node().inputs.size(); ++i) {
        const Dims in = facts.inputDims(i);
        if (out.size() > 1 && in.size() == out.size() && in[0] != out[0] && !facts.graph().isConstant(facts.node().input(i))) {
            return "the batches are " + std::to_string(in[0]) + " and " + std::to_string(out[0]);
        }
    }
    return std::nullopt;
}

Found sameRank(const NodeFacts& facts, Values) {
    return findingUnless(facts.inputDims(0).size() == facts.inputDims(1).size(),
                         "they are " + joinedDims(facts.inputDims(0)) + " and " + joinedDims(facts.inputDims(1)));
}

Found axisIsNotBatch(const NodeFacts& facts, Values) {
    const Dims axes = facts.axes(), dims = facts.inputDims();
    return findingUnless(dims.size() < 2 || std::find(axes.begin(), axes.end(), 0) == axes.end(), "it is axis 0");
}

Found axisIs(const NodeFacts& facts, Values values) {
    Dims axes = facts.axes();
    if (axes.empty()) axes = {static_cast<std::int64_t>(facts.isOp("Flatten") ? 1 : -1)};
    const bool isKept = std::all_of(axes.begin(), axes.end(), [&](std::int64_t axis) { return isAmongValues(axis, values); });
    return findingUnless(isKept, "it is " + joinedDims(axes));
}

Found axesAtMost(const NodeFacts& facts, Values values) {
    const Dims axes = facts.axes();
    const std::size_t count = axes.empty() ? facts.inputDims().size() : axes.size();
    return findingUnless(static_cast<double>(count) <= values[0], "there are " + std::to_string(count));
}

Found keepDims(const NodeFacts& facts, Values) {
    return findingUnless(facts.node().intAttribute("keepdims", 1) == 1, "keepdims is 0");
}

Found ceilModeIsZero(const NodeFacts& facts, Values) {
    return findingUnless(facts.node().intAttribute("ceil_mode", 0) == 0, "it is 1");
}

Found padsNotCounted(const NodeFacts& facts, Values) {
    return findingUnless(facts.node().intAttribute("count_include_pad", 0) == 0 || largest(facts.pads()) == 0, "they are counted");
}

Found splitsEvenly(const NodeFacts& facts, Values) {
    const Dims first = facts.outputDims();
    for (std::size_t i = 1; i < facts.node().outputs.size(); ++i) {
        if (facts.outputDims(i) != first) return "the parts are " + joinedDims(first) + " and " + joinedDims(facts.outputDims(i));
    }
    return std::nullopt;
}

Found stepsAreOne(const NodeFacts& facts, Values) {
    const Dims steps = facts.constantInts(4);
    const bool isKept = std::all_of(steps.begin(), steps.end(), [](std::int64_t step) { return step == 1; });
    return findingUnless(isKept && (steps.size() > 0 || !facts.node().input(4).isValid()), "they are " + joinedDims(steps));
}

Found blockIs(const NodeFacts& facts, Values values) {
    const std::int64_t block = facts.node().intAttribute("blocksize", 0);
    return findingUnless(isAmongValues(block, values), "it is " + std::to_string(block));
}

Found exponentIs(const NodeFacts& facts, Values values) {
    const auto exponent = facts.constantScalar(1);
    return findingUnless(exponent && (values.empty() || *exponent == values[0]),
                         exponent ? "it is " + std::to_string(*exponent) : "it is not constant");
}

Found clipFromZero(const NodeFacts& facts, Values) {
    const double low = facts.constantScalar(1).value_or(facts.node().floatAttribute("min", -3.4e38F));
    return findingUnless(low == 0, "the minimum is " + std::to_string(low));
}

Found outputPixelsAtMost(const NodeFacts& facts, Values values) {
    const Dims in = facts.inputDims();
    const std::int64_t pixels = in.size() > 2 ? elementCountOf(std::span(in).subspan(2)).value_or(0) : 0;
    return findingUnless(static_cast<double>(pixels) <= values[0], "there are " + std::to_string(pixels));
}

Found resizeSpatialOnly(const NodeFacts& facts, Values) {
    const Dims in = facts.inputDims(), out = facts.outputDims();
    return findingUnless(in.size() == 4 && out.size() == 4 && in[0] == out[0] && in[1] == out[1],
                         "it goes from " + joinedDims(in) + " to " + joinedDims(out));
}

Found resizeNotCubic(const NodeFacts& facts, Values) {
    const std::string mode = facts.node().stringAttribute("mode", "nearest");
    return findingUnless(mode == "nearest" || mode == "linear", "the mode is " + mode);
}

Found modeIsConstant(const NodeFacts& facts, Values) {
    const std::string mode = facts.node().stringAttribute("mode", "constant");
    return findingUnless(mode == "constant", "the mode is " + mode);
}

/// Kneron's pooling windows: small ones with a stride up to the kernel, or square ones that tile the map.
Found windowSmallOrTiling(const NodeFacts& facts, Values values) {
    const Dims kernel = facts.kernel(), strides = facts.strides();
    bool isSmall = true, isTiling = true;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::int64_t stride = i < strides.size() ? strides[i] : 1;
        isSmall = isSmall && static_cast<double>(kernel[i]) <= values[0] && stride <= kernel[i];
        isTiling = isTiling && kernel[i] == stride && kernel[i] == kernel[0];
    }
    return findingUnless(isSmall || isTiling, "the kernel is " + joinedDims(kernel) + " and the stride " + joinedDims(strides));
}

Found singleIndex(const NodeFacts& facts, Values) {
    return findingUnless(facts.constantInts(1).size() == 1, "there are several, or they are not constant");
}

Found oneDimensionChanges(const NodeFacts& facts, Values values) {
    const Dims in = facts.inputDims(), out = facts.outputDims();
    if (in.size() > out.size()) return std::nullopt;
    std::int64_t changed = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t lead = out.size() - in.size();
        changed += (i < lead ? 1 : in[i - lead]) != out[i] ? 1 : 0;
    }
    return findingUnless(static_cast<double>(changed) <= values[0], std::to_string(changed) + " change");
}

constexpr ConstraintRow kConstraints[] = {
    {"allowzero-is-0", 0, allowZeroIsZero, "allowzero is not set"},
    {"axes-at-most", 1, axesAtMost, "number of axes that are reduced"},
    {"axis-from-end-is", 1, axisFromEndIs, "the axis (or axes) is one of these, counted from the end: 1 is the last"},
    {"axis-is", 1, axisIs, "the axis (or axes) is one of these, counted from 0"},
    {"axis-is-not-batch", 0, axisIsNotBatch, "the axis is not 0"},
    {"batch-at-most", 1, batchAtMost, "first dimension"},
    {"block-is", 1, blockIs, "blocksize is one of these"},
    {"ceil-mode-is-0", 0, ceilModeIsZero, "ceil_mode is 0"},
    {"channels-at-most", 1, channelsAtMost, "channels in and out"},
    {"clip-around-0", 0, clipAroundZero, "the minimum is at most 0 and the maximum above"},
    {"clip-from-0", 0, clipFromZero, "the minimum is 0"},
    {"constant-inputs-at-most", 1, constantInputsAtMost, "number of constant inputs"},
    {"depthwise-kernel-is", 1, depthwiseKernelIs, "kernel of a depthwise convolution, square and one of these"},
    {"depthwise-stride-is", 1, depthwiseStrideIs, "stride of a depthwise convolution is one of these"},
    {"dilation-at-most", 1, dilationAtMost, "dilation per axis"},
    {"dimension-at-most", 1, dimensionAtMost, "every dimension"},
    {"dimensions-changed-at-most", 1, oneDimensionChanges, "number of dimensions that differ between input and output"},
    {"elements-at-most", 1, elementsAtMost, "elements of input and output"},
    {"exponent-is", 0, exponentIs, "a constant scalar exponent; with a value, that one"},
    {"factor-constant-or-rank-is", 1, factorConstantOrRankIs,
     "the second factor is constant, or both have one of these numbers of dimensions"},
    {"filter-elements-at-most", 1, weightElementsAtMost, "elements of one filter"},
    {"gemm-plain", 0, gemmPlain, "transA is 0, alpha and beta are 1"},
    {"group-is", 1, groupIs, "number of groups"},
    {"indices-are-one", 0, singleIndex, "one constant index"},
    {"inputs-at-most", 1, inputsAtMost, "number of inputs"},
    {"keepdims-is-1", 0, keepDims, "keepdims is 1"},
    {"kernel-at-most", 1, kernelAtMost, "kernel per axis"},
    {"kernel-at-most-at-stride", 2, kernelAtMostAtStride, "with a stride of the first value the kernel is at most the second"},
    {"kernel-is", 1, kernelIs, "kernel per axis is one of these"},
    {"kernel-is-at-stride", 2, kernelIsAtStride, "with a stride of the first value the kernel is one of the others"},
    {"kernel-is-not-at-stride", 2, kernelIsNotAtStride, "with a stride of the first value the kernel is none of the others"},
    {"kernel-product-at-most", 1, kernelProductAtMost, "elements of the kernel"},
    {"kernel-rank-is", 1, kernelRankIs, "number of spatial axes"},
    {"mode-is-constant", 0, modeIsConstant, "Pad in constant mode"},
    {"no-batch-broadcast", 0, noBatchBroadcast, "broadcast on all axes but the first"},
    {"pad-at-most", 1, padAtMost, "padding on each side"},
    {"pad-not-on-batch", 0, padNotOnBatch, "no padding of axis 0"},
    {"pad-spatial-only", 0, padSpatialOnly, "padding of the last two axes only"},
    {"pad-value-is-0", 0, padConstantIsZero, "padded with zeros"},
    {"pad-within-input", 0, padWithinInput, "the padding in width is at most the width of the input"},
    {"pads-not-counted", 0, padsNotCounted, "count_include_pad is 0 where there is padding"},
    {"pixels-at-most", 1, outputPixelsAtMost, "product of the spatial dimensions of the input"},
    {"rank-at-least", 1, rankAtLeast, "number of dimensions"},
    {"rank-at-most", 1, rankAtMost, "number of dimensions"},
    {"resize-nearest", 0, resizeNearest, "nearest only"},
    {"resize-nearest-is-floor", 0, resizeNearestIsFloor, "nearest takes the pixel before"},
    {"resize-not-cubic", 0, resizeNotCubic, "nearest or linear"},
    {"resize-spatial-only", 0, resizeSpatialOnly, "rank 4, batch and channels unchanged"},
    {"resize-up-by-power-of-two", 0, resizeUpByPowerOfTwo, "height and width grow by one power of two"},
    {"resize-usual-coordinates", 0, resizeUsualCoordinates, "half_pixel, pytorch_half_pixel, or asymmetric with nearest"},
    {"rows-at-least", 1, rowsAtLeast, "rows of the input map"},
    {"same-rank", 0, sameRank, "the two inputs have one rank"},
    {"second-input-constant", 0, secondInputConstant, "the second input is constant"},
    {"second-input-rank-at-most", 1, secondInputRankAtMost, "dimensions of the second input"},
    {"splits-evenly", 0, splitsEvenly, "all outputs have one shape"},
    {"steps-are-1", 0, stepsAreOne, "constant steps of 1"},
    {"stride-1-if-dilated", 0, strideOneIfDilated, "a dilated kernel moves by 1"},
    {"stride-at-most", 1, strideAtMost, "stride per axis"},
    {"stride-is", 1, strideIs, "stride is one of these"},
    {"strides-equal", 0, stridesEqual, "one stride for all axes"},
    {"transpose-keeps-batch", 0, transposeKeepsBatch, "axis 0 stays"},
    {"variable-rank-at-most", 1, variableRankAtMost, "number of dimensions larger than 1"},
    {"window-small-or-tiling", 1, windowSmallOrTiling,
     "kernel up to the value with stride up to the kernel, or a square kernel equal to its stride"},
};

} // namespace

std::string joinedDims(const Dims& dims) {
    std::string text;
    for (const std::int64_t dim : dims)
        text += (text.empty() ? "" : " × ") + std::to_string(dim);
    return text;
}

Found findingUnless(bool isKept, const std::string& found) {
    return isKept ? Found() : Found(found);
}

bool isAmongValues(std::int64_t value, Values values) {
    return std::any_of(values.begin(), values.end(), [&](double allowed) { return static_cast<double>(value) == allowed; });
}

std::span<const ConstraintRow> constraintTable() {
    return kConstraints;
}

const ConstraintRow* findConstraint(std::string_view kind) {
    const auto found =
        std::find_if(std::begin(kConstraints), std::end(kConstraints), [&](const ConstraintRow& row) { return row.kind == kind; });
    return found == std::end(kConstraints) ? nullptr : &*found;
}

std::string nearestConstraint(std::string_view kind) {
    std::vector<std::string> kinds;
    for (const ConstraintRow& row : kConstraints)
        kinds.emplace_back(row.kind);
    return nearestSpelling(kind, kinds);
}

} // namespace lathe
