#include "core/passes/removal/remove_noop_pool.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

bool areAll(const std::vector<std::int64_t>& numbers, std::int64_t wanted) {
    return std::all_of(numbers.begin(), numbers.end(), [wanted](std::int64_t n) { return n == wanted; });
}

/// A window of one element that stands on every element.
bool isOfOneElement(const Rewriter& rewriter, const Node& node) {
    if (!isOneOf(rewriter, node, {"MaxPool", "AveragePool"}) || !node.hasAttribute("kernel_shape")) return false;
    if (node.output(1).isValid() && rewriter.isRead(node.output(1))) return false;
    return areAll(node.intsAttribute("kernel_shape"), 1) && areAll(node.intsAttribute("strides"), 1) &&
           areAll(node.intsAttribute("pads"), 0);
}

bool isGlobalOfOneElement(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!isOneOf(rewriter, node, {"GlobalMaxPool", "GlobalAveragePool"}) || rankOf(graph, node.input(0)) < 2) return false;
    const std::vector<Dim>& dims = graph.value(node.input(0)).shape->dims;
    return std::all_of(dims.begin() + 2, dims.end(), [](const Dim& dim) { return dim == Dim(1); });
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    return (isOfOneElement(rewriter, node) || isGlobalOfOneElement(graph, rewriter, node)) && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
