#include "tests/core/edit/random_edits.h"

#include "core/edit/edit_text.h"
#include "tests/random/draw.h"

namespace lathe::test {
namespace {

using random_test::Draw;

template <class Id>
Id oneOf(Draw& draw, const std::vector<Id>& ids) {
    return ids.empty() ? Id{} : ids[static_cast<std::size_t>(draw.integer(0, static_cast<std::int64_t>(ids.size()) - 1))];
}

std::string valueName(const Graph& graph, ValueId id) {
    return id.isValid() ? escaped(graph.value(id).name) : "nothing";
}

std::string anyNode(const Graph& graph, Draw& draw) {
    const NodeId id = oneOf(draw, graph.nodes());
    return id.isValid() ? escaped(graph.node(id).name) : "nothing";
}

std::string anyValue(const Graph& graph, Draw& draw) {
    return valueName(graph, oneOf(draw, graph.values()));
}

std::string stepText(Draw& draw) {
    return draw.pick({"Relu", "Identity", "Clip:min=0:max=6", "Cast:to=float16", "Cast:to=float", "Transpose:perm=0,2,3,1", "Neg",
                      "Mul:value=2", "QuantizeLinear:scale=0.1:zero_point=3", "Reshape:shape=1,-1", "Softmax:axis=-1"});
}

std::string newName(Draw& draw) {
    return "new_" + std::to_string(draw.integer(0, 50));
}

std::string attributeText(Draw& draw) {
    return draw.pick({"alpha=0.5", "ceil_mode=1", "axis=-1", "strides=1,1", "group=1", "keepdims=0", "to=float", "auto_pad=SAME_UPPER",
                      "epsilon=1e-3", "group=0", "strides=0,0", "strides=-1,2", "kernel_shape=99999999999,3", "axis=-9223372036854775808",
                      "pads=9223372036854775807,1,1,1", "dilations=4611686018427387904,1", "alpha=nan"});
}

/// An attribute that a node has, where one of some nodes drawn has any.
std::string ownAttribute(const Graph& graph, Draw& draw) {
    for (int i = 0; i < 8; ++i) {
        const NodeId id = oneOf(draw, graph.nodes());
        if (id.isValid() && !graph.node(id).attributes.empty())
            return escaped(graph.node(id).name) + ":" + graph.node(id).attributes.rbegin()->first;
    }
    return anyNode(graph, draw) + ":alpha";
}

std::string shapeText(const Graph& graph, Draw& draw, ValueId input) {
    if (!input.isValid() || !graph.value(input).shape) return "1";
    std::string text;
    for (const Dim& dim : graph.value(input).shape->dims)
        text += (text.empty() ? "" : ",") +
                (dim.isKnown() && !draw.chance(20) ? std::to_string(dim.value) : std::to_string(draw.integer(1, 64)));
    return text;
}

std::string argumentFor(std::string_view operation, const Graph& graph, Draw& draw) {
    const ValueId input = oneOf(draw, graph.inputs());
    if (operation == "remove-type") return draw.pick({"Softmax", "Transpose", "Cast", "Reshape", "Quantize", "Dequantize"});
    if (operation == "remove-node") return anyNode(graph, draw);
    if (operation == "extract") return (draw.chance(50) ? "" : anyValue(graph, draw)) + ":" + anyValue(graph, draw);
    if (operation == "outputs") return anyNode(graph, draw) + "," + anyNode(graph, draw);
    if (operation == "add-output") return anyValue(graph, draw);
    if (operation == "remove-output") return valueName(graph, oneOf(draw, graph.outputs()));
    if (operation.starts_with("insert")) return anyValue(graph, draw) + ":" + stepText(draw);
    if (operation == "set-operator")
        return anyNode(graph, draw) + ":" + draw.pick({"Relu", "Neg", "Sub", "Mul", "AveragePool", "Identity"});
    if (operation == "set-attribute") return anyNode(graph, draw) + ":" + attributeText(draw);
    if (operation == "remove-attribute") return ownAttribute(graph, draw);
    if (operation == "remove-metadata" && !graph.metadata.empty()) return graph.metadata.begin()->first;
    if (operation == "set-shape") return valueName(graph, input) + ":" + shapeText(graph, draw, input);
    if (operation == "set-batch") return draw.pick({"1", "2", "8", "n", "?", "4611686018427387904", "9223372036854775807"});
    if (operation == "set-input-type") return valueName(graph, input) + ":" + draw.pick({"float", "float16", "double"});
    if (operation == "set-opset") return std::to_string(draw.integer(9, 21));
    if (operation == "rename") return (draw.chance(50) ? anyNode(graph, draw) : anyValue(graph, draw)) + ":" + newName(draw);
    if (operation == "set-metadata") return newName(draw) + "=" + newName(draw);
    return newName(draw);
}

} // namespace

EditRequest randomEdit(const Graph& graph, std::uint64_t seed) {
    Draw draw(seed);
    const auto row = static_cast<std::size_t>(draw.integer(0, static_cast<std::int64_t>(editTable().size()) - 1));
    // Cuts leave little to edit: they are drawn less often than the rest.
    const std::string operation(editTable()[row].name);
    if ((operation == "extract" || operation == "outputs") && draw.chance(80)) return {"set-doc", newName(draw)};
    return {operation, argumentFor(operation, graph, draw)};
}

} // namespace lathe::test
