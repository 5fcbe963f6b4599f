#pragma once

#include "core/program/program.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/target.h"

#include <memory>
#include <vector>

namespace lathe {

/// A bar of a lane.
struct LaneEvent {
    double start = 0, end = 0;
    std::int32_t instruction = 0;
};

struct Lane {
    Engine engine = Engine::Load;
    std::int32_t core = 0;
    std::vector<LaneEvent> events; ///< by start
};

/// Use of on-chip memory from `time` until the next step.
struct MemoryStep {
    double time = 0;
    std::int64_t bytes = 0;
};

struct RangeStatistics {
    std::vector<double> busy; ///< seconds, by lane
    std::int64_t ddrBytes = 0, macs = 0, instructions = 0;
};

/// What the profiler draws: a trace arranged by engine, with memory occupancy from the buffers' lifetimes.
struct TimelineData {
    std::shared_ptr<const Program> program;
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Target> target; ///< for what figures rest on; may be null
    std::vector<Lane> lanes;              ///< by core, then in the order of kEngines, only those in use; the host is with core 0
    std::vector<MemoryStep> memory;
    double peakBandwidth = 0;
    std::int64_t peakMemory = 0;
    double startUp = 0; ///< seconds before the first event: the fixed overhead of an inference, in which no engine works

    bool hasSeveralCores() const { return !lanes.empty() && lanes.back().core > 0; }
    double duration() const { return trace ? trace->latency : 0; }
    /// The event of a lane at a time, -1 none.
    int eventAt(std::size_t lane, double time) const;
    RangeStatistics statistics(double begin, double end) const;
    /// Bytes per second through DDR, and bytes in on-chip memory, at a time.
    double bandwidthAt(double time) const;
    std::int64_t memoryAt(double time) const;
};

TimelineData makeTimeline(std::shared_ptr<const Program> program, std::shared_ptr<const Trace> trace,
                          std::shared_ptr<const Target> target = nullptr);

} // namespace lathe
