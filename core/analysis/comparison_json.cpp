#include "core/analysis/comparison.h"

#include <nlohmann/json.hpp>

namespace lathe {
namespace {

nlohmann::ordered_json toObject(const TensorError& error) {
    return {{"name", error.name},      {"node", error.node}, {"source_nodes", error.sourceNodes}, {"cosine", error.cosine},
            {"sqnr_db", error.sqnrDb}, {"mse", error.mse},   {"max_abs_error", error.maxAbsError}};
}

nlohmann::ordered_json toObject(const SampleResult& sample, bool hasLabels) {
    nlohmann::ordered_json object{
        {"file", sample.file}, {"float_top1", sample.floatTop1}, {"quantized_top1", sample.quantizedTop1}, {"cosine", sample.cosine}};
    if (hasLabels) object["label"] = sample.label;
    return object;
}

} // namespace

std::string toJson(const Comparison& comparison) {
    nlohmann::ordered_json root{{"schema", "lathe.comparison/1"},
                                {"model", comparison.model},
                                {"target", comparison.target},
                                {"samples", comparison.samples},
                                {"agreement", comparison.agreement}};
    if (!comparison.note.empty()) root["note"] = comparison.note;
    if (comparison.hasLabels) {
        root["float_top1"] = comparison.floatTop1;
        root["quantized_top1"] = comparison.quantizedTop1;
        root["lost"] = comparison.lost;
        root["won"] = comparison.won;
    }
    for (const char* key : {"outputs", "layers", "per_sample"})
        root[key] = nlohmann::ordered_json::array();
    for (const TensorError& error : comparison.outputs)
        root["outputs"].push_back(toObject(error));
    for (const TensorError& error : comparison.layers)
        root["layers"].push_back(toObject(error));
    for (const SampleResult& sample : comparison.perSample)
        root["per_sample"].push_back(toObject(sample, comparison.hasLabels));
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace lathe
