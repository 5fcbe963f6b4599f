#include "core/edit/edit.h"
#include "core/edit/node_names.h"
#include "core/edit/unneeded.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

/// What `name` means as a beginning: the values that a node of that name reads, else the value of that name.
Result<std::vector<ValueId>> resolveBeginning(const Graph& graph, const std::string& name) {
    const ValueId value = graph.findValue(name);
    const NodeId named = graph.findNode(name);
    if (value.isValid() && !named.isValid()) {
        if (graph.isConstant(value)) return Error::usage("'" + name + "' is a constant, which cannot become an input");
        return std::vector{value};
    }
    LATHE_TRY(const NodeId node, resolveNode(graph, name));
    std::vector<ValueId> read = graph.node(node).inputs;
    const std::vector<ValueId> captured = graph.capturedBySubgraphs(node);
    read.insert(read.end(), captured.begin(), captured.end());
    std::erase_if(read, [&](ValueId id) { return !id.isValid() || graph.isConstant(id); });
    if (read.empty()) return Error::usage("the node '" + name + "' reads nothing but constants", "begin at one of its readers");
    return read;
}

void appendNew(std::vector<ValueId>& list, const std::vector<ValueId>& more) {
    for (const ValueId id : more)
        if (std::ranges::find(list, id) == list.end()) list.push_back(id);
}

/// The value stands for itself from now on: nothing in this graph makes it.
void detach(Graph& graph, ValueId id) {
    const NodeId producer = graph.value(id).producer;
    if (!producer.isValid()) return;
    const std::vector<ValueId> outputs = graph.node(producer).outputs;
    const auto place = static_cast<std::size_t>(std::ranges::find(outputs, id) - outputs.begin());
    graph.setOutput(producer, place, {});
}

/// What the outputs cannot do without and what nothing gives any more once the graph begins at `inputs`.
std::string firstMissing(const Graph& graph) {
    std::set<ValueId> reached;
    std::vector<ValueId> open = graph.outputs();
    while (!open.empty()) {
        const ValueId id = open.back();
        open.pop_back();
        if (!reached.insert(id).second || graph.isConstant(id) || graph.isInput(id)) continue;
        const NodeId producer = graph.value(id).producer;
        if (!producer.isValid()) return graph.value(id).name;
        std::vector<ValueId> reads = graph.node(producer).inputs;
        appendNew(reads, graph.capturedBySubgraphs(producer));
        std::ranges::copy_if(reads, std::back_inserter(open), [](ValueId read) { return read.isValid(); });
    }
    return {};
}

bool isRead(const Graph& graph, ValueId id) {
    return graph.useCount(id) > 0 || graph.isOutput(id);
}

} // namespace

Status extractBetween(Graph& graph, const std::vector<std::string>& from, const std::vector<std::string>& to) {
    Graph cut = graph;
    std::vector<ValueId> inputs, outputs;
    for (const std::string& name : from) {
        LATHE_TRY(const std::vector<ValueId> found, resolveBeginning(cut, name));
        appendNew(inputs, found);
    }
    for (const std::string& name : to) {
        LATHE_TRY(const std::vector<ValueId> found, resolveOutputs(cut, name));
        appendNew(outputs, found);
    }
    if (!outputs.empty()) cut.setOutputs(outputs);
    if (!inputs.empty()) {
        const std::vector<ValueId> old = cut.inputs();
        for (const ValueId id : inputs)
            detach(cut, id);
        cut.setInputs(inputs);
        removeUnneeded(cut);
        const std::string missing = firstMissing(cut);
        if (!missing.empty())
            return Error::usage("the outputs also need '" + missing + "', which does not come from the chosen inputs",
                                "add it to what the part begins with");
        for (const ValueId id : inputs)
            if (!isRead(cut, id))
                return Error::usage("no chosen output needs '" + cut.value(id).name + "'", "leave it out, or choose other outputs");
    } else {
        removeUnneeded(cut);
        std::vector<ValueId> kept = cut.inputs();
        std::erase_if(kept, [&](ValueId id) { return !isRead(cut, id); });
        cut.setInputs(std::move(kept));
    }
    graph = std::move(cut);
    return {};
}

} // namespace lathe
