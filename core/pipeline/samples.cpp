#include "core/base/files.h"
#include "core/formats/image_file.h"
#include "core/formats/npy_file.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/sample_files.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lathe {
namespace fs = std::filesystem;
namespace {

bool hasExtension(const fs::path& file, std::initializer_list<std::string_view> extensions) {
    std::string own = file.extension().string();
    std::ranges::transform(own, own.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::find(extensions, own) != extensions.end();
}

Result<std::vector<fs::path>> sampleFilesIn(const fs::path& folder) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed))
        return Error::input("is not a folder of samples", folder.string(), "give a folder with pictures, .npy or raw files");
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        if (entry->is_regular_file(failed) && isSampleFileName(entry->path())) files.push_back(entry->path());
    if (failed) return Error::input("cannot be listed: " + failed.message(), folder.string());
    if (files.empty())
        return Error::input("has no samples", folder.string(), "samples are .jpg, .jpeg, .png, .npy, .bin, .raw or .nv12 files");
    std::ranges::sort(files);
    return files;
}

bool isImageType(const InputSpec& spec) {
    return spec.typeRuntime != "featuremap";
}

/// Height and width of the trained input by its layout.
Result<std::pair<std::int64_t, std::int64_t>> imageSize(const InputSpec& spec, const fs::path& file) {
    if (spec.shape.size() != 4)
        return Error::input("a picture cannot become the input '" + spec.name + "' of shape " + toText(spec.shape), file.string(),
                            "give .npy samples for inputs that are no images");
    const bool isNhwc = spec.layoutTrain == "NHWC";
    return std::pair(spec.shape[isNhwc ? 1 : 2], spec.shape[isNhwc ? 2 : 3]);
}

Tensor shifted(Tensor tensor, float by) {
    Tensor result = tensor.clone();
    for (float& value : result.mutableData<float>())
        value += by;
    return result;
}

/// A picture in the format that arrives at run time.
Result<Tensor> pictureToRuntime(const Image& image, const InputSpec& spec, const fs::path& file) {
    if (spec.typeRuntime == "nv12") return imageToNv12(image, spec.spaceAndRange == "bt601_video");
    if (spec.typeRuntime == "yuv444") return imageToYuv444(image, spec.layoutTrain);
    if (spec.typeRuntime == "yuv444_128") {
        LATHE_TRY(Tensor yuv, imageToYuv444(image, spec.layoutTrain));
        return shifted(std::move(yuv), -128.0f);
    }
    const std::string& order = isImageType(spec) ? spec.typeRuntime : spec.imageOrder;
    if (order.empty())
        return Error::usage("the input '" + spec.name + "' is a featuremap: how pictures become it is not said (" +
                                file.filename().string() + ")",
                            "set image_order (rgb, bgr or gray) and image_transform in calibration_parameters, or give .npy samples");
    return imageToTensor(image, order, spec.layoutTrain.empty() ? "NCHW" : spec.layoutTrain);
}

Error shapeMismatch(const InputSpec& spec, const Tensor& tensor, const std::vector<std::int64_t>& expected, const fs::path& file) {
    return Error::input("has the shape " + toText(tensor.dims()) + "; the input '" + spec.name + "' needs " + toText(expected),
                        file.string());
}

/// The shape of the tensor that the built network takes (docs of insertPreprocessing).
std::vector<std::int64_t> runtimeShape(const InputSpec& spec) {
    if (spec.typeRuntime != "nv12" || spec.shape.size() != 4) return spec.shape;
    const bool isNhwc = spec.layoutTrain == "NHWC";
    const std::int64_t height = spec.shape[isNhwc ? 1 : 2], width = spec.shape[isNhwc ? 2 : 3];
    return {spec.shape[0], height * 3 / 2, width};
}

/// Image inputs take 8-bit levels: a tensor that was already scaled for the network would give nonsense without a word.
Status checkLevels(const Tensor& tensor, const InputSpec& spec, const fs::path& file) {
    if (!isImageType(spec) || tensor.type() == DataType::Uint8) return {};
    const float low = spec.typeRuntime == "yuv444_128" ? -128.0f : 0.0f, high = low + 255.0f;
    const Tensor levels = tensor.toFloat();
    for (const float value : levels.data<float>()) {
        if (value >= low && value <= high && value == std::nearbyint(value)) continue;
        char text[48];
        std::snprintf(text, sizeof text, "%g", static_cast<double>(value));
        return Error::input("holds " + std::string(text) + "; the input '" + spec.name + "' takes " + spec.typeRuntime +
                                " levels, whole numbers from " + std::to_string(static_cast<int>(low)) + " to " +
                                std::to_string(static_cast<int>(high)),
                            file.string(), "give the picture before mean and scale: the program does that itself");
    }
    return {};
}

/// The same elements with a missing leading batch of 1 added.
Result<Tensor> fitted(const Tensor& tensor, const InputSpec& spec, const fs::path& file) {
    const std::vector<std::int64_t> expected = runtimeShape(spec);
    if (tensor.dims() == expected) return tensor;
    std::vector<std::int64_t> batched{1};
    batched.insert(batched.end(), tensor.dims().begin(), tensor.dims().end());
    if (batched == expected) return tensor.reshaped(batched);
    return shapeMismatch(spec, tensor, expected, file);
}

} // namespace

bool isSampleFileName(const fs::path& file) {
    return isImageFileName(file) || hasExtension(file, {".npy", ".bin", ".raw", ".nv12"});
}

Result<Tensor> readSampleFile(const fs::path& file, const InputSpec& spec) {
    if (isImageFileName(file)) {
        LATHE_TRY(const auto size, imageSize(spec, file));
        LATHE_TRY(const Image image, readImage(file));
        LATHE_TRY(const Image sized, transformImage(image, spec.imageTransform, size.second, size.first));
        LATHE_TRY(const Tensor tensor, pictureToRuntime(sized, spec, file));
        return fitted(tensor, spec, file);
    }
    if (hasExtension(file, {".npy"})) {
        LATHE_TRY(const Tensor tensor, readNpy(file));
        if (tensor.type() == DataType::String) return Error::input("holds no numbers", file.string());
        LATHE_CHECK(checkLevels(tensor, spec, file));
        return fitted(spec.elementType == DataType::Float ? tensor.toFloat() : tensor, spec, file);
    }
    const DataType stored = isImageType(spec) ? DataType::Uint8 : spec.elementType;
    LATHE_TRY(const Tensor raw, readRaw(file, stored, runtimeShape(spec)));
    return isImageType(spec) ? raw.toFloat() : raw;
}

Status checkSamples(const BuildConfig& config, const Graph& original) {
    const std::vector<InputSpec> inputs = inputSpecsOf(config, original);
    for (const auto folder : {&InputConfig::calDataDir, &InputConfig::evalDataDir}) {
        const std::vector<std::string> folders = sampleFoldersOf(config, original, folder);
        if (folders.empty()) continue;
        LATHE_TRY(const SampleSet samples, openSamples(inputs, folders));
        LATHE_CHECK(samples.source(0));
        if (folder == &InputConfig::evalDataDir && !config.evalLabelFile.empty())
            LATHE_CHECK(readLabels(config.evalLabelFile, config.evalLabelOffset, samples.files));
    }
    return {};
}

Result<SampleSet> openSamples(const std::vector<InputSpec>& inputs, const std::vector<std::string>& folders) {
    if (inputs.size() != folders.size())
        return Error::usage("the model has " + std::to_string(inputs.size()) + " inputs, samples were given for " +
                                std::to_string(folders.size()),
                            "give one folder per input, separated by ';'");
    auto files = std::make_shared<std::vector<std::vector<fs::path>>>();
    for (const std::string& folder : folders) {
        LATHE_TRY(auto found, sampleFilesIn(folder));
        if (!files->empty() && found.size() != files->front().size())
            return Error::input("has " + std::to_string(found.size()) + " samples, the first input's folder has " +
                                    std::to_string(files->front().size()),
                                folder);
        files->push_back(std::move(found));
    }
    SampleSet set;
    if (files->empty()) return set;
    set.count = static_cast<std::int64_t>(files->front().size());
    for (const fs::path& file : files->front())
        set.files.push_back(file.string());
    set.source = [files, inputs](std::int64_t index) -> Result<std::vector<Tensor>> {
        std::vector<Tensor> tensors;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            LATHE_TRY(Tensor tensor, readSampleFile((*files)[i][static_cast<std::size_t>(index)], inputs[i]));
            tensors.push_back(std::move(tensor));
        }
        return tensors;
    };
    return set;
}

} // namespace lathe
