#pragma once

#include "core/targets/target.h"

namespace lathe {

/// `target` with what build options put in the place of its figures: dma_bandwidth, or else weight_bandwidth (GB/s of the external
/// memory, which data and weights share).
Target withOptions(Target target, const std::map<std::string, std::string>& options);

/// The device of a program, as it was compiled for it. Errors as findTarget().
Result<Target> targetOf(const Program& program);

} // namespace lathe
