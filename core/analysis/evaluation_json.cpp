#include "core/analysis/evaluation.h"

#include <nlohmann/json.hpp>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json layerJson(const LayerEvaluation& layer) {
    return {{"name", layer.name},
            {"ops", layer.ops},
            {"engine", std::string(toName(layer.engine))},
            {"reason", layer.reason},
            {"cycles", layer.cycles},
            {"latency_ms", layer.latency * 1e3},
            {"start_ms", layer.start * 1e3},
            {"end_ms", layer.end * 1e3},
            {"compute_ms", layer.computeTime * 1e3},
            {"memory_ms", layer.memoryTime * 1e3},
            {"cores", layer.cores},
            {"macs", layer.macs},
            {"utilization", layer.utilization},
            {"ddr_read_bytes", layer.ddrReadBytes},
            {"ddr_write_bytes", layer.ddrWriteBytes},
            {"bound", std::string(toName(layer.bound))},
            {"source_nodes", layer.sourceNodes}};
}

Json headJson(const Evaluation& evaluation) {
    return {{"schema", "lathe.evaluation/1"},
            {"model", evaluation.model},
            {"target", evaluation.target},
            {"latency_ms", evaluation.latency * 1e3},
            {"fps", evaluation.fps},
            {"pictures", evaluation.pictures},
            {"macs", evaluation.macs},
            {"params", evaluation.params},
            {"cores", evaluation.cores},
            {"mac_utilization", evaluation.macUtilization},
            {"ddr_read_bytes", evaluation.ddrReadBytes},
            {"ddr_write_bytes", evaluation.ddrWriteBytes},
            {"sram_peak_bytes", evaluation.sramPeakBytes},
            {"sram_bound_bytes", evaluation.sramBoundBytes},
            {"overhead_ms", evaluation.overheadTime * 1e3},
            {"compute_ms", evaluation.computeTime * 1e3},
            {"memory_ms", evaluation.memoryTime * 1e3},
            {"host_ms", evaluation.hostTime * 1e3},
            {"host_nodes", evaluation.hostNodes},
            {"accelerator_nodes", evaluation.acceleratorNodes},
            {"validation", evaluation.validation},
            {"assumptions", evaluation.assumptions}};
}

} // namespace

std::string toJson(const Evaluation& evaluation) {
    Json document = headJson(evaluation);
    document["unsupported"] = Json::array();
    for (const UnsupportedNode& node : evaluation.unsupported)
        document["unsupported"].push_back({{"node", node.node}, {"op", node.op}, {"reason", node.reason}});
    document["function_calls_ms"] = Json::array();
    for (const double call : evaluation.functionCalls)
        document["function_calls_ms"].push_back(call * 1e3);
    document["layers"] = Json::array();
    for (const LayerEvaluation& layer : evaluation.layers)
        document["layers"].push_back(layerJson(layer));
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe
