#include "core/quantization/lifting.h"

#include <algorithm>

namespace lathe::lifting {
namespace {

/// Data with its scale and zero point, by the first of the three inputs.
struct Operand {
    std::size_t data;
    bool isBias = false; ///< int32 with the scale that the two operands before it give
};

/// An operator on quantized tensors and the float operator that it stands for.
struct LinearRow {
    std::string_view domain, op, realOp;
    std::vector<Operand> operands; ///< of QLinearConcat: the first; the others follow
    std::size_t scale;             ///< of the output; its zero point follows
};

const std::vector<LinearRow>& linearRows() {
    constexpr std::string_view kMicrosoft = "com.microsoft";
    static const std::vector<LinearRow> rows{
        {"", "QLinearConv", "Conv", {{0}, {3}, {8, true}}, 6},
        {"", "QLinearMatMul", "MatMul", {{0}, {3}}, 6},
        {kMicrosoft, "QGemm", "Gemm", {{0}, {3}, {6, true}}, 7},
        {kMicrosoft, "QLinearAdd", "Add", {{0}, {3}}, 6},
        {kMicrosoft, "QLinearMul", "Mul", {{0}, {3}}, 6},
        {kMicrosoft, "QLinearAveragePool", "AveragePool", {{0}}, 3},
        {kMicrosoft, "QLinearGlobalAveragePool", "GlobalAveragePool", {{0}}, 3},
        {kMicrosoft, "QLinearSigmoid", "Sigmoid", {{0}}, 3},
        {kMicrosoft, "QLinearLeakyRelu", "LeakyRelu", {{0}}, 3},
        {kMicrosoft, "QLinearSoftmax", "Softmax", {{0}}, 3},
        {kMicrosoft, "QLinearConcat", "Concat", {{2}}, 0},
    };
    return rows;
}

/// The real numbers of an operand; a DequantizeLinear where nothing but the integers is there (an input of the model).
std::optional<ValueId> realOperand(Lifting& l, const Node& node, std::size_t data, const QuantParams& params) {
    const ValueId q = node.input(data);
    if (const Tensor* integers = l.graph.constantOf(q)) {
        if (!isStored(integers->type()) || !fitsAxis(*integers, params)) return std::nullopt;
        return l.realConstant(q, params);
    }
    if (const auto twin = l.twins.find(q); twin != l.twins.end()) {
        if (twin->second.params != params) return std::nullopt;
        return twin->second.real;
    }
    if (params.scales.size() != 1 || !isActivationType(params.type)) return std::nullopt;
    const ValueId real = l.addReal(l.graph.value(q).name + "_real", l.graph.value(q).shape);
    Node border;
    border.opType = "DequantizeLinear";
    border.inputs = {q, node.input(data + 1), node.input(data + 2)};
    border.outputs = {real};
    border.origins = node.origins;
    l.graph.addNode(std::move(border));
    l.twins[q] = {real, params};
    l.give(real, params);
    return real;
}

/// int32 with the scale s_x · s_w[c] · alpha (of QGemm).
std::optional<ValueId> realBias(Lifting& l, const Node& node, std::size_t at, const QuantParams& x, const QuantParams& w) {
    const Tensor* integers = l.graph.constantOf(node.input(at));
    if (!integers || integers->type() != DataType::Int32) return std::nullopt;
    QuantParams params;
    params.type = DataType::Int32;
    for (const float scale : w.scales)
        params.scales.push_back(x.scales[0] * scale * node.floatAttribute("alpha", 1.0F));
    params.zeroPoints.assign(params.scales.size(), 0);
    if (w.isPerChannel() && integers->rank() == 0) return std::nullopt;
    params.axis = w.isPerChannel() ? static_cast<std::int32_t>(integers->rank()) - 1 : -1;
    if (!std::ranges::all_of(params.scales, [](float s) { return s > 0; }) || !fitsAxis(*integers, params)) return std::nullopt;
    return l.realConstant(node.input(at), params);
}

/// The axis of a weight's channels; activations have one scale.
std::int32_t channelAxis(const Node& node, const LinearRow& row) {
    const bool isOutputFirst = row.realOp == "Conv" || (row.realOp == "Gemm" && node.intAttribute("transB", 0) != 0);
    return isOutputFirst ? 0 : 1;
}

std::vector<Operand> operandsOf(const Node& node, const LinearRow& row) {
    std::vector<Operand> operands = row.operands;
    if (row.realOp == "Concat")
        for (std::size_t data = 5; data < node.inputs.size(); data += 3)
            operands.push_back({data});
    std::erase_if(operands, [&](const Operand& operand) { return !node.input(operand.data).isValid(); });
    return operands;
}

std::optional<std::vector<ValueId>> realOperands(Lifting& l, const Node& node, const LinearRow& row) {
    std::vector<QuantParams> stated;
    std::vector<ValueId> inputs;
    for (const Operand& operand : operandsOf(node, row)) {
        const DataType type = l.graph.value(node.input(operand.data)).type;
        const auto params = operand.isBias ? stated.back() : paramsAt(l.graph, node, operand.data + 1, type, channelAxis(node, row));
        if (!params || (params->scales.size() != 1 && !l.graph.isConstant(node.input(operand.data)))) return std::nullopt;
        const auto real =
            operand.isBias ? realBias(l, node, operand.data, stated[0], *params) : realOperand(l, node, operand.data, *params);
        if (!real) return std::nullopt;
        stated.push_back(*params);
        inputs.push_back(*real);
    }
    return inputs;
}

/// Before opset 13 Softmax runs over all axes from `axis` on; the operator says itself which one it means. Both are the same on the
/// last axis.
bool setSoftmaxAxis(const Graph& graph, const Node& node, Attributes& attributes) {
    const auto& shape = graph.value(node.input(0)).shape;
    const bool isOverOne = node.intAttribute("opset", 0) >= 13;
    std::int64_t axis = node.intAttribute("axis", -1);
    if (!shape) return false;
    if (axis < 0) axis += shape->rank();
    if (isOverOne != (graph.opset() >= 13) && axis != shape->rank() - 1) return false;
    attributes.erase("opset");
    attributes["axis"] = axis;
    return true;
}

Lift lift(Lifting& l, NodeId id, const Node& node, const LinearRow& row) {
    const bool isReal = row.realOp == "Gemm" && !node.input(row.scale).isValid(); // the output
    const auto out = paramsAt(l.graph, node, row.scale, l.graph.value(node.output()).type, -1);
    if (!isReal && (!out || out->scales.size() != 1 || !isActivationType(out->type))) return Lift::Left;
    Node made;
    made.opType = row.realOp;
    made.attributes = node.attributes;
    made.attributes.erase("channels_last");
    if (node.intAttribute("channels_last", 0) != 0) return Lift::Left;
    if (row.realOp == "Softmax" && !setSoftmaxAxis(l.graph, node, made.attributes)) return Lift::Left;
    auto inputs = realOperands(l, node, row);
    if (!inputs) return Lift::Left;
    made.inputs = std::move(*inputs);
    const ValueId raw = l.putInPlaceOf(id, std::move(made)).front();
    if (isReal)
        l.replaceOutput(node.output(), raw);
    else
        l.twins[node.output()] = {l.bounded(raw, *out, node), *out};
    return Lift::Done;
}

} // namespace

Lift liftLinearNode(Lifting& lifting, NodeId id) {
    const Node node = lifting.graph.node(id);
    for (const LinearRow& row : linearRows())
        if (node.domain == row.domain && node.opType == row.op) return lift(lifting, id, node, row);
    return Lift::None;
}

} // namespace lathe::lifting
