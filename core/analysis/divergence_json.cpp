#include "core/analysis/divergence.h"
#include "core/analysis/json_objects.h"

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

Json toObject(const IntegerDifference& difference) {
    return {{"elements", difference.elements}, {"differing", difference.differing}, {"max_off_by_lsb", difference.maxOffBy}};
}

Json firstObject(const Divergence& divergence, const std::optional<std::size_t>& index) {
    if (!index) return nullptr;
    const TensorError& tensor = divergence.rows[*index].quantization;
    return {{"index", *index}, {"name", tensor.name}, {"node", tensor.node}, {"source_nodes", tensor.sourceNodes}};
}

} // namespace

std::string toJson(const Divergence& divergence) {
    Json root{{"schema", "lathe.divergence/1"},
              {"model", divergence.model},
              {"target", divergence.target},
              {"samples", divergence.samples},
              {"minimum_sqnr_db", divergence.minimumSqnrDb}};
    root["first"] = {{"float_to_fake_quantized", firstObject(divergence, divergence.firstQuantization)},
                     {"fake_quantized_to_integer", firstObject(divergence, divergence.firstInteger)},
                     {"program_to_dump", firstObject(divergence, divergence.firstDump)}};
    root["tensors"] = Json::array();
    for (const DivergenceRow& row : divergence.rows) {
        Json object{{"float_to_fake_quantized", lathe::toObject(row.quantization)}, {"fake_quantized_to_integer", toObject(row.integers)}};
        if (row.dump) object["program_to_dump"] = toObject(*row.dump);
        root["tensors"].push_back(std::move(object));
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe
