#include "core/config/build_config.h"

namespace lathe {
namespace {

using enum ParameterType;

constexpr std::string_view kModel = "model_parameters", kInput = "input_parameters", kCalibration = "calibration_parameters",
                           kCompiler = "compiler_parameters";

// Keys, ranges and defaults: the page of hb_compile (OpenExplorer 3.0.17); image_…, eval_… are Lathe's.
// group, key, type, default, range, required, per input, what has no effect yet, sentence
constexpr ParameterRow kRows[] = {
    {kModel, "onnx_model", Path, "", "", false, false, "", "The ONNX model to convert; excludes caffe_model."},
    {kModel, "caffe_model", Path, "", "", false, false, "", "The weights of the Caffe model to convert; needs prototxt."},
    {kModel, "prototxt", Path, "", "", false, false, "", "The description of the Caffe model."},
    {kModel, "march", String, "", "", true, false, "", "The device to build for; any case, aliases are taken."},
    {kModel, "output_model_file_prefix", String, "model", "", false, false, "", "The names of all results begin with it."},
    {kModel, "working_dir", Path, "model_output", "", false, false, "", "The folder of the results; made when it is missing."},
    {kModel, "layer_out_dump", Boolean, "False", "", false, false, "",
     "Keeps the results of every layer as outputs, for debugging: build writes those of the first sample, lathe simulate those of its input."},
    {kModel, "output_nodes", List, "", "", false, false, "", "The nodes whose results become the outputs of the model."},
    {kModel, "remove_node_type", ChoiceList, "", "Quantize|Transpose|Dequantize|Cast|Reshape|Softmax", false, false, "",
     "Removes nodes of these types at the ends of the model, until none is left there."},
    {kModel, "remove_node_name", List, "", "", false, false, "", "Removes these nodes where they stand at an end of the model."},
    {kModel, "debug_mode", Choice, "", "dump_calibration_data", false, false, "",
     "Saves the calibration data as the network gets them: working_dir/calibration_data/INPUT/000000.npy and index.json."},
    {kModel, "node_info", Dictionary, "", "", false, false, "",
     "Where single nodes run (ON: BPU or CPU) and their InputType and OutputType; or 'node:int16; node:int16'."},

    {kInput, "input_name", List, "", "", false, true, "", "The names of the model's inputs; may be left out when there is one."},
    {kInput, "input_type_train", Choice, "featuremap", "rgb|bgr|yuv444|yuv444_128|gray|featuremap", false, true, "",
     "What the model was trained on."},
    {kInput, "input_type_rt", Choice, "featuremap", "nv12|yuv444|yuv444_128|rgb|bgr|gray|featuremap", false, true, "",
     "What the program is fed on the device; the conversion becomes part of the model."},
    {kInput, "input_layout_train", Choice, "", "NCHW|NHWC", false, true, "", "The layout of the input in training; needed for pictures."},
    {kInput, "input_space_and_range", Choice, "regular", "regular|bt601_video", false, true, "",
     "bt601_video: nv12 with values 16 to 235."},
    {kInput, "input_shape", String, "", "", false, true, "", "The shape as 1x3x224x224; needed where the model leaves it open."},
    {kInput, "input_batch", Integer, "1", "1..4096", false, false, "",
     "The pictures that one run of the program takes; for one input whose first dimension is 1."},
    {kInput, "separate_batch", Boolean, "False", "", false, false, "",
     "Gives each picture of the batch an input of its own in the sheet of inputs and outputs."},
    {kInput, "norm_type", Choice, "no_preprocess", "data_mean_and_scale|data_mean|data_scale|no_preprocess", false, true, "",
     "Which of mean_value and scale_value become part of the model."},
    {kInput, "mean_value", Real, "", "", false, true, "",
     "Subtracted from 0 to 255: one number or one per channel, separated by spaces; None for none."},
    {kInput, "scale_value", Real, "", "", false, true, "",
     "Multiplied after that: one number or one per channel, separated by spaces; None for none."},

    {kCalibration, "cal_data_dir", Path, "", "", false, true, "",
     "The folder or list of calibration samples: pictures, .npy, .npz or raw files (docs/samples.md). A model that is quantized already needs none; accuracy is measured on them."},
    {kCalibration, "cal_data_count", Integer, "0", "0..1000000000", false, false, "",
     "As many of the calibration samples, chosen by sample_seed; 0 takes all."},
    {kCalibration, "sample_seed", Integer, "0", "0..4294967295", false, false, "",
     "Which samples cal_data_count and eval_data_count take."},
    {kCalibration, "skip_bad_samples", Boolean, "False", "", false, false, "",
     "Goes on without samples that cannot be read or do not fit, and says how many and which; else the first of them is an error."},
    {kCalibration, "raw_type", Choice, "", "uint8|int8|uint16|int16|int32|int64|float16|float32|float64", false, false, "",
     "The element type of raw samples (.bin, .raw, .nv12, .yuv); by default that of the folder's name (_uint8, _f32), uint8 for pictures, else the input's."},
    {kCalibration, "calibration_type", Choice, "default", "default|mix|kl|max|mse|percentile|skip", false, false, "",
     "How thresholds are found; skip takes random data and is of no use for accuracy. mse (least squared error) and percentile are Lathe's own values: hb_compile does not know them."},
    {kCalibration, "max_percentile", Real, "1.0", "0.5..1", false, false, "",
     "With calibration_type max or percentile: the share of values that the threshold covers; percentile takes 0.9999 for 1."},
    {kCalibration, "per_channel", Boolean, "False", "", false, false, "",
     "Calibrates each channel of a feature map; the range of the whole covers all of them. Weights have a scale per channel always."},
    {kCalibration, "calibration_table", Path, "", "", false, false, "",
     "Ranges from a file of lathe calibrate, ONNX Runtime or TensorRT; samples only measure the accuracy then."},
    {kCalibration, "optimization", List, "", "", false, false, "",
     "set_model_output_int8|int16, set_{Operator}_input|output_int16, set_Softmax_input|output_int8, asymmetric, bias_correction, lstm_batch_last."},
    {kCalibration, "quant_config", Path, "", "", false, false, "",
     "A JSON file with the precision of the model, of operators and of nodes; the finer wins."},
    {kCalibration, "image_transform", String, "", "", false, false, "",
     "How pictures are brought to the input's size: imagenet, stretch, short_side:N, letterbox[:N], letterbox_centre[:N], crop or pad[:N]; behind '/' the filter."},
    {kCalibration, "image_order", Choice, "", "rgb|bgr|gray", false, false, "", "The colour order of pictures for a featuremap input."},
    {kCalibration, "eval_data_dir", Path, "", "", false, true, "",
     "Samples to compare float and quantized on; without it the calibration samples."},
    {kCalibration, "eval_data_count", Integer, "0", "0..1000000000", false, false, "",
     "As many of the evaluation samples, chosen by sample_seed; 0 takes all."},
    {kCalibration, "eval_label_file", Path, "", "", false, false, "",
     "Labels of eval_data_dir: a CSV with the columns file and class_index."},
    {kCalibration, "eval_label_offset", Integer, "0", "0..1000000", false, false, "",
     "Added to every class index: 1 for networks with a background class."},

    {kCompiler, "compile_mode", Choice, "latency", "latency|bandwidth|balance", false, false, "",
     "What the compiler makes small: time, memory traffic, or a mixture."},
    {kCompiler, "balance_factor", Integer, "", "0..100", false, false, "", "With compile_mode balance: 0 is bandwidth, 100 is latency."},
    {kCompiler, "core_num", Integer, "1", "1..16", false, false, "",
     "The number of cores that one inference runs on."},
    {kCompiler, "optimize_level", Choice, "O0", "O0|O1|O2", false, false, "", "How much time the compiler may take for a faster program."},
    {kCompiler, "input_source", Dictionary, "", "ddr|pyramid|resizer", false, false, "",
     "Where the data of an input comes from on the device, as {name: source}; it stands in the sheet of inputs and outputs. Without it pyramid for nv12 and gray, else ddr."},
    {kCompiler, "max_time_per_fc", Integer, "0", "0..4294967295", false, false, "",
     "The longest time of one function call in µs, 0 or from 1000; for preemption on the device."},
    {kCompiler, "jobs", Integer, "16", "1..1024", false, false, "",
     "At most so many threads work on the build, where --jobs does not say fewer; results do not depend on it."},
    {kCompiler, "advice", Integer, "0", "0..2147483647", false, false, "",
     "Names the layers whose MAC array works this many µs longer than their multiply-accumulates need, and why; 0 none."},
};

} // namespace

std::span<const ParameterRow> parameterTable() {
    return kRows;
}

const ParameterRow* findParameter(std::string_view group, std::string_view key) {
    for (const std::span<const ParameterRow> table : {std::span<const ParameterRow>(kRows), vendorParameterTable()})
        for (const ParameterRow& row : table)
            if (row.group == group && row.key == key) return &row;
    return nullptr;
}

} // namespace lathe
