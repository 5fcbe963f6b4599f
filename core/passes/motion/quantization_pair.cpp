#include "core/passes/motion/quantization_pair.h"

#include <algorithm>

namespace lathe {
namespace {

/// k · s neither overflows nor becomes denormal for any |k| < 2^17, so that (k · s) / s rounds to k.
bool isExact(float scale) {
    return scale > 1e-30f && scale < 1e30f;
}

/// What a zero point that is omitted stands for.
DataType quantizedType(const Graph& graph, const Node& node) {
    if (node.input(2).isValid()) return typeOf(graph, node.input(2));
    return typeOf(graph, node.opType == "QuantizeLinear" ? node.output() : node.input(0));
}

bool haveEqualZeros(const Graph& graph, const Rewriter& rewriter, const Node& a, const Node& b) {
    if (quantizedType(graph, a) != quantizedType(graph, b)) return false;
    const auto zeros = [&](const Node& node) {
        return node.input(2).isValid() ? rewriter.fixedInts(node.input(2)) : std::optional(Ints{0});
    };
    auto first = zeros(a), second = zeros(b);
    if (!first || !second) return false;
    const std::size_t count = std::max(first->size(), second->size());
    for (auto* list : {&*first, &*second})
        if (list->size() == 1) list->resize(count, list->front());
    return *first == *second;
}

} // namespace

bool haveEqualScales(const Graph& graph, const Rewriter& rewriter, const Node& a, const Node& b) {
    const Tensor *first = rewriter.fixedContent(a.input(1)), *second = rewriter.fixedContent(b.input(1));
    if (!first || !second || first->type() != DataType::Float || second->type() != DataType::Float) return false;
    if (first->elementCount() != second->elementCount() || a.hasAttribute("block_size") || b.hasAttribute("block_size")) return false;
    const auto scales = first->data<float>(), others = second->data<float>();
    if (!std::equal(scales.begin(), scales.end(), others.begin()) || !std::all_of(scales.begin(), scales.end(), isExact)) return false;
    if (scales.size() != 1 && a.intAttribute("axis", 1) != b.intAttribute("axis", 1)) return false;
    const DataType type = quantizedType(graph, a);
    const bool isNarrow = isInteger(type) && (bitWidth(type) == 8 || bitWidth(type) == 16);
    return isNarrow && haveEqualZeros(graph, rewriter, a, b);
}

bool isPerTensor(const Rewriter& rewriter, const Node& node) {
    const auto isNumber = [&](std::size_t i) {
        const Tensor* content = rewriter.fixedContent(node.input(i));
        return content && content->elementCount() == 1;
    };
    return isNumber(1) && (!node.input(2).isValid() || isNumber(2));
}

} // namespace lathe
