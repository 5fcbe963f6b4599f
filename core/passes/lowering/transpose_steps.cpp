#include "core/passes/lowering/transpose_steps.h"

#include "core/passes/lowering/axis_groups.h"
#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/motion/layout_rules.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lathe {
namespace {

Ints exchanged(const Ints& order, const BlockExchange& step) {
    Ints result = order;
    const auto at = [&](std::size_t i) { return result.begin() + static_cast<std::ptrdiff_t>(i); };
    std::rotate(at(step.first), at(step.middle), at(step.end));
    return result;
}

/// The orders one exchange away from those of `level` that are not in `from` yet, which learns how they are reached.
std::vector<Ints> nextLevel(const std::vector<Ints>& level, std::map<Ints, BlockExchange>& from) {
    std::vector<Ints> next;
    for (const Ints& order : level)
        for (std::size_t first = 0; first < order.size(); ++first)
            for (std::size_t middle = first + 1; middle < order.size(); ++middle)
                for (std::size_t end = middle + 1; end <= order.size(); ++end) {
                    const BlockExchange step{first, middle, end};
                    Ints made = exchanged(order, step);
                    if (from.emplace(made, step).second) next.push_back(std::move(made));
                }
    return next;
}

ValueId transposeBlocks(Replacement& parts, ValueId x, const Ints& dims, const BlockExchange& step) {
    const std::span all(dims);
    Ints blocks{productOrOpen(all.subspan(step.first, step.middle - step.first)),
                productOrOpen(all.subspan(step.middle, step.end - step.middle))};
    Ints order{1, 0};
    if (step.first > 0) {
        blocks.insert(blocks.begin(), productOrOpen(all.first(step.first)));
        order = {0, 2, 1};
    }
    if (step.end < dims.size()) {
        blocks.push_back(productOrOpen(all.subspan(step.end)));
        order.push_back(std::ssize(order));
    }
    return parts.transpose(parts.reshape(x, blocks), order);
}

} // namespace

std::vector<BlockExchange> blockExchanges(const Ints& permutation) {
    Ints start(permutation.size());
    std::iota(start.begin(), start.end(), std::int64_t(0));
    std::map<Ints, BlockExchange> from{{start, {}}};
    for (std::vector<Ints> level{start}; !from.contains(permutation); level = nextLevel(level, from)) {
    }
    std::vector<BlockExchange> steps;
    for (Ints order = permutation; order != start;) {
        const BlockExchange step = from.at(order);
        steps.insert(steps.begin(), step);
        order = exchanged(order, {step.first, step.first + step.end - step.middle, step.end});
    }
    return steps;
}

bool splitTranspose(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::size_t kMostDims = 4;
    const Node node = graph.node(id);
    const auto permutation = permutationOf(graph, node);
    const auto stated = permutation ? reshapeTarget(graph, node.input(0)) : std::nullopt, target = reshapeTarget(graph, node.output());
    if (!stated || !target || stated->size() != permutation->size() || graph.opset() < 5) return false;
    const GroupedTranspose grouped = groupedTranspose(*stated, *permutation);
    if (grouped.dims.size() <= kMostDims || grouped.dims.size() > kMostExchangedAxes) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    Ints dims = grouped.dims;
    for (const BlockExchange& step : blockExchanges(grouped.permutation)) {
        x = transposeBlocks(parts, x, dims, step);
        dims = exchanged(dims, step);
    }
    parts.finish(parts.reshape(x, *target));
    return true;
}

} // namespace lathe
