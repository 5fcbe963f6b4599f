#include "core/passes/lowering/flatten_element_axes.h"

#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

constexpr std::size_t kMostDims = 4;
constexpr std::string_view kTypes[] = {"Abs",   "Add",  "Ceil",        "Clip",      "Cos",        "Div",  "Elu",   "Erf",  "Exp",
                                       "Floor", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu",  "Log",  "Max",   "Min",  "Mish",
                                       "Mul",   "Neg",  "Pow",         "PRelu",     "Reciprocal", "Relu", "Round", "Selu", "Sigmoid",
                                       "Sign",  "Sin",  "Softplus",    "Softsign",  "Sqrt",       "Sub",  "Tanh"};

/// Of the full shape, or repeated along all leading axes.
bool isCarried(const Graph& graph, const Rewriter& rewriter, ValueId id, const Ints& dims) {
    if (!id.isValid()) return true;
    const auto rank = knownRank(graph, id);
    return rewriter.staticShape(id) == dims || (rank && *rank < static_cast<std::int64_t>(kMostDims));
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto dims = isOneOf(rewriter, node, kTypes) ? rewriter.staticShape(node.output()) : std::nullopt;
    if (!dims || dims->size() <= kMostDims || productOf(*dims) == 0 || graph.opset() < 7 || !hasOneOutput(rewriter, node)) return false;
    if (!std::ranges::all_of(node.inputs, [&](ValueId input) { return isCarried(graph, rewriter, input, *dims); })) return false;
    const std::size_t behind = dims->size() - (kMostDims - 1);
    Ints flat{productOf(std::span(*dims).first(behind))};
    flat.insert(flat.end(), dims->begin() + static_cast<std::ptrdiff_t>(behind), dims->end());
    Replacement parts(graph, rewriter, id);
    std::map<ValueId, ValueId> made;
    std::vector<ValueId> inputs = node.inputs;
    for (ValueId& input : inputs) {
        if (!input.isValid() || rewriter.staticShape(input) != dims) continue;
        const Tensor* content = rewriter.fixedContent(input);
        if (!made.contains(input)) made[input] = content ? parts.constant("flat", content->reshaped(flat)) : parts.reshape(input, flat);
        input = made[input];
    }
    parts.finish(parts.reshape(parts.add(node.opType, std::move(inputs), node.attributes), *dims));
    return true;
}

} // namespace

Result<int> flattenElementAxes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
