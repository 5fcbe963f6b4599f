#include "core/passes/constants/merge_duplicate_initializers.h"

#include "core/base/hash.h"
#include "core/passes/rewriter.h"

#include <map>

namespace lathe {
namespace {

using Kind = std::pair<DataType, std::vector<std::int64_t>>;

/// Initializers that may be replaced by an equal one, by type and shape, in order of insertion.
std::map<Kind, std::vector<ValueId>> mergeable(const Graph& graph, const Rewriter& rewriter) {
    std::map<Kind, std::vector<ValueId>> kinds;
    for (const ValueId id : graph.values()) {
        const Tensor* content = rewriter.fixedContent(id);
        if (content && content->type() != DataType::String && !rewriter.isPinned(id))
            kinds[{content->type(), content->dims()}].push_back(id);
    }
    return kinds;
}

} // namespace

Result<int> mergeDuplicateInitializers(Graph& graph, JobContext& context) {
    const Rewriter rewriter(graph);
    int changes = 0;
    for (const auto& [kind, ids] : mergeable(graph, rewriter)) {
        if (ids.size() < 2) continue;
        std::map<ContentHash, ValueId> firsts;
        for (const ValueId id : ids) {
            LATHE_CHECK(context.checkStop());
            const Tensor& content = *graph.constantOf(id);
            const auto [first, isNew] = firsts.emplace(Hasher().add(content.storedBytes()).finish(), id);
            if (isNew || !areIdentical(*graph.constantOf(first->second), content)) continue;
            graph.replaceUses(id, first->second);
            graph.removeValue(id);
            ++changes;
        }
    }
    return changes;
}

} // namespace lathe
