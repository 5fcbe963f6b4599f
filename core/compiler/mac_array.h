#pragma once

#include "core/targets/target.h"

namespace lathe {

/// A product of two matrices as the array sees it: T rows of the one operand (pixels), K deep (input channels × kernel),
/// N columns (output channels).
struct MatrixProduct {
    std::int64_t pixels = 1, depth = 1, outputs = 1;
};

/// Cycles of a product on a systolic grid of `rows` × `columns`, weights or sums held in it. The product is cut into folds of
/// the grid, one after the other; each takes 2 · rows + columns + stream − 2 cycles: `rows` to fill (or to drain) the grid,
/// and the stream, skewed over both sides. Weight stationary: ⌈K/R⌉ · ⌈N/C⌉ folds, the pixels stream; output stationary:
/// ⌈T/R⌉ · ⌈N/C⌉ folds, the depth streams. (SCALE-Sim, arXiv 1811.02883, without the overlap of folds.)
std::int64_t systolicCycles(const MatrixProduct& product, Dataflow dataflow, std::int64_t rows, std::int64_t columns);

} // namespace lathe
