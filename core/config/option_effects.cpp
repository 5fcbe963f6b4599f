#include "core/config/build_config.h"
#include "core/config/precision_keys.h"

namespace lathe {
namespace {

constexpr std::string_view kInput = "input_parameters", kCompiler = "compiler_parameters", kKneron = "kneron_parameters",
                           kTi = "ti_parameters", kQualcomm = "qualcomm_parameters", kHoumo = "houmo_parameters",
                           kPrecision = "one list of precision rules (docs/configuration.md)",
                           kTypes = "the types of values in the program", kSheet = "the sheet of inputs and outputs (P_io.json, P_io.h)",
                           kPlacement = "partition into accelerator and host", kHosts = "layers on the host, each with its reason";

// group, key, mechanism, what can be observed, test
constexpr OptionEffectRow kRows[] = {
    {kInput, "input_type_train", "conversion in front of the network, in its first layers", "input_preprocess_ nodes",
     "InsertPreprocessingTest"},
    {kInput, "input_type_rt", "the same", kSheet, "CompileOptionsTest::nv12HasTwoPlanes"},
    {kInput, "input_layout_train", "the same", "strides of the sheet", "CompileOptionsTest::rowsArePadded"},
    {kInput, "input_space_and_range", "the same", "weights of the conversion", "InsertPreprocessingTest"},
    {kInput, "mean_value", "the same", "weights of the conversion", "InsertPreprocessingTest"},
    {kInput, "scale_value", "the same", "weights of the conversion", "InsertPreprocessingTest"},
    {kInput, "norm_type", "which of the two are inserted", "weights of the conversion", "InsertPreprocessingTest"},
    {kInput, "input_batch", "layers are compiled for all pictures of a run; weights are fetched once for them", "latency and frames per second",
     "CompileOptionsTest::batchesShareWeights"},
    {kInput, "separate_batch", "the sheet of inputs and outputs", kSheet, "CompileOptionsTest::batchesStandInTheSheet"},
    {kCompiler, "compile_mode", "what schedules are judged by: time, traffic, or both", "latency and DDR bytes of the report",
     "CompileTest::bandwidthModeMovesNoMoreBytes"},
    {kCompiler, "balance_factor", "the weight between both", "the same", "CompileTest::bandwidthModeMovesNoMoreBytes"},
    {kCompiler, "core_num", "layers are shared by rows or channels among cores where that is quicker", "lanes of the profiler, latency",
     "CoresTest::largeLayersAreShared"},
    {kCompiler, "optimize_level", "O0 layer by layer, O1 keeps activations on the chip, O2 searches tilings and prefetches",
     "latency, memory map", "CompileTest::higherLevelsAreNeverSlower"},
    {kCompiler, "input_source", "where an input lies", kSheet, "CompileOptionsTest::sourcesStandInTheSheet"},
    {kCompiler, "jobs", "threads of calibration, search and comparison", "the same bytes in other time",
     "CompileOptionsTest::jobsChangeNoByte"},
    {kCompiler, "max_time_per_fc", "cuts between tiles; what is on the chip is saved and brought back",
     "function_calls_ms of the report, sync in the trace", "FunctionCallsTest::callsKeepTheLimit"},
    {kCompiler, "advice", "time of the MAC array against its multiply-accumulates", "ADVICE01 of the build",
     "CompileOptionsTest::adviceNamesLayers"},
    {kKneron, "datapath_bitwidth_mode", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "weight_bitwidth_mode", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "model_in_bitwidth_mode", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "model_out_bitwidth_mode", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "cpu_node_bitwidth_mode", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "flops_ratio", kPrecision, kTypes, "precision_options_test"},
    {kKneron, "datapath_range_method", "the method of calibration_type", "thresholds of the calibration table",
     "CalibrationStageTest::kneronRangeMethodsChooseTheMethod"},
    {kKneron, "percentage", "the percentile of the method", "thresholds of the calibration table",
     "CalibrationStageTest::kneronRangeMethodsChooseTheMethod"},
    {kKneron, "compiler_tiling", "a search of tilings, residents and overlaps from the best schedule of O2, by event simulation", "latency",
     "CompileOptionsTest::deepSearchIsNotSlower"},
    {kKneron, "weight_bandwidth", "bandwidth of external memory in compiler and simulator", "latency",
     "CompileOptionsTest::bandwidthIsThatOfTheOption"},
    {kKneron, "dma_bandwidth", "bandwidth of external memory in compiler and simulator", "latency",
     "CompileOptionsTest::bandwidthIsThatOfTheOption"},
    {kTi, "tidl_tensor_bits", kPrecision, kTypes, "precision_options_test"},
    {kTi, "output_feature_16bit_names_list", kPrecision, kTypes, "precision_options_test"},
    {kTi, "params_16bit_names_list", kPrecision, kTypes, "precision_options_test"},
    {kTi, "enable_tidl_offload", kPlacement, kHosts, "CompileOptionsTest::nothingIsOffloaded"},
    {kTi, "compile_for_device", "metadata of the program", "the option host of lathe inspect", "CompileOptionsTest::metadataAreKept"},
    {kTi, "max_num_subgraphs", kPlacement, kHosts, "CompileOptionsTest::subgraphsAreLimited"},
    {kTi, "deny_list_layer_type", kPlacement, kHosts, "CompileOptionsTest::deniedOperatorsStayOnTheHost"},
    {kTi, "deny_list_layer_name", kPlacement, kHosts, "CompileOptionsTest::deniedOperatorsStayOnTheHost"},
    {kTi, "allow_list_layer_name", kPlacement, kHosts, "CompileOptionsTest::allowedNodesAloneAreOffloaded"},
    {kQualcomm, "convert_to_fp16", kPrecision, kTypes, "precision_options_test"},
    {kQualcomm, "execute_nodes_in_fp16", kPrecision, kTypes, "precision_options_test"},
    {kQualcomm, "keep_original_precision_for_nodes", kPrecision, kTypes, "precision_options_test"},
    {kQualcomm, "ols", "the least number of tiles in a core's share of a layer", "tiles of the program",
     "CoresTest::splitLevelMakesMoreParts"},
    {kQualcomm, "mos", "divides the memory that tiles may take", "on-chip bytes of the program", "CoresTest::memoryEffortTakesLess"},
    {kQualcomm, "multicast_weights", "one transfer for all cores that need the same weights", "DDR bytes, latency",
     "CoresTest::multicastMovesWeightsOnce"},
    {kQualcomm, "quantization_precision", kPrecision, kTypes, "precision_options_test"},
    {kQualcomm, "quantization_precision_bias", kPrecision, "scales of biases", "precision_options_test"},
    {kHoumo, "io_layout", "strides of inputs and outputs", kSheet, "CompileOptionsTest::rowsArePadded"},
    {kHoumo, "custom_msg", "metadata of the program", "the option custom_msg of lathe inspect", "CompileOptionsTest::metadataAreKept"},
};

} // namespace

std::span<const OptionEffectRow> optionEffectTable() {
    return kRows;
}

const OptionEffectRow* findOptionEffect(std::string_view group, std::string_view key) {
    for (const OptionEffectRow& row : kRows)
        if (row.group == group && row.key == key) return &row;
    return nullptr;
}

bool isPrecisionOption(std::string_view group, std::string_view key) {
    const OptionEffectRow* row = findOptionEffect(group, key);
    return row && row->mechanism == kPrecision;
}

} // namespace lathe
