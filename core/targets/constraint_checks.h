#pragma once

#include "core/targets/node_facts.h"

#include <span>
#include <string>

namespace lathe {

/// Nothing where a node keeps a limit, else what was found instead ("it is 5 × 5").
using ConstraintFinding = std::optional<std::string>;
using ConstraintValues = std::span<const double>;

/// "5 × 5".
std::string joinedDims(const std::vector<std::int64_t>& dims);
ConstraintFinding findingUnless(bool isKept, const std::string& found);
bool isAmongValues(std::int64_t value, ConstraintValues values);

// Limits of windows (constraints_of_windows.cpp).
ConstraintFinding kernelIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding kernelAtMostAtStride(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding kernelIsAtStride(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding kernelIsNotAtStride(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding stridesEqual(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding depthwiseKernelIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding depthwiseStrideIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding groupIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding padWithinInput(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding rowsAtLeast(const NodeFacts& facts, ConstraintValues values);

// Limits of axes, factors and shapes (constraints_of_axes.cpp).
ConstraintFinding variableRankAtMost(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding axisFromEndIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding allowZeroIsZero(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding clipAroundZero(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding factorConstantOrRankIs(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding gemmPlain(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding padSpatialOnly(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding resizeNearest(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding resizeNearestIsFloor(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding resizeUpByPowerOfTwo(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding resizeUsualCoordinates(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding secondInputRankAtMost(const NodeFacts& facts, ConstraintValues values);
ConstraintFinding transposeKeepsBatch(const NodeFacts& facts, ConstraintValues values);

} // namespace lathe
