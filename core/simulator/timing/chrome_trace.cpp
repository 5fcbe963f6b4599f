#include "core/simulator/timing/timing.h"
#include "core/targets/machine.h"

#include <nlohmann/json.hpp>

#include <map>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

/// A process is a core.
int processOf(std::int32_t core) {
    return core + 1;
}

Json named(const char* what, int process, int thread, std::string name) {
    return {{"name", what}, {"ph", "M"}, {"pid", process}, {"tid", thread}, {"args", {{"name", std::move(name)}}}};
}

int threadOf(Engine engine) {
    return static_cast<int>(engine) + 1;
}

void addNames(Json& events, const Program& program) {
    const std::int32_t cores = coreCount(program.instructions);
    for (std::int32_t core = 0; core < cores; ++core) {
        const std::string suffix = cores > 1 ? ", core " + std::to_string(core) : "";
        events.push_back(named("process_name", processOf(core), 0, program.name + " on " + program.target + suffix));
        for (const Engine engine : kEngines)
            events.push_back(named("thread_name", processOf(core), threadOf(engine), std::string(toName(engine))));
    }
}

Json eventOf(const Program& program, const TraceEvent& event) {
    const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
    const Layer& layer = program.layers[static_cast<std::size_t>(instruction.layer)];
    Json arguments = {{"layer", layer.name},
                      {"tile", instruction.tile},
                      {"ddr_bytes", instruction.ddrBytes},
                      {"macs", instruction.macs},
                      {"cycles", instruction.cycles},
                      {"wait", std::string(toName(event.wait))},
                      {"waited_us", event.waited * 1e6},
                      {"waited_for", event.waitedFor},
                      {"shared_us", event.shared * 1e6}};
    return {{"name", layer.name},
            {"cat", std::string(toName(instruction.engine))},
            {"ph", "X"},
            {"pid", processOf(instruction.core)},
            {"tid", threadOf(instruction.engine)},
            {"ts", event.start * 1e6},
            {"dur", (event.end - event.start) * 1e6},
            {"args", std::move(arguments)}};
}

Json counter(const char* name, double seconds, const char* series, double value) {
    return {{"name", name}, {"ph", "C"}, {"pid", processOf(0)}, {"ts", seconds * 1e6}, {"args", {{series, value}}}};
}

void addTraffic(Json& events, const Trace& trace) {
    for (std::size_t i = 0; i < trace.ddr.size(); ++i) {
        const BandwidthSample& sample = trace.ddr[i];
        events.push_back(counter("DDR", sample.start, "GB/s", sample.bytesPerSecond * 1e-9));
        const bool goesOn = i + 1 < trace.ddr.size() && trace.ddr[i + 1].start == sample.end;
        if (!goesOn) events.push_back(counter("DDR", sample.end, "GB/s", 0));
    }
}

/// Useful MACs per second of all cores: what each MAC instruction does, spread evenly over its time.
void addMacRate(Json& events, const Program& program, const Trace& trace) {
    std::map<double, double> changes;
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        if (instruction.macs <= 0 || event.end <= event.start) continue;
        const double rate = static_cast<double>(instruction.macs) / (event.end - event.start);
        changes[event.start] += rate;
        changes[event.end] -= rate;
    }
    double rate = 0;
    for (const auto& [time, change] : changes)
        events.push_back(counter("MACs", time, "GMAC/s", std::max(0.0, rate += change) * 1e-9));
}

} // namespace

std::string toChromeTrace(const Program& program, const Trace& trace) {
    Json events = Json::array();
    addNames(events, program);
    for (const TraceEvent& event : trace.events)
        events.push_back(eventOf(program, event));
    addTraffic(events, trace);
    addMacRate(events, program, trace);
    const Json document = {{"displayTimeUnit", "ns"}, {"traceEvents", std::move(events)}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace lathe
