#include "core/passes/merging/merge_equal_shapes.h"

#include "core/ops/inference.h"
#include "core/passes/rewriter.h"

#include <unordered_map>

namespace lathe {
namespace {

/// Type, shape and entries of a vector of dimensions; empty where an entry may be anything or none is open.
std::string keyOf(const InferredTensor& tensor) {
    if (!tensor.dims || tensor.value || !tensor.shape || !tensor.shape->isStatic()) return {};
    std::string key = std::string(toName(tensor.type)) + toText(*tensor.shape);
    for (const Dim& dim : *tensor.dims) {
        if (!dim.isKnown() && dim.symbol.empty()) return {};
        key += dim.isKnown() ? " " + std::to_string(dim.value) : " =" + dim.symbol;
    }
    return key;
}

} // namespace

Result<int> mergeEqualShapes(Graph& graph, JobContext& context) {
    InferenceOptions options;
    options.trustsDefaults = false;
    options.namesOpenDims = true;
    LATHE_TRY(const std::vector<InferredTensor> values, inferValues(graph, context, options));
    std::unordered_map<std::string, ValueId> seen;
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const Node& node = graph.node(id);
        if (node.outputs.size() != 1 || !node.output().isValid() || rewriter.isPinned(node.output()) || !rewriter.isRead(node.output()))
            return false;
        const std::string key = keyOf(values[static_cast<std::size_t>(node.output().index)]);
        if (key.empty()) return false;
        const auto [first, isNew] = seen.emplace(key, node.output());
        if (!isNew) rewriter.replaceByInput(id, first->second);
        return !isNew;
    });
}

} // namespace lathe
