#include "core/edit/insert_node.h"

#include "core/edit/edit_text.h"
#include "core/edit/new_step.h"
#include "core/edit/value_names.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr const char* kForm = "TENSOR:TYPE:ATTR=VALUE…";

struct Insertion {
    ValueId at;
    StepText step;
};

Result<Insertion> parseInsertion(const Graph& graph, const std::string& argument) {
    LATHE_TRY(const auto parts, pairOf(argument, ':', kForm));
    LATHE_TRY(const ValueId at, resolveValue(graph, parts.first));
    LATHE_TRY(StepText step, parseStep(parts.second));
    return Insertion{at, std::move(step)};
}

ValueId addLike(Graph& graph, ValueId id, const std::string& name) {
    Value value;
    value.name = name;
    value.type = graph.value(id).type;
    value.shape = graph.value(id).shape;
    value.element = graph.value(id).element;
    return graph.addValue(std::move(value));
}

} // namespace

Status insertAfter(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const Insertion insertion, parseInsertion(graph, argument));
    const ValueId old = insertion.at;
    const std::string name = graph.value(old).name;
    if (isCaptured(graph, old))
        return Error::usage("a subgraph reads '" + name + "' by its name and would not read the new node",
                            graph.value(old).producer.isValid() ? "insert-before keeps the name" : "take another tensor");
    if (graph.useCount(old) == 0 && !graph.isOutput(old)) return Error::usage("nothing reads '" + name + "'", "take another tensor");
    const ValueId made = addLike(graph, old, name + "_" + insertion.step.opType);
    graph.replaceUses(old, made);
    std::vector<ValueId> outputs = graph.outputs();
    std::ranges::replace(outputs, old, made);
    graph.setOutputs(std::move(outputs));
    return addStep(graph, old, made, insertion.step, name);
}

Status insertBefore(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const Insertion insertion, parseInsertion(graph, argument));
    const ValueId kept = insertion.at;
    const NodeId producer = graph.value(kept).producer;
    if (!producer.isValid())
        return Error::usage("'" + graph.value(kept).name + "' is made by no node, nothing comes before it", "use insert-after");
    const ValueId raw = addLike(graph, kept, graph.value(kept).name + "_before_" + insertion.step.opType);
    const std::vector<ValueId> outputs = graph.node(producer).outputs;
    const auto place = static_cast<std::size_t>(std::ranges::find(outputs, kept) - outputs.begin());
    graph.setOutput(producer, place, raw);
    return addStep(graph, raw, kept, insertion.step, graph.value(kept).name);
}

} // namespace lathe
