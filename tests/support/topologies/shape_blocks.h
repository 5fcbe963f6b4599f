#pragma once

#include "tests/support/topologies/exporter.h"

#include <variant>

namespace lathe::test {

/// How x.size(axis), x.view(…), F.interpolate, F.pad, chunk and expand come out of the exporter: as arithmetic on shapes.

/// x.size(axis): Shape, Constant, Gather; of rank 0.
ValueId sizeOf(Exporter& e, ValueId x, std::int64_t axis);

/// A dimension of a view: a number, or a value of rank 0 such as sizeOf gives.
using ViewDim = std::variant<std::int64_t, ValueId>;
/// The dimensions in one vector: Unsqueeze each, Concat.
ValueId shapeVector(Exporter& e, const std::vector<ViewDim>& dims);
ValueId view(Exporter& e, ValueId x, const std::vector<ViewDim>& dims);
ValueId transpose(Exporter& e, ValueId x, const Dims& permutation);
ValueId unsqueeze(Exporter& e, ValueId x, std::int64_t axis);
/// x[..., first:end] along the axis.
ValueId slice(Exporter& e, ValueId x, std::int64_t axis, std::int64_t first, std::int64_t end);
ValueId slice(Exporter& e, ValueId x, std::int64_t axis, ValueId first, ValueId end); ///< bounds of rank 1
ValueId concat(Exporter& e, std::vector<ValueId> parts, std::int64_t axis);
/// x.chunk(2, axis) of an exporter before Split had sizes: bounds from the shape, two Slices.
std::pair<ValueId, ValueId> chunkInTwo(Exporter& e, ValueId x, std::int64_t axis);
/// x.expand(dims), -1 for a dimension that stays: ConstantOfShape, Mul, Equal, Where, Expand.
ValueId expand(Exporter& e, ValueId x, const std::vector<ViewDim>& dims);
/// F.pad(x, (left, right, top, bottom)): ConstantOfShape, Concat, Reshape, Slice, Transpose, Reshape, Cast, Pad.
ValueId pad(Exporter& e, ValueId x, const Dims& amounts);
/// F.interpolate(x, scale_factor=2): Shape, Slice; Gather, Cast, Mul, Cast, Floor, Cast; Concat, Resize.
ValueId interpolateByTwo(Exporter& e, ValueId x);
/// nn.Dropout of an export that preserves training.
ValueId dropout(Exporter& e, ValueId x, float ratio);

} // namespace lathe::test
