#include "core/passes/expansion/expand_group_normalization.h"

#include "core/passes/expansion/expander.h"

namespace lathe {
namespace {

ValueId uniform(Graph& graph, const std::string& name, std::int64_t count, float number) {
    const std::vector<float> numbers(static_cast<std::size_t>(count), number);
    return graph.addConstant(name, Tensor::of<float>({count}, std::span<const float>(numbers)));
}

} // namespace

Result<int> expandGroupNormalization(Graph& graph, JobContext& context) {
    if (graph.opset() < 21) return 0;
    return expand(graph, context, [](Graph& g, const Rewriter& rewriter, NodeId id) -> std::optional<Expansion> {
        const Node node = g.node(id);
        const auto dims = dimsBehindBatch(g, node.input(0));
        if (!isOperator(node, "GroupNormalization") || !dims || !rewriter.fixedContent(node.input(1)) ||
            !rewriter.fixedContent(node.input(2)))
            return std::nullopt;
        const std::int64_t groups = node.intAttribute("num_groups", 1);
        Expansion expansion{"Add(Mul(Reshape@back(InstanceNormalization@norm(Reshape@groups(x))), scale), bias)", {{{"x", node.input(0)}}}};
        std::vector<std::int64_t> back = *dims;
        back.insert(back.begin(), 0);                                              // the batch as it is
        reshapeTo(g, expansion, "groups", {0, groups, productOf(*dims) / groups}); // stated: the batch may be empty
        reshapeTo(g, expansion, "back", back);
        expansion.names.attributes["norm"]["epsilon"] = node.floatAttribute("epsilon", 1e-5f);
        expansion.names.inputs["norm"] = {uniform(g, "norm_scale", groups, 1.0f), uniform(g, "norm_bias", groups, 0.0f)};
        expansion.names.values["scale"] = alongChannels(g, node.input(1), std::ssize(*dims) + 1);
        expansion.names.values["bias"] = alongChannels(g, node.input(2), std::ssize(*dims) + 1);
        return expansion;
    });
}

} // namespace lathe
