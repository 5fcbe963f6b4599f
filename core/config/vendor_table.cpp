#include "core/config/build_config.h"

#include <algorithm>

namespace lathe {
namespace {

using enum ParameterType;

constexpr std::string_view kKneron = "kneron_parameters", kTi = "ti_parameters", kQualcomm = "qualcomm_parameters",
                           kHoumo = "houmo_parameters";
constexpr std::string_view kCalibration = "calibration_parameters say how thresholds are found",
                           kNoLanguageModels = "programs have no memory between runs and fixed lengths so far",
                           kNoResizer = "inputs arrive in their final size so far";

// Sources: chapter 3.2 of Kneron's page, TIDL's model_compilation.md, Qualcomm's qaic-exec page and quantization table and tcim's
// build_from_hmonnx (vendors.md 1a, 2a, 4a, 5a). group, key, type, default, range, required, per input, what has no effect yet, sentence
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
    {kKneron, "datapath_range_method", Choice, "percentage", "percentage|mmse", false, false, "",
     "How ranges are found, where calibration_type is not given: percentage is calibration_type max with that max_percentile, mmse is mse."},
    {kKneron, "percentage", Real, "0.999", "0.5..1", false, false, "",
     "The share of values that a range covers with datapath_range_method percentage."},
    {kKneron, "weight_bandwidth", Real, "", "0.001..100000", false, false, "",
     "The bandwidth of weights in GB/s; they share the channel of the data, which has this bandwidth where dma_bandwidth does not say otherwise."},
    {kKneron, "dma_bandwidth", Real, "", "0.001..100000", false, false, "",
     "The bandwidth of external memory in GB/s, in the place of the device's."},
    {kKneron, "compiler_tiling", Choice, "default", "default|deep_search", false, false, "",
     "How long tiles are searched; deep_search begins with the best of O2 and takes some seconds."},

    {kTi, "tidl_tensor_bits", Choice, "8", "8|16|32", false, false, "",
     "8: int8. 16: int16 activations and, where the device has them, weights. 32: float, on the host alone."},
    {kTi, "output_feature_16bit_names_list", List, "", "", false, false, "", "Nodes or tensors with 16-bit outputs and weights."},
    {kTi, "params_16bit_names_list", List, "", "", false, false, "", "Nodes or tensors with 16-bit weights."},
    {kTi, "mixed_precision_factor", Real, "-1", "-1..1000", false, false, "promotion under a latency budget is lathe analyze promote",
     "The latency ratio that automatic mixed precision may cost."},
    {kTi, "enable_tidl_offload", Boolean, "True", "", false, false, "", "False: the host computes everything."},
    {kTi, "enable_c7x_codegen", Boolean, "False", "", false, false,
     "no device has figures of its DSP for operators that are not offloaded; they are timed as on the host",
     "True: operators that are not offloaded run on the C7x instead of the Arm cores."},
    {kTi, "compile_for_device", Boolean, "True", "", false, false, "",
     "False: the host part is for the PC that builds (x86_64); the program says so, and its host layers are timed as on the device's host."},
    {kTi, "max_num_subgraphs", Integer, "", "1..16", false, false, "",
     "At most so many subgraphs on the accelerator; those with the least work stay on the host."},
    {kTi, "deny_list_layer_type", List, "", "", false, false, "", "Operators (as ONNX writes them) that stay on the host."},
    {kTi, "deny_list_layer_name", List, "", "", false, false, "", "Nodes, or the tensors they make, that stay on the host."},
    {kTi, "allow_list_layer_name", List, "", "", false, false, "",
     "Nodes, or the tensors they make, that alone go to the accelerator; not with a deny list."},
    {kTi, "inference_mode", Choice, "0", "0|1|2", false, false,
     "the simulated devices have one core each; core_num shares the layers of one inference where there are more",
     "Several cores: 1 high throughput, 2 low latency."},
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
    {kQualcomm, "ols", Integer, "1", "1..64", false, false, "",
     "How finely operators are split: parts of each core's share of a layer, at least. For several cores."},
    {kQualcomm, "mos", Integer, "1", "1..64", false, false, "",
     "Effort to use less on-chip memory: tiles take one part in so many of what is free."},
    {kQualcomm, "multicast_weights", Boolean, "False", "", false, false, "", "Loads weights that several cores need only once."},
    {kQualcomm, "stats_batchsize", Integer, "", "1..4096", false, false, "lathe evaluate counts pictures by itself",
     "The batch that statistics are divided by."},
    {kQualcomm, "aic_profiling_type", Choice, "", "stats|trace|latency", false, false,
     "the simulator's trace has every instruction, at no cost", "Profiling on the device."},
    {kQualcomm, "aic_hw", Boolean, "True", "", false, false, "programs are for Lathe's simulator", "Builds for hardware."},
    {kQualcomm, "aic_hw_version", String, "2.0", "", false, false, "march names the device", "The version of the hardware."},
    {kQualcomm, "compile_only", Boolean, "True", "", false, false, "lathe simulate runs programs", "Builds without a run on random data."},

    {kHoumo, "io_layout", Choice, "", "stdv1|any", false, false, "",
     "stdv1: inputs and outputs lie dense, so that other programs can take them; any, as without it: in rows aligned as the device has them. The same time is predicted for both."},
    {kHoumo, "custom_msg", String, "", "", false, false, "", "A text that the program carries; lathe inspect shows it."},
    {kHoumo, "ndevice", Integer, "1", "1..2", false, false, "programs run on one device so far", "The number of devices of one inference."},
    {kHoumo, "device_kernel_split", Integer, "1", "1..1024", false, false, "it is for several devices; max_time_per_fc cuts by time",
     "Splits long kernels into so many."},
    {kHoumo, "enable_profile", Boolean, "False", "", false, false, "the simulator's trace has every instruction, at no cost",
     "Instruments the program for the profiler."},
    {kHoumo, "enable_common_subgraph", Boolean, "False", "", false, false, "repeated blocks are compiled each for itself",
     "Compiles repeated blocks once."},
    {kHoumo, "subgraph_repeat_hint", Integer, "20", "-1000..1000", false, false, "repeated blocks are compiled each for itself",
     "How often the block repeats."},
    {kHoumo, "enable_xh2_stable_output", Boolean, "False", "", false, false,
     "the simulator's answers are always the same bytes, and what the fixed order costs on the device is not published",
     "Fixes the order of sums, so that every run on the device gives the same bytes."},
    {kHoumo, "flash_attention", Choice, "0", "0|1|2", false, false, "attention is fused by optimize_level alone",
     "Attention without its matrix of scores in memory."},
    {kHoumo, "llm_opt", Boolean, "False", "", false, false, kNoLanguageModels, "Optimises language models."},
    {kHoumo, "modify_llm", String, "", "", false, false, kNoLanguageModels, "Batch, context and fill length of a language model."},
    {kHoumo, "enable_dynamic_image_resize", Boolean, "False", "", false, false, kNoResizer,
     "Crops and resizes a picture as an input dyn_info says at run time."},
    {kHoumo, "one_img_multi_roi", Boolean, "False", "", false, false, kNoResizer, "Takes all regions of a batch from one picture."},
};

constexpr SpellingRow kSpellings[] = {
    {kHoumo, "ncore", "compiler_parameters", "core_num"},
    {kHoumo, "j", "compiler_parameters", "jobs"},
    {kHoumo, "opt_level", "compiler_parameters", "optimize_level"},
    {kHoumo, "batch", "input_parameters", "input_batch"},
    {kHoumo, "target", "model_parameters", "march"},
    {kTi, "platform", "model_parameters", "march"},
    {kTi, "batch_size", "input_parameters", "input_batch"},
    {kQualcomm, "batchsize", "input_parameters", "input_batch"},
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
    std::ranges::replace(plain, ':', '_');
    return plain;
}

std::string vendorValue(const BuildConfig& config, std::string_view group, std::string_view key) {
    const auto keys = config.vendorGroups.find(std::string(group));
    if (keys == config.vendorGroups.end()) return {};
    const auto value = keys->second.find(std::string(key));
    return value == keys->second.end() ? std::string() : value->second;
}

std::vector<std::string> vendorList(const BuildConfig& config, std::string_view group, std::string_view key) {
    const std::string text = vendorValue(config, group, key);
    constexpr std::string_view kBetween = "; ";
    std::vector<std::string> items;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = std::min(text.find(kBetween, from), text.size());
        items.push_back(text.substr(from, to - from));
        from = to + kBetween.size();
    }
    return items;
}

} // namespace lathe
