#pragma once

#include "core/compiler/schedule.h"

namespace lathe {

/// A schedule as a program, with what it costs.
struct Candidate {
    Program program;
    Schedule schedule;
    ScheduleRules rules;
    double seconds = 0; ///< by event simulation, without the fixed overhead of a run
    double ddrBytes = 0;
};

/// Schedules, writes the instructions and runs them on the machine.
Result<Candidate> makeCandidate(const ScheduleInput& input, const ScheduleRules& rules, JobContext& context);

/// Time and bytes as shares of a plain schedule's, weighed: smaller is better.
struct Score {
    double plainSeconds = 0, plainBytes = 0;
    double latencyWeight = 1;
    double of(const Candidate& candidate) const;
};

} // namespace lathe
