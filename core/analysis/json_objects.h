#pragma once

#include "core/analysis/comparison.h"

#include <nlohmann/json.hpp>

namespace lathe {

/// One tensor as every report of this folder writes it.
nlohmann::ordered_json toObject(const TensorError& error);

} // namespace lathe
