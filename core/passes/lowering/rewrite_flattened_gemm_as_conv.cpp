#include "core/passes/lowering/rewrite_flattened_gemm_as_conv.h"

#include "core/passes/lowering/gemm_parts.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// The node that makes a matrix of a picture without mixing pictures; invalid for others.
NodeId flatteningProducer(const Graph& graph, const Rewriter& rewriter, ValueId value) {
    for (const std::string_view type : {"Flatten", "Reshape"}) {
        const NodeId id = rewriter.privateProducer(value, type);
        if (!id.isValid()) continue;
        const auto& from = graph.value(graph.node(id).input(0)).shape;
        const auto& to = graph.value(value).shape;
        if (from && to && from->rank() == 4 && to->rank() == 2 && from->dims[0] == to->dims[0] && from->dims[0].isKnown()) return id;
    }
    return {};
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto gemm = gemmParts(rewriter, node);
    const NodeId flatten = gemm ? flatteningProducer(graph, rewriter, node.input(0)) : NodeId{};
    if (!flatten.isValid()) return false;
    const ValueId picture = graph.node(flatten).input(0);
    const auto dims = rewriter.staticShape(picture), result = reshapeTarget(graph, node.output());
    if (!dims || !result || (*dims)[1] * (*dims)[2] * (*dims)[3] != gemm->weights.dim(1)) return false;
    const std::int64_t outputs = gemm->weights.dim(0);
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> operands{picture, parts.constant("weight", gemm->weights.reshaped({outputs, (*dims)[1], (*dims)[2], (*dims)[3]}))};
    if (gemm->bias) operands.push_back(parts.constant("bias", *gemm->bias));
    const ValueId conv = parts.add("Conv", std::move(operands), {{"kernel_shape", Ints{(*dims)[2], (*dims)[3]}}});
    rewriter.joinOrigins(graph.value(conv).producer, flatten);
    parts.finish(parts.reshape(conv, *result));
    rewriter.removeDead(flatten);
    return true;
}

} // namespace

Result<int> rewriteFlattenedGemmAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
