#include "core/passes/recognition/recognize_global_average_pool.h"

#include "core/passes/recognition/recognizer.h"

#include <algorithm>

namespace lathe {
namespace {

/// Of rank 3 the last axis may well be the features of tokens: x - mean(x) and mean(x²) are parts of a normalization that the
/// opset has no operator for.
bool isPartOfNormalization(const Graph& graph, const Rewriter& rewriter, NodeId mean) {
    const Node& node = graph.node(mean);
    const ValueId x = node.input(0);
    if (const NodeId maker = graph.value(x).producer; maker.isValid()) {
        const Node& square = graph.node(maker);
        if (rewriter.is(square, "Pow") || (rewriter.is(square, "Mul") && square.input(0) == square.input(1))) return true;
    }
    return std::ranges::any_of(graph.value(node.output()).consumers, [&](NodeId reader) {
        return rewriter.is(graph.node(reader), "Sub") && std::ranges::find(graph.node(reader).inputs, x) != graph.node(reader).inputs.end();
    });
}

bool meansAllPlaces(const Graph& graph, const Rewriter& rewriter, NodeId mean) {
    const auto reduced = reducedAxes(graph, rewriter, mean);
    const auto& shape = graph.value(graph.node(mean).input(0)).shape;
    if (!reduced || !reduced->keepsDims || shape->rank() < 3 || !areFrom(reduced->axes, 2, shape->rank())) return false;
    return shape->rank() > 3 || !isPartOfNormalization(graph, rewriter, mean);
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
