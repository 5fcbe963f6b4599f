#include "core/passes/lowering/rewrite_instance_norm_as_layer_norm.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

ValueId asColumn(const Rewriter& rewriter, Replacement& parts, ValueId perChannel, std::int64_t channels) {
    const Tensor* content = rewriter.fixedContent(perChannel);
    if (!content) return parts.reshape(perChannel, {channels, 1});
    return parts.constant("column", content->reshaped({channels, 1}));
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "InstanceNormalization") || graph.opset() < 17 || typeOf(graph, node.input(0)) != DataType::Float) return false;
    const auto dims = rewriter.staticShape(node.input(0));
    if (!dims || dims->size() < 3 || productOf(*dims) == 0) return false;
    const std::int64_t channels = (*dims)[1], map = productOf(std::span(*dims).subspan(2));
    const auto isPerChannel = [&](ValueId x) { return rewriter.staticShape(x) == Ints{channels}; };
    if (map > (1 << 18) || !isPerChannel(node.input(1)) || !isPerChannel(node.input(2))) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId flat = parts.reshape(node.input(0), {(*dims)[0], channels, map});
    const ValueId ones = parts.constant("ones", filled({map}, 1.0f));
    const Attributes attributes{{"axis", std::int64_t(-1)}, {"epsilon", node.floatAttribute("epsilon", 1e-5f)}};
    const ValueId normal = parts.add("LayerNormalization", {flat, ones}, attributes);
    const ValueId scaled = parts.add("Mul", {normal, asColumn(rewriter, parts, node.input(1), channels)});
    const ValueId shifted = parts.add("Add", {scaled, asColumn(rewriter, parts, node.input(2), channels)});
    parts.finish(parts.reshape(shifted, *dims));
    return true;
}

} // namespace

Result<int> rewriteInstanceNormAsLayerNorm(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
