#pragma once

#include "core/passes/pass.h"

namespace lathe {

/// An option of kneronnxopt.optimize().
struct KneronOption {
    std::string_view name; ///< as Kneron spells it: "skip_fuse_qkv"
    std::int64_t most;     ///< values are 0 (off) to this
    std::int64_t usual;    ///< Kneron's default, which is what the pipeline "kneron" does
    std::string_view summary;
};

/// The options that choose passes. skip_check, overwrite_input_shapes, skipped_optimizers and clear_shapes are about the model
/// and the check, not about passes.
std::span<const KneronOption> kneronOptions();

/// Puts a value into effect: passes that join the pipeline and passes that leave it. Usage error for other names and values.
Status applyKneronOption(OptimizeOptions& options, const std::string& name, std::int64_t value);

/// Forgets the shapes of all values but graph inputs and outputs, as clear_shapes does. Constants keep theirs.
void clearShapes(Graph& graph);

} // namespace lathe
