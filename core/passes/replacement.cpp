#include "core/passes/replacement.h"

#include "core/ops/move_helpers.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

} // namespace

std::vector<ValueId> Replacement::addMany(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes, std::size_t count) {
    const std::string stem = m_node.name + "_" + lowerCase(opType);
    Node node;
    node.name = m_graph.uniqueNodeName(stem);
    node.opType = opType;
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    node.origins = m_node.origins;
    for (std::size_t i = 0; i < count; ++i) {
        Value value;
        value.name = m_graph.uniqueValueName(stem);
        node.outputs.push_back(m_graph.addValue(std::move(value)));
    }
    const std::vector<ValueId> outputs = node.outputs;
    m_graph.addNode(std::move(node));
    return outputs;
}

ValueId Replacement::add(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes) {
    return addMany(opType, std::move(inputs), std::move(attributes), 1).front();
}

ValueId Replacement::constant(std::string_view what, Tensor content) {
    return m_graph.addConstant(m_node.name + "_" + std::string(what), std::move(content));
}

ValueId Replacement::ints(std::string_view what, const Ints& numbers) {
    return constant(what, vectorOf(numbers));
}

ValueId Replacement::reshape(ValueId x, const Ints& dims) {
    return add("Reshape", {x, ints("shape", dims)});
}

ValueId Replacement::transpose(ValueId x, const Ints& permutation) {
    return add("Transpose", {x}, {{"perm", permutation}});
}

ValueId Replacement::slice(ValueId x, std::int64_t axis, std::int64_t begin, std::int64_t end, std::int64_t step) {
    if (m_graph.opset() < 10) return add("Slice", {x}, {{"axes", Ints{axis}}, {"starts", Ints{begin}}, {"ends", Ints{end}}});
    std::vector<ValueId> inputs{x, ints("starts", {begin}), ints("ends", {end}), ints("axes", {axis})};
    if (step != 1) inputs.push_back(ints("steps", {step}));
    return add("Slice", std::move(inputs));
}

std::vector<ValueId> Replacement::split(ValueId x, std::int64_t axis, const Ints& sizes) {
    if (m_graph.opset() < 13) return addMany("Split", {x}, {{"axis", axis}, {"split", sizes}}, sizes.size());
    return addMany("Split", {x, ints("split", sizes)}, {{"axis", axis}}, sizes.size());
}

ValueId Replacement::addWithAxis(std::string_view opType, ValueId x, std::int64_t axis) {
    if (m_graph.opset() >= 13) return add(opType, {x, ints("axes", {axis})});
    return add(opType, {x}, {{"axes", Ints{axis}}});
}

ValueId Replacement::reduce(std::string_view opType, ValueId x, const Ints& axes, bool keepsDims) {
    const std::int64_t keep = keepsDims ? 1 : 0;
    if (m_graph.opset() >= (opType == "ReduceSum" ? 13 : 18)) return add(opType, {x, ints("axes", axes)}, {{"keepdims", keep}});
    return add(opType, {x}, {{"axes", axes}, {"keepdims", keep}});
}

void Replacement::finish(ValueId result) {
    const NodeId last = m_graph.value(result).producer;
    m_rewriter.takeOverOutput(last, m_id);
    m_graph.renameNode(last, m_node.name);
}

std::optional<std::int64_t> normalAxis(std::int64_t axis, std::int64_t rank) {
    if (axis < -rank || axis >= rank) return std::nullopt;
    return axis < 0 ? axis + rank : axis;
}

std::optional<std::int64_t> axisOf(const Node& node, std::int64_t fallback, std::int64_t rank, std::string_view key) {
    return normalAxis(node.intAttribute(key, fallback), rank);
}

std::optional<Ints> statedAxes(const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    std::optional<Ints> axes = node.intsAttribute("axes");
    if (node.input(1).isValid()) axes = rewriter.fixedInts(node.input(1));
    if (!axes) return std::nullopt;
    for (std::int64_t& axis : *axes) {
        const auto normal = normalAxis(axis, rank);
        if (!normal) return std::nullopt;
        axis = *normal;
    }
    std::sort(axes->begin(), axes->end());
    if (std::adjacent_find(axes->begin(), axes->end()) != axes->end()) return std::nullopt;
    return axes;
}

std::optional<std::int64_t> knownRank(const Graph& graph, ValueId id) {
    if (!id.isValid() || !graph.value(id).shape) return std::nullopt;
    return graph.value(id).shape->rank();
}

DataType typeOf(const Graph& graph, ValueId id) {
    return id.isValid() ? graph.value(id).type : DataType::Undefined;
}

Ints inverseOf(const Ints& permutation) {
    Ints inverse(permutation.size());
    for (std::size_t i = 0; i < permutation.size(); ++i)
        inverse[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
    return inverse;
}

Ints permuted(const Ints& dims, const Ints& permutation) {
    Ints result;
    for (const std::int64_t axis : permutation)
        result.push_back(dims[static_cast<std::size_t>(axis)]);
    return result;
}

Ints exchangeOf(std::int64_t rank, std::int64_t a, std::int64_t b) {
    Ints order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
    return order;
}

std::int64_t productOf(std::span<const std::int64_t> dims) {
    return std::accumulate(dims.begin(), dims.end(), std::int64_t(1), std::multiplies<>());
}

} // namespace lathe
