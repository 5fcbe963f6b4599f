#pragma once

#include "core/compiler/mac_array.h"

namespace lathe::test {

/// A systolic array as registers: computes a product fold by fold, one clock edge after the other. Slow and obvious.
struct SystolicRun {
    std::int64_t cycles = 0;
    bool isRight = true; ///< every element of the result equals the plain product
};
SystolicRun stepProduct(const MatrixProduct& product, Dataflow dataflow, std::int64_t rows, std::int64_t columns);

} // namespace lathe::test
