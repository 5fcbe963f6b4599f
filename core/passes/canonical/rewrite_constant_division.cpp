#include "core/passes/canonical/rewrite_constant_division.h"

#include "core/passes/canonical/mapped_operand.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

#include <cmath>

/// 1 / x as long as a float holds it as a normal number.
std::optional<double> reciprocal(double number) {
    const double result = 1.0 / number;
    return std::isnormal(static_cast<float>(result)) && std::isnormal(static_cast<float>(number)) ? std::optional(result) : std::nullopt;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Div") || graph.opset() < kArithmeticBroadcastsSince || !node.input(1).isValid()) return false;
    const DataType type = graph.value(node.input(1)).type; // 16-bit floats would round twice, and too coarsely
    if (type != DataType::Float && type != DataType::Double) return false;
    auto factor = mappedOperand(graph, rewriter, id, reciprocal);
    if (!factor) return false;
    setMappedOperand(graph, rewriter, id, "Mul", std::move(*factor));
    return true;
}

} // namespace

Result<int> rewriteConstantDivision(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
