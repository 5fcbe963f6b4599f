#include "core/passes/removal/remove_noop_arithmetic.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

struct NeutralRow {
    std::string_view opType;
    double neutral;
    bool isCommutative;
};
constexpr NeutralRow kNeutral[] = {{"Add", 0.0, true}, {"Sub", 0.0, false}, {"Mul", 1.0, true}, {"Div", 1.0, false}};

constexpr std::int64_t kMostElements = std::int64_t(1) << 16;

/// Broadcasting the constant against the value gives the shape of the value.
bool keepsShape(const Tensor& constant, const std::optional<Shape>& shape) {
    if (!shape || constant.rank() > shape->rank()) return false;
    for (std::int64_t i = 0; i < constant.rank(); ++i) {
        const Dim& dim = shape->dims[static_cast<std::size_t>(shape->rank() - constant.rank() + i)];
        if (constant.dim(i) != 1 && !(dim.isKnown() && dim.value == constant.dim(i))) return false;
    }
    return true;
}

bool isNeutral(const Graph& graph, const Rewriter& rewriter, ValueId value, ValueId operand, double neutral) {
    const Tensor* constant = rewriter.fixedContent(operand);
    if (!value.isValid() || !constant || constant->elementCount() == 0 || constant->elementCount() > kMostElements) return false;
    if (!isFloatingPoint(constant->type()) && !isInteger(constant->type())) return false;
    const std::vector<double> numbers = constant->toDoubles();
    const bool isUniform = std::all_of(numbers.begin(), numbers.end(), [neutral](double n) { return n == neutral; });
    return isUniform && keepsShape(*constant, graph.value(value).shape);
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    for (const NeutralRow& row : kNeutral) {
        if (!rewriter.is(node, row.opType)) continue;
        if (isNeutral(graph, rewriter, node.input(0), node.input(1), row.neutral)) return rewriter.removePassThrough(id, 0);
        if (row.isCommutative && isNeutral(graph, rewriter, node.input(1), node.input(0), row.neutral))
            return rewriter.removePassThrough(id, 1);
    }
    return false;
}

} // namespace

Result<int> removeNoopArithmetic(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
