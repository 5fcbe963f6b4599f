#pragma once

#include "core/formats/onnx/source.h"
#include "core/graph/tensor.h"

namespace lathe::onnx {

struct NamedTensor {
    std::string name;
    Tensor tensor;
};

/// A TensorProto. The tensor views the file (or its external data) where type and alignment allow, else it is a copy.
/// `what` names the tensor in errors when it has no name of its own.
Result<NamedTensor> readTensor(Source& source, std::span<const std::byte> message, std::string_view what);

/// A SparseTensorProto, made dense; at most 1 GiB. The name is that of its values.
Result<NamedTensor> readSparseTensor(Source& source, std::span<const std::byte> message, std::string_view what);

/// A SequenceProto or OptionalProto as a value of type `container`; items share memory as readTensor says.
Result<Tensor> readContainer(Source& source, std::span<const std::byte> message, DataType container, int depth = 0);

} // namespace lathe::onnx
