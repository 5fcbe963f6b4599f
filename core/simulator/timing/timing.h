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

/// Event simulation: each engine runs its instructions in program order, transfers share the DDR bandwidth.
Result<Trace> simulateTiming(const Program& program, const Target& target, JobContext& context);

/// Chrome/Perfetto trace JSON.
std::string toChromeTrace(const Program& program, const Trace& trace);

/// Instant closed-form estimate of a graph on a device (before any compile): roofline per node plus overheads. Seconds.
double estimateLatency(const Graph& graph, const Target& target);

} // namespace lathe
