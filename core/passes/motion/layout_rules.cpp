#include "core/passes/motion/layout_rules.h"

#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMostShared = 4096; ///< elements of a constant that may be copied in another order

constexpr std::string_view kUnary[] = {
    "Abs",         "Cast",      "Ceil",     "Celu",    "Clip",      "Elu",      "Erf",      "Exp",  "Floor", "Gelu",
    "HardSigmoid", "HardSwish", "Identity", "IsNaN",   "LeakyRelu", "Log",      "Mish",     "Neg",  "Not",   "Reciprocal",
    "Relu",        "Round",     "Selu",     "Sigmoid", "Sign",      "Softplus", "Softsign", "Sqrt", "Tanh",  "ThresholdedRelu"};
constexpr std::string_view kBroadcast[] = {"Add", "And",   "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual",
                                           "Max", "Mean",  "Min", "Mul",   "Or",      "PRelu",          "Pow",  "Sub",
                                           "Sum", "Where", "Xor"};
constexpr std::string_view kReductions[] = {"ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare"};
constexpr std::string_view kAlongOneAxis[] = {"Softmax", "LogSoftmax", "ArgMax", "ArgMin"};

bool isAnyOf(const Rewriter& rewriter, const Node& node, std::span<const std::string_view> types) {
    return std::any_of(types.begin(), types.end(), [&](std::string_view type) { return rewriter.is(node, type); });
}

std::int64_t rankIn(const Ints& permutation) {
    return static_cast<std::int64_t>(permutation.size());
}

bool isOneElement(const Graph& graph, ValueId id) {
    const auto& shape = graph.value(id).shape;
    return shape && shape->elementCount() == 1;
}

/// True where the axes keep their order among each other.
bool keepsOrder(const Ints& axes, const Ints& permutation) {
    const Ints moved = permuted(permutation, axes);
    return std::is_sorted(moved.begin(), moved.end());
}

Ints otherAxes(const Ints& axes, std::int64_t rank) {
    Ints others;
    for (std::int64_t i = 0; i < rank; ++i)
        if (std::find(axes.begin(), axes.end(), i) == axes.end()) others.push_back(i);
    return others;
}

/// An operand that is transposed where it stands: a fixed constant.
bool isMovableConstant(const Graph& graph, const Rewriter& rewriter, ValueId id, std::int64_t rank) {
    const Tensor* content = rewriter.fixedContent(id);
    if (!content || content->rank() > rank || bitWidth(content->type()) < 8) return false;
    return content->elementCount() <= kMostShared || graph.value(id).consumers.size() == 1;
}

std::optional<LayoutUse> useOfBroadcast(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    LayoutUse use;
    if (graph.opset() < 7) return std::nullopt; // broadcast is stated by attributes
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const auto own = knownRank(graph, node.inputs[i]);
        if (!own || *own > rank) return std::nullopt;
        if (rewriter.fixedContent(node.inputs[i])) {
            if (!isMovableConstant(graph, rewriter, node.inputs[i], rank)) return std::nullopt;
        } else if (*own == rank)
            use.carried.push_back(i);
        else if (!isOneElement(graph, node.inputs[i]))
            return std::nullopt;
    }
    return use;
}

std::optional<LayoutUse> useOfConcat(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    LayoutUse use;
    if (!node.hasAttribute("axis") || !axisOf(node, 0, rank)) return std::nullopt;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        if (!rewriter.fixedContent(node.inputs[i]))
            use.carried.push_back(i);
        else if (!isMovableConstant(graph, rewriter, node.inputs[i], rank))
            return std::nullopt;
    }
    return use;
}

std::optional<LayoutUse> useOfReduction(const Rewriter& rewriter, const Node& node, const Ints& permutation) {
    const auto axes = statedAxes(rewriter, node, rankIn(permutation));
    if (!axes || axes->empty() || !keepsOrder(*axes, permutation)) return std::nullopt;
    if (node.intAttribute("keepdims", 1) != 0) return LayoutUse{{0}, true};
    if (!keepsOrder(otherAxes(*axes, rankIn(permutation)), permutation)) return std::nullopt;
    return LayoutUse{{0}, false};
}

bool canPad(const Graph& graph, const Rewriter& rewriter, const Node& node, std::size_t rank) {
    const auto amounts = graph.opset() < 11 ? std::optional(node.intsAttribute("pads")) : rewriter.fixedInts(node.input(1));
    return amounts && amounts->size() == 2 * rank && !node.input(3).isValid();
}

bool canSlice(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    const auto axes = graph.opset() < 10 ? std::optional(node.intsAttribute("axes")) : rewriter.fixedInts(node.input(3));
    return axes && !axes->empty() && std::all_of(axes->begin(), axes->end(), [&](std::int64_t a) { return normalAxis(a, rank); });
}

bool canQuantize(const Graph& graph, const Node& node, std::int64_t rank) {
    if (node.intAttribute("block_size", 0) != 0) return false;
    const auto scaleRank = knownRank(graph, node.input(1));
    return scaleRank && (*scaleRank == 0 || isOneElement(graph, node.input(1)) || (*scaleRank == 1 && axisOf(node, 1, rank)));
}

/// The input of a nearest Resize that states an amount per dimension; 0 when there is none that can be moved.
std::size_t amountsOfResize(const Graph& graph, const Rewriter& rewriter, const Node& node, std::size_t rank) {
    if (node.stringAttribute("mode", "nearest") != "nearest" || node.hasAttribute("axes")) return 0;
    if (node.stringAttribute("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize") return 0;
    if (node.stringAttribute("keep_aspect_ratio_policy", "stretch") != "stretch" || graph.opset() < 11) return 0;
    for (const std::size_t i : {2u, 3u})
        if (const Tensor* content = rewriter.fixedContent(node.input(i));
            content && content->elementCount() == static_cast<std::int64_t>(rank))
            return i;
    return 0;
}

bool isAlongOneAxis(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    if (!isAnyOf(rewriter, node, kAlongOneAxis)) return false;
    const bool isPick = node.opType.starts_with("Arg");
    if (isPick ? node.intAttribute("keepdims", 1) == 0 : graph.opset() < 13) return false;
    return axisOf(node, isPick ? 0 : -1, rank).has_value();
}

Tensor transposedConstant(const Tensor& content, const Ints& order) {
    Ints dims(order.size() - content.dims().size(), 1);
    dims.insert(dims.end(), content.dims().begin(), content.dims().end());
    const Ints strides = rowMajorStrides(dims);
    std::vector<SourceAxis> axes;
    for (const std::int64_t axis : order)
        axes.push_back({dims[static_cast<std::size_t>(axis)], 0, strides[static_cast<std::size_t>(axis)], {}});
    return takeByAxes(content, axes, permuted(dims, order)).value();
}

void moveConstants(Graph& graph, Rewriter& rewriter, NodeId id, const Ints& permutation) {
    for (std::size_t i = 0; i < graph.node(id).inputs.size(); ++i) {
        const Tensor* content = rewriter.fixedContent(graph.node(id).input(i));
        if (!content || content->elementCount() == 1) continue;
        rewriter.replaceConstant(id, i, transposedConstant(*content, inverseOf(permutation)), graph.node(id).name + "_constant");
    }
}

void moveAxis(Graph& graph, NodeId id, std::int64_t fallback, const Ints& permutation) {
    const std::int64_t axis = *axisOf(graph.node(id), fallback, rankIn(permutation));
    graph.attributes(id)["axis"] = permutation[static_cast<std::size_t>(axis)];
}

/// `axes` in the other order, in attribute or input `at`; in place of each, so that starts and ends stay with them.
void moveAxes(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t at, const Ints& permutation) {
    const Node& node = graph.node(id);
    const bool isInput = node.input(at).isValid();
    Ints axes = isInput ? *rewriter.fixedInts(node.input(at)) : node.intsAttribute("axes");
    for (std::int64_t& axis : axes)
        axis = permutation[static_cast<std::size_t>(*normalAxis(axis, rankIn(permutation)))];
    if (!isInput)
        graph.attributes(id)["axes"] = std::move(axes);
    else
        rewriter.replaceConstant(id, at, tensorOf(typeOf(graph, node.input(at)), {static_cast<std::int64_t>(axes.size())}, axes).value(),
                                 node.name + "_axes");
}

void movePads(Graph& graph, Rewriter& rewriter, NodeId id, const Ints& permutation) {
    const Ints order = inverseOf(permutation);
    const bool isAttribute = graph.opset() < 11;
    const Ints pads = isAttribute ? graph.node(id).intsAttribute("pads") : *rewriter.fixedInts(graph.node(id).input(1));
    const auto half = pads.begin() + static_cast<std::ptrdiff_t>(order.size());
    Ints moved = permuted({pads.begin(), half}, order);
    for (const std::int64_t amount : permuted({half, pads.end()}, order))
        moved.push_back(amount);
    if (isAttribute)
        graph.attributes(id)["pads"] = std::move(moved);
    else
        rewriter.replaceConstant(id, 1, vectorOf(moved), graph.node(id).name + "_pads");
}

void moveAmounts(Graph& graph, Rewriter& rewriter, NodeId id, const Ints& permutation) {
    const std::size_t at = amountsOfResize(graph, rewriter, graph.node(id), permutation.size());
    const Tensor amounts = *rewriter.fixedContent(graph.node(id).input(at));
    std::vector<SourceAxis> order(1);
    order[0].count = amounts.elementCount();
    order[0].table = inverseOf(permutation);
    rewriter.replaceConstant(id, at, takeByAxes(amounts, order, amounts.dims()).value(), graph.node(id).name + "_amounts");
}

std::optional<LayoutUse> useOfAnyRank(const Graph& graph, const Rewriter& rewriter, const Node& node, const Ints& permutation) {
    const std::int64_t rank = rankIn(permutation);
    const auto first = [](bool isPossible) { return isPossible ? std::optional(LayoutUse{{0}, true}) : std::nullopt; };
    if (isAnyOf(rewriter, node, kUnary)) return first(true);
    if (isAnyOf(rewriter, node, kBroadcast)) return useOfBroadcast(graph, rewriter, node, rank);
    if (isAnyOf(rewriter, node, kReductions)) return useOfReduction(rewriter, node, permutation);
    if (isAlongOneAxis(graph, rewriter, node, rank)) return first(true);
    if (rewriter.is(node, "Concat")) return useOfConcat(graph, rewriter, node, rank);
    if (rewriter.is(node, "Split")) return first(graph.opset() >= 2 && axisOf(node, 0, rank));
    if (rewriter.is(node, "Pad")) return first(canPad(graph, rewriter, node, permutation.size()));
    if (rewriter.is(node, "Slice")) return first(canSlice(graph, rewriter, node, rank));
    if (rewriter.is(node, "QuantizeLinear") || rewriter.is(node, "DequantizeLinear")) return first(canQuantize(graph, node, rank));
    if (rewriter.is(node, "Resize")) return first(amountsOfResize(graph, rewriter, node, permutation.size()) != 0);
    return std::nullopt;
}

} // namespace

std::optional<LayoutUse> layoutUseOf(const Graph& graph, const Rewriter& rewriter, const Node& node, const Ints& permutation) {
    auto use = useOfAnyRank(graph, rewriter, node, permutation);
    const auto hasRank = [&](std::size_t i) { return knownRank(graph, node.input(i)) == rankIn(permutation); };
    if (!use || use->carried.empty() || !std::all_of(use->carried.begin(), use->carried.end(), hasRank)) return std::nullopt;
    return use;
}

void changeLayout(Graph& graph, Rewriter& rewriter, NodeId id, const Ints& permutation) {
    const Node& node = graph.node(id);
    if (isAnyOf(rewriter, node, kBroadcast)) return moveConstants(graph, rewriter, id, permutation);
    if (isAnyOf(rewriter, node, kReductions)) return moveAxes(graph, rewriter, id, 1, permutation);
    if (rewriter.is(node, "Concat")) {
        moveConstants(graph, rewriter, id, permutation);
        return moveAxis(graph, id, 0, permutation);
    }
    if (rewriter.is(node, "Split") || rewriter.is(node, "ArgMax") || rewriter.is(node, "ArgMin"))
        return moveAxis(graph, id, 0, permutation);
    if (isAnyOf(rewriter, node, kAlongOneAxis)) return moveAxis(graph, id, -1, permutation);
    if (rewriter.is(node, "Pad")) return movePads(graph, rewriter, id, permutation);
    if (rewriter.is(node, "Slice")) return moveAxes(graph, rewriter, id, 3, permutation);
    if (rewriter.is(node, "Resize")) return moveAmounts(graph, rewriter, id, permutation);
    const bool isQuantization = rewriter.is(node, "QuantizeLinear") || rewriter.is(node, "DequantizeLinear");
    if (isQuantization && !isOneElement(graph, node.input(1))) moveAxis(graph, id, 1, permutation);
}

std::optional<Ints> permutationOf(const Graph& graph, const Node& transpose) {
    Ints permutation = transpose.intsAttribute("perm");
    if (!transpose.hasAttribute("perm")) {
        const auto rank = knownRank(graph, transpose.input(0));
        if (!rank) return std::nullopt;
        for (std::int64_t i = *rank; i-- > 0;)
            permutation.push_back(i);
    }
    Ints sorted = permutation;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (sorted[i] != static_cast<std::int64_t>(i)) return std::nullopt;
    return permutation;
}

} // namespace lathe
