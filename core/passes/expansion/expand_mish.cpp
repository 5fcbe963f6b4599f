#include "core/passes/expansion/expand_mish.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandMish(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "Mish")) return std::nullopt;
        return Expansion{"Mul(x, Tanh(Softplus(x)))", {{{"x", node.input(0)}}, {}}};
    });
}

} // namespace lathe
