#include "core/compiler/candidate.h"

#include "core/compiler/emit.h"
#include "core/targets/machine.h"

namespace lathe {

Result<Candidate> makeCandidate(const ScheduleInput& input, const ScheduleRules& rules, JobContext& context) {
    Candidate candidate;
    candidate.rules = rules;
    LATHE_TRY(candidate.schedule, makeSchedule(input, rules, context));
    emitProgram(input, candidate.schedule, rules, candidate.program);
    LATHE_TRY(const MachineRun run, runMachine(candidate.program.instructions, input.target, 0, context));
    candidate.seconds = run.end;
    for (const Instruction& instruction : candidate.program.instructions)
        candidate.ddrBytes += static_cast<double>(instruction.ddrBytes);
    return candidate;
}

double Score::of(const Candidate& candidate) const {
    const double seconds = plainSeconds > 0 ? candidate.seconds / plainSeconds : 1;
    const double bytes = plainBytes > 0 ? candidate.ddrBytes / plainBytes : 1;
    return latencyWeight * seconds + (1 - latencyWeight) * bytes;
}

} // namespace lathe
