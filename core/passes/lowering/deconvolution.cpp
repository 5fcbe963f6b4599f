#include "core/passes/lowering/deconvolution.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// What resizePlan() wants to know of the inputs; nothing where a parameter is not fixed.
std::optional<std::vector<InferredTensor>> knownInputs(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    std::vector<InferredTensor> inputs{inferredOf(typeOf(graph, node.input(0)), graph.value(node.input(0)).shape)};
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        const Tensor* content = rewriter.fixedContent(node.inputs[i]);
        if (node.inputs[i].isValid() && !content) return std::nullopt;
        inputs.push_back(content ? inferredOf(*content) : InferredTensor{});
    }
    return inputs;
}

} // namespace

std::optional<WholeResize> wholeResize(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "Resize") || graph.opset() < 11 || typeOf(graph, node.input(0)) != DataType::Float) return std::nullopt;
    const auto from = rewriter.staticShape(node.input(0)), to = rewriter.staticShape(node.output());
    const auto inputs = knownInputs(graph, rewriter, node);
    if (!inputs || !from || !to || from->size() != 4 || to->size() != 4 || productOf(*from) == 0 || productOf(*to) == 0)
        return std::nullopt;
    const OpContext context{node, graph.opset()};
    auto modes = resizeModes(context);
    auto axes = modes ? resizePlan(context, *inputs) : Result<std::vector<AxisResize>>(std::vector<AxisResize>{});
    if (!modes || !axes || axes->size() != 4 || modes->coordinates == "tf_crop_and_resize") return std::nullopt;
    const Ints &f = *from, &t = *to;
    if (f[0] != t[0] || f[1] != t[1] || t[2] % f[2] != 0 || t[3] % f[3] != 0 || f == t) return std::nullopt;
    for (const std::size_t i : {2u, 3u})
        if ((*axes)[i].scale != static_cast<float>(t[i] / f[i])) return std::nullopt;
    return WholeResize{std::move(*modes), std::move(*axes), f[1], t[2] / f[2], t[3] / f[3]};
}

ValueId addDepthwiseDeconvolution(Replacement& parts, ValueId x, const WholeResize& resize, const std::vector<float>& rows,
                                  const std::vector<float>& columns, const Ints& pads) {
    const auto high = static_cast<std::int64_t>(rows.size()), wide = static_cast<std::int64_t>(columns.size());
    Tensor weights = Tensor::makeZeros(DataType::Float, {resize.channels, 1, high, wide});
    const auto to = weights.mutableData<float>();
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] = rows[i / columns.size() % rows.size()] * columns[i % columns.size()];
    return parts.add(
        "ConvTranspose", {x, parts.constant("weight", std::move(weights))},
        {{"group", resize.channels}, {"kernel_shape", Ints{high, wide}}, {"strides", Ints{resize.high, resize.wide}}, {"pads", pads}});
}

} // namespace lathe
