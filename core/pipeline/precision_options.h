#pragma once

#include "core/config/build_config.h"
#include "core/quantization/quantize.h"

namespace lathe {

/// What the configuration asks of the precision, as rules (docs/configuration.md, "Precision: who wins"): node_info, quant_config,
/// optimization and the vendors' groups. Fills rules, placedOnHost and the mixed modes; leaves the rest alone.
void addPrecisionRules(const BuildConfig& config, QuantizationOptions& options);

} // namespace lathe
