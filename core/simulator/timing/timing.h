#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"
#include "core/targets/target.h"

#include <vector>

namespace lathe {

/// What an instruction waited for before it started.
enum class Wait { None, Dependency, Engine, Bandwidth };
std::string_view toName(Wait wait);

/// One instruction as it happened. Times in seconds from the start of the inference.
struct TraceEvent {
    std::int32_t instruction = 0;
    double start = 0, end = 0;
    Wait wait = Wait::None;
    double waited = 0;           ///< seconds between "previous on this engine done" and start
    std::int32_t waitedFor = -1; ///< the instruction that released it, -1 none
    double shared = 0;           ///< of a transfer: seconds that it took longer because others moved bytes at the same time
};

/// Bandwidth in use between two times.
struct BandwidthSample {
    double start = 0, end = 0, bytesPerSecond = 0;
};

struct Trace {
    double latency = 0;             ///< seconds, fixed overhead included
    std::vector<TraceEvent> events; ///< by instruction index
    std::vector<BandwidthSample> ddr;
    std::vector<std::int32_t> criticalPath; ///< instruction indices, first to last
};

/// How busy one engine is over the run, in equal parts of it.
struct EngineOccupancy {
    Engine engine = Engine::Load;
    std::int32_t core = 0;
    std::vector<double> busy; ///< by part, 0..1
};

/// Occupancy of every engine that a program uses, by core and engine.
std::vector<EngineOccupancy> occupancyOver(const Program& program, const Trace& trace, std::size_t parts);

/// Bytes per second through external memory in each of `parts` equal parts of the run.
std::vector<double> bandwidthOver(const Trace& trace, std::size_t parts);

/// Event simulation: each engine of each core runs its instructions in program order, transfers share the DDR bandwidth.
Result<Trace> simulateTiming(const Program& program, const Target& target, JobContext& context);

/// Chrome/Perfetto trace JSON: a process per core with a lane per engine, counters of bandwidth and useful MACs.
std::string toChromeTrace(const Program& program, const Trace& trace);

/// Instant closed-form estimate of a graph on a device (before any compile): roofline per node plus overheads. Seconds.
double estimateLatency(const Graph& graph, const Target& target);

} // namespace lathe
