#pragma once

#include "core/formats/caffe/layer_builder.h"

namespace lathe::caffe {

/// How a window walks over the spatial axes.
struct Spatial {
    std::vector<std::int64_t> kernel, stride, pad, dilation;

    /// As ONNX spells them: pads before and behind, both the same.
    Attributes attributes() const;
};

/// kernel_size, stride, pad and dilation over `axes` spatial axes: one number for all, one per axis, or the _h and _w forms.
/// An error for sizes that no window has. A kernel that is not stated is 0 everywhere.
Result<Spatial> readSpatial(const LayerBuilder& builder, const Message& parameters, std::size_t axes);

} // namespace lathe::caffe
