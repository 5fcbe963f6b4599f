#include "tests/core/formats/caffe/caffe_support.h"

#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>

namespace lathe::test {

MessageBytes blobMessage(const Tensor& tensor) {
    MessageBytes shape, blob;
    for (const std::int64_t dim : tensor.dims())
        shape.integer(1, dim);
    blob.message(7, shape);
    blob.bytes(5, tensor.bytes());
    return blob;
}

std::string caffemodelBytes(const LayerBlobs& blobs) {
    MessageBytes network;
    for (const auto& [name, tensors] : blobs) {
        MessageBytes layer;
        layer.text(1, name);
        layer.text(2, "Any");
        for (const Tensor& tensor : tensors)
            layer.message(7, blobMessage(tensor));
        network.message(100, layer);
    }
    return network.content();
}

Tensor floats(std::vector<std::int64_t> dims, std::vector<float> values) {
    return Tensor::of<float>(std::move(dims), std::span<const float>(values));
}

Tensor ramp(std::vector<std::int64_t> dims, float first, float step) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, std::move(dims));
    for (std::int64_t i = 0; i < tensor.elementCount(); ++i)
        tensor.mutableData<float>()[static_cast<std::size_t>(i)] = first + step * static_cast<float>(i);
    return tensor;
}

Result<std::vector<Tensor>> runCaffe(const Graph& graph, const std::vector<Tensor>& inputs) {
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(graph, context));
    return executor.makeSession().run(inputs, context);
}

std::string declared(const std::vector<std::pair<std::string, Tensor>>& inputs) {
    std::string text;
    for (const auto& [name, tensor] : inputs) {
        text += "input: \"" + name + "\"\ninput_shape {";
        for (const std::int64_t dim : tensor.dims())
            text += " dim: " + std::to_string(dim);
        text += " }\n";
    }
    return text;
}

std::string operatorsOf(const Graph& graph) {
    std::string text;
    for (const NodeId id : graph.nodes())
        text += (text.empty() ? "" : " ") + graph.node(id).opType;
    return text;
}

std::string differenceOf(const Tensor& expected, const Tensor& actual, double share) {
    if (expected.dims() != actual.dims()) return "shape " + toText(actual.dims()) + ", expected " + toText(expected.dims());
    const std::vector<double> a = expected.toDoubles(), b = actual.toDoubles();
    if (a.empty()) return {};
    const auto [least, most] = std::ranges::minmax(a);
    const double range = std::max(most - least, std::abs(most));
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(std::abs(a[i] - b[i]) <= share * range))
            return "element " + std::to_string(i) + " is " + std::to_string(b[i]) + ", expected " + std::to_string(a[i]);
    return {};
}

} // namespace lathe::test
