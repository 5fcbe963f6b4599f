#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMostElements = std::int64_t(1) << 16;
constexpr std::int64_t kAxesAreInputSince = 13;          // of Squeeze, Unsqueeze, ReduceSum
constexpr std::int64_t kReductionAxesAreInputSince = 18; // of the other reductions

} // namespace

bool isOneOf(const Rewriter& rewriter, const Node& node, std::span<const std::string_view> opTypes) {
    return std::any_of(opTypes.begin(), opTypes.end(), [&](std::string_view type) { return rewriter.is(node, type); });
}

bool isComputedFloat(DataType type) {
    return type == DataType::Float || type == DataType::Double || type == DataType::Float16 || type == DataType::Bfloat16;
}

std::optional<double> uniformNumber(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = rewriter.fixedContent(id);
    if (!content || content->elementCount() == 0 || content->elementCount() > kMostElements) return std::nullopt;
    if (!isFloatingPoint(content->type()) && !isInteger(content->type()) && content->type() != DataType::Bool) return std::nullopt;
    const std::vector<double> numbers = content->toDoubles();
    const bool isUniform = std::all_of(numbers.begin(), numbers.end(), [&](double n) { return n == numbers.front(); });
    return isUniform ? std::optional(numbers.front()) : std::nullopt;
}

bool broadcastsInto(std::span<const std::int64_t> dims, const std::optional<Shape>& shape) {
    const auto rank = static_cast<std::int64_t>(dims.size());
    if (!shape || rank > shape->rank()) return false;
    for (std::size_t i = 0; i < dims.size(); ++i) {
        const Dim& dim = shape->dims[static_cast<std::size_t>(shape->rank() - rank) + i];
        if (dims[i] != 1 && !(dim.isKnown() && dim.value == dims[i])) return false;
    }
    return true;
}

std::optional<double> uniformOperand(const Graph& graph, const Rewriter& rewriter, ValueId id, ValueId value) {
    const auto number = uniformNumber(rewriter, id);
    if (!number || !value.isValid()) return std::nullopt;
    return broadcastsInto(rewriter.fixedContent(id)->dims(), graph.value(value).shape) ? number : std::nullopt;
}

std::int64_t rankOf(const Graph& graph, ValueId id) {
    return id.isValid() && graph.value(id).shape ? graph.value(id).shape->rank() : -1;
}

bool isPicture(const Graph& graph, ValueId id) {
    if (rankOf(graph, id) < 3) return false;
    const std::vector<Dim>& dims = graph.value(id).shape->dims;
    return std::count(dims.begin() + 2, dims.end(), Dim(0)) == 0;
}

std::optional<std::int64_t> normalizedAxis(std::int64_t axis, std::int64_t rank) {
    if (axis < -rank || axis >= rank) return std::nullopt;
    return axis < 0 ? axis + rank : axis;
}

std::optional<std::vector<std::int64_t>> fixedAxes(const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    std::vector<std::int64_t> axes = node.intsAttribute("axes");
    if (!node.hasAttribute("axes")) {
        const auto given = rewriter.fixedInts(node.input(1));
        if (!given) return std::nullopt;
        axes = *given;
    }
    for (std::int64_t& axis : axes) {
        const auto normalized = normalizedAxis(axis, rank);
        if (!normalized) return std::nullopt;
        axis = *normalized;
    }
    std::sort(axes.begin(), axes.end());
    if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) return std::nullopt;
    return axes;
}

bool takesAxesAsInput(std::string_view opType, std::int64_t opset) {
    const bool isEarly = opType == "Squeeze" || opType == "Unsqueeze" || opType == "ReduceSum";
    return opset >= (isEarly ? kAxesAreInputSince : kReductionAxesAreInputSince);
}

void setAxes(Graph& graph, Rewriter& rewriter, NodeId id, std::vector<std::int64_t> axes) {
    const Node node = graph.node(id);
    graph.attributes(id).erase("axes");
    if (!takesAxesAsInput(node.opType, graph.opset())) {
        graph.attributes(id)["axes"] = std::move(axes);
        return;
    }
    reconnect(graph, rewriter, id, {node.input(0), addInts(graph, node.name + "_axes", axes)});
}

ValueId addInts(Graph& graph, const std::string& stem, const std::vector<std::int64_t>& values) {
    return graph.addConstant(stem,
                             Tensor::of<std::int64_t>({static_cast<std::int64_t>(values.size())}, std::span<const std::int64_t>(values)));
}

void become(Graph& graph, Rewriter& rewriter, NodeId id, std::string opType, std::vector<ValueId> inputs, Attributes attributes) {
    graph.setOpType(id, std::move(opType));
    graph.attributes(id) = std::move(attributes);
    reconnect(graph, rewriter, id, std::move(inputs));
}

void reconnect(Graph& graph, Rewriter& rewriter, NodeId id, std::vector<ValueId> inputs) {
    const std::vector<ValueId> before = graph.node(id).inputs;
    graph.setInputs(id, std::move(inputs));
    for (const ValueId input : before)
        rewriter.dropIfUnread(input);
}

void absorb(Graph& graph, Rewriter& rewriter, NodeId id, NodeId first) {
    const auto isRead = [&](ValueId output) { return output.isValid() && rewriter.isRead(output); };
    const bool stays = std::ranges::any_of(graph.node(first).outputs, isRead);
    rewriter.joinOrigins(id, first, stays);
    if (!stays) rewriter.removeDead(first);
}

ValueId addStep(Graph& graph, NodeId of, std::string opType, std::vector<ValueId> inputs, Attributes attributes) {
    Node node;
    node.name = graph.uniqueNodeName(graph.node(of).name + "_" + opType);
    Value result;
    result.name = node.name + "_output";
    const ValueId output = graph.addValue(std::move(result));
    node.opType = std::move(opType);
    node.inputs = std::move(inputs);
    node.outputs = {output};
    node.attributes = std::move(attributes);
    node.origins = graph.node(of).origins;
    graph.addNode(std::move(node));
    return output;
}

} // namespace lathe
