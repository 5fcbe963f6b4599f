#include "core/passes/removal/remove_repeated_functions.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

struct FunctionRow {
    std::string_view outer;
    std::string_view inner[12]; ///< functions whose results the outer one leaves as they are; itself among them
};
constexpr FunctionRow kRows[] = {
    {"Relu", {"Relu", "Abs", "Sigmoid", "HardSigmoid", "Exp", "Sqrt", "Softplus", "Softmax"}},
    {"Abs", {"Abs", "Relu", "Sigmoid", "HardSigmoid", "Exp", "Softplus", "Softmax"}},
    {"Ceil", {"Ceil", "Floor", "Round", "Sign"}},
    {"Floor", {"Floor", "Ceil", "Round", "Sign"}},
    {"Round", {"Round", "Ceil", "Floor", "Sign"}},
    {"Sign", {"Sign"}},
};

NodeId producerOf(const Graph& graph, const Node& node) {
    return node.input(0).isValid() ? graph.value(node.input(0)).producer : NodeId{};
}

bool isWithoutEffect(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const NodeId producer = producerOf(graph, node);
    if (!producer.isValid()) return false;
    const Node& inner = graph.node(producer);
    for (const FunctionRow& row : kRows) {
        if (!rewriter.is(node, row.outer) || !isOneOf(rewriter, inner, row.inner)) continue;
        return inner.opType == node.opType || isComputedFloat(graph.value(node.input(0)).type);
    }
    return false;
}

/// Gives the readers of the second Neg or Not what the first one reads.
bool removeBoth(Graph& graph, Rewriter& rewriter, NodeId id) {
    const NodeId first = producerOf(graph, graph.node(id));
    if (!first.isValid() || !isOneOf(rewriter, graph.node(id), {"Neg", "Not"}) || !rewriter.is(graph.node(first), graph.node(id).opType))
        return false;
    const ValueId source = graph.node(first).input(0), result = graph.node(id).output();
    if (!source.isValid() || !rewriter.isRead(result) || !rewriter.canReplace(result, source)) return false;
    rewriter.replaceByInput(id, source);
    if (!rewriter.isRead(graph.node(first).output())) rewriter.removeDead(first);
    return true;
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (isWithoutEffect(graph, rewriter, graph.node(id))) return rewriter.removePassThrough(id);
    return removeBoth(graph, rewriter, id);
}

} // namespace

Result<int> removeRepeatedFunctions(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
