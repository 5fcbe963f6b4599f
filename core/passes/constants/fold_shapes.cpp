#include "core/passes/constants/fold_shapes.h"

#include "core/ops/inference.h"
#include "core/passes/rewriter.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t(1) << 20;

bool isFoldable(const Rewriter& rewriter, const Node& node, const std::vector<InferredTensor>& values) {
    const OpRow* row = findOp(node);
    if (!row || row->category == OpCategory::Quantization || node.opType == "Constant") return false;
    bool hasOutput = false;
    for (const ValueId output : node.outputs) {
        if (!output.isValid()) continue;
        const auto& content = values[static_cast<std::size_t>(output.index)].value;
        if (!content || !content->isPresent() || content->sizeBytes() > kMostBytes || rewriter.isOutput(output)) return false;
        hasOutput = true;
    }
    return hasOutput;
}

} // namespace

Result<int> foldShapes(Graph& graph, JobContext& context) {
    InferenceOptions options;
    options.trustsDefaults = false;
    LATHE_TRY(const std::vector<InferredTensor> values, inferValues(graph, context, options));
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        if (!isFoldable(rewriter, graph.node(id), values)) return false;
        const Node node = graph.node(id);
        graph.removeNode(id);
        for (const ValueId output : node.outputs)
            if (output.isValid()) graph.setConstant(output, values[static_cast<std::size_t>(output.index)].value->clone());
        for (const ValueId input : node.inputs)
            rewriter.dropIfUnread(input);
        return true;
    });
}

} // namespace lathe
