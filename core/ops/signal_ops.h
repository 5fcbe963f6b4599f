#pragma once

#include "core/ops/op_table.h"

#include <vector>

namespace lathe {

std::vector<OpRow> windowOps(); ///< HannWindow, HammingWindow, BlackmanWindow, MelWeightMatrix: parts of signalOps

} // namespace lathe
