#include "core/passes/expansion/expander.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

bool isExpandable(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!node.output().isValid() || !node.input(0).isValid() || graph.value(node.input(0)).type != DataType::Float) return false;
    return std::all_of(node.outputs.begin() + 1, node.outputs.end(), [&](ValueId id) { return !id.isValid() || !rewriter.isRead(id); });
}

ValueId vectorConstant(Graph& graph, const std::string& name, const std::vector<std::int64_t>& numbers) {
    return graph.addConstant(name, Tensor::of<std::int64_t>({std::ssize(numbers)}, std::span<const std::int64_t>(numbers)));
}

} // namespace

Result<int> expand(Graph& graph, JobContext& context, const ExpansionOf& expansionOf) {
    if (graph.opset() < 7) return 0; // operands were not broadcast by their shapes alone
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        if (!isExpandable(graph, rewriter, graph.node(id))) return false;
        const auto expansion = expansionOf(graph, rewriter, id);
        if (!expansion) return false;
        buildExpression(graph, rewriter, Expression::parse(expansion->formula), id, expansion->names);
        return true;
    });
}

bool isOperator(const Node& node, std::string_view opType, std::string_view domain) {
    const bool isOfDomain = node.domain == domain || (domain.empty() && node.domain == "ai.onnx");
    return isOfDomain && node.opType == opType;
}

void reduceAxes(Graph& graph, Expansion& expansion, const std::string& label, std::string_view opType,
                const std::vector<std::int64_t>& axes) {
    const std::int64_t since = opType == "ReduceSum" ? 13 : 18;
    expansion.names.attributes[label]["keepdims"] = std::int64_t(1);
    if (graph.opset() < since)
        expansion.names.attributes[label]["axes"] = axes;
    else
        expansion.names.inputs[label] = {vectorConstant(graph, label + "_axes", axes)};
}

void reshapeTo(Graph& graph, Expansion& expansion, const std::string& label, const std::vector<std::int64_t>& target) {
    expansion.names.inputs[label] = {vectorConstant(graph, label + "_shape", target)};
}

std::vector<std::int64_t> numbersFrom(std::int64_t first, std::int64_t end) {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(std::max<std::int64_t>(end - first, 0)));
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

std::optional<std::vector<std::int64_t>> dimsBehindBatch(const Graph& graph, ValueId id) {
    const std::optional<Shape>& shape = graph.value(id).shape;
    if (!shape || shape->rank() < 1) return std::nullopt;
    auto dims = Shape(std::vector<Dim>(shape->dims.begin() + 1, shape->dims.end())).known();
    if (!dims || std::ranges::find(*dims, 0) != dims->end()) return std::nullopt;
    return dims;
}

ValueId alongChannels(Graph& graph, ValueId parameter, std::int64_t rank) {
    const Tensor content = *graph.constantOf(parameter);
    std::vector<std::int64_t> dims(static_cast<std::size_t>(rank - 1), 1);
    dims[0] = content.elementCount();
    return graph.addConstant(graph.value(parameter).name, content.reshaped(std::move(dims)));
}

} // namespace lathe
