#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

/// The parts of elementwiseOps().
std::vector<OpRow> arithmeticOps(); ///< Add … Pow, Max, Min, Mean, Sum
std::vector<OpRow> logicOps();      ///< comparisons, And, Or, Xor, Not, bitwise, Where
std::vector<OpRow> unaryMathOps();  ///< Neg, Abs, Sqrt, Exp … IsNaN
std::vector<OpRow> castOps();       ///< Cast, CastLike

} // namespace lathe
