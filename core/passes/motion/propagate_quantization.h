#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Nodes that only move elements or pick the largest are quantized on both sides: behind one that reads a DequantizeLinear
/// stands a QuantizeLinear and a DequantizeLinear with its parameters, before one that a QuantizeLinear reads stand such a
/// pair, too. Integer hardware then computes them without leaving the integers.
/// Must not: parameters per channel or not fixed, types of other than 8 and 16 bits, extreme scales, results that are
/// pinned, Q and DQ that are there already.
/// Invariant: every bit; nodes are only added.
Result<int> propagateQuantization(Graph& graph, JobContext& context);

} // namespace lathe
