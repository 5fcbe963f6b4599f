#include "core/analysis/evaluation.h"

#include "core/compiler/function_calls.h"
#include "core/compiler/memory_map.h"
#include "core/ops/inference.h"
#include "core/program/batch.h"
#include "core/targets/machine.h"

#include <cmath>
#include <iomanip>
#include <set>

namespace lathe {
namespace {

/// Times and bytes of a layer's instructions.
void addInstruction(LayerEvaluation& layer, const Instruction& instruction, const TraceEvent& event) {
    const double busy = event.end - event.start;
    if (isTransfer(instruction.engine)) {
        layer.memoryTime += busy;
        (instruction.engine == Engine::Store ? layer.ddrWriteBytes : layer.ddrReadBytes) += instruction.ddrBytes;
    } else {
        layer.computeTime += busy;
    }
    layer.start = layer.end == 0 ? event.start : std::min(layer.start, event.start);
    layer.end = std::max(layer.end, event.end);
}

Bound boundOf(const LayerEvaluation& layer, const Target& target) {
    if (layer.engine == EngineClass::Host) return Bound::Host;
    if (layer.computeTime <= 2 * target.layerOverheadUs.value * 1e-6 && layer.computeTime >= layer.memoryTime) return Bound::Overhead;
    return layer.memoryTime > layer.computeTime ? Bound::Memory : Bound::Compute;
}

/// Engines of several cores work at the same time: what a layer takes is what one of them takes.
void shareAmongCores(const Program& program, std::vector<LayerEvaluation>& layers) {
    std::vector<std::set<std::int32_t>> cores(layers.size());
    for (const Instruction& instruction : program.instructions)
        cores[static_cast<std::size_t>(instruction.layer)].insert(instruction.core);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].cores = std::max<std::int32_t>(1, static_cast<std::int32_t>(cores[i].size()));
        layers[i].computeTime /= layers[i].cores;
        layers[i].memoryTime /= layers[i].cores;
    }
}

std::vector<LayerEvaluation> evaluateLayers(const Program& program, const Target& target, const Trace& trace) {
    std::vector<LayerEvaluation> layers(program.layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = program.layers[i];
        layers[i].name = layer.name;
        layers[i].sourceNodes = layer.origins;
        layers[i].engine = layer.engine;
        layers[i].reason = layer.hostReason;
        layers[i].macs = layer.macs;
        for (const NodeId id : layer.nodes)
            layers[i].ops.push_back(program.network.graph.node(id).opType);
    }
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        addInstruction(layers[static_cast<std::size_t>(instruction.layer)], instruction, event);
    }
    shareAmongCores(program, layers);
    const double peak = target.peakMacsPerSecond() * coreCount(program.instructions);
    double endBefore = target.fixedOverheadUs.value * 1e-6;
    for (LayerEvaluation& layer : layers) {
        if (layer.end == 0) layer.start = layer.end = endBefore; // nothing to do: a change of shape
        layer.latency = std::max(0.0, layer.end - endBefore);
        endBefore = std::max(endBefore, layer.end);
        layer.cycles = std::llround((layer.end - layer.start) * target.clockMHz.value * 1e6);
        if (layer.latency > 0) layer.utilization = std::min(1.0, static_cast<double>(layer.macs) / (peak * layer.latency));
        layer.bound = boundOf(layer, target);
    }
    return layers;
}

void addTotals(Evaluation& evaluation, const Program& program) {
    for (std::size_t i = 0; i < evaluation.layers.size(); ++i) {
        const LayerEvaluation& layer = evaluation.layers[i];
        const auto nodes = static_cast<std::int64_t>(program.layers[i].nodes.size());
        evaluation.macs += layer.macs;
        evaluation.ddrReadBytes += layer.ddrReadBytes;
        evaluation.ddrWriteBytes += layer.ddrWriteBytes;
        (layer.engine == EngineClass::Host ? evaluation.hostNodes : evaluation.acceleratorNodes) += nodes;
        (layer.engine == EngineClass::Host ? evaluation.hostTime : evaluation.computeTime) += layer.computeTime;
        evaluation.memoryTime += layer.memoryTime;
        if (layer.engine == EngineClass::Accelerator) continue;
        for (const NodeId id : program.layers[i].nodes) {
            const Node& node = program.network.graph.node(id);
            evaluation.unsupported.push_back({node.name, node.opType, layer.reason});
        }
    }
}

std::string number(double value) {
    std::ostringstream text;
    text << std::setprecision(10) << value;
    return text.str();
}

std::vector<std::string> assumptionsOf(const Target& target) {
    std::vector<std::string> all;
    for (const Figure* figure : target.figures()) {
        if (figure->status != FigureStatus::Assumed && figure->status != FigureStatus::Fitted && figure->status != FigureStatus::Unknown)
            continue;
        all.push_back(figure->name + " = " + number(figure->value) + " " + figure->unit + " (" + std::string(toName(figure->status)) +
                      "): " + figure->source);
    }
    all.emplace_back("The MAC array is modelled as " + std::string(toName(target.dataflow)) + ".");
    all.emplace_back("One inference at a time; DDR is not shared with other users.");
    all.emplace_back(
        "Reshape, Flatten, Squeeze, Unsqueeze, Identity and Dropout cost nothing; Relu and Clip after a MAC operator cost nothing.");
    all.emplace_back("Host operators run at the host's effective float and copy rates, one after the other, not beside the accelerator.");
    return all;
}

} // namespace

std::string_view toName(Bound bound) {
    switch (bound) {
    case Bound::Compute:
        return "compute";
    case Bound::Memory:
        return "memory";
    case Bound::Host:
        return "host";
    case Bound::Overhead:
        return "overhead";
    }
    return "";
}

Evaluation evaluateProgram(const Program& program, const Target& target, const Trace& trace) {
    Evaluation evaluation;
    evaluation.model = program.name;
    evaluation.target = target.name;
    evaluation.latency = trace.latency;
    evaluation.pictures = picturesPerRun(program);
    evaluation.fps = trace.latency > 0 ? static_cast<double>(evaluation.pictures) / trace.latency : 0;
    evaluation.params = parameterCount(program.network.graph);
    evaluation.sramPeakBytes = program.onChipBytes;
    evaluation.sramBoundBytes = mapBound(program.buffers);
    evaluation.overheadTime = target.fixedOverheadUs.value * 1e-6;
    evaluation.layers = evaluateLayers(program, target, trace);
    addTotals(evaluation, program);
    std::int64_t acceleratorMacs = 0;
    for (const LayerEvaluation& layer : evaluation.layers)
        acceleratorMacs += layer.engine == EngineClass::Accelerator ? layer.macs : 0;
    evaluation.cores = coreCount(program.instructions);
    if (trace.latency > 0)
        evaluation.macUtilization = static_cast<double>(acceleratorMacs) / (target.peakMacsPerSecond() * evaluation.cores * trace.latency);
    std::vector<double> ends(program.instructions.size(), 0);
    for (const TraceEvent& event : trace.events)
        ends[static_cast<std::size_t>(event.instruction)] = event.end;
    evaluation.functionCalls = callSeconds(program, ends, evaluation.overheadTime);
    evaluation.assumptions = assumptionsOf(target);
    evaluation.validation = target.validation;
    return evaluation;
}

} // namespace lathe
