#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"
#include "core/runtime/executor.h"

#include <optional>
#include <string>

namespace lathe {

/// A float network brought to the outputs of a program from which end nodes were removed.
struct AlignedReference {
    Graph graph;                  ///< the reference, ending where the program ends
    std::optional<Executor> tail; ///< what was removed: the program's outputs to the reference's own; runs on the host in float
    std::string note;             ///< what is compared in the place of what; empty when outputs stand against outputs
};

/// Compares at the nearest tensors that both have: the program's outputs, by name. Where the removed nodes read nothing else of the
/// network (constants apart) they become the tail. An Input error when the program is not one of this model.
Result<AlignedReference> alignReference(const Graph& reference, const Graph& program, JobContext& context);

} // namespace lathe
