#pragma once

#include "core/formats/image_file.h"
#include "core/formats/sample_file.h"

namespace lathe {

// The readers of sampleFormatTable. Errors may leave the file's name to the caller.
Result<Tensor> readPictureSample(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading);
Result<Tensor> readArraySample(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading);
Result<Tensor> readArchiveSample(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading);
Result<Tensor> readRawSample(const std::filesystem::path& file, const InputSpec& input, const SampleReading& reading);

/// A picture of the input's size in the format that arrives at run time.
Result<Tensor> pictureToRuntime(const Image& image, const InputSpec& input);
/// For nv12 alone: an array [1, 3, H, W] (or NHWC) of levels in the order of input_type_train as the picture that it shows.
Result<Image> pictureOfArray(const Tensor& array, const InputSpec& input);

} // namespace lathe
