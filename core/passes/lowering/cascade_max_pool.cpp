#include "core/passes/lowering/cascade_max_pool.h"

#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

bool isSplittable(const std::vector<WindowAxis>& window) {
    const auto isLarge = [](const WindowAxis& axis) { return axis.kernel > 3; };
    const auto isPlain = [](const WindowAxis& axis) {
        return axis.dilation == 1 && axis.padBegin < axis.kernel && axis.padEnd < axis.kernel;
    };
    return std::any_of(window.begin(), window.end(), isLarge) && std::all_of(window.begin(), window.end(), isPlain);
}

/// Takes the next stage off an axis: a kernel of 3 at most and as much of the padding as fits.
WindowAxis nextStage(WindowAxis& rest) {
    WindowAxis stage;
    stage.kernel = std::min<std::int64_t>(rest.kernel, 3);
    stage.padBegin = std::min(rest.padBegin, stage.kernel - 1);
    stage.padEnd = std::min(rest.padEnd, stage.kernel - 1);
    rest.kernel -= stage.kernel - 1;
    rest.padBegin -= stage.padBegin;
    rest.padEnd -= stage.padEnd;
    return stage;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "MaxPool") || node.output(1).isValid()) return false;
    auto rest = fixedWindow(graph, rewriter, node);
    if (!rest || !isSplittable(*rest)) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    const auto isDone = [](const WindowAxis& axis) { return axis.kernel == 1; };
    while (!std::all_of(rest->begin(), rest->end(), isDone)) {
        std::vector<WindowAxis> stage;
        for (WindowAxis& axis : *rest)
            stage.push_back(nextStage(axis));
        for (std::size_t i = 0; std::all_of(rest->begin(), rest->end(), isDone) && i < stage.size(); ++i)
            stage[i].stride = (*rest)[i].stride;
        x = parts.add("MaxPool", {x}, windowAttributes(stage));
    }
    parts.finish(x);
    return true;
}

} // namespace

Result<int> cascadeMaxPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
