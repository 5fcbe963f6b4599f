#pragma once

#include "core/ops/op_table.h"

namespace lathe {

/// Completes the outputs that `infer` gave with contents that follow from the inputs' contents: small deterministic nodes
/// of known inputs are evaluated; partly known dimensions (`dims`) pass through operators that move or add integers.
void propagateContents(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs,
                       std::vector<InferredTensor>& outputs);

} // namespace lathe
