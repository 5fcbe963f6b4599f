#include "core/edit/model_edits.h"

#include "core/base/spelling.h"
#include "core/edit/edit_text.h"
#include "core/edit/value_names.h"
#include "core/formats/npy_file.h"

namespace lathe {
namespace {

/// The content of an initializer, or of a Constant node; nullptr for what is computed or fed.
const Tensor* contentOf(const Graph& graph, ValueId id) {
    if (const Tensor* constant = graph.constantOf(id)) return constant;
    const NodeId producer = graph.value(id).producer;
    if (!producer.isValid() || graph.node(producer).opType != "Constant") return nullptr;
    return graph.node(producer).findAttribute<Tensor>("value");
}

std::string typeText(const Tensor& tensor) {
    return std::string(toName(tensor.type())) + toText(tensor.dims());
}

} // namespace

Status setConstant(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto parts, pairOf(argument, '=', "TENSOR=FILE.npy"));
    LATHE_TRY(const ValueId id, resolveValue(graph, parts.first));
    const std::string name = graph.value(id).name;
    const Tensor* old = contentOf(graph, id);
    if (!old)
        return Error::usage("'" + name + "' is no constant: its content is " + (graph.isInput(id) ? "an input" : "computed"),
                            "only weights and other constants can be replaced");
    LATHE_TRY(Tensor content, readNpy(parts.second));
    if (content.type() != old->type())
        return Error::usage("'" + name + "' is " + typeText(*old) + ", the file has " + typeText(content),
                            "convert it to " + std::string(toName(old->type())) + " (numpy: astype)");
    if (const NodeId producer = graph.value(id).producer; producer.isValid())
        graph.attributes(producer).insert_or_assign("value", std::move(content));
    else
        graph.setConstant(id, std::move(content));
    return {};
}

Status setMetadata(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto parts, pairOf(argument, '=', "KEY=VALUE"));
    LATHE_CHECK(checkNewName(parts.first));
    graph.metadata.insert_or_assign(parts.first, parts.second);
    return {};
}

Status removeMetadata(Graph& graph, const std::string& argument, JobContext&) {
    if (graph.metadata.erase(unescaped(argument)) > 0) return {};
    std::vector<std::string> known;
    std::string list;
    for (const auto& [key, value] : graph.metadata) {
        known.push_back(key);
        list += (list.empty() ? "" : ", ") + key;
    }
    const std::string nearest = nearestSpelling(unescaped(argument), known);
    return Error::usage("the model has no metadata '" + unescaped(argument) + "'", !nearest.empty() ? "did you mean '" + nearest + "'?"
                                                                                   : list.empty()   ? "it has none at all"
                                                                                                    : "it has: " + list);
}

Status setDoc(Graph& graph, const std::string& argument, JobContext&) {
    graph.docString = argument;
    return {};
}

} // namespace lathe
