#pragma once

#include "core/program/quantized_graph.h"
#include "core/simulator/timing/timing.h"

namespace lathe {

/// A latency without an event simulation. Seconds.
struct Estimate {
    double latency = 0;         ///< fixed overhead included
    double roofline = 0;        ///< max(MACs / peak, DDR bytes / bandwidth): no latency is below
    std::vector<double> layers; ///< what each layer adds: its end minus that of the layers before it, ≥ 0
    std::vector<std::string> assumptions;
};

/// Of a compiled program, in one pass over its instructions (max-plus recurrence): each starts at the latest end of its
/// dependencies and of the one before it on its engine. Transfers take the bus in program order, whole, in the gaps that
/// earlier ones left: as many bytes per second as in the simulation, but nobody is slowed down by a later one.
Estimate estimateProgram(const Program& program, const Target& target);

/// Of a quantized network that is not compiled: tiles and places are planned at `level` (0…2) as the compiler's first attempt at
/// each level up to it plans them, and the best is taken by its estimate; nothing is simulated. An error for what the device refuses.
Result<Estimate> estimateNetwork(const QuantizedGraph& network, const Target& target, int level, JobContext& context);

/// `graph` as the device would have it in int8: every float node that its rules take, with its activations; constants of
/// these nodes count a byte per element. Values stay as they are; for sizes and places only.
QuantizedGraph assumeInt8(const Graph& graph, const Target& target);

} // namespace lathe
