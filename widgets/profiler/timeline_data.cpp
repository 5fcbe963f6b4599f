#include "widgets/profiler/timeline_data.h"

#include <algorithm>
#include <map>

namespace lathe {
namespace {

/// Buffers live by layers, one layer after the other (Buffer): what a layer does early, beside the one before it, has buffers of that one.
std::vector<MemoryStep> memorySteps(const Program& program, const Trace& trace) {
    double start = trace.latency;
    std::vector<double> begins(program.layers.size()), ends(program.layers.size(), 0);
    for (const TraceEvent& event : trace.events) {
        const auto layer = static_cast<std::size_t>(program.instructions[static_cast<std::size_t>(event.instruction)].layer);
        start = std::min(start, event.start);
        ends[layer] = std::max(ends[layer], event.end);
    }
    for (std::size_t i = 0; i < ends.size(); ++i) {
        begins[i] = i == 0 ? start : ends[i - 1];
        ends[i] = std::max(ends[i], begins[i]);
    }
    std::vector<std::pair<double, std::int64_t>> changes;
    for (const Buffer& buffer : program.buffers) {
        const auto first = static_cast<std::size_t>(buffer.firstLayer), last = static_cast<std::size_t>(buffer.lastLayer);
        if (first >= begins.size() || last >= ends.size()) continue;
        changes.emplace_back(begins[first], buffer.sizeBytes);
        changes.emplace_back(std::max(ends[last], begins[first]), -buffer.sizeBytes);
    }
    // Freed before taken where both happen at once.
    std::sort(changes.begin(), changes.end());
    std::vector<MemoryStep> steps;
    std::int64_t bytes = 0;
    for (const auto& [time, change] : changes) {
        bytes += change;
        if (!steps.empty() && steps.back().time == time)
            steps.back().bytes = bytes;
        else
            steps.push_back({time, bytes});
    }
    return steps;
}

std::vector<Lane> lanesOf(const Program& program, const Trace& trace) {
    std::map<std::pair<std::int32_t, Engine>, Lane> lanes;
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        const std::int32_t core = instruction.engine == Engine::Host ? 0 : instruction.core;
        Lane& lane = lanes[{core, instruction.engine}];
        lane.engine = instruction.engine;
        lane.core = core;
        lane.events.push_back({event.start, event.end, event.instruction});
    }
    std::vector<Lane> sorted;
    for (auto& [key, lane] : lanes) {
        std::ranges::sort(lane.events, {}, &LaneEvent::start);
        sorted.push_back(std::move(lane));
    }
    return sorted;
}

} // namespace

TimelineData makeTimeline(std::shared_ptr<const Program> program, std::shared_ptr<const Trace> trace,
                          std::shared_ptr<const Target> target) {
    TimelineData data;
    data.target = std::move(target);
    data.program = std::move(program);
    data.trace = std::move(trace);
    if (!data.program || !data.trace) return data;
    data.lanes = lanesOf(*data.program, *data.trace);
    data.startUp = data.trace->latency;
    for (const TraceEvent& event : data.trace->events)
        data.startUp = std::min(data.startUp, event.start);
    for (const BandwidthSample& sample : data.trace->ddr)
        data.peakBandwidth = std::max(data.peakBandwidth, sample.bytesPerSecond);
    data.memory = memorySteps(*data.program, *data.trace);
    for (const MemoryStep& step : data.memory)
        data.peakMemory = std::max(data.peakMemory, step.bytes);
    return data;
}

int TimelineData::eventAt(std::size_t lane, double time) const {
    const std::vector<LaneEvent>& events = lanes[lane].events;
    const auto after = std::upper_bound(events.begin(), events.end(), time, [](double t, const LaneEvent& e) { return t < e.start; });
    if (after == events.begin()) return -1;
    const auto candidate = std::prev(after);
    return candidate->end >= time ? static_cast<int>(candidate - events.begin()) : -1;
}

double TimelineData::bandwidthAt(double time) const {
    double use = 0;
    for (const BandwidthSample& sample : trace->ddr)
        if (sample.start <= time && time < sample.end) use += sample.bytesPerSecond;
    return use;
}

std::int64_t TimelineData::memoryAt(double time) const {
    const auto after = std::upper_bound(memory.begin(), memory.end(), time, [](double t, const MemoryStep& step) { return t < step.time; });
    return after == memory.begin() ? 0 : std::prev(after)->bytes;
}

RangeStatistics TimelineData::statistics(double begin, double end) const {
    RangeStatistics statistics;
    statistics.busy.resize(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i)
        for (const LaneEvent& event : lanes[i].events) {
            const double overlap = std::min(end, event.end) - std::max(begin, event.start);
            if (overlap <= 0) continue;
            statistics.busy[i] += overlap;
            const Instruction& instruction = program->instructions[static_cast<std::size_t>(event.instruction)];
            statistics.ddrBytes += instruction.ddrBytes;
            statistics.macs += instruction.macs;
            ++statistics.instructions;
        }
    return statistics;
}

} // namespace lathe
