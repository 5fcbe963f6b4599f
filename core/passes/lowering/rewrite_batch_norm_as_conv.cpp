#include "core/passes/lowering/rewrite_batch_norm_as_conv.h"

#include "core/passes/fusion/batch_norm_map.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

Tensor floatsOf(const std::vector<double>& numbers) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, {static_cast<std::int64_t>(numbers.size())});
    std::ranges::transform(numbers, tensor.mutableData<float>().begin(), [](double x) { return static_cast<float>(x); });
    return tensor;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto& shape = graph.value(node.input(0)).shape;
    if (!isInferenceNorm(rewriter, node) || !shape || shape->rank() < 3 || shape->rank() > 5 ||
        typeOf(graph, node.input(0)) != DataType::Float)
        return false;
    if (std::ranges::any_of(shape->dims, [](const Dim& dim) { return dim.value == 0; })) return false;
    if (!shape->dims[1].isKnown() || foldableProducer(graph, rewriter, node.input(0)).isValid()) return false;
    const std::int64_t channels = shape->dims[1].value;
    const auto map = channels > 0 ? batchNormMap(rewriter, node, channels) : std::nullopt;
    if (!map) return false;
    const Tensor scale = floatsOf(map->scale), shift = floatsOf(map->shift);
    if (!isFinite(scale) || !isFinite(shift)) return false;
    const Ints kernel(static_cast<std::size_t>(shape->rank() - 2), 1);
    Ints dims{channels, 1};
    dims.insert(dims.end(), kernel.begin(), kernel.end());
    Replacement parts(graph, rewriter, id);
    const ValueId weight = parts.constant("weight", scale.reshaped(dims)), bias = parts.constant("bias", shift);
    parts.finish(parts.add("Conv", {node.input(0), weight, bias}, {{"group", channels}, {"kernel_shape", kernel}}));
    return true;
}

} // namespace

Result<int> rewriteBatchNormAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
