#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

/// Shape of a · b as NumPy's matmul gives it: vectors are promoted, leading axes broadcast.
Result<Shape> matMulShape(const OpContext& context, const Shape& a, const Shape& b);

/// How the matrices of a batched product pair up.
struct MatMulPlan {
    std::int64_t m = 1, k = 1, n = 1;
    std::vector<std::int64_t> firstOfA, firstOfB; ///< element at which the matrices of each product start
};
/// `a` and `b` have shapes that matMulShape has accepted.
MatMulPlan planMatMul(const Tensor& a, const Tensor& b);

} // namespace lathe
