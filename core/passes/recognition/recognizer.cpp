#include "core/passes/recognition/recognizer.h"

#include "core/passes/replacement.h"

#include <algorithm>

namespace lathe {
namespace {

bool isFloatWithRank(const Graph& graph, ValueId id, std::int64_t leastRank) {
    const Value& value = graph.value(id);
    return value.type == DataType::Float && (leastRank == 0 || (value.shape && value.shape->rank() >= leastRank));
}

bool recognizeAt(Graph& graph, Rewriter& rewriter, const Expression& form, NodeId root, const Recognition& recognition) {
    return matchExpression(graph, rewriter, form, root, [&](const ExpressionMatch& match) {
        if (!isFloatWithRank(graph, match.value("x"), match.mostScalarRank) || !isPrivate(graph, rewriter, root, match)) return false;
        auto replacement = recognition(graph, rewriter, root, match);
        if (!replacement) return false;
        replaceExpression(graph, rewriter, root, match, std::move(*replacement));
        return true;
    });
}

/// Whether any node could be the root: a graph without one needs no order.
bool hasRoot(const Graph& graph, const Expression& form) {
    if (form.kind == Expression::Kind::Choice)
        return std::ranges::any_of(form.parts, [&](const Expression& part) { return hasRoot(graph, part); });
    const std::vector<NodeId> nodes = graph.nodes();
    return std::ranges::any_of(nodes, [&](NodeId id) { return graph.node(id).opType == form.name; });
}

} // namespace

Result<int> recognize(Graph& graph, JobContext& context, std::span<const std::string> forms, const Recognition& recognition) {
    int changes = 0;
    if (graph.opset() < 7) return changes; // operands were not broadcast by their shapes alone
    for (const std::string& text : forms) {
        const Expression form = Expression::parse(text);
        if (!hasRoot(graph, form)) continue;
        LATHE_TRY(const int found, rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
                      return recognizeAt(graph, rewriter, form, id, recognition);
                  }));
        changes += found;
    }
    return changes;
}

Result<int> recognizeAs(Graph& graph, JobContext& context, std::span<const std::string> forms, std::string_view opType,
                        std::int64_t sinceOpset) {
    if (graph.opset() < sinceOpset) return 0;
    return recognize(graph, context, forms, [&](Graph&, const Rewriter&, NodeId, const ExpressionMatch& match) {
        return std::optional(NewNode{std::string(opType), {}, {match.value("x")}});
    });
}

std::string clippedForm(const std::string& inner, const std::string& high) {
    return "{Clip(" + inner + ", 0, " + high + ")|Min(Max(" + inner + ", 0), " + high + ")|Max(Min(" + inner + ", " + high +
           "), 0)|Min(Relu(" + inner + "), " + high + ")}";
}

std::optional<ReducedAxes> reducedAxes(const Graph& graph, const Rewriter& rewriter, NodeId reduction) {
    const Node& node = graph.node(reduction);
    const auto rank = knownRank(graph, node.input(0));
    const auto axes = rank ? statedAxes(rewriter, node, *rank) : std::nullopt;
    if (!axes || (axes->empty() && node.intAttribute("noop_with_empty_axes", 0) != 0)) return std::nullopt;
    ReducedAxes reduced{*axes, node.intAttribute("keepdims", 1) != 0};
    for (std::int64_t axis = 0; axes->empty() && axis < *rank; ++axis)
        reduced.axes.push_back(axis);
    return reduced;
}

bool areFrom(const std::vector<std::int64_t>& axes, std::int64_t first, std::int64_t rank) {
    if (axes.empty() || std::ssize(axes) != rank - first) return false;
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (axes[i] != first + static_cast<std::int64_t>(i)) return false;
    return true;
}

bool importsMicrosoft(const Graph& graph) {
    return graph.opsets.contains("com.microsoft");
}

} // namespace lathe
