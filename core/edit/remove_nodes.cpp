#include "core/edit/edit.h"

#include "core/base/spelling.h"
#include "core/edit/node_names.h"
#include "core/edit/value_names.h"
#include "core/ops/inference.h"

#include <algorithm>
#include <functional>
#include <set>

namespace lathe {
namespace {

struct RemovableRow {
    std::string_view type;   ///< as configurations spell it
    std::string_view opType; ///< as ONNX does
};
constexpr RemovableRow kRemovable[] = {
    {"Quantize", "QuantizeLinear"}, {"Transpose", "Transpose"}, {"Dequantize", "DequantizeLinear"}, {"Cast", "Cast"},
    {"Reshape", "Reshape"},         {"Softmax", "Softmax"}};

std::string listOfTypes() {
    std::string list;
    for (const std::string& type : removableTypes())
        list += (list.empty() ? "" : ", ") + type;
    return list;
}

const RemovableRow* rowFor(std::string_view type) {
    for (const RemovableRow& row : kRemovable)
        if (row.type == type || row.opType == type) return &row;
    return nullptr;
}

void dropIfUnread(Graph& graph, ValueId id) {
    if (!id.isValid() || !graph.isAlive(id) || !graph.isConstant(id)) return;
    if (graph.useCount(id) == 0 && !graph.isInput(id) && !graph.isOutput(id)) graph.removeValue(id);
}

/// The output end: the first input becomes the graph output.
bool removeAtEnd(Graph& graph, NodeId id) {
    const Node node = graph.node(id);
    const ValueId output = node.output(), input = node.input(0);
    if (!input.isValid() || !graph.value(input).producer.isValid()) return false;
    if (!graph.isOutput(output) || graph.useCount(output) > 0) return false;
    std::vector<ValueId> outputs = graph.outputs();
    if (graph.isOutput(input))
        std::erase(outputs, output);
    else
        std::replace(outputs.begin(), outputs.end(), output, input);
    graph.setOutputs(std::move(outputs));
    graph.removeNode(id);
    graph.removeValue(output);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        dropIfUnread(graph, node.inputs[i]);
    return true;
}

/// The input end: the graph input takes the place of the node's output.
bool removeAtBeginning(Graph& graph, NodeId id) {
    const Node node = graph.node(id);
    const ValueId output = node.output(), input = node.input(0);
    if (!input.isValid() || !graph.isInput(input) || graph.isConstant(input) || graph.useCount(input) != 1) return false;
    if (graph.isOutput(input) || graph.isOutput(output) || isCaptured(graph, output) || !graph.value(output).producer.isValid())
        return false;
    const DataType type = graph.value(output).type;
    const ElementTypePtr element = graph.value(output).element;
    const std::optional<Shape> shape = graph.value(output).shape;
    graph.replaceUses(output, input);
    graph.removeNode(id);
    graph.removeValue(output);
    graph.setType(input, type, element);
    graph.setShape(input, shape);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        dropIfUnread(graph, node.inputs[i]);
    return true;
}

/// Removes at both ends until no node that `isWanted` stands there.
Result<int> removeAtEnds(Graph& graph, JobContext& context, const std::function<bool(NodeId)>& isWanted,
                         const std::function<void(const Node&)>& onRemoved) {
    LATHE_CHECK(inferShapes(graph, context)); // a graph input may have to take the type of a value behind it
    int removed = 0;
    for (bool isChanging = true; isChanging;) {
        isChanging = false;
        for (const NodeId id : graph.nodes()) {
            LATHE_CHECK(context.checkStop());
            if (!isWanted(id) || graph.node(id).outputs.size() != 1) continue;
            const Node node = graph.node(id);
            if (!removeAtEnd(graph, id) && !removeAtBeginning(graph, id)) continue;
            onRemoved(node);
            isChanging = true;
            ++removed;
        }
    }
    return removed;
}

/// Who names one type wants it gone. Who names several means all that there are: one line will do.
void reportMissing(const std::vector<std::string>& types, const std::set<std::string, std::less<>>& removed, JobContext& context) {
    std::string missing;
    for (const std::string& type : types)
        if (!removed.contains(rowFor(type)->opType)) missing += (missing.empty() ? "" : ", ") + type;
    if (missing.empty()) return;
    const std::string message = "no node of type " + missing + " stands at an end of the graph: nothing was removed";
    if (types.size() == 1)
        context.warn("EDIT03", message);
    else
        context.info("EDIT03", message);
}

bool fitsInPlaceOf(const Graph& graph, ValueId input, ValueId output) {
    const Value &from = graph.value(input), &to = graph.value(output);
    return from.type == to.type && (!from.shape || !to.shape || *from.shape == *to.shape);
}

/// Anywhere: the readers of the output read the first input.
bool bypass(Graph& graph, NodeId id) {
    const Node node = graph.node(id);
    const ValueId output = node.output(), input = node.input(0);
    if (!output.isValid() || !input.isValid() || isCaptured(graph, output) || !fitsInPlaceOf(graph, input, output)) return false;
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid() && (graph.useCount(node.outputs[i]) > 0 || graph.isOutput(node.outputs[i]))) return false;
    if (graph.isOutput(output) && (!graph.value(input).producer.isValid() || graph.isOutput(input))) return false;
    std::vector<ValueId> outputs = graph.outputs();
    std::ranges::replace(outputs, output, input);
    graph.setOutputs(std::move(outputs));
    graph.replaceUses(output, input);
    graph.removeNode(id);
    for (const ValueId made : node.outputs)
        if (made.isValid()) graph.removeValue(made);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        dropIfUnread(graph, node.inputs[i]);
    return true;
}

} // namespace

const std::vector<std::string>& removableTypes() {
    static const std::vector<std::string> types = [] {
        std::vector<std::string> all;
        for (const RemovableRow& row : kRemovable)
            all.emplace_back(row.type);
        return all;
    }();
    return types;
}

Result<int> removeNodesByType(Graph& graph, const std::vector<std::string>& types, JobContext& context) {
    std::set<std::string_view> wanted;
    for (const std::string& type : types) {
        const RemovableRow* row = rowFor(type);
        if (!row) return Error::usage("nodes of type '" + type + "' cannot be removed", "the types that can are: " + listOfTypes());
        wanted.insert(row->opType);
    }
    std::set<std::string, std::less<>> seen;
    LATHE_TRY(const int removed, removeAtEnds(
                                     graph, context, [&](NodeId id) { return wanted.contains(graph.node(id).opType); },
                                     [&](const Node& node) { seen.insert(node.opType); }));
    reportMissing(types, seen, context);
    return removed;
}

Result<int> removeNodesByName(Graph& graph, const std::vector<std::string>& names, JobContext& context) {
    std::set<NodeId> wanted;
    for (const std::string& name : names) {
        LATHE_TRY(const NodeId id, resolveNode(graph, name));
        const Node& node = graph.node(id);
        if (!rowFor(node.opType))
            return Error::usage("the node '" + node.name + "' is a " + node.opType + ", which cannot be removed",
                                "the types that can are: " + listOfTypes());
        wanted.insert(id);
    }
    LATHE_TRY(const int removed, removeAtEnds(
                                     graph, context, [&](NodeId id) { return wanted.contains(id); }, [](const Node&) {}));
    for (const NodeId id : wanted)
        if (graph.isAlive(id))
            context.warn("EDIT03", "the node does not stand at an end of the graph: it was not removed", graph.node(id).name);
    return removed;
}

Result<int> removeNodes(Graph& graph, const std::vector<std::string>& names, JobContext& context) {
    Graph changed = graph;
    std::set<NodeId> wanted;
    for (const std::string& name : names) {
        LATHE_TRY(const NodeId id, resolveNode(changed, name));
        wanted.insert(id);
    }
    LATHE_TRY(int removed, removeAtEnds(
                               changed, context, [&](NodeId id) { return wanted.contains(id); }, [](const Node&) {}));
    std::string left;
    for (const NodeId id : wanted) {
        if (!changed.isAlive(id)) continue;
        if (bypass(changed, id))
            ++removed;
        else
            left += (left.empty() ? "'" : ", '") + changed.node(id).name + "' (" + changed.node(id).opType + ")";
    }
    if (!left.empty())
        return Error::usage(
            "cannot be taken out: " + left,
            "a node goes where it stands at an end of the graph, or where its first input can take the place of its output");
    graph = std::move(changed);
    return removed;
}

} // namespace lathe
