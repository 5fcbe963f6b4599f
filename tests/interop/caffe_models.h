#pragma once

#include "core/base/result.h"
#include "tests/interop/caffe_cases.h"

#include <filesystem>
#include <span>

namespace lathe::interop {

/// A Caffe network of the zoo that is run on a picture, RGB / 255.
struct CaffeModel {
    const char* name; ///< of its two files
    const char* input;
    const char* output;         ///< its blob
    std::int64_t width, height; ///< of the input
};
/// Those without stored results of OpenCV.
std::span<const CaffeModel> caffeModels();

/// The network with a street scene. OpenCV 4.6 takes no notice of `include` and then knows no layers for training alone, so that
/// layers of phase TRAIN are cut from the text: both importers get the same, shorter one.
Result<CaffeCase> makeCase(const CaffeModel& model, const std::filesystem::path& zoo);

/// The text of a network without the layers that say `phase: TRAIN`.
std::string withoutTrainingLayers(const std::string& prototxt);

} // namespace lathe::interop
