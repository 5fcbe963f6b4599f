#include "core/passes/expansion/expand_softplus.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandSoftplus(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "Softplus")) return std::nullopt;
        return Expansion{"Add(Relu(x), Log(Add(Exp(Neg(Abs(x))), 1)))", {{{"x", node.input(0)}}, {}}};
    });
}

} // namespace lathe
