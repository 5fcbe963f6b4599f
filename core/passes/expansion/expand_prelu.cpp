#include "core/passes/expansion/expand_prelu.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandPrelu(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "PRelu")) return std::nullopt;
        return Expansion{"Sub(Relu(x), Mul(Relu(Neg(x)), slope))", {{{"x", node.input(0)}, {"slope", node.input(1)}}}};
    });
}

} // namespace lathe
