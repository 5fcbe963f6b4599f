#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out a function of values that it leaves as they are: Relu, Abs, Ceil … of its own result or of one with a narrower range
/// (Abs of Relu, Floor of Round, Relu of Sigmoid), and both of two Neg or Not.
/// Must not: functions with attributes or bounds; a mixed pair on integers, where the absolute value of the lowest one is negative.
/// Invariant: the bits, NaN included; other readers of the inner function stay.
Result<int> removeRepeatedFunctions(Graph& graph, JobContext& context);

} // namespace lathe
