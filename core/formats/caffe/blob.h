#pragma once

#include "core/formats/caffe/source.h"
#include "core/graph/tensor.h"

namespace lathe::caffe {

/// The weights in a "blobs" field, of a .caffemodel (in place where they are aligned, `owner` keeps them alive) or of a text:
/// Float, with the dimensions of `shape` or the four old ones (num, channels, height, width). `what` names it in errors, such
/// as a number of values that the dimensions do not give.
Result<Tensor> readBlob(const Source& source, const Field& field, const std::shared_ptr<const void>& owner, const std::string& what);

} // namespace lathe::caffe
