#pragma once

#include "core/graph/tensor.h"

#include <cmath>

namespace lathe::interop {

/// Cosine of the angle between two float tensors of one size; 1 when both are zero.
inline double cosine(const Tensor& a, const Tensor& b) {
    const std::span<const float> x = a.data<float>(), y = b.data<float>();
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        xy += double(x[i]) * y[i], xx += double(x[i]) * x[i], yy += double(y[i]) * y[i];
    return xx == 0 && yy == 0 ? 1.0 : xy / std::sqrt(xx * yy);
}

} // namespace lathe::interop
