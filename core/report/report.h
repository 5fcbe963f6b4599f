#pragma once

#include "core/analysis/comparison.h"
#include "core/analysis/evaluation.h"

#include <optional>
#include <string>

namespace lathe {

/// One self-contained HTML page: headline, where the time goes, per-layer table with bars, assumptions with provenance,
/// accuracy when given. Opens without a server, light and dark, no script from elsewhere.
std::string toHtml(const Evaluation& evaluation, const Comparison* comparison, const Target& target);
std::string toCsv(const Evaluation& evaluation);

} // namespace lathe
