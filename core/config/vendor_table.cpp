#include "core/config/build_config.h"

#include <algorithm>

namespace lathe {
namespace {

using enum ParameterType;

constexpr std::string_view kKneron = "kneron_parameters", kTi = "ti_parameters", kQualcomm = "qualcomm_parameters",
                           kHoumo = "houmo_parameters";
constexpr std::string_view kEvaluateOnly = "lathe evaluate takes it (--weight-bandwidth, --dma-bandwidth, --tiling); a build does not yet",
                           kCalibration = "calibration_parameters say how thresholds are found";

// Sources: chapter 3.2 of Kneron's page, TIDL's model_compilation.md, Qualcomm's qaic-exec page and quantization table (vendors.md 2a, 4a,
// 5a). group, key, type, default, range, required, per input, what has no effect yet, sentence
constexpr ParameterRow kRows[] = {
    {kKneron, "datapath_bitwidth_mode", Choice, "", "int8|int16|mix balance|mix light", false, false, "",
     "The precision of activations; mix light puts the most sensitive nodes into int16 (20 % of the multiply-accumulates), mix balance 80 %."},
    {kKneron, "weight_bitwidth_mode", Choice, "", "int8|int16|int4|mix balance|mix light", false, false, "",
     "The precision of constant weights. int16 falls back to int8 with a warning on devices without int16 weights."},
    {kKneron, "model_in_bitwidth_mode", Choice, "", "int8|int16", false, false, "",
     "The precision of what the model is given, behind its input conversion; without it that of the datapath."},
    {kKneron, "model_out_bitwidth_mode", Choice, "", "int8|int16", false, false, "",
     "The precision of what the model gives; without it that of the datapath."},
    {kKneron, "cpu_node_bitwidth_mode", Choice, "", "int8|int16", false, false, "",
     "The precision of what nodes on the host read from the accelerator and give to it; without it that of the datapath."},
    {kKneron, "flops_ratio", Real, "", "0..1", false, false, "",
     "The share of the multiply-accumulates that a mix mode may put into int16; without it 0.2 for mix light, 0.8 for mix balance."},
    {kKneron, "datapath_range_method", Choice, "percentage", "percentage|mmse", false, false, kCalibration, "How ranges are found."},
    {kKneron, "percentage", Real, "0.999", "0..1", false, false, kCalibration, "The share of values that a range covers."},
    {kKneron, "weight_bandwidth", Real, "", "0..100000", false, false, kEvaluateOnly, "The bandwidth of weights in GB/s."},
    {kKneron, "dma_bandwidth", Real, "", "0..100000", false, false, kEvaluateOnly, "The bandwidth of data in GB/s."},
    {kKneron, "compiler_tiling", Choice, "default", "default|deep_search", false, false, kEvaluateOnly, "How long tiles are searched."},

    {kTi, "tidl_tensor_bits", Choice, "8", "8|16|32", false, false, "",
     "8: int8. 16: int16 activations and, where the device has them, weights. 32: float, on the host alone."},
    {kTi, "output_feature_16bit_names_list", List, "", "", false, false, "", "Nodes or tensors with 16-bit outputs and weights."},
    {kTi, "params_16bit_names_list", List, "", "", false, false, "", "Nodes or tensors with 16-bit weights."},
    {kTi, "mixed_precision_factor", Real, "-1", "-1..1000", false, false, "promotion under a latency budget is lathe analyze promote",
     "The latency ratio that automatic mixed precision may cost."},
    {kTi, "accuracy_level", Integer, "1", "0..9", false, false, kCalibration, "How much calibration does."},

    {kQualcomm, "convert_to_fp16", Boolean, "False", "", false, false, "", "Computes the whole model in float16."},
    {kQualcomm, "execute_nodes_in_fp16", List, "", "", false, false, "", "Operators (as ONNX writes them) that compute in float16."},
    {kQualcomm, "keep_original_precision_for_nodes", List, "", "", false, false, "", "Operators that stay in float although int8 exists."},
    {kQualcomm, "quantization_precision", Choice, "Int8", "Int8|Int16", false, false, "", "The precision of activations."},
    {kQualcomm, "quantization_precision_bias", Choice, "Int32", "Int8|Int32", false, false, "",
     "The precision of biases; Int8 rounds them to 8 bits of one scale per node."},
    {kQualcomm, "node_precision_info", Path, "", "", false, false, "node_config of quant_config names nodes",
     "A YAML file of nodes in float16."},
    {kQualcomm, "mxfp6_matmul", Boolean, "False", "", false, false, "weights in MX formats are not simulated",
     "Stores MatMul weights in 6-bit MX."},
};

constexpr SpellingRow kSpellings[] = {
    {kHoumo, "ncore", "compiler_parameters", "core_num"},
    {kHoumo, "j", "compiler_parameters", "jobs"},
    {kHoumo, "opt_level", "compiler_parameters", "optimize_level"},
    {kTi, "num_cores", "compiler_parameters", "core_num"},
    {kTi, "tensor_bits", kTi, "tidl_tensor_bits"},
    {kQualcomm, "aic_num_cores", "compiler_parameters", "core_num"},
    {kQualcomm, "compile_threads", "compiler_parameters", "jobs"},
};

} // namespace

std::span<const ParameterRow> vendorParameterTable() {
    return kRows;
}

std::span<const SpellingRow> spellingTable() {
    return kSpellings;
}

std::string plainVendorKey(std::string_view key) {
    constexpr std::string_view kAdvanced = "advanced_options:";
    if (key.starts_with(kAdvanced)) key.remove_prefix(kAdvanced.size());
    key.remove_prefix(std::min(key.find_first_not_of('-'), key.size()));
    std::string plain(key);
    std::ranges::replace(plain, '-', '_');
    return plain;
}

std::string vendorValue(const BuildConfig& config, std::string_view group, std::string_view key) {
    const auto keys = config.vendorGroups.find(std::string(group));
    if (keys == config.vendorGroups.end()) return {};
    const auto value = keys->second.find(std::string(key));
    return value == keys->second.end() ? std::string() : value->second;
}

} // namespace lathe
