#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

// The parts of shapeOps, movementOps and reductionOps, one .cpp each.
std::vector<OpRow> reshapeOps();     ///< Reshape, Flatten, Squeeze, Unsqueeze
std::vector<OpRow> generatorOps();   ///< Constant, ConstantOfShape, Range, EyeLike, OneHot
std::vector<OpRow> sliceOps();       ///< Slice, Split, Concat
std::vector<OpRow> gatherOps();      ///< Gather, GatherElements, GatherND, Compress, ReverseSequence
std::vector<OpRow> scatterOps();     ///< Scatter, ScatterElements, ScatterND
std::vector<OpRow> selectionOps();   ///< NonZero, Unique, TopK
std::vector<OpRow> suppressionOps(); ///< NonMaxSuppression
std::vector<OpRow> resizeOps();      ///< Resize, Upsample
std::vector<OpRow> gridSampleOps();  ///< GridSample
std::vector<OpRow> einsumOps();      ///< Einsum
std::vector<OpRow> scanningOps();    ///< ArgMax, ArgMin, CumSum

} // namespace lathe
