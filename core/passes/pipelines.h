#pragma once

#include "core/passes/pass.h"

namespace lathe {

struct PipelineRow {
    std::string_view name, summary;
    bool isVendor = false;
};

/// "default", "safe", "O0" to "O2", and one for each vendor's tool chain.
std::span<const PipelineRow> pipelineTable();

/// The passes of a pipeline, and those of `also`, in their order; Usage error with the nearest name when there is no such
/// pipeline.
Result<std::vector<const PassRow*>> passesOf(std::string_view pipeline, std::span<const PassRow* const> also = {});

/// Why one pass runs before another one. Every pipeline keeps to these.
struct PassOrder {
    std::string_view before, after, reason;
};
std::span<const PassOrder> passOrder();

/// Passes that undo each other: no pipeline has both, and one that is asked for by name (`also`) drives the other one out.
std::span<const std::pair<std::string_view, std::string_view>> oppositePasses();

/// A pass that onnx/optimizer has and Lathe needs none for.
struct ForeignPass {
    std::string_view name, reason;
};
std::span<const ForeignPass> foreignPasses();

/// The passes that a name stands for: one of Lathe's, or one of onnx/optimizer's (none, where Lathe needs none for it).
/// Usage error with the nearest name otherwise.
Result<std::vector<const PassRow*>> resolvePassName(const std::string& name);

} // namespace lathe
