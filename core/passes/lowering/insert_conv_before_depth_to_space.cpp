#include "core/passes/lowering/insert_conv_before_depth_to_space.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostChannels = 1024; // whose weights are 4 MB

bool isPointwiseConv(const Graph& graph, const Rewriter& rewriter, NodeId id) {
    if (!id.isValid() || !rewriter.is(graph.node(id), "Conv")) return false;
    const auto& weights = graph.value(graph.node(id).input(1)).shape;
    return weights && weights->rank() == 4 && weights->dims[2].value == 1 && weights->dims[3].value == 1;
}

Tensor identityKernel(std::int64_t channels) {
    Tensor kernel = Tensor::makeZeros(DataType::Float, {channels, channels, 1, 1});
    const auto data = kernel.mutableData<float>();
    for (std::size_t i = 0; i < data.size(); i += static_cast<std::size_t>(channels) + 1)
        data[i] = 1;
    return kernel;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "DepthToSpace") || typeOf(graph, node.input(0)) != DataType::Float) return false;
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape || shape->rank() != 4 || !shape->dims[1].isKnown()) return false;
    const std::int64_t channels = shape->dims[1].value;
    if (channels < 1 || channels > kMostChannels || isPointwiseConv(graph, rewriter, graph.value(node.input(0)).producer)) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId kernel = parts.constant("weight", identityKernel(channels));
    const ValueId mixed = parts.add("Conv", {node.input(0), kernel}, {{"kernel_shape", Ints{1, 1}}});
    parts.finish(parts.add("DepthToSpace", {mixed}, node.attributes));
    return true;
}

} // namespace

Result<int> insertConvBeforeDepthToSpace(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
