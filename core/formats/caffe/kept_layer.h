#pragma once

#include "core/formats/caffe/layer_builder.h"

namespace lathe::caffe {

/// A layer that has no ONNX operator, as a node "caffe::<Type>": its bottoms and blobs are the inputs, its parameters the
/// attributes. Diagnostic CAFFE_LAYER_KEPT with `reason`.
Status keepLayer(LayerBuilder& builder, const std::string& reason);

} // namespace lathe::caffe
