#include "core/quantization/raise_opset.h"

#include <array>
#include <optional>

namespace lathe {
namespace {

constexpr std::int64_t kTarget = 13;

std::string inputName(const Graph& graph, NodeId id, const char* what) {
    return graph.node(id).name + "_" + what;
}

ValueId addInts(Graph& graph, NodeId id, const char* what, const std::vector<std::int64_t>& values) {
    return graph.addConstant(inputName(graph, id, what), Tensor::of<std::int64_t>({static_cast<std::int64_t>(values.size())}, values));
}

/// An attribute with a list of integers becomes the input `index`.
void moveInts(Graph& graph, NodeId id, const char* attribute, std::size_t index) {
    if (!graph.node(id).hasAttribute(attribute)) return;
    const ValueId value = addInts(graph, id, attribute, graph.node(id).intsAttribute(attribute));
    graph.setInput(id, index, value);
    graph.attributes(id).erase(attribute);
}

/// An attribute with a number becomes the scalar input `index`.
void moveFloat(Graph& graph, NodeId id, const char* attribute, std::size_t index) {
    if (!graph.node(id).hasAttribute(attribute)) return;
    const float number = graph.node(id).floatAttribute(attribute, 0);
    graph.setInput(id, index, graph.addConstant(inputName(graph, id, attribute), Tensor::scalar(number)));
    graph.attributes(id).erase(attribute);
}

void dropSpatial(Graph& graph, NodeId id) {
    graph.attributes(id).erase("spatial");
}

void raiseSlice(Graph& graph, NodeId id) {
    moveInts(graph, id, "starts", 1);
    moveInts(graph, id, "ends", 2);
    moveInts(graph, id, "axes", 3);
}

void raiseTopK(Graph& graph, NodeId id) {
    if (!graph.node(id).hasAttribute("k")) return;
    graph.setInput(id, 1, addInts(graph, id, "k", {graph.node(id).intAttribute("k", 1)}));
    graph.attributes(id).erase("k");
}

/// Resize 10 and Upsample: output pixel i reads input pixel floor(i / scale).
void readAsymmetrically(Graph& graph, NodeId id) {
    graph.attributes(id)["coordinate_transformation_mode"] = std::string("asymmetric");
    graph.attributes(id)["nearest_mode"] = std::string("floor");
}

void raiseUpsample(Graph& graph, NodeId id) {
    ValueId scales = graph.node(id).input(1);
    if (const auto* listed = graph.node(id).findAttribute<std::vector<float>>("scales"))
        scales = graph.addConstant(inputName(graph, id, "scales"), Tensor::of<float>({static_cast<std::int64_t>(listed->size())}, *listed));
    graph.attributes(id).erase("scales");
    graph.setOpType(id, "Resize");
    graph.setInputs(id, {graph.node(id).input(0), ValueId{}, scales});
    readAsymmetrically(graph, id);
}

void raiseResize(Graph& graph, NodeId id) {
    graph.setInputs(id, {graph.node(id).input(0), ValueId{}, graph.node(id).input(1)});
    readAsymmetrically(graph, id);
}

void raiseClip(Graph& graph, NodeId id) {
    moveFloat(graph, id, "min", 1);
    moveFloat(graph, id, "max", 2);
}

void raisePad(Graph& graph, NodeId id) {
    moveInts(graph, id, "pads", 1);
    moveFloat(graph, id, "value", 2);
}

void renameScatter(Graph& graph, NodeId id) {
    graph.setOpType(id, "ScatterElements");
}

void dropRatio(Graph& graph, NodeId id) {
    graph.attributes(id).erase("ratio"); // it says nothing outside of training
}

void moveAxes(Graph& graph, NodeId id) {
    moveInts(graph, id, "axes", 1);
}

void raiseSplit(Graph& graph, NodeId id) {
    moveInts(graph, id, "split", 1);
}

ValueId addLike(Graph& graph, const std::string& name, DataType type) {
    Value value;
    value.name = name;
    value.type = type;
    return graph.addValue(std::move(value));
}

NodeId addNode(Graph& graph, const std::string& name, const char* op, std::vector<ValueId> inputs, ValueId output) {
    Node node;
    node.name = name;
    node.opType = op;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    return graph.addNode(std::move(node));
}

/// Up to version 12 Softmax works on the input flattened before `axis`; from 13 on along one axis.
void raiseSoftmax(Graph& graph, NodeId id) {
    const ValueId input = graph.node(id).input(0), output = graph.node(id).output();
    const std::string name = graph.node(id).name;
    std::int64_t axis = graph.node(id).intAttribute("axis", 1);
    const std::optional<Shape> shape = graph.value(input).shape;
    graph.attributes(id)["axis"] = std::int64_t(-1);
    if (shape && (axis == -1 || axis == shape->rank() - 1)) return;
    if (axis < 0 && shape) axis += shape->rank();
    const DataType type = graph.value(input).type;
    const ValueId flat = addLike(graph, name + "_flattened", type), result = addLike(graph, name + "_flat", type);
    const ValueId dims = addLike(graph, name + "_dims", DataType::Int64);
    const NodeId flatten = addNode(graph, name + "_flatten", "Flatten", {input}, flat);
    graph.attributes(flatten)["axis"] = axis;
    addNode(graph, name + "_shape", "Shape", {input}, dims);
    graph.setInput(id, 0, flat);
    graph.setOutput(id, 0, result);
    addNode(graph, name + "_reshape", "Reshape", {result, dims}, output);
}

/// What `version` of ai.onnx changed in an operator, in ascending order.
struct Change {
    std::string_view op;
    std::int64_t version;
    void (*apply)(Graph& graph, NodeId id);
};

constexpr std::array kChanges{
    Change{"BatchNormalization", 9, dropSpatial},
    Change{"Slice", 10, raiseSlice},
    Change{"TopK", 10, raiseTopK},
    Change{"Upsample", 10, raiseUpsample},
    Change{"Clip", 11, raiseClip},
    Change{"Pad", 11, raisePad},
    Change{"Scatter", 11, renameScatter},
    Change{"Dropout", 12, dropRatio},
    Change{"ReduceSum", 13, moveAxes},
    Change{"Squeeze", 13, moveAxes},
    Change{"Unsqueeze", 13, moveAxes},
    Change{"Split", 13, raiseSplit},
    Change{"Softmax", 13, raiseSoftmax},
    Change{"LogSoftmax", 13, raiseSoftmax},
    Change{"Hardmax", 13, raiseSoftmax},
};

void raiseNodes(Graph& graph, std::int64_t from);

void raiseSubgraphs(Graph& graph, NodeId id, std::int64_t from) {
    const auto raised = [from](const GraphPtr& body) {
        Graph copy = *body;
        raiseNodes(copy, from);
        return GraphPtr(std::make_shared<const Graph>(std::move(copy)));
    };
    for (auto& [key, attribute] : graph.attributes(id)) {
        if (auto* one = std::get_if<GraphPtr>(&attribute)) *one = raised(*one);
        if (auto* many = std::get_if<std::vector<GraphPtr>>(&attribute))
            for (GraphPtr& body : *many)
                body = raised(body);
    }
}

void raiseNodes(Graph& graph, std::int64_t from) {
    for (const NodeId id : graph.nodes()) {
        raiseSubgraphs(graph, id, from);
        if (!graph.node(id).domain.empty()) continue;
        const std::string op = graph.node(id).opType;
        if (op == "Resize" && from == 10) raiseResize(graph, id);
        for (const Change& change : kChanges)
            if (change.op == op && from < change.version) change.apply(graph, id);
    }
    if (graph.opsets.contains("")) graph.opsets[""] = kTarget;
}

} // namespace

void raiseToOpset13(Graph& graph) {
    const std::int64_t from = graph.opset();
    if (from >= kTarget) return;
    raiseNodes(graph, from);
    graph.opsets[""] = kTarget;
}

} // namespace lathe
