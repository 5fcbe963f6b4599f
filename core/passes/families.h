#pragma once

#include "core/passes/pass.h"

namespace lathe {

// The rows of each family (pass_table.cpp holds them all).
std::span<const PassRow> constantsPasses();
std::span<const PassRow> removalPasses();
std::span<const PassRow> mergingPasses();
std::span<const PassRow> canonicalPasses();
std::span<const PassRow> fusionPasses();
std::span<const PassRow> recognitionPasses();
std::span<const PassRow> expansionPasses();
std::span<const PassRow> loweringPasses();
std::span<const PassRow> motionPasses();

} // namespace lathe
