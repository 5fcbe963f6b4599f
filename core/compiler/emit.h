#pragma once

#include "core/compiler/schedule.h"

namespace lathe {

/// Writes layers, tiles, buffers and instructions of a schedule into `program` (whose network is set already).
void emitProgram(const ScheduleInput& input, const Schedule& schedule, const ScheduleRules& rules, Program& program);

} // namespace lathe
