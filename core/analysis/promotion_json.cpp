#include "core/analysis/json_objects.h"
#include "core/analysis/promotion.h"

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json toObject(const PromotionPoint& point) {
    const Comparison& accuracy = point.accuracy;
    Json object{{"promoted", point.nodes.size()},
                {"latency_ms", point.latency * 1e3},
                {"sqnr_db", point.sqnrDb()},
                {"agreement", accuracy.agreement}};
    double cosine = 1;
    for (const TensorError& output : accuracy.outputs)
        cosine = std::min(cosine, output.cosine);
    object["cosine"] = cosine;
    if (accuracy.hasLabels) {
        object["float_top1"] = accuracy.floatTop1;
        object["quantized_top1"] = accuracy.quantizedTop1;
        object["float_top5"] = accuracy.floatTop5;
        object["quantized_top5"] = accuracy.quantizedTop5;
        object["lost"] = accuracy.lost;
        object["won"] = accuracy.won;
    }
    object["nodes"] = point.nodes;
    return object;
}

} // namespace

std::string toJson(const Promotion& promotion) {
    Json root{{"schema", "lathe.promotion/1"},
              {"model", promotion.model},
              {"target", promotion.target},
              {"precision", promotion.precision},
              {"samples", promotion.curve.empty() ? 0 : promotion.curve.front().accuracy.samples},
              {"method", "greedy by estimated noise removed for each second added; every point quantized, compiled and run"}};
    root["order"] = Json::array();
    for (const PromotionCandidate& candidate : promotion.order)
        root["order"].push_back({{"node", candidate.node},
                                 {"estimated_noise_removed", candidate.noiseRemoved},
                                 {"estimated_latency_added_ms", candidate.latencyAdded * 1e3}});
    root["curve"] = Json::array();
    for (const PromotionPoint& point : promotion.curve)
        root["curve"].push_back(toObject(point));
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe
