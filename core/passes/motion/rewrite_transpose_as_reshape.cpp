#include "core/passes/motion/rewrite_transpose_as_reshape.h"

#include "core/passes/motion/layout_rules.h"

#include <algorithm>

namespace lathe {
namespace {

/// What a Reshape has to be told; nothing when the order of elements changes or is not known to stay.
std::optional<Ints> targetOf(const Shape& shape, const Ints& permutation) {
    Ints kept, target;
    for (const std::int64_t axis : permutation) {
        const Dim& dim = shape.dims[static_cast<std::size_t>(axis)];
        target.push_back(dim.isKnown() ? dim.value : -1);
        if (!dim.isKnown() || dim.value != 1) kept.push_back(axis);
    }
    const bool isStated = std::count(target.begin(), target.end(), -1) <= 1 && std::count(target.begin(), target.end(), 0) == 0;
    if (!isStated || !std::is_sorted(kept.begin(), kept.end())) return std::nullopt;
    return target;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Transpose") || graph.opset() < 5) return false;
    const auto permutation = permutationOf(graph, node);
    const auto& shape = graph.value(node.input(0)).shape;
    if (!permutation || !shape || shape->rank() != static_cast<std::int64_t>(permutation->size())) return false;
    if (std::is_sorted(permutation->begin(), permutation->end())) return false;
    const auto target = targetOf(*shape, *permutation);
    if (!target) return false;
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.reshape(node.input(0), *target));
    return true;
}

} // namespace

Result<int> rewriteTransposeAsReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
