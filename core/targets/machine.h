#pragma once

#include "core/base/job_context.h"
#include "core/targets/target.h"

#include <span>
#include <vector>

namespace lathe {

/// When one instruction ran. Seconds from the start of the inference.
struct InstructionTime {
    double start = 0, end = 0;
    double ready = 0;                 ///< when the last of its dependencies was done
    double engineFree = 0;            ///< when the instruction before it on its engine was done
    std::int32_t lastDependency = -1; ///< the dependency that was done last
    std::int32_t previous = -1;       ///< the instruction before it on its engine
};

/// External memory traffic between two times.
struct DdrInterval {
    double start = 0, end = 0, bytesPerSecond = 0;
};

struct MachineRun {
    std::vector<InstructionTime> times; ///< by instruction index
    std::vector<DdrInterval> ddr;       ///< disjoint, ascending, only where there is traffic
    double end = 0;
};

/// Runs instructions on the engines of a device: each engine in program order, an instruction once its dependencies are
/// done. Transfers first wait ddr_latency_ns, then share the DDR bandwidth equally with the others under way. The first
/// MAC, vector or host instruction of a layer takes layer_overhead_us more (a host layer right after another one does not).
/// `begin`: seconds at which the first may start. An Input error when a dependency is not an earlier instruction.
Result<MachineRun> runMachine(std::span<const Instruction> instructions, const Target& target, double begin, JobContext& context);

} // namespace lathe
