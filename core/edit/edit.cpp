#include "core/edit/edit.h"

#include "core/edit/node_names.h"
#include "core/edit/unneeded.h"
#include "core/edit/value_names.h"
#include "core/ops/inference.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

/// Nodes that some graph output needs.
std::set<NodeId> neededNodes(const Graph& graph) {
    std::set<NodeId> needed;
    std::vector<ValueId> open(graph.outputs());
    while (!open.empty()) {
        const ValueId id = open.back();
        open.pop_back();
        const NodeId producer = graph.value(id).producer;
        if (!producer.isValid() || !needed.insert(producer).second) continue;
        for (const ValueId input : graph.node(producer).inputs)
            if (input.isValid()) open.push_back(input);
        for (const ValueId captured : graph.capturedBySubgraphs(producer))
            open.push_back(captured);
    }
    return needed;
}

/// The numbers that the new shape gives to dimensions that had a name: they hold wherever the name stands.
Result<InferenceOptions> symbolsSet(const std::optional<Shape>& old, const Shape& shape) {
    InferenceOptions options;
    for (std::size_t i = 0; old && i < shape.dims.size(); ++i) {
        const Dim &before = old->dims[i], &after = shape.dims[i];
        if (before.isKnown() || before.symbol.empty() || !after.isKnown()) continue;
        const auto [set, isNew] = options.symbolValues.emplace(before.symbol, after.value);
        if (!isNew && set->second != after.value)
            return Error::usage("the dimensions named '" + before.symbol + "' are equal, and cannot be " + std::to_string(set->second) +
                                " and " + std::to_string(after.value));
    }
    return options;
}

} // namespace

void removeUnneeded(Graph& graph) {
    const std::set<NodeId> needed = neededNodes(graph);
    for (const NodeId id : graph.nodes())
        if (!needed.contains(id)) graph.removeNode(id);
    std::set<ValueId> captured;
    for (const NodeId id : graph.nodes())
        for (const ValueId value : graph.capturedBySubgraphs(id))
            captured.insert(value);
    for (const ValueId id : graph.values()) {
        const Value& value = graph.value(id);
        const bool isNeeded =
            value.producer.isValid() || !value.consumers.empty() || captured.contains(id) || graph.isInput(id) || graph.isOutput(id);
        if (!isNeeded) graph.removeValue(id);
    }
}

Status setOutputNodes(Graph& graph, const std::vector<std::string>& names) {
    if (names.empty()) return Error::usage("no output node is given", "a model needs at least one output");
    std::vector<ValueId> outputs;
    for (const std::string& name : names) {
        LATHE_TRY(const std::vector<ValueId> found, resolveOutputs(graph, name));
        for (const ValueId id : found)
            if (std::find(outputs.begin(), outputs.end(), id) == outputs.end()) outputs.push_back(id);
    }
    if (outputs.empty()) return Error::usage("the chosen nodes have no outputs");
    graph.setOutputs(std::move(outputs));
    removeUnneeded(graph);
    return {};
}

Status setInputShape(Graph& graph, const std::string& input, const Shape& shape, JobContext& context) {
    LATHE_TRY(const ValueId id, resolveInput(graph, input));
    const auto& old = graph.value(id).shape;
    if (old && old->rank() != shape.rank())
        return Error::usage("the input '" + input + "' has " + std::to_string(old->rank()) + " dimensions " + toText(*old) + ", not " +
                            toText(shape));
    if (graph.isConstant(id)) return Error::usage("the input '" + input + "' has a default content, whose shape is fixed");
    LATHE_TRY(const InferenceOptions follow, symbolsSet(old, shape));
    Graph changed = graph;
    changed.setShape(id, shape);
    for (const NodeId node : changed.nodes())
        for (const ValueId output : changed.node(node).outputs)
            if (output.isValid() && findOp(changed.node(node))) changed.setShape(output, std::nullopt);
    LATHE_CHECK(inferShapes(changed, context, follow));
    graph = std::move(changed);
    return {};
}

} // namespace lathe
