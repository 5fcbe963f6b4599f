#pragma once

#include "core/graph/graph.h"

namespace lathe::test {

/// The model in binary64: constants, inputs and results that are float are double, but for operands that operators take in
/// float alone. What it computes tells which of two float versions is nearer to the model's formula.
Graph inDouble(Graph graph);
Tensor inDouble(const Tensor& tensor); ///< others than float as they are
Tensor inFloat(const Tensor& tensor);  ///< others than double as they are

} // namespace lathe::test
