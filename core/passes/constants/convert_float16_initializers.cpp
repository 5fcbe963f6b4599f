#include "core/passes/constants/convert_float16_initializers.h"

#include "core/ops/op_helpers.h"
#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kOnnxFloat = 1, kOnnxFloat16 = 10; // TensorProto.DataType

bool isHalf(const Graph& graph, ValueId id) {
    return id.isValid() && graph.value(id).type == DataType::Float16;
}

bool touchesHalf(const Graph& graph, const Node& node) {
    const auto isHere = [&](ValueId id) { return isHalf(graph, id); };
    return std::ranges::any_of(node.inputs, isHere) || std::ranges::any_of(node.outputs, isHere);
}

bool isConvertible(const Graph& graph) {
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (!node.subgraphs().empty() || !findOp(node)) return false;
        if (!node.domain.empty() && node.domain != "ai.onnx" && touchesHalf(graph, node)) return false;
    }
    bool hasConstant = false;
    for (const ValueId id : graph.values()) {
        if (!isHalf(graph, id) || !graph.isConstant(id)) continue;
        if (graph.isInput(id) || graph.isOutput(id)) return false;
        hasConstant = true;
    }
    return hasConstant;
}

Tensor widened(const Tensor& half) {
    const std::vector<double> numbers = half.toDoubles();
    Tensor tensor = Tensor::makeZeros(DataType::Float, half.dims());
    std::ranges::transform(numbers, tensor.mutableData<float>().begin(), [](double x) { return static_cast<float>(x); });
    return tensor;
}

ValueId addCast(Graph& graph, ValueId from, const std::string& name, std::int64_t to) {
    Value value;
    value.name = name;
    value.type = to == kOnnxFloat ? DataType::Float : DataType::Float16;
    value.shape = graph.value(from).shape;
    Node cast;
    cast.opType = "Cast";
    cast.name = name + "_cast";
    cast.inputs = {from};
    cast.outputs = {graph.addValue(std::move(value))};
    cast.attributes["to"] = to;
    if (const NodeId producer = graph.value(from).producer; producer.isValid()) cast.origins = graph.node(producer).origins;
    const ValueId result = cast.outputs.front();
    graph.addNode(std::move(cast));
    return result;
}

void widenInputs(Graph& graph) {
    for (const ValueId id : graph.inputs()) {
        if (!isHalf(graph, id) || graph.value(id).consumers.empty()) continue;
        const std::vector<NodeId> readers = graph.value(id).consumers;
        const ValueId wide = addCast(graph, id, graph.value(id).name + "_float", kOnnxFloat);
        graph.origins(graph.value(wide).producer) = graph.node(readers.front()).origins;
        for (const NodeId reader : readers)
            for (std::size_t i = 0; i < graph.node(reader).inputs.size(); ++i)
                if (graph.node(reader).inputs[i] == id) graph.setInput(reader, i, wide);
    }
}

/// The result of addCast to float16.
bool isNarrowing(const Graph& graph, ValueId id) {
    const Node& producer = graph.node(graph.value(id).producer);
    return producer.opType == "Cast" && producer.intAttribute("to", 0) == kOnnxFloat16;
}

void narrowOutputs(Graph& graph) {
    std::vector<ValueId> outputs = graph.outputs();
    for (std::size_t i = 0; i < outputs.size(); ++i) { // one value may be several outputs: replaced together
        const ValueId wide = outputs[i];
        if (!isHalf(graph, wide) || !graph.value(wide).producer.isValid() || isNarrowing(graph, wide)) continue;
        const std::string name = graph.value(wide).name;
        graph.renameValue(wide, graph.uniqueValueName(name + "_float"));
        std::ranges::replace(outputs, wide, addCast(graph, wide, name, kOnnxFloat16));
    }
    graph.setOutputs(std::move(outputs));
}

/// Attributes that say float16: targets of Cast, contents of ConstantOfShape, types of generators.
void widenAttributes(Graph& graph, NodeId id) {
    for (auto& [key, attribute] : graph.attributes(id)) {
        if (auto* type = std::get_if<std::int64_t>(&attribute); type && (key == "to" || key == "dtype") && *type == kOnnxFloat16)
            *type = kOnnxFloat;
        if (auto* content = std::get_if<Tensor>(&attribute); content && content->type() == DataType::Float16) *content = widened(*content);
    }
}

} // namespace

Result<int> convertFloat16Initializers(Graph& graph, JobContext& context) {
    if (!isConvertible(graph)) return 0;
    const std::vector<NodeId> nodes = graph.nodes();
    for (const NodeId id : nodes) {
        LATHE_CHECK(context.checkStop());
        widenAttributes(graph, id);
    }
    widenInputs(graph);
    narrowOutputs(graph);
    int changes = 0;
    for (const ValueId id : graph.values()) {
        if (!isHalf(graph, id) || graph.isInput(id) || graph.isOutput(id)) continue;
        if (const Tensor* content = graph.constantOf(id)) {
            graph.setConstant(id, widened(*content));
            ++changes;
        } else {
            graph.setType(id, DataType::Float);
        }
    }
    return changes;
}

} // namespace lathe
