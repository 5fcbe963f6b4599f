#include "core/passes/expansion/expand_quick_gelu.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandQuickGelu(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        if (!isOperator(node, "QuickGelu", "com.microsoft")) return std::nullopt;
        const float alpha = node.floatAttribute("alpha", 1.702f);
        return Expansion{alpha == 1.0f ? "Mul(x, Sigmoid(x))" : "Mul(x, Sigmoid(Mul(x, $alpha)))",
                         {{{"x", node.input(0)}}, {{"alpha", alpha}}}};
    });
}

} // namespace lathe
