#include "core/passes/lowering/split_slice_axes.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

struct Cuts {
    Ints begin, end, axes, steps;
};

std::optional<Cuts> cutsOf(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    Cuts cuts;
    const auto take = [&](Ints& into, std::size_t input, std::string_view key) {
        const auto numbers = graph.opset() < 10 ? std::optional(node.intsAttribute(key)) : rewriter.fixedInts(node.input(input));
        if (numbers) into = *numbers;
        return numbers.has_value();
    };
    if (!take(cuts.begin, 1, "starts") || !take(cuts.end, 2, "ends")) return std::nullopt;
    const bool hasAxes = graph.opset() < 10 ? node.hasAttribute("axes") : node.input(3).isValid();
    if (hasAxes && !take(cuts.axes, 3, "axes")) return std::nullopt;
    for (std::size_t i = 0; !hasAxes && i < cuts.begin.size(); ++i)
        cuts.axes.push_back(static_cast<std::int64_t>(i));
    if (node.input(4).isValid() && !take(cuts.steps, 4, "steps")) return std::nullopt;
    if (!node.input(4).isValid()) cuts.steps.assign(cuts.begin.size(), 1);
    const std::size_t count = cuts.begin.size();
    return cuts.end.size() == count && cuts.axes.size() == count && cuts.steps.size() == count ? std::optional(cuts) : std::nullopt;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Slice")) return false;
    const auto cuts = cutsOf(graph, rewriter, node);
    if (!cuts || cuts->axes.size() < 2) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    for (std::size_t i = 0; i < cuts->axes.size(); ++i)
        x = parts.slice(x, cuts->axes[i], cuts->begin[i], cuts->end[i], cuts->steps[i]);
    parts.finish(x);
    return true;
}

} // namespace

Result<int> splitSliceAxes(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
