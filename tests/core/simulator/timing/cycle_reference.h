#pragma once

#include "core/program/program.h"
#include "core/targets/target.h"

#include <span>
#include <vector>

namespace lathe::test {

/// A device stepped cycle by cycle: queues per engine, counters for computations and latencies, a bus that hands out whole
/// bursts in turn. By instruction, the cycle in which it ends. Shares no code with the event simulation.
std::vector<std::int64_t> stepProgram(std::span<const Instruction> instructions, const Target& target);

} // namespace lathe::test
