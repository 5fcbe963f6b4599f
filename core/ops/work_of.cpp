#include "core/ops/inference.h"

#include "core/ops/op_helpers.h"
#include "core/ops/opset_of.h"

namespace lathe {
namespace {

InferredTensor storedValue(const Graph& graph, ValueId id) {
    if (!id.isValid()) return {};
    const Value& value = graph.value(id);
    return value.constant ? inferredOf(*value.constant) : inferredOf(value.type, value.shape);
}

bool isStatic(const Graph& graph, ValueId id) {
    return !id.isValid() || (graph.value(id).shape && graph.value(id).shape->elementCount());
}

/// Weights and biases; int64, bool and string constants are shapes, indices and axes.
bool holdsParameters(DataType type) {
    switch (type) {
    case DataType::Int8:
    case DataType::Uint8:
    case DataType::Int16:
    case DataType::Uint16:
    case DataType::Int32:
    case DataType::Int4:
    case DataType::Uint4:
        return true;
    default:
        return isFloatingPoint(type);
    }
}

} // namespace

Work workOf(const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    const OpRow* row = findOp(node);
    if (!row) return {};
    std::vector<InferredTensor> inputs, outputs;
    for (const ValueId input : node.inputs) {
        if (!isStatic(graph, input)) return {};
        inputs.push_back(storedValue(graph, input));
    }
    for (const ValueId output : node.outputs) {
        if (!isStatic(graph, output)) return {};
        outputs.push_back(storedValue(graph, output));
    }
    const OpContext context{node, opsetOf(graph.opsets, node.domain)};
    return row->work(context, inputs, outputs);
}

Work totalWork(const Graph& graph) {
    Work total;
    for (const NodeId id : graph.nodes()) {
        const Work work = workOf(graph, id);
        total.macs = addSaturated(total.macs, work.macs);
        total.vectorOps = addSaturated(total.vectorOps, work.vectorOps);
        total.specialOps = addSaturated(total.specialOps, work.specialOps);
    }
    return total;
}

std::int64_t parameterCount(const Graph& graph) {
    std::int64_t count = 0;
    for (const ValueId id : graph.values()) {
        const Tensor* constant = graph.constantOf(id);
        if (!constant || !holdsParameters(constant->type())) continue;
        if (!graph.value(id).consumers.empty() || graph.useCount(id) > 0) count += constant->elementCount();
    }
    for (const NodeId id : graph.nodes()) {
        // Some exporters write weights as Constant nodes.
        const Tensor* tensor = graph.node(id).opType == "Constant" ? graph.node(id).findAttribute<Tensor>("value") : nullptr;
        if (tensor && holdsParameters(tensor->type())) count += tensor->elementCount();
        for (const GraphPtr& body : graph.node(id).subgraphs())
            count += parameterCount(*body);
    }
    return count;
}

} // namespace lathe
