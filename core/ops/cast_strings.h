#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

/// Numbers as text: integers in decimal, bool as 1 and 0, reals with as few digits as give them back, with a decimal point
/// ("1.0") or from 1e16 on and below 1e-4 an exponent; "NaN", "INF" and "-INF".
EvaluateOutcome toStrings(const OpContext& context, const Tensor& input);

/// Texts as numbers: plain or with an exponent, NaN and infinities in any case. An error names the first that is none.
Result<std::vector<double>> realsOf(const OpContext& context, std::span<const std::string> texts);
/// As realsOf, but exact where the text is a whole number; what does not fit saturates.
Result<std::vector<std::int64_t>> integersOf(const OpContext& context, std::span<const std::string> texts);

} // namespace lathe
