#pragma once

#include "app/cli/session.h"
#include "core/analysis/divergence.h"
#include "core/analysis/promotion.h"
#include "core/analysis/sensitivity.h"

namespace lathe::cli {

// What `lathe analyze` prints for a person; the JSON has everything.
void printReport(const Session& session, const Sensitivity& sensitivity);
void printReport(const Session& session, const Promotion& promotion);
void printReport(const Session& session, const Divergence& divergence);

} // namespace lathe::cli
