#include "core/config/rules.h"
#include "core/config/values.h"

namespace lathe {
namespace {

struct Key {
    std::string_view group, key;
};

const YamlValue* placeOf(const Problems& problems, Key key) {
    return problems.given(std::string(key.group) + "." + std::string(key.key));
}

bool isSet(const BuildConfig& config, Key key) {
    const std::string value = vendorValue(config, key.group, key.key);
    const ParameterRow* row = findParameter(key.group, key.key);
    return !value.empty() && (!row || value != row->fallback);
}

/// Two keys that do not go together.
struct PairRow {
    std::string_view rule;
    Key first, second;
    std::string_view message;
};
constexpr PairRow kPairs[] = {
    {"TI07",
     {"ti_parameters", "allow_list_layer_name"},
     {"ti_parameters", "deny_list_layer_name"},
     "allow_list and deny_list exclude each other"},
    {"TI07",
     {"ti_parameters", "allow_list_layer_name"},
     {"ti_parameters", "deny_list_layer_type"},
     "allow_list and deny_list exclude each other"},
    {"HM15",
     {"houmo_parameters", "one_img_multi_roi"},
     {"houmo_parameters", "llm_opt"},
     "one_img_multi_roi is for pictures, llm_opt for language models"},
};

/// A key that does nothing without another.
struct NeedRow {
    std::string_view rule;
    Key key, needs;
    std::string_view remedy;
};
constexpr NeedRow kNeeds[] = {
    {"HM20", {"houmo_parameters", "device_kernel_split"}, {"houmo_parameters", "ndevice"}, "set ndevice: 2, or leave it out"},
    {"HM21",
     {"houmo_parameters", "subgraph_repeat_hint"},
     {"houmo_parameters", "enable_common_subgraph"},
     "set enable_common_subgraph: True, or leave it out"},
};

/// A key that only devices whose name begins so have.
struct DeviceRow {
    std::string_view rule;
    Key key;
    std::string_view device;
};
constexpr DeviceRow kDevices[] = {
    {"HM17", {"houmo_parameters", "flash_attention"}, "xh2"},
    {"HM17", {"houmo_parameters", "enable_xh2_stable_output"}, "xh2"},
};

void checkPowerOfTwo(const BuildConfig& config, std::string_view name, Problems& problems) {
    const Key key{"qualcomm_parameters", name};
    const auto value = parseInteger(vendorValue(config, key.group, key.key));
    if (!value || *value < 1) return;
    if ((*value & (*value - 1)) != 0 || *value > config.coreNum)
        problems.warn("QC02", placeOf(problems, key),
                      std::string(name) + " is " + std::to_string(*value) + " for " + std::to_string(config.coreNum) + " cores",
                      "it is 1, 2, 4 … up to the number of cores");
}

void checkStatisticsBatch(const BuildConfig& config, Problems& problems) {
    const Key key{"qualcomm_parameters", "stats_batchsize"};
    const auto value = parseInteger(vendorValue(config, key.group, key.key));
    if (value && *value != config.inputBatch)
        problems.warn("QC14", placeOf(problems, key),
                      "stats_batchsize is " + std::to_string(*value) + ", the batch " + std::to_string(config.inputBatch),
                      "set both to the same number");
}

} // namespace

void checkCompileOptions(const BuildConfig& config, Problems& problems) {
    for (const PairRow& row : kPairs)
        if (isSet(config, row.first) && isSet(config, row.second))
            problems.error(std::string(row.rule), placeOf(problems, row.second), std::string(row.message), "keep one of them");
    for (const NeedRow& row : kNeeds)
        if (isSet(config, row.key) && !isSet(config, row.needs))
            problems.warn(std::string(row.rule), placeOf(problems, row.key),
                          std::string(row.key.key) + " has no effect without " + std::string(row.needs.key), std::string(row.remedy));
    for (const DeviceRow& row : kDevices)
        if (isSet(config, row.key) && !config.march.starts_with(row.device))
            problems.error(std::string(row.rule), placeOf(problems, row.key),
                           std::string(row.key.key) + " exists on " + std::string(row.device) + " only, not on " + config.march,
                           "take it out, or set march: " + std::string(row.device));
    for (const char* name : {"ols", "mos"})
        checkPowerOfTwo(config, name, problems);
    checkStatisticsBatch(config, problems);
}

} // namespace lathe
