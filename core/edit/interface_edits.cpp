#include "core/edit/interface_edits.h"

#include "core/edit/edit_text.h"
#include "core/edit/value_names.h"

#include <algorithm>

namespace lathe {
namespace {

bool isReal(DataType type) {
    return type == DataType::Float || type == DataType::Float16 || type == DataType::Bfloat16 || type == DataType::Double;
}

/// Casts take any type: nothing behind them changes with the type of what they read.
bool isReadByCastsOnly(const Graph& graph, ValueId id) {
    const auto isCast = [&](NodeId reader) { return graph.node(reader).opType == "Cast" && graph.node(reader).domain.empty(); };
    return !graph.value(id).consumers.empty() && std::ranges::all_of(graph.value(id).consumers, isCast);
}

Status checkInputType(const Graph& graph, ValueId id, std::optional<DataType> type, const std::string& word) {
    const Value& input = graph.value(id);
    const std::string place = "the input '" + input.name + "'";
    if (!type || !isReal(*type))
        return Error::usage(place + " cannot become '" + word + "'", "the types are: float, float16, bfloat16, double");
    if (!isReal(input.type))
        return Error::usage(place + " is " + std::string(toName(input.type)) + ", which is no type of real numbers",
                            "only such inputs can change their type");
    if (graph.isConstant(id)) return Error::usage(place + " has a default content, whose type is fixed");
    if (graph.isOutput(id)) return Error::usage(place + " is an output, too", "take it out of the outputs first with remove-output");
    if (isCaptured(graph, id))
        return Error::usage("a subgraph reads " + place + " by its name and would not read the Cast", "rename nothing; cast it outside");
    return {};
}

void castBack(Graph& graph, ValueId id) {
    const DataType old = graph.value(id).type;
    Value value;
    value.name = graph.value(id).name + "_" + std::string(toName(old));
    value.type = old;
    value.shape = graph.value(id).shape;
    const ValueId cast = graph.addValue(std::move(value));
    graph.replaceUses(id, cast);
    Node node;
    node.name = graph.uniqueNodeName(graph.value(id).name + "_Cast");
    node.opType = "Cast";
    node.inputs = {id};
    node.outputs = {cast};
    node.attributes.emplace("to", static_cast<std::int64_t>(old));
    node.origins = {node.name};
    graph.addNode(std::move(node));
}

} // namespace

Status addOutput(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const ValueId id, resolveValue(graph, unescaped(argument)));
    const std::string name = "'" + graph.value(id).name + "'";
    if (graph.isOutput(id)) return Error::usage(name + " is an output already");
    if (!graph.value(id).producer.isValid())
        return Error::usage(name + " is made by no node", "an Identity behind it can be an output: insert-after");
    std::vector<ValueId> outputs = graph.outputs();
    outputs.push_back(id);
    graph.setOutputs(std::move(outputs));
    return {};
}

Status removeOutput(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const ValueId id, resolveOutput(graph, unescaped(argument)));
    std::vector<ValueId> outputs = graph.outputs();
    std::erase(outputs, id);
    if (outputs.empty())
        return Error::usage("'" + graph.value(id).name + "' is the only output", "a model needs one: add another first with add-output");
    graph.setOutputs(std::move(outputs));
    return {};
}

Status setInputType(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto parts, pairOf(argument, ':', "INPUT:TYPE"));
    LATHE_TRY(const ValueId id, resolveInput(graph, parts.first));
    const auto type = dataTypeFromName(parts.second);
    LATHE_CHECK(checkInputType(graph, id, type, parts.second));
    if (*type == graph.value(id).type) return {};
    if (!isReadByCastsOnly(graph, id)) castBack(graph, id);
    graph.setType(id, *type);
    return {};
}

} // namespace lathe
