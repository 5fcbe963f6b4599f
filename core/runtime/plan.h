#pragma once

#include "core/graph/graph.h"
#include "core/runtime/kernel.h"

namespace lathe {

/// Index of a float buffer of a plan.
using BufferId = std::int32_t;

/// Where a value's float elements lie in one layout. The 8-bit integers of quantized operators are carried as floats, too,
/// which hold them exactly.
struct PlannedBuffer {
    enum class Place {
        Arena,    ///< at `offset` of the session's memory
        Host,     ///< in the tensor of `value` (graph input or result of a reference loop)
        Constant, ///< in `constant`
    };
    Place place = Place::Arena;
    Dims dims;
    Layout layout = Layout::Plain;
    DataType type = DataType::Float; ///< of the value; the memory holds floats, except in a Host buffer
    std::int64_t elements = 0;
    BufferId root = -1; ///< the buffer whose memory this one shares; itself when it shares none
    std::int64_t offset = 0;
    ValueId value; ///< of a Host buffer
    Tensor constant;
};

/// A value that a step makes, and what the session does with it.
struct StepOutput {
    ValueId value;
    BufferId buffer = -1; ///< -1: a tensor of the session
    bool isObserved = false;
};

/// A kernel on buffers, a node evaluated by the reference loops, or (neither) values that are known already and only shown
/// to the observer.
struct Step {
    NodeId node;
    KernelPtr kernel;
    std::vector<BufferId> args;
    bool isReference = false;
    std::vector<std::pair<ValueId, BufferId>> inputs; ///< of a reference step: buffer -1 reads the session's tensor
    std::vector<StepOutput> outputs;
    std::vector<ValueId> released; ///< tensors that no later step reads
};

/// What a session does for one set of input shapes. Immutable.
struct Plan {
    std::vector<PlannedBuffer> buffers;
    std::vector<Step> steps;
    std::vector<StepOutput> inputs;                    ///< graph inputs to observe
    std::vector<std::pair<ValueId, BufferId>> results; ///< graph outputs: buffer -1 is a tensor of the session
    std::map<ValueId, Tensor> constants;               ///< values known before running, graph constants included
    std::map<ValueId, std::vector<BufferId>> hostBuffers;
    std::int64_t arenaBytes = 0;
    std::int64_t scratchBytes = 0;
};

/// Gives every Arena buffer its offset so that buffers alive at the same time do not overlap; sets arenaBytes and scratchBytes.
void planMemory(Plan& plan);

/// Bytes of the arena, first and count.
struct ArenaRange {
    std::int64_t offset = 0, bytes = 0;
};
/// By step: what later steps and the results read of the arena once the step is done. Slot 0 is before the first step.
std::vector<std::vector<ArenaRange>> liveRanges(const Plan& plan);

} // namespace lathe
