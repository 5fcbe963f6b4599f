#pragma once

#include "core/program/program.h"
#include "core/targets/target.h"

namespace lathe {

/// Cuts a program into function calls of at most `limitSeconds` each, so that another program can have the device between them
/// (hb_compile's max_time_per_fc). A call ends with a Sync instruction (Program::callEnds) when everything before it is done. What is on
/// the chip then belongs to the other program: activations that are still needed are stored before and loaded behind the cut, weights and
/// parts of inputs are loaded again. A cut lies between tiles; a tile that takes longer than the limit is a call by itself, and a warning
/// (COMPILE08) says so. A Stopped error, else none.
Status cutIntoCalls(Program& program, const Target& target, double limitSeconds, JobContext& context);

/// Seconds of each call of a trace whose instructions end at `ends` (by instruction index); empty for a program of one call.
std::vector<double> callSeconds(const Program& program, std::span<const double> ends, double begin);

} // namespace lathe
