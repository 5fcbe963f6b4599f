#include "core/passes/expansion/expand_gelu.h"

#include "core/passes/expansion/expander.h"

namespace lathe {
namespace {

const char* formulaOf(const Node& node) {
    constexpr const char* kExact = "Mul(Mul(x, 0.5), Add(Erf(Mul(x, 0.7071067811865476)), 1))";
    constexpr const char* kByTanh = "Mul(Mul(x, 0.5), Add(Tanh(Mul(Add(x, Mul(Mul(Mul(x, x), x), 0.044715)), 0.7978845608028654)), 1))";
    if (isOperator(node, "FastGelu", "com.microsoft")) return node.input(1).isValid() ? nullptr : kByTanh;
    if (isOperator(node, "Gelu", "com.microsoft")) return kExact;
    if (!isOperator(node, "Gelu")) return nullptr;
    return node.stringAttribute("approximate", "none") == "tanh" ? kByTanh : kExact;
}

} // namespace

Result<int> expandGelu(Graph& graph, JobContext& context) {
    if (graph.opset() < 9) return 0;
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const char* formula = formulaOf(g.node(id));
        return formula ? std::optional(Expansion{formula, {{{"x", g.node(id).input(0)}}}}) : std::nullopt;
    });
}

} // namespace lathe
