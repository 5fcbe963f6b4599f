#include "core/passes/expansion/expand_hard_sigmoid.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandHardSigmoid(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "HardSigmoid")) return std::nullopt;
        return Expansion{
            "Clip(Add(Mul(x, $alpha), $beta), 0, 1)",
            {{{"x", node.input(0)}}, {{"alpha", node.floatAttribute("alpha", 0.2f)}, {"beta", node.floatAttribute("beta", 0.5f)}}}};
    });
}

} // namespace lathe
