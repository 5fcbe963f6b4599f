#include "core/edit/edit_inference.h"

#include "core/graph/graph_change.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

/// Where re-inference begins: nodes that changed, and values.
struct Changed {
    std::set<NodeId> nodes;
    std::set<ValueId> values;
};

Changed changedBetween(const Graph& before, const Graph& after) {
    const GraphChange change = GraphChange::between(before, after);
    Changed changed;
    for (const NodeId id : change.changedNodes())
        changed.nodes.insert(id);
    for (const ValueId id : change.changedValues())
        changed.values.insert(id);
    if (before.opsets != after.opsets)
        for (const NodeId id : after.nodes())
            changed.nodes.insert(id);
    return changed;
}

bool readsChanged(const Graph& graph, NodeId id, const Changed& changed) {
    const auto isChanged = [&](ValueId value) { return value.isValid() && changed.values.contains(value); };
    return std::ranges::any_of(graph.node(id).inputs, isChanged) || std::ranges::any_of(graph.capturedBySubgraphs(id), isChanged);
}

struct Stated {
    ValueId id;
    DataType type;
    ElementTypePtr element;
};

/// Forgets types and shapes behind what changed, and gives the types, for those that inference does not find again.
std::vector<Stated> forgetBehind(Graph& graph, Changed changed) {
    std::vector<Stated> forgotten;
    for (const NodeId id : graph.topologicalOrder()) {
        if (!findOp(graph.node(id)) || !(changed.nodes.contains(id) || readsChanged(graph, id, changed))) continue;
        for (const ValueId output : graph.node(id).outputs) {
            if (!output.isValid()) continue;
            forgotten.push_back({output, graph.value(output).type, graph.value(output).element});
            graph.setType(output, DataType::Undefined);
            graph.setShape(output, std::nullopt);
            changed.values.insert(output);
        }
    }
    return forgotten;
}

Status infer(Graph& graph, JobContext& context) {
    JobContext quiet(context.stopToken(), context.threads());
    return inferShapes(graph, quiet);
}

} // namespace

void inferBeforeEdit(Graph& graph, JobContext& context) {
    Graph inferred = graph;
    if (inferShapes(inferred, context)) graph = std::move(inferred);
}

Status inferAfterEdit(const Graph& before, Graph& after, JobContext& context) {
    if (const std::vector<Diagnostic> problems = verify(after); !problems.empty() && verify(before).empty())
        return Error::usage("the model would be broken: " + toText(problems.front()));
    Graph inferred = after;
    const std::vector<Stated> forgotten = forgetBehind(inferred, changedBetween(before, after));
    const Status status = infer(inferred, context);
    if (status) {
        for (const Stated& stated : forgotten)
            if (inferred.value(stated.id).type == DataType::Undefined) inferred.setType(stated.id, stated.type, stated.element);
        after = std::move(inferred);
        return {};
    }
    if (status.error().kind == ErrorKind::Stopped) return status;
    Graph old = before;
    if (infer(old, context)) return status;
    return {};
}

} // namespace lathe
