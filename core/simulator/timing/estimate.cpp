#include "core/ops/inference.h"
#include "core/simulator/timing/timing.h"

namespace lathe {
namespace {

constexpr std::string_view kFreeOps[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout", "Relu", "Clip", "Constant"};

std::int64_t elementsOf(const Graph& graph, ValueId id) {
    if (!id.isValid()) return 0;
    const Value& value = graph.value(id);
    if (value.constant) return value.constant->elementCount();
    return value.shape ? value.shape->elementCount().value_or(0) : 0;
}

/// Elements that a node moves from and to external memory; activations at `share`, weights always.
double elementsMoved(const Graph& graph, const Node& node, double share) {
    double elements = 0;
    for (const ValueId input : node.inputs)
        elements += static_cast<double>(elementsOf(graph, input)) * (graph.isConstant(input) ? 1.0 : share);
    for (const ValueId output : node.outputs)
        elements += static_cast<double>(elementsOf(graph, output)) * share;
    return elements;
}

/// Activations larger than half of the on-chip memory pass through external memory, the others stay.
double acceleratorSeconds(const Graph& graph, NodeId id, const Target& target) {
    const Node& node = graph.node(id);
    const Work work = workOf(graph, id);
    const bool isLarge = static_cast<double>(elementsOf(graph, node.output())) > target.onChipBytes.value / 2;
    const double mac = static_cast<double>(work.macs) / (target.peakMacsPerSecond() * target.macEfficiency.value);
    const double vector = (static_cast<double>(work.vectorOps) / target.vectorLanes.value +
                           static_cast<double>(work.specialOps) / target.specialLanes.value) /
                          (target.clockMHz.value * 1e6);
    const double memory = elementsMoved(graph, node, isLarge ? 1 : 0) / target.ddrBytesPerSecond();
    return std::max({mac, work.macs > 0 ? 0 : vector, memory}) + target.layerOverheadUs.value * 1e-6;
}

double hostSeconds(const Graph& graph, NodeId id, const Target& target) {
    const Work work = workOf(graph, id);
    const double operations =
        2.0 * static_cast<double>(work.macs) + static_cast<double>(work.vectorOps) + 8.0 * static_cast<double>(work.specialOps);
    return std::max(operations / (target.hostGflops.value * 1e9),
                    4 * elementsMoved(graph, graph.node(id), 1) / (target.hostGBps.value * 1e9));
}

} // namespace

double estimateLatency(const Graph& graph, const Target& target) {
    double seconds = target.fixedOverheadUs.value * 1e-6;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (node.domain.empty() && std::find(std::begin(kFreeOps), std::end(kFreeOps), node.opType) != std::end(kFreeOps)) continue;
        const bool onAccelerator = supportOf(target, graph, id).kind == Support::Kind::Accelerator;
        seconds += onAccelerator ? acceleratorSeconds(graph, id, target) : hostSeconds(graph, id, target);
    }
    return seconds;
}

} // namespace lathe
