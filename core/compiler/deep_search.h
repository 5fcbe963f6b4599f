#pragma once

#include "core/compiler/candidate.h"

namespace lathe {

/// Improves a candidate by local search over the tiles of all layers, what stays on the chip, and which layers overlap, each change judged
/// by event simulation. `steps` bounds the work in simulated instructions, so that the outcome is the same on every machine; when they
/// are spent the best so far stands. Where a layer has few tilings all are tried. Never worse than `start`.
Result<Candidate> searchDeeply(const ScheduleInput& input, Candidate start, const Score& score, std::int64_t steps, JobContext& context);

} // namespace lathe
