#include "core/config/rules.h"
#include "core/formats/image_file.h"
#include "core/formats/sample_file.h"
#include "core/formats/sample_place.h"

#include <filesystem>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRemedy = "relative paths start in the folder of the configuration";

struct SampleKey {
    const char* key;
    const char* rule;
    std::string InputConfig::*place;
};
constexpr SampleKey kSampleKeys[] = {{"cal_data_dir", "HZ21", &InputConfig::calDataDir},
                                     {"eval_data_dir", "CFG_FILE", &InputConfig::evalDataDir}};

/// One value for several inputs: a place that tells their samples apart.
bool isForAllInputs(const BuildConfig& config, const SampleKey& row, Problems& problems) {
    const YamlValue* at = problems.given(row.key);
    const bool isOne = config.inputs.size() > 1 && at && at->kind == YamlValue::Kind::Scalar && splitList(at->text).size() == 1;
    if (!isOne) return true;
    std::vector<std::string> names;
    for (const InputConfig& input : config.inputs)
        names.push_back(input.name);
    const std::string& place = config.inputs.front().*row.place;
    std::error_code failed;
    if (servesAllInputs(place, names) || !fs::exists(place, failed)) return true;
    problems.error("HZ09", at,
                   std::string(row.key) + " has one value for " + std::to_string(names.size()) + " inputs, and '" + place +
                       "' does not tell their samples apart",
                   "give one for each input, separated by ';', or one with a subfolder for each, .npz archives, or a list with tabs");
    return false;
}

void checkPlace(const InputConfig& input, const SampleKey& row, Problems& problems) {
    const YamlValue* at = problems.given(row.key);
    const std::string& place = input.*row.place;
    const std::string title = std::string(row.key) + " '" + place + "'";
    std::error_code failed;
    if (fs::is_regular_file(place, failed)) {
        if (isSampleFileName(place))
            problems.error(row.rule, at, title + " is one sample", "give the folder that it is in, or a list with its path", input.name);
        return;
    }
    if (!fs::is_directory(place, failed))
        problems.error(row.rule, at, title + " is no folder and no list of samples", kRemedy, input.name);
    else if (fs::is_empty(place, failed) || failed)
        problems.error(row.rule, at, title + " is empty or cannot be read", "put samples into it: " + sampleFormatsText(), input.name);
}

void checkCalibrationData(BuildConfig& config, Problems& problems) {
    if (config.calibrationType == "skip" || problems.isAnyWrong({"calibration_type", "cal_data_dir"})) return;
    const YamlValue* at = problems.given("cal_data_dir");
    if (!at && !config.calibrationTable.empty()) return;
    if (!at) {
        problems.warn("HZ21", problems.given("calibration_parameters"),
                      "there is no cal_data_dir: calibration_type " + config.calibrationType +
                          " becomes skip (random data), so that accuracy means nothing unless the model is quantized already",
                      "give the folder of about 100 samples; a model that brings its own scales (QDQ) needs none");
        config.calibrationType = "skip";
        return;
    }
    if (!isForAllInputs(config, kSampleKeys[0], problems)) return;
    for (const InputConfig& input : config.inputs) {
        if (input.calDataDir.empty())
            problems.error("HZ21", at, titleOf(input) + " has no cal_data_dir", "give one folder for each input", input.name);
        else
            checkPlace(input, kSampleKeys[0], problems);
    }
}

/// Lathe's own keys: what accuracy is measured on.
void checkEvaluationData(const BuildConfig& config, Problems& problems) {
    std::error_code failed;
    if (!config.evalLabelFile.empty() && !fs::is_regular_file(config.evalLabelFile, failed))
        problems.error("CFG_FILE", problems.given("eval_label_file"), "eval_label_file '" + config.evalLabelFile + "' is no file", kRemedy);
    if (!config.calibrationTable.empty() && !fs::is_regular_file(config.calibrationTable, failed))
        problems.error("CFG_FILE", problems.given("calibration_table"), "calibration_table '" + config.calibrationTable + "' is no file",
                       kRemedy);
    if (!isForAllInputs(config, kSampleKeys[1], problems)) return;
    for (const InputConfig& input : config.inputs)
        if (!input.evalDataDir.empty()) checkPlace(input, kSampleKeys[1], problems);
}

/// A picture among the first files of that folder; "" where there is none. A window checks with every key that is pressed.
std::string pictureIn(const std::string& folder, const std::string& input) {
    constexpr int kMost = 1000;
    std::error_code failed;
    if (folder.empty()) return {};
    if (const fs::path own = subfolderOf(folder, input); !own.empty()) return pictureIn(own.string(), {});
    int looked = 0;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end && looked++ < kMost; entry.increment(failed))
        if (isImageFileName(entry->path())) return entry->path().filename().string();
    return {};
}

/// How pictures become a featuremap cannot be guessed: colours, and whether its elements are pixels at all.
void checkPictureSamples(const BuildConfig& config, const InputConfig& input, const SampleKey& row, Problems& problems) {
    const std::string picture = pictureIn(input.*row.place, input.name);
    if (picture.empty()) return;
    const YamlValue* at = problems.given(row.key);
    const std::string place = std::string(row.key) + " has pictures ('" + picture + "'), and " + titleOf(input);
    if (config.imageOrder.empty())
        return problems.error("CFG_PICTURES", at, place + " is a featuremap: how they become it is not said",
                              "set input_type_train and input_type_rt to rgb, bgr … for a program that takes pictures, or image_order "
                              "(rgb, bgr or gray) in calibration_parameters, or give .npy samples",
                              input.name);
    if (!input.shape) return;
    const std::string shape = toCompactText(Shape::of(*input.shape));
    if (input.shape->size() != 4)
        return problems.error("CFG_PICTURES", at, place + " has the shape " + shape, "give .npy samples for inputs that are no images",
                              input.name);
    const std::int64_t channels = config.imageOrder == "gray" ? 1 : 3;
    if (*channelsOf(input) != channels)
        problems.error("CFG_PICTURES", at,
                       place + " of shape " + shape + " has " + std::to_string(*channelsOf(input)) + " channels, but image_order " +
                           config.imageOrder + " makes " + std::to_string(channels),
                       "change image_order or input_layout_train, or give .npy samples", input.name);
}

} // namespace

void checkSamples(BuildConfig& config, Problems& problems) {
    checkCalibrationData(config, problems);
    checkEvaluationData(config, problems);
}

void checkPictureSamples(const BuildConfig& config, Problems& problems) {
    if (problems.isAnyWrong({"input_type_rt", "image_order"})) return;
    for (const InputConfig& input : config.inputs)
        for (const SampleKey& row : kSampleKeys)
            if (input.typeRuntime == "featuremap") checkPictureSamples(config, input, row, problems);
}

} // namespace lathe
