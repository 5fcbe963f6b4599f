#include "core/passes/recognition/recognize_global_average_pool.h"

#include "core/passes/recognition/recognizer.h"

#include <algorithm>

namespace lathe {
namespace {

bool meansAllPlaces(const Graph& graph, const Rewriter& rewriter, NodeId mean) {
    const auto reduced = reducedAxes(graph, rewriter, mean);
    const auto& shape = graph.value(graph.node(mean).input(0)).shape;
    return reduced && reduced->keepsDims && shape->rank() >= 3 && areFrom(reduced->axes, 2, shape->rank());
}

bool seesAllPlaces(const Graph& graph, NodeId pool) {
    const Node& node = graph.node(pool);
    const auto& shape = graph.value(node.input(0)).shape;
    const std::vector<std::int64_t> pads = node.intsAttribute("pads"), kernel = node.intsAttribute("kernel_shape"),
                                    dilations = node.intsAttribute("dilations");
    const std::string automatic = node.stringAttribute("auto_pad", "NOTSET");
    const bool isPlain = (automatic == "NOTSET" || automatic == "VALID") && node.intAttribute("ceil_mode", 0) == 0 &&
                         std::ranges::all_of(pads, [](std::int64_t n) { return n == 0; }) &&
                         std::ranges::all_of(dilations, [](std::int64_t n) { return n == 1; });
    if (!isPlain || !shape || shape->rank() < 3 || shape->rank() != std::ssize(kernel) + 2) return false;
    for (std::size_t i = 0; i < kernel.size(); ++i)
        if (shape->dims[i + 2].value != kernel[i]) return false;
    return true;
}

} // namespace

Result<int> recognizeGlobalAveragePool(Graph& graph, JobContext& context) {
    const std::string forms[] = {"ReduceMean@mean(x)", "AveragePool@pool(x)"};
    return recognize(graph, context, forms,
                     [](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) -> std::optional<NewNode> {
                         const bool isGlobal = match.label("mean").isValid() ? meansAllPlaces(g, rewriter, root) : seesAllPlaces(g, root);
                         if (!isGlobal) return std::nullopt;
                         return NewNode{"GlobalAveragePool", {}, {match.value("x")}};
                     });
}

} // namespace lathe
