#include "core/passes/expansion/expand_instance_normalization.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandInstanceNormalization(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter& rewriter, NodeId id) -> std::optional<Expansion> {
        const Node node = g.node(id);
        const std::optional<Shape> shape = g.value(node.input(0)).shape;
        if (!isOperator(node, "InstanceNormalization") || !shape || !rewriter.fixedContent(node.input(1)) ||
            !rewriter.fixedContent(node.input(2)))
            return std::nullopt;
        const std::string centred = "Sub(x, ReduceMean@mean(x))";
        const std::string normal = "Div(" + centred + ", Sqrt(Add(ReduceMean@variance(Mul(" + centred + ", " + centred + ")), $epsilon)))";
        Expansion expansion{"Add(Mul(" + normal + ", scale), bias)",
                            {{{"x", node.input(0)}}, {{"epsilon", node.floatAttribute("epsilon", 1e-5f)}}}};
        expansion.names.values["scale"] = alongChannels(g, node.input(1), shape->rank());
        expansion.names.values["bias"] = alongChannels(g, node.input(2), shape->rank());
        reduceAxes(g, expansion, "mean", "ReduceMean", numbersFrom(2, shape->rank()));
        reduceAxes(g, expansion, "variance", "ReduceMean", numbersFrom(2, shape->rank()));
        return expansion;
    });
}

} // namespace lathe
