#include "core/passes/removal/remove_noop_arithmetic.h"

#include "core/passes/node_forms.h"

#include <limits>

namespace lathe {
namespace {

struct NeutralRow {
    std::string_view opType;
    double neutral;
    bool isCommutative;
    bool isOfFloats = false;
};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr NeutralRow kNeutral[] = {
    {"Add", 0.0, true},        {"Sub", 0.0, false},       {"Mul", 1.0, true},       {"Div", 1.0, false},
    {"Pow", 1.0, false, true}, {"Max", -kInfinity, true}, {"Min", kInfinity, true}, {"And", 1.0, true},
    {"Or", 0.0, true},         {"Xor", 0.0, true},        {"BitShift", 0.0, false},
};

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    for (const NeutralRow& row : kNeutral) {
        if (!rewriter.is(node, row.opType)) continue;
        const ValueId left = node.input(0), right = node.input(1);
        if (row.isOfFloats && !isComputedFloat(graph.value(left).type)) return false;
        if (uniformOperand(graph, rewriter, right, left) == row.neutral) return rewriter.removePassThrough(id, 0);
        if (row.isCommutative && uniformOperand(graph, rewriter, left, right) == row.neutral) return rewriter.removePassThrough(id, 1);
    }
    return false;
}

} // namespace

Result<int> removeNoopArithmetic(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
