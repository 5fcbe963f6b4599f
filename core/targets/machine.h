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
    double sharing = 0;               ///< of a transfer: seconds more than alone on the bus
};

/// External memory traffic between two times, whole bursts.
struct DdrInterval {
    double start = 0, end = 0, bytesPerSecond = 0;
    std::int32_t users = 0; ///< transfers under way
};

struct MachineRun {
    std::vector<InstructionTime> times; ///< by instruction index
    std::vector<DdrInterval> ddr;       ///< disjoint, ascending, only where there is traffic
    double end = 0;
};

/// Whether an engine moves bytes to or from external memory.
constexpr bool isTransfer(Engine engine) {
    return engine == Engine::Load || engine == Engine::Weights || engine == Engine::Store;
}

/// Cores that instructions run on: the highest one's number and those below.
std::int32_t coreCount(std::span<const Instruction> instructions);

/// Bytes on the bus for a transfer of `bytes`: whole bursts.
double busBytes(std::int64_t bytes, const Target& target);

/// By instruction, what starting its layer costs: the first MAC, vector or host instruction of a layer on a core takes
/// layer_overhead_us more (a host layer right after another one does not).
std::vector<double> layerOverheads(std::span<const Instruction> instructions, const Target& target);

/// Seconds that a computation takes, without the overhead of its layer.
double computeSeconds(const Instruction& instruction, const Target& target);

/// Runs instructions on the engines of a device: each engine of each core in program order, an instruction once its
/// dependencies are done. All cores share one host and the DDR bandwidth. Transfers first wait ddr_latency_ns, then move whole
/// bursts at the max-min fair share of the bandwidth: equal parts, none above what its port takes.
/// `begin`: seconds at which the first may start. An Input error when a dependency is not an earlier instruction.
Result<MachineRun> runMachine(std::span<const Instruction> instructions, const Target& target, double begin, JobContext& context);

} // namespace lathe
