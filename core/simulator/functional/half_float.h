#pragma once

#include "core/ops/evaluator.h"

namespace lathe {

/// The nearest binary16 numbers (ties to even) of a Float tensor, kept as Float; any other tensor as it is.
Tensor roundedToHalf(const Tensor& tensor);

/// A node of Precision::Float16 (docs/numerics.md, "float16"): float inputs rounded to binary16; Conv, ConvTranspose, Gemm and MatMul
/// summed in binary32 in a fixed order, every other operator by the reference loops; results rounded to binary16. `inputs` as
/// evaluateNode() takes them.
Result<std::vector<Tensor>> evaluateInHalf(const Graph& graph, NodeId id, std::span<const Tensor> inputs, const OuterLookup& outer = {});

} // namespace lathe
