#include "core/quantization/lifting.h"

#include <algorithm>

namespace lathe::lifting {
namespace {

bool isReadElsewhere(const Lifting& l, ValueId q) {
    const std::vector<NodeId>& consumers = l.graph.value(q).consumers;
    return l.graph.isOutput(q) || l.graph.useCount(q) > static_cast<std::int64_t>(consumers.size()) ||
           std::ranges::any_of(consumers, [&](NodeId id) { return !l.replaced.contains(id); });
}

void addBorder(Lifting& l, const Node& node, ValueId q, const Twin& twin) {
    const std::string& name = l.graph.value(q).name;
    Tensor zero = Tensor::makeZeros(twin.params.type, {});
    if (bitWidth(twin.params.type) == 16)
        zero.mutableData<std::uint16_t>()[0] = static_cast<std::uint16_t>(twin.params.zeroPoints[0]);
    else
        zero.mutableData<std::uint8_t>()[0] = static_cast<std::uint8_t>(twin.params.zeroPoints[0]);
    Node border;
    border.opType = "QuantizeLinear";
    border.name = node.name + "_QuantizeLinear";
    border.origins = node.origins;
    border.inputs = {twin.real, l.graph.addConstant(name + "_scale", Tensor::scalar(twin.params.scales[0])),
                     l.graph.addConstant(name + "_zero_point", std::move(zero))};
    border.outputs = {q};
    l.graph.addNode(std::move(border));
}

void restoreNames(Lifting& l) {
    for (const auto& [id, name] : l.nodeNames)
        l.graph.renameNode(id, name);
    for (const auto& [id, name] : l.outputNames)
        l.graph.renameValue(id, name);
    for (const auto& [integers, made] : l.constants) // the freed name, where nothing else needs the integers
        if (!l.graph.isAlive(integers) && made.size() == 1) l.graph.renameValue(made[0].first, l.constantNames[integers]);
}

} // namespace

void addBorders(Lifting& l) {
    for (const NodeId id : std::set<NodeId>(l.replaced)) {
        const Node node = l.graph.node(id);
        if (node.opType == "QuantizeLinear") continue; // it is this border itself
        for (std::size_t i = 0; i < node.outputs.size(); ++i)
            if (const auto twin = l.twins.find(node.outputs[i]); twin != l.twins.end() && isReadElsewhere(l, node.outputs[i])) {
                l.graph.setOutput(id, i, {});
                addBorder(l, node, node.outputs[i], twin->second);
            }
    }
}

void removeReplaced(Lifting& l) {
    const std::vector<NodeId> order = l.graph.topologicalOrder();
    std::set<ValueId> constants;
    for (auto id = order.rbegin(); id != order.rend(); ++id) {
        if (!l.replaced.contains(*id)) continue;
        const Node node = l.graph.node(*id);
        const auto isNeeded = [&](ValueId output) {
            return output.isValid() && (l.graph.useCount(output) > 0 || l.graph.isOutput(output));
        };
        if (std::ranges::any_of(node.outputs, isNeeded)) continue; // a node that stays keeps what it needs alive
        l.graph.removeNode(*id);
        for (const ValueId output : node.outputs)
            if (output.isValid()) l.graph.removeValue(output);
        std::ranges::copy_if(node.inputs, std::inserter(constants, constants.end()),
                             [&](ValueId input) { return l.graph.isConstant(input); });
    }
    for (const ValueId id : constants)
        if (l.graph.useCount(id) == 0 && !l.graph.isOutput(id) && !l.graph.isInput(id)) l.graph.removeValue(id);
    restoreNames(l);
}

void spreadBackwards(Lifting& l) {
    const std::vector<NodeId> order = l.graph.topologicalOrder();
    for (auto id = order.rbegin(); id != order.rend(); ++id) {
        const Node& node = l.graph.node(*id);
        const bool isKept = isMover(node.opType) || node.opType == "Clip" || node.opType == "Relu";
        if (!isKept || node.outputs.size() != 1 || !node.input(0).isValid() || l.graph.isConstant(node.input(0))) continue;
        const auto found = l.given.find(node.output());
        if (found == l.given.end() || l.graph.useCount(node.input(0)) != 1) continue;
        const QuantParams params = found->second;
        l.given.emplace(node.input(0), params);
    }
}

} // namespace lathe::lifting
