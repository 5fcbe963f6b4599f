#include "core/config/build_config.h"

namespace lathe {
namespace {

using enum Severity;

// Only rules that this folder checks stand here; the numbers are those of the collected vendor rules.
constexpr RuleRow kRules[] = {
    {"HZ01", Error, "The groups model_parameters, input_parameters, calibration_parameters and compiler_parameters are all present."},
    {"HZ02", Error, "Either onnx_model or caffe_model with prototxt is given, with the right suffix, and the files exist."},
    {"HZ03", Error, "march names a known device."},
    {"HZ04", Error, "output_model_file_prefix is not empty and is a plain file name."},
    {"HZ05", Error,
     "remove_node_type is one of the six removable types and remove_node_name exists; a node that is at no end of the model stays (warning)."},
    {"HZ06", Error, "node_info is 'name:type; …' or a dictionary of ON, InputType, InputType0 … and OutputType, for nodes of the model."},
    {"HZ08", Error, "A model of several inputs has an input_name for each, without doubles."},
    {"HZ09", Error,
     "Every list of the inputs has as many values as there are inputs; cal_data_dir may have one that tells the samples of the inputs apart."},
    {"HZ10", Error, "input_type_train can be converted to input_type_rt."},
    {"HZ11", Error, "An nv12 input has even height and width."},
    {"HZ12", Error, "A picture input has four dimensions and input_shape fits the model."},
    {"HZ13", Error, "bt601_video goes with input_type_rt nv12 and input_type_train rgb or bgr."},
    {"HZ14", Error, "A picture input has an input_layout_train, and 3 channels there (gray: 1)."},
    {"HZ15", Error, "A model with open dimensions has an input_shape; an open first dimension alone becomes 1 (info)."},
    {"HZ16", Error, "input_batch is 1 to 4096, for a model of one input whose first dimension is 1."},
    {"HZ18", Error, "A featuremap input that is not four-dimensional has norm_type no_preprocess."},
    {"HZ20", Error,
     "mean_value and scale_value have one value or one per channel and agree with norm_type; left out, norm_type follows from them (warning)."},
    {"HZ21", Error,
     "calibration_type is known and, but for skip, has a cal_data_dir, a folder or list that exists and is not empty; without one it becomes skip (warning). A model that is quantized already needs none."},
    {"HZ22", Warning, "max_percentile has effect with calibration_type max and percentile only; 0.5 to 1 (else an error)."},
    {"HZ23", Warning, "per_channel has effect with calibration_type kl, max, mse or percentile only."},
    {"HZ24", Error, "optimization asymmetric cannot be chosen with calibration_type default, which decides it."},
    {"HZ25", Error, "set_{Operator}_… names an ONNX operator as ONNX writes it; one that the model does not have does nothing (warning)."},
    {"HZ26", Error,
     "quant_config has the levels model_config, op_config and node_config, types int8, int16 and float16, and nodes of the model."},
    {"KN05", Error, "The KL520 has neither int16 nor mix modes."},
    {"KN06", Error, "The KL720 has no int4 weights."},
    {"KN09", Warning, "flops_ratio has effect with a mix mode only."},
    {"KN10", Warning, "percentage is 0.999 or more, else more than one value of a thousand is clipped."},
    {"TI02", Error, "tidl_tensor_bits is 8, 16 or 32; 32 is float and quantizes nothing (warning)."},
    {"TI06", Error, "max_num_subgraphs is 1 to 16."},
    {"TI07", Error, "allow_list and deny_list exclude each other."},
    {"HM15", Error, "one_img_multi_roi is for pictures and does not go with llm_opt."},
    {"HM17", Error, "flash_attention and enable_xh2_stable_output exist on xh2 only."},
    {"HM20", Warning, "device_kernel_split has effect with ndevice above 1 only."},
    {"HM21", Warning, "subgraph_repeat_hint has effect with enable_common_subgraph only."},
    {"QC02", Warning, "ols and mos are powers of two up to the number of cores."},
    {"QC14", Warning, "stats_batchsize is the batch."},
    {"CFG_CONFLICT", Error, "Two keys that mean the same parameter, or ask one thing of the whole model, do not contradict each other."},
    {"HZ27", Error, "optimize_level is O0, O1 or O2."},
    {"HZ28", Error, "compile_mode balance has a balance_factor of 0 to 100; with another mode it has no effect (warning)."},
    {"HZ29", Error, "core_num is a number of cores."},
    {"HZ30", Error, "input_source is {input: source}: pyramid and resizer for nv12 and gray, ddr for the others and gray."},
    {"HZ31", Error, "input_source resizer does not go with layer_out_dump."},
    {"HZ32", Error, "max_time_per_fc is 0 or 1000 to 4294967295."},
    {"HZ35", Error, "Booleans are true or false, not texts or numbers."},
    {"HZ36", Warning, "Keys that hb_compile gave up have no effect."},
    {"CFG_PICTURES", Error,
     "Pictures as samples of a featuremap input have an image_order that fits its channels, and the input has four dimensions."},
    {"HZ40", Warning, "layer_out_dump makes a program slower than it is without."},
};

} // namespace

std::span<const RuleRow> ruleTable() {
    return kRules;
}

} // namespace lathe
