#include "tests/core/passes/double_precision.h"

#include <algorithm>

namespace lathe::test {
namespace {

constexpr std::int64_t kOnnxFloat = 1, kOnnxDouble = 11; // TensorProto.DataType

template <class To>
Tensor converted(const Tensor& tensor, DataType type) {
    const std::vector<double> numbers = tensor.toDoubles();
    Tensor result = Tensor::makeZeros(type, tensor.dims());
    std::ranges::transform(numbers, result.mutableData<To>().begin(), [](double x) { return static_cast<To>(x); });
    return result;
}

/// Scales and regions of Resize and Upsample are float whatever the picture is.
bool staysFloat(const Graph& graph, ValueId id) {
    return std::ranges::any_of(graph.value(id).consumers, [&](NodeId reader) {
        const Node& node = graph.node(reader);
        return (node.opType == "Resize" || node.opType == "Upsample") && node.input(0) != id;
    });
}

} // namespace

Tensor inDouble(const Tensor& tensor) {
    return tensor.type() == DataType::Float ? converted<double>(tensor, DataType::Double) : tensor;
}

Tensor inFloat(const Tensor& tensor) {
    return tensor.type() == DataType::Double ? converted<float>(tensor, DataType::Float) : tensor;
}

Graph inDouble(Graph graph) {
    for (const NodeId id : graph.nodes()) {
        const bool isConstant = graph.node(id).opType == "Constant" && staysFloat(graph, graph.node(id).output());
        for (auto& [key, attribute] : graph.attributes(id)) {
            if (auto* type = std::get_if<std::int64_t>(&attribute); type && (key == "to" || key == "dtype") && *type == kOnnxFloat)
                *type = kOnnxDouble;
            if (auto* content = std::get_if<Tensor>(&attribute); content && !isConstant) *content = inDouble(*content);
        }
    }
    for (const ValueId id : graph.values()) {
        if (graph.value(id).type != DataType::Float || staysFloat(graph, id)) continue;
        if (const Tensor* content = graph.constantOf(id))
            graph.setConstant(id, inDouble(*content));
        else
            graph.setType(id, DataType::Double);
    }
    return graph;
}

} // namespace lathe::test
