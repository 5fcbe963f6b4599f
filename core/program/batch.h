#pragma once

#include "core/program/program.h"

namespace lathe {

/// Pictures that one run of the program takes (input_batch). Its network is that of one of them; layers, tiles, buffers and instructions
/// are those of the whole run: a tile is the same rows and channels of every picture.
std::int64_t picturesPerRun(const Program& program);

} // namespace lathe
