#include "core/passes/motion/move_reshape.h"

#include "core/passes/motion/chain_motion.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::string_view kUnary[] = {
    "Abs",  "Cast", "Ceil", "Clip", "Elu",   "Erf",  "Exp",     "Floor", "Gelu",     "HardSigmoid", "HardSwish", "LeakyRelu", "Log",
    "Mish", "Neg",  "Not",  "Relu", "Round", "Selu", "Sigmoid", "Sign",  "Softplus", "Softsign",    "Sqrt",      "Tanh",      "Reciprocal"};
constexpr std::string_view kWithNumber[] = {"Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "QuantizeLinear", "DequantizeLinear"};

/// Every operand but the first is one number of no higher rank than this.
bool hasNumbersOnly(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    if (graph.opset() < 7 || node.inputs.size() < 2) return false;
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        const Tensor* content = rewriter.fixedContent(node.inputs[i]);
        if (node.inputs[i].isValid() && (!content || content->elementCount() != 1 || content->rank() > rank)) return false;
    }
    return true;
}

bool moves(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    return isReshaping(rewriter, node) && knownRank(graph, node.input(0)) && knownRank(graph, node.output());
}

bool passes(const Graph& graph, const Rewriter& rewriter, const Node& link, const Node& moving) {
    const auto is = [&](std::string_view type) { return rewriter.is(link, type); };
    if (link.outputs.size() != 1) return false;
    if (std::any_of(std::begin(kUnary), std::end(kUnary), is)) return true;
    const bool isNumeric = std::any_of(std::begin(kWithNumber), std::end(kWithNumber), is);
    return isNumeric && hasNumbersOnly(graph, rewriter, link, std::min(*knownRank(graph, moving.input(0)), *knownRank(graph, moving.output())));
}

bool ends(const Graph&, const Rewriter& rewriter, const Node& end, const Node&) {
    return isReshaping(rewriter, end);
}

} // namespace

Result<int> moveReshape(Graph& graph, JobContext& context) {
    constexpr ChainMotion kMotion{moves, passes, ends, true};
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return moveDownChain(graph, rewriter, id, kMotion); });
}

} // namespace lathe
