#pragma once

#include "core/graph/tensor.h"

#include <cmath>
#include <vector>

namespace lathe::interop {

/// Cosine of the angle between two tensors of one size; 1 when both are zero.
inline double cosine(const Tensor& a, const Tensor& b) {
    const std::vector<double> x = a.toDoubles(), y = b.toDoubles();
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        xy += x[i] * y[i], xx += x[i] * x[i], yy += y[i] * y[i];
    return xx == 0 && yy == 0 ? 1.0 : xy / std::sqrt(xx * yy);
}

} // namespace lathe::interop
