#include "core/analysis/json_objects.h"

namespace lathe {
namespace {

/// What only integers have, and the channels where they were asked for.
void addIntegers(nlohmann::ordered_json& object, const QuantizedErrors& errors) {
    object["mean_relative_error"] = errors.meanRelativeError();
    object["off_by_lsb"] = errors.offByShares();
    object["saturation_ratio"] = errors.saturationRatio();
    object["distinct_values"] = errors.distinctValues();
    if (errors.channels().empty()) return;
    nlohmann::ordered_json cosine = nlohmann::ordered_json::array(), sqnr = cosine, mse = cosine, largest = cosine;
    for (const ErrorMetrics& channel : errors.channels()) {
        cosine.push_back(channel.cosine());
        sqnr.push_back(channel.sqnrDb());
        mse.push_back(channel.mse());
        largest.push_back(channel.maxAbsError());
    }
    object["channels"] = {{"cosine", cosine}, {"sqnr_db", sqnr}, {"mse", mse}, {"max_abs_error", largest}};
}

nlohmann::ordered_json toObject(const SampleResult& sample, bool hasLabels) {
    nlohmann::ordered_json object{
        {"file", sample.file}, {"float_top1", sample.floatTop1}, {"quantized_top1", sample.quantizedTop1}, {"cosine", sample.cosine}};
    if (hasLabels) object["label"] = sample.label;
    return object;
}

} // namespace

nlohmann::ordered_json toObject(const TensorError& error) {
    nlohmann::ordered_json object{
        {"name", error.name},      {"node", error.node}, {"source_nodes", error.sourceNodes}, {"cosine", error.cosine},
        {"sqnr_db", error.sqnrDb}, {"mse", error.mse},   {"max_abs_error", error.maxAbsError}};
    if (error.integers) addIntegers(object, *error.integers);
    return object;
}

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
        root["float_top5"] = comparison.floatTop5;
        root["quantized_top5"] = comparison.quantizedTop5;
        root["lost"] = comparison.lost;
        root["won"] = comparison.won;
    }
    for (const char* key : {"outputs", "layers", "per_sample"})
        root[key] = nlohmann::ordered_json::array();
    for (const TensorError& error : comparison.finalOutputs)
        root["final_outputs"].push_back(toObject(error));
    for (const TensorError& error : comparison.outputs)
        root["outputs"].push_back(toObject(error));
    for (const TensorError& error : comparison.layers)
        root["layers"].push_back(toObject(error));
    for (const SampleResult& sample : comparison.perSample)
        root["per_sample"].push_back(toObject(sample, comparison.hasLabels));
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace lathe
