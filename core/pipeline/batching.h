#pragma once

#include "core/compiler/compile.h"

namespace lathe {

/// compile() for runs of `pictures` at once (input_batch). The program keeps the network of one picture, which is what its simulation
/// computes picture by picture; nothing may mix them: an Input error that names the node where the batch cannot be changed, an Unsupported one
/// with all nodes that the device has on the accelerator for one picture alone.
Result<Program> compileBatch(const QuantizedGraph& network, const Target& target, const CompileOptions& options, std::int64_t pictures,
                             JobContext& context);

} // namespace lathe
