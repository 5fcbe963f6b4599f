#include "core/passes/expansion/expand_hard_swish.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandHardSwish(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "HardSwish")) return std::nullopt;
        return Expansion{"Mul(x, Mul(Clip(Add(x, 3), 0, 6), 0.16666666666666666))", {{{"x", node.input(0)}}, {}}};
    });
}

} // namespace lathe
