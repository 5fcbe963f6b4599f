#include "core/targets/constraint_checks.h"

namespace lathe {
namespace {

using Found = ConstraintFinding;
using Values = ConstraintValues;
using Dims = std::vector<std::int64_t>;

bool areAll(const Dims& dims, Values values) {
    return std::all_of(dims.begin(), dims.end(), [&](std::int64_t dim) { return isAmongValues(dim, values); });
}

bool hasStride(const NodeFacts& facts, double stride) {
    const Dims strides = facts.strides();
    return std::any_of(strides.begin(), strides.end(), [&](std::int64_t s) { return static_cast<double>(s) == stride; });
}

std::string kernelAndStride(const NodeFacts& facts) {
    return "the kernel is " + joinedDims(facts.kernel()) + " and the stride " + joinedDims(facts.strides());
}

/// One input channel per group: each channel has a filter of its own.
bool isDepthwise(const NodeFacts& facts) {
    const Dims in = facts.inputDims();
    return facts.group() > 1 && in.size() > 1 && in[1] == facts.group();
}

} // namespace

Found kernelIs(const NodeFacts& facts, Values values) {
    return findingUnless(areAll(facts.kernel(), values), "it is " + joinedDims(facts.kernel()));
}

Found kernelAtMostAtStride(const NodeFacts& facts, Values values) {
    const Dims kernel = facts.kernel();
    const bool isSmall = std::all_of(kernel.begin(), kernel.end(), [&](std::int64_t k) { return static_cast<double>(k) <= values[1]; });
    return findingUnless(isSmall || !hasStride(facts, values[0]), kernelAndStride(facts));
}

Found kernelIsAtStride(const NodeFacts& facts, Values values) {
    return findingUnless(!hasStride(facts, values[0]) || areAll(facts.kernel(), values.subspan(1)), kernelAndStride(facts));
}

Found kernelIsNotAtStride(const NodeFacts& facts, Values values) {
    return findingUnless(!hasStride(facts, values[0]) || !areAll(facts.kernel(), values.subspan(1)), kernelAndStride(facts));
}

Found stridesEqual(const NodeFacts& facts, Values) {
    const Dims strides = facts.strides();
    const bool isKept = std::all_of(strides.begin(), strides.end(), [&](std::int64_t s) { return s == strides.front(); });
    return findingUnless(isKept, "it is " + joinedDims(strides));
}

Found depthwiseKernelIs(const NodeFacts& facts, Values values) {
    const Dims kernel = facts.kernel();
    const bool isSquare = std::all_of(kernel.begin(), kernel.end(), [&](std::int64_t k) { return k == kernel.front(); });
    return findingUnless(!isDepthwise(facts) || (isSquare && areAll(kernel, values)), "it is " + joinedDims(kernel));
}

Found depthwiseStrideIs(const NodeFacts& facts, Values values) {
    return findingUnless(!isDepthwise(facts) || areAll(facts.strides(), values), "it is " + joinedDims(facts.strides()));
}

Found groupIs(const NodeFacts& facts, Values values) {
    return findingUnless(isAmongValues(facts.group(), values), "there are " + std::to_string(facts.group()));
}

Found padWithinInput(const NodeFacts& facts, Values) {
    const Dims in = facts.inputDims(), pads = facts.pads();
    const std::size_t axes = pads.size() / 2;
    if (axes == 0 || in.size() < axes + 2) return std::nullopt;
    const std::int64_t width = in.back(), pad = std::max(pads[axes - 1], pads.back());
    return findingUnless(pad <= width, "the padding is " + std::to_string(pad) + " and the width " + std::to_string(width));
}

Found rowsAtLeast(const NodeFacts& facts, Values values) {
    const Dims in = facts.inputDims();
    return findingUnless(in.size() < 3 || static_cast<double>(in[2]) >= values[0], "it has " + std::to_string(in.size() < 3 ? 0 : in[2]));
}

} // namespace lathe
