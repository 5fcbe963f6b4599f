#include "core/quantization/lifting.h"

namespace lathe::lifting {
namespace {

bool isIn(const Node& node, std::string_view op) {
    return node.opType == op && (node.domain.empty() || node.domain == "com.microsoft");
}

Lift liftQuantize(Lifting& l, NodeId id, const Node& node) {
    const auto params = paramsAt(l.graph, node, 1, DataType::Uint8, -1);
    const ValueId x = node.input(0);
    if (!params || params->scales.size() != 1 || !isActivationType(params->type) || l.graph.isConstant(x) ||
        l.graph.value(x).type != DataType::Float)
        return Lift::Left;
    l.twins[node.output()] = {l.bounded(x, *params, node), *params};
    l.replaced.insert(id);
    return Lift::Done;
}

Lift liftDequantize(Lifting& l, NodeId id, const Node& node) {
    const ValueId q = node.input(0);
    std::int64_t axis = node.intAttribute("axis", 1);
    const std::int64_t rank = l.graph.isConstant(q) ? l.graph.constantOf(q)->rank() : 0;
    axis = axis < 0 ? axis + rank : axis;
    const auto params = paramsAt(l.graph, node, 1, l.graph.value(q).type, static_cast<std::int32_t>(axis));
    if (!params || node.intAttribute("block_size", 0) != 0) return Lift::Left;
    ValueId real;
    if (const Tensor* integers = l.graph.constantOf(q)) {
        if (!isStored(integers->type()) || !fitsAxis(*integers, *params)) return Lift::Left;
        real = l.realConstant(q, *params);
    } else if (const auto twin = l.twins.find(q); twin != l.twins.end() && twin->second.params == *params) {
        real = twin->second.real;
    } else {
        return Lift::Left;
    }
    l.replaceOutput(node.output(), real);
    l.replaced.insert(id);
    return Lift::Done;
}

void adopt(Lifting& l, const Node& node, const std::vector<ValueId>& reals, const QuantParams& params) {
    for (std::size_t i = 0; i < reals.size(); ++i) {
        if (!reals[i].isValid()) continue;
        l.twins[node.outputs[i]] = {reals[i], params};
        l.give(reals[i], params);
    }
}

Lift liftMover(Lifting& l, NodeId id, const Node& node) {
    const auto twin = l.twins.find(node.input(0));
    if (twin == l.twins.end()) return Lift::None;
    const bool hasIndices = node.opType == "MaxPool" && node.output(1).isValid();
    if (hasIndices) return Lift::Left;
    Node made = node;
    made.outputs.clear();
    made.inputs[0] = twin->second.real;
    const QuantParams params = twin->second.params;
    adopt(l, node, l.putInPlaceOf(id, std::move(made)), params);
    return Lift::Done;
}

Lift liftConcat(Lifting& l, NodeId id, const Node& node) {
    Node made = node;
    made.outputs.clear();
    std::optional<QuantParams> params;
    for (ValueId& input : made.inputs) {
        const auto twin = l.twins.find(input);
        if (twin == l.twins.end() || (params && twin->second.params != *params)) return Lift::None;
        params = twin->second.params;
        input = twin->second.real;
    }
    if (!params) return Lift::None;
    adopt(l, node, l.putInPlaceOf(id, std::move(made)), *params);
    return Lift::Done;
}

} // namespace

Lift liftNode(Lifting& lifting, NodeId id) {
    const Node node = lifting.graph.node(id);
    if (isIn(node, "QuantizeLinear")) return liftQuantize(lifting, id, node);
    if (isIn(node, "DequantizeLinear")) return liftDequantize(lifting, id, node);
    if (node.domain.empty() && isMover(node.opType)) return liftMover(lifting, id, node);
    if (node.domain.empty() && node.opType == "Concat") return liftConcat(lifting, id, node);
    return Lift::None;
}

} // namespace lathe::lifting
