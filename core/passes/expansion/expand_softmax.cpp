#include "core/passes/expansion/expand_softmax.h"

#include "core/passes/expansion/expander.h"

namespace lathe {

Result<int> expandSoftmax(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node& node = g.node(id);
        const std::optional<Shape> shape = g.value(node.input(0)).shape;
        if (!isOperator(node, "Softmax") || !shape || shape->rank() < 1) return std::nullopt;
        const std::optional<std::int64_t> axis = axisOf(node, g.opset() < 13 ? 1 : -1, shape->rank());
        if (!axis || (g.opset() < 13 && *axis != shape->rank() - 1)) return std::nullopt;
        if (shape->dims[static_cast<std::size_t>(*axis)].value == 0) return std::nullopt; // nothing has no maximum
        const std::string power = "Exp(Sub(x, ReduceMax@largest(x)))";
        Expansion expansion{"Div(" + power + ", ReduceSum@sum(" + power + "))", {{{"x", node.input(0)}}}};
        reduceAxes(g, expansion, "largest", "ReduceMax", {*axis});
        reduceAxes(g, expansion, "sum", "ReduceSum", {*axis});
        return expansion;
    });
}

} // namespace lathe
