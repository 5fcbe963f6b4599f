#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

/// MatMulInteger, ConvInteger, QLinearMatMul, QLinearConv: the part of matrixOps() that works on integers.
std::vector<OpRow> quantizedMatrixOps();

/// One multiply-accumulate per output element and element of A's last axis.
Work workOfMatMul(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);

} // namespace lathe
