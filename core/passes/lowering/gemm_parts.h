#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// A Gemm as x · weightsᵀ + bias.
struct GemmParts {
    Tensor weights;             ///< [N, K], alpha in it
    std::optional<Tensor> bias; ///< [N], beta in it
};

/// Nothing for other nodes, a transposed A, and parameters that are no fixed finite floats or vary by row.
std::optional<GemmParts> gemmParts(const Rewriter& rewriter, const Node& node);

/// A Float matrix transposed.
Tensor transposedMatrix(const Tensor& matrix);

} // namespace lathe
