#include "tests/random/shrink.h"

#include "tests/random/graph_maker.h"

namespace lathe::random_test {
namespace {

using Differs = std::function<bool(const Case&)>;

/// Takes the change when the case still differs.
bool tryChange(Case& made, const Differs& differs, const std::function<void(Case&)>& change) {
    Case changed = made;
    change(changed);
    removeUnneeded(changed.graph);
    if (!differs(changed)) return false;
    made = std::move(changed);
    return true;
}

/// What a node gives becomes an input of the graph.
void replaceByInput(Graph& graph, NodeId id) {
    const std::vector<ValueId> outputs = graph.node(id).outputs;
    graph.removeNode(id);
    std::vector<ValueId> inputs = graph.inputs();
    for (const ValueId output : outputs)
        if (output.isValid()) inputs.push_back(output);
    graph.setInputs(std::move(inputs));
}

} // namespace

Case shrunk(Case made, const Differs& differs) {
    tryChange(made, differs, [](Case& c) { c.kept.clear(); });
    tryChange(made, differs, [](Case& c) { c.keepAll = false; });
    for (const ValueId output : std::vector<ValueId>(made.graph.outputs()))
        if (made.graph.outputs().size() > 1 && tryChange(made, differs, [&](Case& c) { c.graph.setOutputs({output}); })) break;
    for (bool hasChanged = true; hasChanged;) {
        hasChanged = false;
        for (const NodeId id : made.graph.nodes()) {
            const ValueId output = made.graph.node(id).output();
            if (made.graph.nodeCount() > 1 && output.isValid() && !made.graph.isOutput(output))
                hasChanged = tryChange(made, differs, [&](Case& c) { replaceByInput(c.graph, id); });
            if (!hasChanged && output.isValid() && made.graph.outputs() != std::vector{output})
                hasChanged = tryChange(made, differs, [&](Case& c) { c.graph.setOutputs({output}); });
            if (hasChanged) break;
        }
    }
    return made;
}

} // namespace lathe::random_test
