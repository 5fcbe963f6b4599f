#include "core/passes/expansion/expand_rms_normalization.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandRmsNormalization(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node node = g.node(id);
        const std::optional<Shape> shape = g.value(node.input(0)).shape;
        const bool isRms = isOperator(node, "RMSNormalization") || isOperator(node, "SimplifiedLayerNormalization");
        if (!isRms || !shape || g.value(node.input(1)).type != DataType::Float) return std::nullopt;
        const auto first = axisOf(node, -1, shape->rank());
        if (!first) return std::nullopt;
        Expansion expansion{"Mul(Div(x, Sqrt(Add(ReduceMean@mean(Mul(x, x)), $epsilon))), scale)",
                            {{{"x", node.input(0)}, {"scale", node.input(1)}}, {{"epsilon", node.floatAttribute("epsilon", 1e-5f)}}}};
        reduceAxes(g, expansion, "mean", "ReduceMean", numbersFrom(*first, shape->rank()));
        return expansion;
    });
}

} // namespace lathe
