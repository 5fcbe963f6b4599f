#pragma once

#include "core/program/program.h"

#include "core/base/job_context.h"

#include <filesystem>
#include <span>

namespace lathe {

/// The values that a program's layers make for others: what is read outside of the layer, or is an output. In order of execution.
std::vector<ValueId> layerResults(const Program& program);
/// Whether it was built with layer_out_dump.
bool keepsLayerResults(const Program& program);

/// Runs the program on `inputs` and writes the result of every layer to `folder` as .npy (real numbers: integers times their scale), with
/// index.json that maps tensors to files and names their layers. Takes the place of `folder` when all is there.
Status dumpLayers(const Program& program, std::span<const Tensor> inputs, const std::filesystem::path& folder, JobContext& context);

} // namespace lathe
