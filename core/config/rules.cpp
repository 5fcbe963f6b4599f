#include "core/config/rules.h"

#include "core/config/values.h"
#include "core/ops/op_table.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace lathe {
namespace {

namespace fs = std::filesystem;

struct TypeRow {
    std::string_view train, runtime;
};
// The matrix of the vendor page; from 3.5 yuv444_128 at run time and equal types.
constexpr TypeRow kMatrix[] = {
    {"yuv444", "nv12|yuv444|yuv444_128"},
    {"yuv444_128", "yuv444_128"},
    {"rgb", "nv12|yuv444|yuv444_128|rgb|bgr"},
    {"bgr", "nv12|yuv444|yuv444_128|rgb|bgr"},
    {"gray", "gray"},
    {"featuremap", "featuremap"},
};

std::string_view runtimeTypesOf(std::string_view typeTrain) {
    for (const TypeRow& row : kMatrix)
        if (row.train == typeTrain) return row.runtime;
    return "";
}

bool contains(std::string_view bars, std::string_view word) {
    const auto words = splitBars(bars);
    return std::ranges::find(words, word) != words.end();
}

/// Reports a file that is not there, by the place of its key.
void checkFile(const std::string& file, std::string_view key, std::string_view suffixes, Problems& problems) {
    if (file.empty()) return;
    const fs::path path(file);
    std::error_code ignored;
    if (!contains(suffixes, path.extension().string()))
        problems.error("HZ02", problems.given(key), std::string(key) + " '" + file + "' has not the suffix of such a file",
                       allowedText(suffixes));
    else if (!fs::is_regular_file(path, ignored))
        problems.error("HZ02", problems.given(key), std::string(key) + " '" + file + "' does not exist",
                       "relative paths start in the folder of the configuration");
}

void checkModelFiles(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"onnx_model", "caffe_model", "prototxt"})) return;
    const bool hasOnnx = !config.onnxModel.empty(), hasCaffe = !config.caffeModel.empty(), hasPrototxt = !config.prototxt.empty();
    const YamlValue* group = problems.given("model_parameters");
    if (hasOnnx && (hasCaffe || hasPrototxt))
        problems.error("HZ02", problems.given("onnx_model"), "both onnx_model and caffe_model are given", "keep one of them");
    else if (!hasOnnx && hasCaffe && !hasPrototxt)
        problems.error("HZ02", problems.given("caffe_model"), "caffe_model and prototxt go together", "add prototxt");
    else if (!hasOnnx && hasPrototxt && !hasCaffe)
        problems.warn("HZ02", problems.given("prototxt"),
                      "there is a prototxt without caffe_model: the weights beside it are taken, or zeros", "add caffe_model");
    else if (!hasOnnx && !hasCaffe && group)
        problems.error("HZ02", group, "no model is given", "add onnx_model, or caffe_model and prototxt");
    checkFile(config.onnxModel, "onnx_model", ".onnx", problems);
    checkFile(config.caffeModel, "caffe_model", ".caffemodel", problems);
    checkFile(config.prototxt, "prototxt", ".prototxt", problems);
}

constexpr std::size_t kLongestPrefix = 200; ///< file systems end at 255

void checkPrefix(const BuildConfig& config, Problems& problems) {
    const YamlValue* at = problems.given("output_model_file_prefix");
    if (config.prefix.empty())
        problems.error("HZ04", at, "output_model_file_prefix is empty", "leave the key out to get 'model'");
    else if (fs::path(config.prefix).filename() != config.prefix || config.prefix == "." || config.prefix == "..")
        problems.error("HZ04", at, "output_model_file_prefix '" + config.prefix + "' is no plain file name",
                       "put folders into working_dir");
    else if (std::ranges::any_of(config.prefix, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        problems.error("HZ04", at, "output_model_file_prefix holds control characters", "use letters, digits, '.', '_' and '-'");
    else if (config.prefix.size() > kLongestPrefix)
        problems.error("HZ04", at, "output_model_file_prefix has " + std::to_string(config.prefix.size()) + " characters",
                       "use at most " + std::to_string(kLongestPrefix) + ": suffixes come behind it");
    std::error_code failed;
    if (fs::exists(config.workingDir, failed) && !fs::is_directory(config.workingDir, failed))
        problems.error("CFG_FILE", problems.given("working_dir"), "working_dir '" + config.workingDir + "' is a file", "name a folder");
}

void checkInputNames(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"input_name"})) return;
    std::set<std::string> names;
    const YamlValue* at = problems.given("input_name");
    for (const InputConfig& input : config.inputs) {
        if (config.inputs.size() > 1 && input.name.empty()) {
            problems.error("HZ08", at ? at : problems.given("input_parameters"),
                           "there are " + std::to_string(config.inputs.size()) + " inputs, but not every one has a name",
                           "add input_name: 'first; second'");
            return;
        }
        if (!names.insert(input.name).second)
            problems.error("HZ08", at, "input_name has '" + input.name + "' twice", "name each input once");
    }
}

void checkInputTypes(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"input_type_train", "input_type_rt"})) return;
    for (const InputConfig& input : config.inputs) {
        const std::string_view allowed = runtimeTypesOf(input.typeTrain);
        const YamlValue* at = problems.given("input_type_rt") ? problems.given("input_type_rt") : problems.given("input_type_train");
        if (!contains(allowed, input.typeRuntime))
            problems.error("HZ10", at,
                           titleOf(input) + ": input_type_train '" + input.typeTrain + "' cannot be converted to input_type_rt '" +
                               input.typeRuntime + "'",
                           "with " + input.typeTrain + " " + allowedText(allowed), input.name);
        if (input.spaceAndRange == "bt601_video" && (input.typeRuntime != "nv12" || (input.typeTrain != "rgb" && input.typeTrain != "bgr")))
            problems.error("HZ13", problems.given("input_space_and_range"),
                           titleOf(input) + ": bt601_video does not go with " + input.typeTrain + " to " + input.typeRuntime,
                           "it is for input_type_rt nv12 with input_type_train rgb or bgr", input.name);
        if (isPicture(input) && input.layoutTrain.empty() && !problems.isAnyWrong({"input_layout_train"}))
            problems.error("HZ14", at, titleOf(input) + " is a picture without input_layout_train", "add input_layout_train: NCHW or NHWC",
                           input.name);
    }
}

void checkValueCount(const InputConfig& input, std::string_view key, std::size_t count, Problems& problems) {
    const auto channels = channelsOf(input);
    if (count < 2 || !channels || static_cast<std::int64_t>(count) == *channels) return;
    problems.error("HZ20", problems.given(key),
                   titleOf(input) + ": " + std::string(key) + " has " + std::to_string(count) + " values for " + std::to_string(*channels) +
                       " channels",
                   "give one value, or one per channel", input.name);
}

std::string normTypeOf(const InputConfig& input) {
    if (input.mean.empty()) return input.scale.empty() ? "no_preprocess" : "data_scale";
    return input.scale.empty() ? "data_mean" : "data_mean_and_scale";
}

void checkNormalisation(BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"norm_type", "mean_value", "scale_value", "input_type_train"})) return;
    const YamlValue* at = problems.given("norm_type");
    for (InputConfig& input : config.inputs) {
        checkValueCount(input, "mean_value", input.mean.size(), problems);
        checkValueCount(input, "scale_value", input.scale.size(), problems);
        for (const double scale : input.scale)
            if (scale == 0 || !std::isfinite(scale))
                problems.error("HZ20", problems.given("scale_value"), titleOf(input) + ": a scale of 0 makes every picture the same",
                               "scale_value multiplies: 1/64 is 0.015625", input.name);
        const std::string needed = normTypeOf(input);
        if (input.normType == needed) continue;
        if (at) {
            problems.error("HZ20", at,
                           titleOf(input) + ": norm_type is " + input.normType + ", but mean_value and scale_value make it " + needed,
                           "change norm_type, or give the values that it needs and no others", input.name);
            continue;
        }
        input.normType = needed;
        problems.warn("HZ20", problems.given(input.mean.empty() ? "scale_value" : "mean_value"),
                      titleOf(input) + ": norm_type is missing and taken as " + needed, "write norm_type: '" + needed + "'", input.name);
    }
}

/// Kneron's words for a method stand in for a calibration_type that is not given.
void takeRangeMethod(BuildConfig& config, Problems& problems) {
    constexpr const char* kGroup = "kneron_parameters";
    constexpr double kUsualShare = 0.999; // of the vendor
    const std::string method = vendorValue(config, kGroup, "datapath_range_method"), share = vendorValue(config, kGroup, "percentage");
    if ((method.empty() && share.empty()) || config.calibrationType == "skip") return;
    const YamlValue* at = problems.given(std::string(kGroup) + (method.empty() ? ".percentage" : ".datapath_range_method"));
    if (problems.given("calibration_type")) {
        problems.warn("CFG_CONFLICT", at,
                      std::string(method.empty() ? "percentage" : "datapath_range_method") + " has no effect beside calibration_type " +
                          config.calibrationType,
                      "leave one of them out");
        return;
    }
    config.calibrationType = method == "mmse" ? "mse" : "max";
    if (method == "mmse" && !share.empty())
        problems.warn("CFG_CONFLICT", at, "percentage has no effect with datapath_range_method mmse", "leave one of them out");
    if (method != "mmse") config.maxPercentile = parseReal(share).value_or(kUsualShare);
    if (method != "mmse" && config.maxPercentile < kUsualShare)
        problems.warn("KN10", at, "percentage " + share + " clips more than one value of a thousand", "0.999 to 1 is advised");
}

void checkCalibrationChoices(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"calibration_type"})) return;
    const bool isSearch = config.calibrationType == "default" || config.calibrationType == "mix";
    if (problems.given("max_percentile") && config.maxPercentile != 1.0 && config.calibrationType != "max" &&
        config.calibrationType != "percentile")
        problems.warn("HZ22", problems.given("max_percentile"),
                      "max_percentile has no effect with calibration_type " + config.calibrationType,
                      "it is for calibration_type max and percentile");
    if (config.perChannel && (isSearch || config.calibrationType == "skip"))
        problems.warn("HZ23", problems.given("per_channel"), "per_channel has no effect with calibration_type " + config.calibrationType,
                      "it is for kl, max, mse and percentile");
}

const std::vector<std::string>& operatorNames() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const OpRow& row : opTable())
            if (row.domain.empty()) names.emplace_back(row.name);
        return names;
    }();
    return kNames;
}

/// "Conv" of set_Conv_input_int16; nothing when the text is not of that form.
std::optional<std::string> operatorOfOption(std::string_view option) {
    constexpr std::string_view kStart = "set_";
    for (const std::string_view end : {"_input_int16", "_output_int16", "_input_int8", "_output_int8"}) {
        if (!option.starts_with(kStart) || !option.ends_with(end) || option.size() <= kStart.size() + end.size()) continue;
        const std::string name(option.substr(kStart.size(), option.size() - kStart.size() - end.size()));
        if (end.ends_with("int16") || name == "Softmax") return name;
    }
    return std::nullopt;
}

void checkOptimization(const BuildConfig& config, Problems& problems) {
    constexpr std::string_view kPlain = "set_model_output_int8|set_model_output_int16|asymmetric|bias_correction|lstm_batch_last";
    const YamlValue* at = problems.given("optimization");
    for (const std::string& option : config.optimization) {
        if (option == "asymmetric" && !problems.isAnyWrong({"calibration_type"}) && config.calibrationType == "default")
            problems.error("HZ24", at, "optimization asymmetric cannot be chosen with calibration_type default",
                           "use calibration_type kl, max, mse or percentile, or leave asymmetric out");
        if (contains(kPlain, option)) continue;
        const auto name = operatorOfOption(option);
        if (!name) {
            problems.error(
                "HZ25", at, "optimization has the unknown option '" + option + "'",
                didYouMean(option, splitBars(kPlain)) +
                    "it is set_{Operator}_input_int16, set_{Operator}_output_int16, set_Softmax_input_int8, set_Softmax_output_int8 or one of " +
                    allowedText(kPlain).substr(6));
        } else if (!findOp("", *name)) {
            problems.error("HZ25", at, "optimization " + option + ": '" + *name + "' is no ONNX operator",
                           didYouMean(*name, operatorNames()) + "write the operator as ONNX does", *name);
        }
    }
}

void checkCompilerChoices(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"compile_mode", "balance_factor"})) return;
    if (config.compileMode == "balance" && !config.balanceFactor)
        problems.error("HZ28", problems.given("compile_mode"), "compile_mode balance needs a balance_factor",
                       "add balance_factor: 0 (bandwidth) to 100 (latency)");
    if (config.compileMode != "balance" && config.balanceFactor)
        problems.warn("HZ28", problems.given("balance_factor"), "balance_factor has no effect with compile_mode " + config.compileMode,
                      "it is for compile_mode balance");
}

void checkInputSources(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"input_type_rt", "layer_out_dump"})) return;
    const YamlValue* at = problems.given("input_source");
    for (const InputConfig& input : config.inputs) {
        const bool isSensor = input.source == "pyramid" || input.source == "resizer";
        const bool isAllowed =
            isSensor ? input.typeRuntime == "nv12" || input.typeRuntime == "gray" : input.source != "ddr" || input.typeRuntime != "nv12";
        if (!isAllowed)
            problems.error("HZ30", at,
                           titleOf(input) + ": input_type_rt " + input.typeRuntime + " does not go with input_source " + input.source,
                           "pyramid and resizer are for nv12 and gray, ddr is for all but nv12", input.name);
        if (input.source == "resizer" && config.layerOutDump)
            problems.error("HZ31", at, titleOf(input) + ": input_source resizer does not go with layer_out_dump",
                           "set layer_out_dump to False", input.name);
    }
    if (config.layerOutDump)
        problems.warn("HZ40", problems.given("layer_out_dump"), "layer_out_dump makes the program slower than it is",
                      "leave it out where the figures count");
}

void checkBatch(const BuildConfig& config, Problems& problems) {
    if (config.inputBatch > 1 && config.inputs.size() > 1)
        problems.error("HZ16", problems.given("input_batch"),
                       "input_batch is for models of one input; there are " + std::to_string(config.inputs.size()),
                       "leave it out, or export the model with that batch");
}

} // namespace

std::vector<std::string_view> allowedRuntimeTypes(std::string_view typeTrain) {
    std::vector<std::string_view> types;
    std::string_view rest = runtimeTypesOf(typeTrain);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        types.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return types;
}

std::string titleOf(const InputConfig& input) {
    return input.name.empty() ? "the input" : "input '" + input.name + "'";
}

bool isPicture(const InputConfig& input) {
    return input.typeTrain != "featuremap";
}

std::optional<std::int64_t> channelsOf(const InputConfig& input) {
    if (isPicture(input)) return input.typeTrain == "gray" ? 1 : 3;
    if (!input.shape || input.shape->size() != 4) return std::nullopt;
    return (*input.shape)[input.layoutTrain == "NHWC" ? 3 : 1];
}

void checkRules(BuildConfig& config, Problems& problems) {
    checkModelFiles(config, problems);
    checkPrefix(config, problems);
    checkInputNames(config, problems);
    checkInputTypes(config, problems);
    checkNormalisation(config, problems);
    checkSamples(config, problems);
    takeRangeMethod(config, problems);
    checkCalibrationChoices(config, problems);
    checkOptimization(config, problems);
    checkPrecision(config, problems);
    checkCompileOptions(config, problems);
    checkCompilerChoices(config, problems);
    checkInputSources(config, problems);
    checkBatch(config, problems);
    checkShapeRules(config, problems);
}

} // namespace lathe
