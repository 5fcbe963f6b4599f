#include "core/analysis/json_objects.h"
#include "core/analysis/sensitivity.h"

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json toObject(const OutputEffect& effect) {
    return {{"sqnr_db", effect.sqnrDb}, {"cosine", effect.cosine}, {"noise_ratio", effect.noiseRatio}, {"agreement", effect.agreement}};
}

Json unitObject(const UnitSensitivity& unit) {
    Json object{{"name", unit.name},           {"op", unit.op},         {"source_nodes", unit.sourceNodes},
                {"precision", unit.precision}, {"reason", unit.reason}, {"isolated", toObject(unit.isolated)}};
    if (unit.accumulated) object["accumulated"] = toObject(*unit.accumulated);
    for (const RoundedPart part : kRoundedParts)
        object["outputs_with_rounded"][std::string(toName(part))] = toObject(unit.effect(part));
    return object;
}

} // namespace

std::string toJson(const Sensitivity& sensitivity) {
    Json root{{"schema", "lathe.sensitivity/1"},
              {"model", sensitivity.model},
              {"target", sensitivity.target},
              {"samples", sensitivity.samples},
              {"method", "measured: each node alone in integers, the rest of the network in float"}};
    if (sensitivity.whole.samples > 0) {
        root["program"] = Json::parse(toJson(sensitivity.whole));
        root["program"].erase("layers");
    }
    root["units"] = Json::array();
    for (const UnitSensitivity& unit : sensitivity.units)
        root["units"].push_back(unitObject(unit));
    for (const RoundedPart part : kRoundedParts) {
        Json& names = root["ranking"][std::string(toName(part))] = Json::array();
        for (const std::size_t i : rankedBy(sensitivity.units, part))
            names.push_back(sensitivity.units[i].name);
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe
