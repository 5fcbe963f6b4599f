#include "core/pipeline/compile_options.h"

#include "core/pipeline/pipeline.h"
#include "core/targets/program_target.h"

#include <charconv>

namespace lathe {
namespace {

constexpr std::string_view kTi = "ti_parameters";

std::set<std::string> namesOf(const BuildConfig& config, std::string_view key) {
    const std::vector<std::string> names = vendorList(config, kTi, key);
    return {names.begin(), names.end()};
}

std::map<std::string, std::string> vendorOptionsOf(const BuildConfig& config) {
    std::map<std::string, std::string> options;
    for (const auto& [group, keys] : config.vendorGroups)
        for (const auto& [key, value] : keys)
            options.emplace(findParameter(group, key) ? key : group + "." + key, value);
    return options;
}

/// What hb_compile takes by itself: pictures of a camera come from its pyramid.
std::string sourceOf(const InputConfig& input) {
    if (!input.source.empty()) return input.source;
    return input.typeRuntime == "nv12" || input.typeRuntime == "gray" ? "pyramid" : "ddr";
}

PartitionRules partitionRulesOf(const BuildConfig& config) {
    PartitionRules rules;
    rules.offloads = vendorValue(config, kTi, "enable_tidl_offload") != "False";
    rules.deniedTypes = namesOf(config, "deny_list_layer_type");
    rules.deniedNames = namesOf(config, "deny_list_layer_name");
    rules.allowedNames = namesOf(config, "allow_list_layer_name");
    const std::string most = vendorValue(config, kTi, "max_num_subgraphs");
    std::from_chars(most.data(), most.data() + most.size(), rules.mostSubgraphs);
    return rules;
}

std::int32_t countOf(const BuildConfig& config, std::string_view key) {
    const std::string text = vendorValue(config, "qualcomm_parameters", key);
    std::int32_t count = 1;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

CoreOptions coreOptionsOf(const BuildConfig& config) {
    CoreOptions cores;
    cores.count = config.coreNum;
    cores.multicastsWeights = vendorValue(config, "qualcomm_parameters", "multicast_weights") == "True";
    cores.splitLevel = countOf(config, "ols");
    cores.memoryEffort = countOf(config, "mos");
    return cores;
}

} // namespace

CompileOptions compileOptionsOf(const BuildConfig& config, const Graph& original, const Target& target) {
    CompileOptions options;
    options.name = config.prefix;
    options.compileMode = config.compileMode;
    options.balanceFactor = config.balanceFactor.value_or(100);
    options.optimizeLevel = config.optimizeLevel;
    if (const std::string tiling = vendorValue(config, "kneron_parameters", "compiler_tiling"); !tiling.empty()) options.tiling = tiling;
    options.keepsLayerResults = config.layerOutDump;
    options.inputs = inputSpecsOf(config, original);
    options.mostMicrosecondsPerCall = config.maxTimePerFc;
    options.partition = partitionRulesOf(config);
    options.cores = coreOptionsOf(config);
    options.metadata = vendorOptionsOf(config);
    if (config.separateBatch) options.metadata["separate_batch"] = "True";
    options.metadata["host"] = vendorValue(config, kTi, "compile_for_device") == "False" ? "x86_64" : target.hostArch;
    for (const InputConfig& input : config.inputs)
        if (!input.name.empty()) options.metadata["input_source:" + input.name] = sourceOf(input);
    return options;
}

Result<Target> targetOf(const BuildConfig& config) {
    LATHE_TRY(Target target, findTarget(config.march));
    LATHE_CHECK(checkCores(config.coreNum, target));
    return withOptions(std::move(target), vendorOptionsOf(config));
}

} // namespace lathe
