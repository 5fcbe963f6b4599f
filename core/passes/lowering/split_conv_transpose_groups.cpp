#include "core/passes/lowering/split_conv_transpose_groups.h"

#include "core/ops/element_moves.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// Elements [begin, begin + count) along the first axis.
Tensor part(const Tensor& tensor, std::int64_t begin, std::int64_t count) {
    std::vector<SourceAxis> source = sourceAxes(tensor.dims());
    source[0].start = begin * source[0].step;
    source[0].count = count;
    Ints dims = tensor.dims();
    dims[0] = count;
    return takeByAxes(tensor, source, dims).value();
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor *weights = rewriter.fixedContent(node.input(1)), *bias = rewriter.fixedContent(node.input(2));
    const std::int64_t groups = node.intAttribute("group", 1);
    if (!rewriter.is(node, "ConvTranspose") || !weights || weights->rank() < 3 || (node.input(2).isValid() && !bias)) return false;
    if (groups < 2 || groups > 16 || weights->dim(0) % groups != 0 || weights->dim(0) == groups) return false;
    const std::int64_t inputs = weights->dim(0) / groups, outputs = weights->dim(1);
    Replacement parts(graph, rewriter, id);
    Attributes attributes = node.attributes;
    attributes.erase("group");
    const Tensor allWeights = *weights;
    std::vector<ValueId> results;
    const auto pieces = parts.split(node.input(0), 1, Ints(static_cast<std::size_t>(groups), inputs));
    for (std::int64_t g = 0; g < groups; ++g) {
        std::vector<ValueId> operands{pieces[static_cast<std::size_t>(g)], parts.constant("weight", part(allWeights, g * inputs, inputs))};
        if (node.input(2).isValid())
            operands.push_back(parts.constant("bias", part(*rewriter.fixedContent(node.input(2)), g * outputs, outputs)));
        results.push_back(parts.add("ConvTranspose", std::move(operands), attributes));
    }
    parts.finish(parts.concat(std::move(results), 1));
    return true;
}

} // namespace

Result<int> splitConvTransposeGroups(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
