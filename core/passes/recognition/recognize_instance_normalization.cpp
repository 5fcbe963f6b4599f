#include "core/passes/recognition/recognize_instance_normalization.h"

#include "core/passes/recognition/normalized.h"
#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeInstanceNormalization(Graph& graph, JobContext& context) {
    return recognize(graph, context, normalizedForms(),
                     [](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) -> std::optional<NewNode> {
                         const auto found = normalizedOf(g, rewriter, match);
                         if (!found) return std::nullopt;
                         const std::optional<Shape> shape = g.value(match.value("x")).shape; // a copy: constants are added below
                         const bool hasScale = match.values.contains("scale");
                         if (shape->rank() < (hasScale ? 3 : 4) || !areFrom(found->axes, 2, shape->rank()) || !shape->dims[1].isKnown())
                             return std::nullopt;
                         const std::vector<std::int64_t> channels{shape->dims[1].value};
                         if (!fitsParameters(g, rewriter, match, channels, shape->rank() - 2)) return std::nullopt;
                         return NewNode{
                             "InstanceNormalization",
                             {},
                             {match.value("x"), parameter(g, root, match, "scale", channels), parameter(g, root, match, "bias", channels)},
                             {{"epsilon", found->epsilon}}};
                     });
}

} // namespace lathe
