#include "core/analysis/json_objects.h"
#include "core/analysis/precision_proposal.h"

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json toJsonValue(const CalibrationOptions& options) {
    return {{"method", toName(options.method)}, {"percentile", options.percentile}};
}

Json toJsonValue(const CalibrationRecipe& recipe) {
    Json json{{"text", toText(recipe)},
              {"thresholds", toJsonValue(recipe.thresholds)},
              {"asymmetric", recipe.asymmetric},
              {"equalization", recipe.equalization},
              {"bias_correction", recipe.biasCorrection},
              {"weight_rounding", recipe.weightRounding}};
    for (const auto& [value, options] : recipe.tensorThresholds)
        json["own_thresholds"][value] = toJsonValue(options);
    return json;
}

Json toJsonValue(const Judgement& judgement) {
    return {{"sqnr_db", judgement.sqnrDb},
            {"noise_ratio", judgement.noiseRatio},
            {"typical_sqnr_db", judgement.typicalDb},
            {"judged_samples", judgement.samples},
            {"is_upper_bound", !judgement.isWhole}};
}

/// As node_info of the configuration takes it.
Json nodeInfo(const PrecisionProposal& proposal) {
    Json json = Json::object();
    for (const std::string& node : proposal.nodes)
        json[node] = {{"ON", "BPU"}, {"InputType", "int16"}, {"OutputType", "int16"}};
    for (const std::string& node : proposal.weighted)
        json[node] = {{"ON", "BPU"}, {"InputType0", "int16"}, {"InputType1", "int16"}, {"OutputType", "int16"}};
    for (const std::string& node : proposal.floatNodes)
        json[node] = {{"ON", "CPU"}};
    return json;
}

} // namespace

std::string toJson(const SearchResult& search, const PrecisionProposal* proposal) {
    Json json{{"schema", "lathe.calibration_search/1"},
              {"calibration_samples", search.calibrated},
              {"held_back_samples", search.heldBack},
              {"same_sample", search.isSameSample},
              {"chosen", search.chosen},
              {"combinations", Json::array()}};
    for (const SearchRow& row : search.rows) {
        Json each = toJsonValue(row.recipe);
        each["method_alone"] = row.isMethod;
        each.update(toJsonValue(row.judgement));
        json["combinations"].push_back(std::move(each));
    }
    if (proposal) {
        json["proposal"] = toJsonValue(proposal->judgement);
        json["proposal"]["is_enough"] = proposal->isEnough;
        json["proposal"]["int16_nodes"] = proposal->nodes;
        json["proposal"]["float_nodes"] = proposal->floatNodes;
        json["proposal"]["node_info"] = nodeInfo(*proposal);
        json["proposal"]["integer_nodes"] = proposal->ofNodes;
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe
