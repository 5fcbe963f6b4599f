#include "core/passes/lowering/split_reduce_axes.h"

#include "core/passes/replacement.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    constexpr std::string_view kTypes[] = {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"};
    if (!std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); })) return false;
    const DataType type = typeOf(graph, node.input(0));
    const bool isExact = type == DataType::Float || type == DataType::Double || (isInteger(type) && node.opType != "ReduceMean");
    const auto rank = knownRank(graph, node.input(0));
    auto axes = rank ? statedAxes(rewriter, node, *rank) : std::nullopt;
    if (!axes || !isExact) return false;
    if (axes->empty() && node.intAttribute("noop_with_empty_axes", 0) != 0) return false;
    if (axes->empty()) {
        axes->resize(static_cast<std::size_t>(*rank));
        std::iota(axes->begin(), axes->end(), std::int64_t(0));
    }
    if (axes->size() < 2) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    for (auto axis = axes->rbegin(); axis != axes->rend(); ++axis)
        x = parts.reduce(node.opType, x, {*axis}, node.intAttribute("keepdims", 1) != 0);
    parts.finish(x);
    return true;
}

} // namespace

Result<int> splitReduceAxes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
