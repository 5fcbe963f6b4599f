#pragma once

#include "core/config/problems.h"

namespace lathe {

/// The rules on the values together that need no model. Fills what follows from others (norm_type, calibration_type skip).
void checkRules(BuildConfig& config, Problems& problems);
/// The rules on the inputs whose shape is known.
void checkShapeRules(const BuildConfig& config, Problems& problems);

/// Channels of an input by its type or layout; nothing when they are not known.
std::optional<std::int64_t> channelsOf(const InputConfig& input);
bool isPicture(const InputConfig& input);

} // namespace lathe
