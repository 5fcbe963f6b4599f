#include "core/simulator/timing/timing.h"

#include <nlohmann/json.hpp>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json threadName(Engine engine) {
    return {{"name", "thread_name"},
            {"ph", "M"},
            {"pid", 1},
            {"tid", static_cast<int>(engine) + 1},
            {"args", {{"name", std::string(toName(engine))}}}};
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
                      {"waited_us", event.waited * 1e6}};
    return {{"name", layer.name},
            {"cat", std::string(toName(instruction.engine))},
            {"ph", "X"},
            {"pid", 1},
            {"tid", static_cast<int>(instruction.engine) + 1},
            {"ts", event.start * 1e6},
            {"dur", (event.end - event.start) * 1e6},
            {"args", std::move(arguments)}};
}

Json bandwidthAt(double seconds, double bytesPerSecond) {
    return {{"name", "DDR"}, {"ph", "C"}, {"pid", 1}, {"ts", seconds * 1e6}, {"args", {{"GB/s", bytesPerSecond * 1e-9}}}};
}

} // namespace

std::string toChromeTrace(const Program& program, const Trace& trace) {
    Json events = Json::array();
    events.push_back({{"name", "process_name"}, {"ph", "M"}, {"pid", 1}, {"args", {{"name", program.name + " on " + program.target}}}});
    for (const Engine engine : kEngines)
        events.push_back(threadName(engine));
    for (const TraceEvent& event : trace.events)
        events.push_back(eventOf(program, event));
    for (const BandwidthSample& sample : trace.ddr) {
        events.push_back(bandwidthAt(sample.start, sample.bytesPerSecond));
        events.push_back(bandwidthAt(sample.end, 0));
    }
    const Json document = {{"displayTimeUnit", "ns"}, {"traceEvents", std::move(events)}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace lathe
