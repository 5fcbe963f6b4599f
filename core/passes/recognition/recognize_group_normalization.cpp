#include "core/passes/recognition/recognize_group_normalization.h"

#include "core/passes/recognition/normalized.h"
#include "core/passes/recognition/recognizer.h"

#include <algorithm>

namespace lathe {
namespace {

bool isUniform(const Rewriter& rewriter, ValueId id, float number) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && content->type() == DataType::Float &&
           std::ranges::all_of(content->data<float>(), [number](float x) { return x == number; });
}

std::optional<NewNode> groupNormalization(Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
    const Node norm = graph.node(match.label("norm"));
    const auto shape = rewriter.staticShape(match.value("x")), groups = rewriter.staticShape(norm.input(0)),
               back = rewriter.staticShape(graph.node(match.label("back")).output());
    if (!shape || !groups || !back || shape->size() < 3 || groups->size() < 3 || *back != *shape || (*groups)[0] != (*shape)[0])
        return std::nullopt;
    const std::int64_t count = (*groups)[1];
    if (count < 1 || (*shape)[1] % count != 0 || !isUniform(rewriter, norm.input(1), 1.0f) || !isUniform(rewriter, norm.input(2), 0.0f))
        return std::nullopt;
    const std::vector<std::int64_t> channels{(*shape)[1]};
    if (!fitsParameters(graph, rewriter, match, channels, std::ssize(*shape) - 2)) return std::nullopt;
    return NewNode{"GroupNormalization",
                   {},
                   {match.value("x"), parameter(graph, root, match, "scale", channels), parameter(graph, root, match, "bias", channels)},
                   {{"num_groups", count}, {"epsilon", norm.floatAttribute("epsilon", 1e-5f)}}};
}

} // namespace

Result<int> recognizeGroupNormalization(Graph& graph, JobContext& context) {
    if (graph.opset() < 21) return 0;
    const std::string plain = "Reshape@back(InstanceNormalization@norm(Reshape@groups(x)))";
    const std::string forms[] = {"Add(Mul(" + plain + ", scale), bias)"};
    return recognize(graph, context, forms, groupNormalization);
}

} // namespace lathe
