#include "core/simulator/timing/estimate.h"

#include "core/compiler/emit.h"

namespace lathe {
namespace {

bool isFloat(const Graph& graph, ValueId id) {
    return id.isValid() && graph.value(id).type == DataType::Float;
}

} // namespace

QuantizedGraph assumeInt8(const Graph& graph, const Target& target) {
    QuantizedGraph network;
    network.graph = graph;
    for (const NodeId id : graph.nodes()) {
        const Support support = supportOf(target, graph, id);
        if (support.kind != Support::Kind::Accelerator || support.floating) continue;
        network.nodes[id] = {Precision::Int8, "assumed before quantization", false};
        for (const auto* list : {&graph.node(id).inputs, &graph.node(id).outputs}) {
            for (const ValueId value : *list)
                if (isFloat(graph, value)) network.values[value] = {DataType::Int8, {1.0F}, {0}, -1};
        }
    }
    return network;
}

Result<Estimate> estimateNetwork(const QuantizedGraph& network, const Target& target, int level, JobContext& context) {
    LATHE_TRY(const std::vector<Placement> placements, placeNodes(network, target, context));
    const LayerPlan plan = planLayers(network, placements);
    std::vector<LayerGeometry> geometries(plan.layers.size());
    for (std::size_t i = 0; i < geometries.size(); ++i) {
        if (plan.layers[i].isOnAccelerator()) geometries[i] = makeGeometry(network, plan, plan.layers[i], target);
    }
    const ScheduleInput input{network, plan, geometries, target};
    std::optional<Estimate> best;
    for (int tried = 0; tried <= level; ++tried) {
        ScheduleRules rules;
        rules.level = tried;
        rules.givesAddresses = false;
        LATHE_TRY(const Schedule schedule, makeSchedule(input, rules, context));
        Program program;
        emitProgram(input, schedule, rules, program);
        Estimate estimate = estimateProgram(program, target);
        if (!best || estimate.latency < best->latency) best = std::move(estimate);
    }
    best->assumptions.emplace_back(
        "Tiles as first planned, and buffers that fit by their sum: the compiler gives them addresses, and also tries smaller shares of the "
        "memory for activations that stay.");
    return std::move(*best);
}

} // namespace lathe
