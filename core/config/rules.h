#pragma once

#include "core/config/problems.h"

namespace lathe {

/// The rules on the values together that need no model. Fills what follows from others (norm_type, calibration_type).
void checkRules(BuildConfig& config, Problems& problems);
/// The folders of samples are there; without cal_data_dir calibration_type becomes skip.
void checkSamples(BuildConfig& config, Problems& problems);
/// The rules on the inputs whose shape is known, and on pictures for inputs that are no pictures.
void checkShapeRules(const BuildConfig& config, Problems& problems);
/// Pictures as samples of featuremap inputs: whether it is said how they become it.
void checkPictureSamples(const BuildConfig& config, Problems& problems);

/// What the vendor groups and quant_config ask of the precision: against the march, and against each other.
void checkPrecision(const BuildConfig& config, Problems& problems);

/// What the vendor groups ask of the compiler: keys that exclude, need or do not know each other, or the march.
void checkCompileOptions(const BuildConfig& config, Problems& problems);

/// Channels of an input by its type or layout; nothing when they are not known.
std::optional<std::int64_t> channelsOf(const InputConfig& input);
bool isPicture(const InputConfig& input);
/// Whether the model has quantized operators (QDQ or QLinear…), so that it brings scales of its own.
bool isQuantizedModel(const Graph& model);
/// "input 'x'", for messages.
std::string titleOf(const InputConfig& input);

} // namespace lathe
