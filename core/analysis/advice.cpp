#include "core/analysis/advice.h"

#include <cmath>
#include <cstdio>

namespace lathe {
namespace {

/// "3 input channels fill 5 % of the 64 that the array takes at once"; "" where they fill it.
std::string gap(std::int64_t channels, double side, const char* what) {
    if (side < 1 || channels < 1) return {};
    const double steps = std::ceil(static_cast<double>(channels) / side);
    const double filled = static_cast<double>(channels) / (steps * side);
    if (filled > 0.999) return {};
    char text[160];
    std::snprintf(text, sizeof text, "%lld %s channels fill %.0f %% of %.0f step%s of %.0f", static_cast<long long>(channels), what,
                  filled * 100, steps, steps > 1 ? "s" : "", side);
    return text;
}

std::string reasonOf(const Program& program, const Target& target, const Layer& layer) {
    const Graph& graph = program.network.graph;
    const Node& anchor = graph.node(layer.nodes.front());
    const ValueId weights = anchor.input(1);
    const auto& shape = weights.isValid() ? graph.value(weights).shape : std::nullopt;
    const auto dims = shape ? shape->known() : std::nullopt;
    if (anchor.opType == "Conv" && dims && dims->size() >= 3) {
        const std::int64_t group = anchor.intAttribute("group", 1);
        if (group > 1 && (*dims)[1] == 1) return "a depthwise convolution uses a share of the array";
        std::string text = gap((*dims)[1], target.arrayInputChannels.value, "input");
        const std::string outputs = gap((*dims)[0] / std::max<std::int64_t>(1, group), target.arrayOutputChannels.value, "output");
        if (!text.empty() && !outputs.empty()) text += "; ";
        text += outputs;
        if (group > 1) text += (text.empty() ? "" : "; ") + std::string("it has ") + std::to_string(group) + " groups";
        if (!text.empty()) return text;
    }
    if (program.network.precisionOf(layer.nodes.front()) == Precision::Int16) return "int16 takes more cycles than int8";
    return "what the device reaches of its peak, fill and edges of tiles";
}

} // namespace

std::vector<LayerAdvice> alignmentAdvice(const Program& program, const Target& target, const Trace& trace, double leastSeconds) {
    std::vector<LayerAdvice> all(program.layers.size());
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        if (instruction.engine == Engine::Mac) all[static_cast<std::size_t>(instruction.layer)].busySeconds += event.end - event.start;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].layer = static_cast<std::int32_t>(i);
        all[i].neededSeconds = static_cast<double>(program.layers[i].macs) / target.peakMacsPerSecond();
    }
    std::erase_if(all, [&](const LayerAdvice& one) { return one.busySeconds <= 0 || one.lostSeconds() < leastSeconds; });
    std::ranges::stable_sort(all, [](const LayerAdvice& a, const LayerAdvice& b) { return a.lostSeconds() > b.lostSeconds(); });
    for (LayerAdvice& one : all)
        one.reason = reasonOf(program, target, program.layers[static_cast<std::size_t>(one.layer)]);
    return all;
}

std::string toText(const LayerAdvice& advice) {
    char text[120];
    std::snprintf(text, sizeof text, "the MAC array works %.1f µs where its multiply-accumulates need %.1f µs: ", advice.busySeconds * 1e6,
                  advice.neededSeconds * 1e6);
    return text + advice.reason;
}

} // namespace lathe
