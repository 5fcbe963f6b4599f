#include "core/passes/fusion/fuse_batch_norm_behind_reshape.h"

#include "core/passes/fusion/batch_norm_map.h"
#include "core/passes/node_forms.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// A value and the one of its dimensions that holds the channels.
struct Place {
    ValueId value;
    std::size_t axis = 1;
};

/// The number of elements behind an axis; nothing where a dimension is not known.
std::optional<std::int64_t> elementsBehind(const Shape& shape, std::size_t axis) {
    return Shape(std::vector<Dim>(shape.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, shape.dims.end())).elementCount();
}

/// Where the channels were before a node that only reshapes: the dimension of their number with as many elements behind it.
std::optional<std::size_t> axisBefore(const Shape& before, const Shape& after, std::size_t axis) {
    const auto behind = elementsBehind(after, axis);
    if (!behind || !after.dims[axis].isKnown()) return std::nullopt;
    for (std::size_t i = before.dims.size(); i-- > 0;)
        if (before.dims[i] == after.dims[axis] && elementsBehind(before, i) == behind) return i;
    return std::nullopt;
}

/// One step up through a node that moves elements and nothing else; nothing at any other node.
std::optional<Place> stepUp(const Graph& graph, const Rewriter& rewriter, const Place& place) {
    const NodeId producer = rewriter.onlyReader(place.value).isValid() ? graph.value(place.value).producer : NodeId{};
    if (!producer.isValid()) return std::nullopt;
    const Node& node = graph.node(producer);
    const ValueId source = node.input(0);
    const auto &before = source.isValid() ? graph.value(source).shape : std::nullopt, &after = graph.value(place.value).shape;
    if (!before || !after) return std::nullopt;
    if (rewriter.is(node, "Transpose")) {
        const std::vector<std::int64_t> order = node.intsAttribute("perm");
        if (std::ssize(order) != before->rank() || place.axis >= order.size()) return std::nullopt;
        return Place{source, static_cast<std::size_t>(order[place.axis])};
    }
    if (!isOneOf(rewriter, node, {"Reshape", "Flatten", "Squeeze", "Unsqueeze"})) return std::nullopt;
    const auto axis = axisBefore(*before, *after, place.axis);
    return axis ? std::optional(Place{source, *axis}) : std::nullopt;
}

/// The product, and the Add of a row behind it where there is one.
struct Linear {
    NodeId product, sum;
    std::size_t row = 0; ///< the input of the Add that is the row
    std::int64_t columns = 0;
};

const Tensor* fixedFloat(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && content->type() == DataType::Float ? content : nullptr;
}

/// The linear layer that makes a value whose channels are its last dimension.
std::optional<Linear> linearAt(const Graph& graph, const Rewriter& rewriter, const Place& place) {
    const auto& shape = graph.value(place.value).shape;
    if (!shape || static_cast<std::int64_t>(place.axis) + 1 != shape->rank() || !rewriter.onlyReader(place.value).isValid())
        return std::nullopt;
    Linear linear;
    ValueId product = place.value;
    if (const NodeId sum = graph.value(product).producer; sum.isValid() && rewriter.is(graph.node(sum), "Add")) {
        linear.row = fixedFloat(rewriter, graph.node(sum).input(1)) ? 1 : 0;
        linear.sum = sum;
        product = graph.node(sum).input(1 - linear.row);
    }
    linear.product = rewriter.privateProducer(product, "MatMul");
    const Tensor* weights = linear.product.isValid() ? fixedFloat(rewriter, graph.node(linear.product).input(1)) : nullptr;
    if (!weights || weights->rank() != 2 || graph.value(graph.node(linear.product).input(0)).shape.value_or(Shape()).rank() < 2)
        return std::nullopt;
    linear.columns = weights->dim(1);
    if (!linear.sum.isValid()) return linear;
    const Tensor* row = fixedFloat(rewriter, graph.node(linear.sum).input(linear.row));
    return row && row->dims() == std::vector<std::int64_t>{linear.columns} ? std::optional(linear) : std::nullopt;
}

/// Nothing where a number would not be finite.
std::optional<Tensor> mapped(const Tensor& rows, const std::vector<double>& scale, const std::vector<double>& shift) {
    Tensor result = Tensor::makeZeros(DataType::Float, rows.dims());
    const auto from = rows.data<float>();
    const auto to = result.mutableData<float>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = static_cast<float>(from[i] * scale[i % scale.size()] + shift[i % scale.size()]);
        if (!std::isfinite(to[i])) return std::nullopt;
    }
    return result;
}

/// An Add behind the product, whose readers read the sum.
void addRow(Graph& graph, Rewriter& rewriter, NodeId product, Tensor row) {
    const ValueId between = graph.node(product).output();
    const NodeId reader = rewriter.onlyReader(between);
    const std::string name = graph.node(product).name + "_bias";
    const ValueId sum = addStep(graph, product, "Add", {between, graph.addConstant(name, std::move(row))});
    graph.setType(sum, graph.value(between).type);
    graph.setShape(sum, graph.value(between).shape);
    for (std::size_t i = 0; i < graph.node(reader).inputs.size(); ++i)
        if (graph.node(reader).input(i) == between) graph.setInput(reader, i, sum);
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!isInferenceNorm(rewriter, graph.node(id)) || graph.opset() < 7) return false;
    Place place{graph.node(id).input(0), 1};
    if (!graph.value(place.value).shape || graph.value(place.value).shape->rank() < 2) return false;
    int steps = 0;
    for (auto next = stepUp(graph, rewriter, place); next; next = stepUp(graph, rewriter, place), ++steps)
        place = *next;
    const auto linear = steps > 0 ? linearAt(graph, rewriter, place) : std::nullopt;
    const auto map = linear ? batchNormMap(rewriter, graph.node(id), linear->columns) : std::nullopt;
    if (!map) return false;
    const std::vector<double> none(map->scale.size(), 0.0);
    auto weights = mapped(*rewriter.fixedContent(graph.node(linear->product).input(1)), map->scale, none);
    const Tensor zeros = Tensor::makeZeros(DataType::Float, {linear->columns});
    auto row =
        mapped(linear->sum.isValid() ? *rewriter.fixedContent(graph.node(linear->sum).input(linear->row)) : zeros, map->scale, map->shift);
    const bool isFree = rewriter.canReplace(graph.node(id).output(), graph.node(id).input(0));
    if (!weights || !row || !isFree) return false;
    const std::string stem = graph.node(linear->product).name;
    rewriter.replaceConstant(linear->product, 1, std::move(*weights), stem + "_weight");
    if (linear->sum.isValid())
        rewriter.replaceConstant(linear->sum, linear->row, std::move(*row), stem + "_bias");
    else
        addRow(graph, rewriter, linear->product, std::move(*row));
    rewriter.joinOrigins(linear->product, id, true);
    rewriter.replaceByInput(id, graph.node(id).input(0));
    return true;
}

} // namespace

Result<int> fuseBatchNormBehindReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
