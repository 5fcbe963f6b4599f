#include "core/passes/expansion/expand_layer_normalization.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandLayerNormalization(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node node = g.node(id);
        const std::optional<Shape> shape = g.value(node.input(0)).shape;
        if (!isOperator(node, "LayerNormalization") || !shape || g.value(node.input(1)).type != DataType::Float) return std::nullopt;
        const auto first = axisOf(node, -1, shape->rank());
        if (!first) return std::nullopt;
        const auto axes = numbersFrom(*first, shape->rank());
        const std::string centred = "Sub(x, ReduceMean@mean(x))";
        const std::string normal = "Div(" + centred + ", Sqrt(Add(ReduceMean@variance(Mul(" + centred + ", " + centred + ")), $epsilon)))";
        const bool hasBias = node.input(2).isValid();
        Expansion expansion{hasBias ? "Add(Mul(" + normal + ", scale), bias)" : "Mul(" + normal + ", scale)",
                            {{{"x", node.input(0)}, {"scale", node.input(1)}, {"bias", node.input(2)}},
                             {{"epsilon", node.floatAttribute("epsilon", 1e-5f)}}}};
        reduceAxes(g, expansion, "mean", "ReduceMean", axes);
        reduceAxes(g, expansion, "variance", "ReduceMean", axes);
        return expansion;
    });
}

} // namespace lathe
