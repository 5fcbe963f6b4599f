#pragma once

#include "core/formats/caffe_file.h"
#include "tests/support/message_bytes.h"

#include <map>
#include <string>
#include <vector>

namespace lathe::test {

/// Weights by layer, in the order of the layer's blobs.
using LayerBlobs = std::map<std::string, std::vector<Tensor>>;

/// A BlobProto with a `shape`.
MessageBytes blobMessage(const Tensor& tensor);
/// The bytes of a .caffemodel of the present format.
std::string caffemodelBytes(const LayerBlobs& blobs);

Tensor floats(std::vector<std::int64_t> dims, std::vector<float> values);
/// 0, 1, 2 … in steps of `step` from `first`.
Tensor ramp(std::vector<std::int64_t> dims, float first = 0.0f, float step = 1.0f);

/// Reads a network with `inputs` as declared inputs and runs it; the outputs in the graph's order.
Result<std::vector<Tensor>> runCaffe(const Graph& graph, const std::vector<Tensor>& inputs);
/// "input: … input_shape { … }" for each.
std::string declared(const std::vector<std::pair<std::string, Tensor>>& inputs);

/// Operator types in order, "Conv Relu".
std::string operatorsOf(const Graph& graph);
/// What differs by more than `share` of the range of `expected`; empty when nothing does.
std::string differenceOf(const Tensor& expected, const Tensor& actual, double share);

} // namespace lathe::test
