#include "core/edit/set_batch.h"

#include "core/edit/edit_text.h"
#include "core/edit/reshape_batch.h"
#include "core/edit/value_names.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

std::string dimText(const Dim& dim) {
    return toText(Shape({dim}));
}

bool hasFirstDimension(const Graph& graph, ValueId id) {
    return !graph.isConstant(id) && graph.value(id).shape && !graph.value(id).shape->dims.empty();
}

const Dim& firstDimension(const Graph& graph, ValueId id) {
    return graph.value(id).shape->dims.front();
}

/// Those whose first dimension is that of the first.
std::vector<ValueId> inputsWithBatch(const Graph& graph, JobContext& context) {
    std::vector<ValueId> found;
    for (const ValueId id : graph.inputs()) {
        if (!hasFirstDimension(graph, id)) continue;
        if (found.empty() || firstDimension(graph, found.front()) == firstDimension(graph, id))
            found.push_back(id);
        else
            context.info("EDIT05",
                         "the first dimension of the input is " + dimText(firstDimension(graph, id)) + ", which is not the batch: it stays",
                         graph.value(id).name);
    }
    return found;
}

Result<std::vector<ValueId>> inputsNamed(const Graph& graph, const std::vector<std::string>& names) {
    std::vector<ValueId> found;
    for (const std::string& name : names) {
        LATHE_TRY(const ValueId id, resolveInput(graph, name));
        if (!hasFirstDimension(graph, id)) return Error::usage("the input '" + name + "' has no first dimension that could be set");
        if (!found.empty() && firstDimension(graph, id) != firstDimension(graph, found.front()))
            return Error::usage("'" + name + "' begins with " + dimText(firstDimension(graph, id)) + ", '" +
                                    graph.value(found.front()).name + "' with " + dimText(firstDimension(graph, found.front())),
                                "name inputs of one batch");
        found.push_back(id);
    }
    return found;
}

void dropUnread(Graph& graph, ValueId id) {
    if (graph.useCount(id) > 0 || graph.isOutput(id) || graph.isInput(id)) return;
    if (const NodeId producer = graph.value(id).producer; producer.isValid()) graph.removeNode(producer);
    graph.removeValue(id);
}

/// Nothing but these nodes sees the constant.
bool isReadOnlyBy(const Graph& graph, ValueId id, const std::set<NodeId>& nodes) {
    const auto isOne = [&](NodeId reader) { return nodes.contains(reader); };
    return graph.isConstant(id) && !isCaptured(graph, id) && !graph.isOutput(id) && !graph.isInput(id) &&
           std::ranges::all_of(graph.value(id).consumers, isOne);
}

void follow(Graph& graph, const std::vector<BatchReshape>& reshapes, const Dim& batch) {
    std::set<NodeId> nodes;
    for (const BatchReshape& reshape : reshapes)
        nodes.insert(reshape.node);
    for (const BatchReshape& reshape : reshapes) {
        std::vector<std::int64_t> shape = reshape.open;
        if (batch.isKnown()) shape.front() = batch.value;
        const auto length = static_cast<std::int64_t>(shape.size());
        Tensor content = Tensor::of<std::int64_t>({length}, shape);
        const ValueId old = graph.node(reshape.node).input(1);
        if (isReadOnlyBy(graph, old, nodes)) {
            graph.setConstant(old, std::move(content));
            continue;
        }
        graph.setInput(reshape.node, 1, graph.addConstant(graph.value(old).name + "_batch", std::move(content)));
        dropUnread(graph, old);
    }
}

} // namespace

Status setBatch(Graph& graph, const std::string& argument, JobContext& context) {
    const std::vector<std::string> parts = splitGuarded(argument, ':', 2);
    LATHE_TRY(const Dim batch, parseDim(parts.front()));
    if (batch.isKnown() && batch.value == 0) return Error::usage("a batch has at least 1 sample, not 0");
    auto chosen = parts.size() == 1 ? Result(inputsWithBatch(graph, context)) : inputsNamed(graph, splitNames(parts[1]));
    LATHE_TRY(const std::vector<ValueId> inputs, std::move(chosen));
    if (inputs.empty())
        return Error::usage("no input has a known shape with a first dimension", "give the inputs shapes first with set-shape");
    const Dim old = firstDimension(graph, inputs.front());
    if (old.isKnown() && old != batch) {
        LATHE_TRY(const std::vector<BatchReshape> reshapes, reshapesOfBatch(graph, inputs, old.value, context));
        follow(graph, reshapes, batch);
    }
    for (const ValueId id : inputs) {
        Shape shape = *graph.value(id).shape;
        shape.dims.front() = batch;
        graph.setShape(id, std::move(shape));
    }
    return {};
}

} // namespace lathe
