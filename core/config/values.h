#pragma once

#include "core/config/problems.h"

#include <optional>

namespace lathe {

/// The value of a parameter as canonical texts: one, one per item of a list, or one per input. Booleans are True or False,
/// numbers the shortest text that reads back, 'None' is "". Nothing when it is not set (null or '') or wrong; what is wrong is reported.
std::optional<std::vector<std::string>> checkValue(const ParameterRow& row, const YamlValue& value, Problems& problems);

std::optional<std::int64_t> parseInteger(std::string_view text);
std::optional<double> parseReal(std::string_view text);
/// The shortest text that reads back as the same number.
std::string realText(double value);
/// "1x3x224x224": up to 16 dimensions of at least 1.
std::optional<std::vector<std::int64_t>> parseShape(std::string_view text);
/// Numbers separated by blanks or commas; nothing when one is no number.
std::optional<std::vector<double>> parseReals(std::string_view text);
std::string realsText(const std::vector<double>& values);

/// The rule that a wrong value of this key breaks, or "CFG_RANGE".
std::string_view ruleOfKey(std::string_view key);

} // namespace lathe
