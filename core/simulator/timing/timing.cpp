#include "core/simulator/timing/timing.h"

#include "core/targets/machine.h"

namespace lathe {
namespace {

/// Why an instruction started when it did: its engine was free and the last dependency released it, or the other way round.
TraceEvent explain(std::size_t index, const InstructionTime& time, std::span<const Instruction> instructions) {
    TraceEvent event;
    event.instruction = static_cast<std::int32_t>(index);
    event.start = time.start;
    event.end = time.end;
    event.shared = time.sharing;
    event.waited = std::max(0.0, time.start - time.engineFree);
    if (time.lastDependency >= 0 && time.ready >= time.engineFree) {
        event.waitedFor = time.lastDependency;
        event.wait = isTransfer(instructions[static_cast<std::size_t>(time.lastDependency)].engine) ? Wait::Bandwidth : Wait::Dependency;
    } else if (time.previous >= 0) {
        event.waitedFor = time.previous;
        event.wait = Wait::Engine;
    }
    return event;
}

std::vector<std::int32_t> criticalPathOf(const std::vector<TraceEvent>& events) {
    std::vector<std::int32_t> path;
    if (events.empty()) return path;
    const auto last =
        std::max_element(events.begin(), events.end(), [](const TraceEvent& a, const TraceEvent& b) { return a.end < b.end; });
    for (std::int32_t at = last->instruction; at >= 0; at = events[static_cast<std::size_t>(at)].waitedFor)
        path.push_back(at);
    std::reverse(path.begin(), path.end());
    return path;
}

} // namespace

std::string_view toName(Wait wait) {
    switch (wait) {
    case Wait::None:
        return "none";
    case Wait::Dependency:
        return "dependency";
    case Wait::Engine:
        return "engine";
    case Wait::Bandwidth:
        return "bandwidth";
    }
    return "";
}

Result<Trace> simulateTiming(const Program& program, const Target& target, JobContext& context) {
    LATHE_TRY(const MachineRun run, runMachine(program.instructions, target, target.fixedOverheadUs.value * 1e-6, context));
    Trace trace;
    trace.latency = run.end;
    trace.events.reserve(run.times.size());
    for (std::size_t i = 0; i < run.times.size(); ++i)
        trace.events.push_back(explain(i, run.times[i], program.instructions));
    for (const DdrInterval& interval : run.ddr)
        trace.ddr.push_back({interval.start, interval.end, interval.bytesPerSecond});
    trace.criticalPath = criticalPathOf(trace.events);
    return trace;
}

} // namespace lathe
