#include "core/simulator/timing/timing.h"

#include <algorithm>
#include <map>

namespace lathe {
namespace {

/// Adds `amount` per second of [start, end) to the parts of [0, length) that it meets.
void spread(std::vector<double>& parts, double length, double start, double end, double amount) {
    const double width = length / static_cast<double>(parts.size());
    if (!(width > 0) || end <= start) return;
    const auto first = std::min(parts.size() - 1, static_cast<std::size_t>(std::max(0.0, start / width)));
    for (std::size_t i = first; i < parts.size(); ++i) {
        const double left = static_cast<double>(i) * width;
        if (left >= end) break;
        parts[i] += amount * std::max(0.0, std::min(end, left + width) - std::max(start, left)) / width;
    }
}

} // namespace

std::vector<EngineOccupancy> occupancyOver(const Program& program, const Trace& trace, std::size_t parts) {
    std::map<std::pair<std::int32_t, Engine>, std::vector<double>> byEngine;
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        std::vector<double>& busy = byEngine[{instruction.core, instruction.engine}];
        busy.resize(parts, 0);
        if (parts > 0) spread(busy, trace.latency, event.start, event.end, 1);
    }
    std::vector<EngineOccupancy> all;
    for (auto& [key, busy] : byEngine)
        all.push_back({key.second, key.first, std::move(busy)});
    return all;
}

std::vector<double> bandwidthOver(const Trace& trace, std::size_t parts) {
    std::vector<double> all(parts, 0);
    if (parts == 0) return all;
    for (const BandwidthSample& sample : trace.ddr)
        spread(all, trace.latency, sample.start, sample.end, sample.bytesPerSecond);
    return all;
}

} // namespace lathe
