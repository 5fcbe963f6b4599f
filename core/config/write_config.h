#pragma once

#include "core/config/build_config.h"

namespace lathe {

/// The value of a key as YAML; "" when it is not set.
std::string valueText(const BuildConfig& config, const ParameterRow& row);

} // namespace lathe
