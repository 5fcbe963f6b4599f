#include "core/passes/lowering/rewrite_patch_conv_as_matmul.h"

#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/motion/layout_rules.h"

namespace lathe {
namespace {

struct PatchConv {
    NodeId before, conv;
    std::vector<WindowAxis> window;
};

bool isPlain(const WindowAxis& axis) {
    return axis.kernel == axis.stride && axis.dilation == 1 && axis.padBegin == 0 && axis.padEnd == 0 && axis.input.isKnown() &&
           axis.input.value % axis.kernel == 0;
}

/// What stands before the last Transpose of the pattern.
std::optional<PatchConv> patchConv(const Graph& graph, const Rewriter& rewriter, const Node& last) {
    if (!rewriter.is(last, "Transpose") || permutationOf(graph, last) != Ints{0, 2, 3, 1}) return std::nullopt;
    const NodeId conv = rewriter.privateProducer(last.input(0), "Conv");
    if (!conv.isValid()) return std::nullopt;
    const Node& node = graph.node(conv);
    const NodeId before = rewriter.privateProducer(node.input(0), "Transpose");
    if (!before.isValid() || permutationOf(graph, graph.node(before)) != Ints{0, 3, 1, 2}) return std::nullopt;
    if (!fixedFloats(rewriter, node.input(1)) || node.intAttribute("group", 1) != 1) return std::nullopt;
    auto window = fixedWindow(graph, rewriter, node);
    if (!window || window->size() != 2 || !isPlain(window->front()) || !isPlain(window->back())) return std::nullopt;
    return PatchConv{before, conv, std::move(*window)};
}

/// [rows · columns · channels of a patch, outputs]
Tensor patchMatrix(const Tensor& weights) {
    const std::int64_t outputs = weights.dim(0), channels = weights.dim(1), places = weights.dim(2) * weights.dim(3);
    Tensor matrix = Tensor::makeZeros(DataType::Float, {places * channels, outputs});
    const auto from = weights.data<float>();
    const auto to = matrix.mutableData<float>();
    for (std::int64_t o = 0; o < outputs; ++o)
        for (std::int64_t c = 0; c < channels; ++c)
            for (std::int64_t p = 0; p < places; ++p)
                to[static_cast<std::size_t>((p * channels + c) * outputs + o)] =
                    from[static_cast<std::size_t>((o * channels + c) * places + p)];
    return matrix;
}

ValueId patchesOf(Replacement& parts, ValueId x, const Ints& dims, const std::vector<WindowAxis>& window) {
    const std::int64_t high = window[0].kernel, wide = window[1].kernel, rows = dims[1] / high, columns = dims[2] / wide;
    if (high == 1 && wide == 1) return x;
    const ValueId apart = parts.reshape(x, {dims[0], rows, high, columns, wide, dims[3]});
    return parts.reshape(parts.transpose(apart, {0, 1, 3, 2, 4, 5}), {dims[0], rows, columns, high * wide * dims[3]});
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const auto found = patchConv(graph, rewriter, graph.node(id));
    const ValueId x = found ? graph.node(found->before).input(0) : ValueId{};
    const auto dims = found ? reshapeTarget(graph, x) : std::nullopt;
    if (!dims || dims->size() != 4 || (*dims)[1] < 1 || (*dims)[2] < 1 || (*dims)[3] < 1 || graph.opset() < 5) return false;
    const ValueId bias = graph.node(found->conv).input(2);
    rewriter.joinOrigins(id, found->conv);
    rewriter.joinOrigins(id, found->before);
    Replacement parts(graph, rewriter, id);
    const ValueId matrix = parts.constant("matrix", patchMatrix(*rewriter.fixedContent(graph.node(found->conv).input(1))));
    ValueId y = parts.add("MatMul", {patchesOf(parts, x, *dims, found->window), matrix});
    if (bias.isValid()) y = parts.add("Add", {y, bias});
    parts.finish(y);
    rewriter.removeDead(found->conv);
    rewriter.removeDead(found->before);
    return true;
}

} // namespace

Result<int> rewritePatchConvAsMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
