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

/// Beginning, middle and end: enough to tell nearly all weights apart without reading those of a mapped file as a whole.
ContentHash sampleOf(std::span<const std::byte> bytes) {
    constexpr std::size_t kPart = 4096;
    Hasher hasher;
    if (bytes.size() <= 3 * kPart) return hasher.add(bytes).finish();
    hasher.add(bytes.first(kPart)).add(bytes.subspan(bytes.size() / 2, kPart)).add(bytes.last(kPart));
    return hasher.finish();
}

/// The first of the same content; the value itself, which is then one more candidate, where there is none.
ValueId firstLike(const Graph& graph, ValueId id, std::vector<ValueId>& candidates) {
    for (const ValueId candidate : candidates)
        if (areIdentical(*graph.constantOf(candidate), *graph.constantOf(id))) return candidate;
    candidates.push_back(id);
    return id;
}

} // namespace

Result<int> mergeDuplicateInitializers(Graph& graph, JobContext& context) {
    const Rewriter rewriter(graph);
    int changes = 0;
    for (const auto& [kind, ids] : mergeable(graph, rewriter)) {
        if (ids.size() < 2) continue;
        std::map<ContentHash, std::vector<ValueId>> alike;
        for (const ValueId id : ids) {
            LATHE_CHECK(context.checkStop());
            const ValueId first = firstLike(graph, id, alike[sampleOf(graph.constantOf(id)->storedBytes())]);
            if (first == id) continue;
            graph.replaceUses(id, first);
            graph.removeValue(id);
            ++changes;
        }
    }
    return changes;
}

} // namespace lathe
