#pragma once

#include "core/config/build_config.h"
#include "core/formats/model_file.h"

namespace lathe {

/// The files of the model that a configuration names: onnx_model, or prototxt with caffe_model.
ModelFiles modelFilesOf(const BuildConfig& config);
/// Writes the files under the keys of their format; weights found beside a description are named.
void setModelFiles(BuildConfig& config, const ModelFiles& files);
/// input_shape, by input_name (an empty name is the first input).
ModelReadOptions modelReadOptionsOf(const BuildConfig& config);

} // namespace lathe
