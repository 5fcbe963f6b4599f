#pragma once

#include "core/formats/caffe/layer_builder.h"

namespace lathe::caffe {

/// SSD's PriorBox, which depends on shapes alone: [1, 2, height · width · boxes · 4], corners as parts of the image, then the
/// variances. Source: Liu et al., SSD (ECCV 2016), section 2.2, in the order of its Caffe layer.
Result<Tensor> makePriorBoxes(const LayerBuilder& builder);

} // namespace lathe::caffe
