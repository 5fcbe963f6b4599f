#include "core/config/rules.h"

namespace lathe {
namespace {

constexpr std::string_view kKneron = "kneron_parameters";

const YamlValue* placeOf(const Problems& problems, std::string_view group, std::string_view key) {
    return problems.given(std::string(group) + "." + std::string(key));
}

/// A value that a device does not have: the chip's number as it ends its names (520, KL520, kdp520).
struct ChipRow {
    std::string_view rule, chip, value, keys;
};
constexpr ChipRow kChips[] = {
    {"KN05", "520", "int16",
     "datapath_bitwidth_mode|weight_bitwidth_mode|model_in_bitwidth_mode|model_out_bitwidth_mode|cpu_node_bitwidth_mode"},
    {"KN05", "520", "mix balance", "datapath_bitwidth_mode|weight_bitwidth_mode"},
    {"KN05", "520", "mix light", "datapath_bitwidth_mode|weight_bitwidth_mode"},
    {"KN06", "720", "int4", "weight_bitwidth_mode"},
};

void checkChips(const BuildConfig& config, Problems& problems) {
    for (const ChipRow& row : kChips) {
        if (!config.march.ends_with(row.chip)) continue;
        for (const std::string& key : splitBars(row.keys))
            if (vendorValue(config, kKneron, key) == row.value)
                problems.error(std::string(row.rule), placeOf(problems, kKneron, key),
                               key + " " + std::string(row.value) + " does not exist on the " + config.march, "take int8");
    }
}

void checkMixedBudget(const BuildConfig& config, Problems& problems) {
    if (vendorValue(config, kKneron, "flops_ratio").empty()) return;
    for (const char* key : {"datapath_bitwidth_mode", "weight_bitwidth_mode"})
        if (vendorValue(config, kKneron, key).starts_with("mix")) return;
    problems.warn("KN09", placeOf(problems, kKneron, "flops_ratio"), "flops_ratio has no effect without a mix mode",
                  "set datapath_bitwidth_mode: 'mix light', or leave it out");
}

void checkFloatBits(const BuildConfig& config, Problems& problems) {
    if (vendorValue(config, "ti_parameters", "tidl_tensor_bits") == "32")
        problems.warn("TI02", placeOf(problems, "ti_parameters", "tidl_tensor_bits"),
                      "tidl_tensor_bits 32 is float: no layer is quantized, and the accelerator has few operators in float",
                      "it serves comparison; take 8 or 16 for a device");
}

/// What is asked for the whole model, by each who asks.
struct WholeModel {
    std::string_view group, key;
    std::string_view values; ///< "theirs=ours|…"; what is not among them asks nothing
};
constexpr WholeModel kWholeModel[] = {
    {"kneron_parameters", "datapath_bitwidth_mode", "int8=int8|int16=int16|mix balance=mix balance|mix light=mix light"},
    {"ti_parameters", "tidl_tensor_bits", "8=int8|16=int16|32=float"},
    {"qualcomm_parameters", "convert_to_fp16", "True=float16"},
    {"qualcomm_parameters", "quantization_precision", "Int8=int8|Int16=int16"},
};

std::string meaningOf(const WholeModel& row, const std::string& value) {
    for (const std::string& pair : splitBars(row.values))
        if (const auto equals = pair.find('='); pair.substr(0, equals) == value) return pair.substr(equals + 1);
    return {};
}

void checkWholeModel(const BuildConfig& config, Problems& problems) {
    std::string first = config.quantConfig.allNodeType, by = "all_node_type";
    for (const WholeModel& row : kWholeModel) {
        const std::string type = meaningOf(row, vendorValue(config, row.group, row.key));
        if (type.empty()) continue;
        if (!first.empty() && first != type)
            problems.error("CFG_CONFLICT", placeOf(problems, row.group, row.key),
                           std::string(row.key) + " asks " + type + " for the whole model, but " + by + " asks " + first,
                           "keep one of them");
        if (first.empty()) first = type, by = row.key;
    }
}

void checkNodeTypes(const BuildConfig& config, Problems& problems) {
    for (const auto& [name, type] : config.quantConfig.nodeTypes) {
        const auto info = config.nodeInfo.find(name);
        if (info == config.nodeInfo.end() || info->second.outputType.empty() || info->second.outputType == type) continue;
        problems.warn("HZ26", problems.given("quant_config"),
                      "node_config asks " + type + " for '" + name + "', node_info " + info->second.outputType + ": node_info wins",
                      "keep one of them", name);
    }
}

} // namespace

void checkPrecision(const BuildConfig& config, Problems& problems) {
    checkChips(config, problems);
    checkMixedBudget(config, problems);
    checkFloatBits(config, problems);
    checkWholeModel(config, problems);
    checkNodeTypes(config, problems);
}

} // namespace lathe
