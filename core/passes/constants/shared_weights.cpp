#include "core/passes/constants/shared_weights.h"

#include <algorithm>

namespace lathe {
namespace {

struct Use {
    NodeId node;
    std::vector<std::size_t> inputs;
};

/// The nodes that read the value at inputs that count, each once, in the order of the graph.
std::vector<Use> usesOf(const Graph& graph, const Rewriter& rewriter, ValueId id, CountsAsReader counts) {
    std::vector<NodeId> readers = graph.value(id).consumers;
    std::sort(readers.begin(), readers.end());
    readers.erase(std::unique(readers.begin(), readers.end()), readers.end());
    std::vector<Use> uses;
    for (const NodeId reader : readers) {
        const Node& node = graph.node(reader);
        Use use{reader, {}};
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            if (node.inputs[i] == id && counts(rewriter, node, i)) use.inputs.push_back(i);
        if (!use.inputs.empty()) uses.push_back(std::move(use));
    }
    return uses;
}

} // namespace

Result<int> copySharedInitializers(Graph& graph, JobContext& context, CountsAsReader counts) {
    const Rewriter rewriter(graph);
    int changes = 0;
    for (const ValueId id : graph.values()) {
        LATHE_CHECK(context.checkStop());
        if (!rewriter.fixedContent(id) || rewriter.isPinned(id)) continue;
        const std::vector<Use> uses = usesOf(graph, rewriter, id, counts);
        for (std::size_t i = 1; i < uses.size(); ++i, ++changes) {
            const ValueId copy = graph.addConstant(graph.value(id).name, *graph.constantOf(id));
            for (const std::size_t input : uses[i].inputs)
                graph.setInput(uses[i].node, input, copy);
        }
    }
    return changes;
}

} // namespace lathe
