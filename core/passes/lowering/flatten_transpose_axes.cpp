#include "core/passes/lowering/flatten_transpose_axes.h"

#include "core/passes/lowering/axis_groups.h"
#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/motion/layout_rules.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostDims = 4;

bool isBetweenReshapes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const NodeId reader = rewriter.onlyReader(node.output());
    return rewriter.privateProducer(node.input(0), "Reshape").isValid() && reader.isValid() && rewriter.is(graph.node(reader), "Reshape");
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto permutation = rewriter.is(node, "Transpose") ? permutationOf(graph, node) : std::nullopt;
    const auto dims = permutation ? reshapeTarget(graph, node.input(0)) : std::nullopt, target = reshapeTarget(graph, node.output());
    if (!dims || !target || dims->size() != permutation->size() || graph.opset() < 5) return false;
    if (std::ssize(*dims) <= kMostDims && !isBetweenReshapes(graph, rewriter, node)) return false;
    const GroupedTranspose grouped = groupedTranspose(*dims, *permutation);
    if (grouped.dims.size() < 2 || grouped.dims.size() >= dims->size()) return false;
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.reshape(parts.transpose(parts.reshape(node.input(0), grouped.dims), grouped.permutation), *target));
    return true;
}

} // namespace

Result<int> flattenTransposeAxes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
