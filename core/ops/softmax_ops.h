#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

/// Softmax, LogSoftmax, Hardmax: the activations that look at a whole axis.
std::vector<OpRow> softmaxOps();

} // namespace lathe
