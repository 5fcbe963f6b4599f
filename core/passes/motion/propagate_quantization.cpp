#include "core/passes/motion/propagate_quantization.h"

#include "core/passes/motion/quantization_pair.h"

#include <algorithm>

namespace lathe {
namespace {

bool isMovement(const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze",    "Transpose",   "MaxPool",
                                           "Slice",   "Expand",  "Tile",    "DepthToSpace", "SpaceToDepth"};
    return node.outputs.size() == 1 &&
           std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); });
}

/// Quantizing with these parameters and back changes no number that they can express.
bool isExactPair(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    return isPerTensor(rewriter, node) && node.input(2).isValid() && haveEqualScales(graph, rewriter, node, node);
}

/// A pair with the parameters of `model` behind `value`; everybody who read it reads the pair.
void addPair(Graph& graph, Rewriter& rewriter, ValueId value, const Node& model, NodeId named) {
    Replacement parts(graph, rewriter, named);
    const std::vector<NodeId> readers = graph.value(value).consumers;
    const ValueId quantized = parts.add("QuantizeLinear", {value, model.input(1), model.input(2)});
    const ValueId result = parts.add("DequantizeLinear", {quantized, model.input(1), model.input(2)});
    graph.setType(quantized, typeOf(graph, model.input(2)));
    graph.setType(result, graph.value(value).type);
    for (const ValueId made : {quantized, result})
        graph.setShape(made, graph.value(value).shape);
    for (const NodeId reader : readers)
        for (std::size_t i = 0; i < graph.node(reader).inputs.size(); ++i)
            if (graph.node(reader).input(i) == value) graph.setInput(reader, i, result);
}

bool isReadBy(const Graph& graph, const Rewriter& rewriter, ValueId value, std::string_view opType) {
    const auto& readers = graph.value(value).consumers;
    return std::any_of(readers.begin(), readers.end(), [&](NodeId id) { return rewriter.is(graph.node(id), opType); });
}

/// Whether a window of a MaxPool may lie in the padding alone: its result is the lowest number there is, which no pair can express.
/// Windows without dilation meet the picture where the padding is smaller than they are.
bool mayMissPicture(const Node& node) {
    const auto isOne = [](std::int64_t n) { return n == 1; };
    const auto kernel = node.intsAttribute("kernel_shape"), dilations = node.intsAttribute("dilations"), pads = node.intsAttribute("pads");
    if (!std::ranges::all_of(dilations, isOne)) {
        const bool isSame = node.stringAttribute("auto_pad", "NOTSET").starts_with("SAME");
        return isSame || std::ranges::any_of(pads, [](std::int64_t n) { return n != 0; });
    }
    for (std::size_t i = 0; i < pads.size(); ++i)
        if (kernel.empty() || pads[i] >= kernel[i % kernel.size()]) return true;
    return false;
}

/// DequantizeLinear → movement: a pair behind the movement.
bool pushDown(Graph& graph, Rewriter& rewriter, NodeId id) {
    const ValueId result = graph.node(id).output();
    const NodeId before = graph.value(graph.node(id).input(0)).producer;
    if (!before.isValid() || !rewriter.is(graph.node(before), "DequantizeLinear")) return false;
    if (rewriter.isPinned(result) || graph.value(result).consumers.empty() || isReadBy(graph, rewriter, result, "QuantizeLinear"))
        return false;
    const Node model = graph.node(before);
    if (!isExactPair(graph, rewriter, model)) return false;
    if (rewriter.is(graph.node(id), "MaxPool") && mayMissPicture(graph.node(id))) return false;
    addPair(graph, rewriter, result, model, id);
    return true;
}

/// movement → QuantizeLinear: a pair before the movement.
bool pushUp(Graph& graph, Rewriter& rewriter, NodeId id) {
    const ValueId source = graph.node(id).input(0);
    const NodeId behind = rewriter.onlyReader(graph.node(id).output());
    if (!behind.isValid() || !rewriter.is(graph.node(behind), "QuantizeLinear") || graph.node(behind).input(0) != graph.node(id).output())
        return false;
    const NodeId before = graph.value(source).producer;
    if (before.isValid() && rewriter.is(graph.node(before), "DequantizeLinear")) return false;
    const Node model = graph.node(behind);
    if (!rewriter.onlyReader(source).isValid() || !before.isValid() || !isExactPair(graph, rewriter, model)) return false;
    addPair(graph, rewriter, source, model, id);
    return true;
}

} // namespace

Result<int> propagateQuantization(Graph& graph, JobContext& context) {
    int changes = 0;
    while (true) { // each pair lets the next movement see one
        LATHE_TRY(const int now, rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
                      return isMovement(rewriter, graph.node(id)) && (pushDown(graph, rewriter, id) || pushUp(graph, rewriter, id));
                  }));
        if (now == 0) return changes;
        changes += now;
    }
}

} // namespace lathe
