#include "tests/core/formats/graph_equality.h"

#include <algorithm>
#include <cstring>

namespace lathe::test {
namespace {

std::vector<std::string> namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::vector<std::string> names;
    for (const ValueId id : ids)
        names.push_back(id.isValid() ? graph.value(id).name : "");
    return names;
}

bool areEqual(const Attribute& a, const Attribute& b);

bool areEqualGraphs(const GraphPtr& a, const GraphPtr& b) {
    return firstDifference(*a, *b).empty();
}

bool areEqual(const Attribute& a, const Attribute& b) {
    if (a.index() != b.index()) return false;
    if (const auto* tensor = std::get_if<Tensor>(&a)) return areIdentical(*tensor, std::get<Tensor>(b));
    if (const auto* graph = std::get_if<GraphPtr>(&a)) return areEqualGraphs(*graph, std::get<GraphPtr>(b));
    if (const auto* tensors = std::get_if<std::vector<Tensor>>(&a))
        return std::ranges::equal(*tensors, std::get<std::vector<Tensor>>(b), areIdentical);
    if (const auto* graphs = std::get_if<std::vector<GraphPtr>>(&a))
        return std::ranges::equal(*graphs, std::get<std::vector<GraphPtr>>(b), areEqualGraphs);
    if (const auto* real = std::get_if<float>(&a)) return std::memcmp(real, &std::get<float>(b), sizeof(float)) == 0;
    if (const auto* type = std::get_if<ElementTypePtr>(&a)) return areEqual(*type, std::get<ElementTypePtr>(b));
    if (const auto* one = std::get_if<std::int64_t>(&a)) return *one == std::get<std::int64_t>(b);
    if (const auto* text = std::get_if<std::string>(&a)) return *text == std::get<std::string>(b);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&a)) return *texts == std::get<std::vector<std::string>>(b);
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&a)) return *integers == std::get<std::vector<std::int64_t>>(b);
    const auto &x = std::get<std::vector<float>>(a), &y = std::get<std::vector<float>>(b);
    return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0);
}

std::string differenceOfNodes(const Graph& a, const Node& x, const Graph& b, const Node& y) {
    const std::string place = "node '" + x.name + "': ";
    if (x.name != y.name) return place + "is '" + y.name + "'";
    if (x.opType != y.opType || x.domain != y.domain) return place + "operator " + y.domain + "::" + y.opType;
    if (namesOf(a, x.inputs) != namesOf(b, y.inputs)) return place + "inputs";
    if (namesOf(a, x.outputs) != namesOf(b, y.outputs)) return place + "outputs";
    if (x.attributes.size() != y.attributes.size()) return place + "number of attributes";
    for (const auto& [name, attribute] : x.attributes) {
        const auto found = y.attributes.find(name);
        if (found == y.attributes.end() || !areEqual(attribute, found->second)) return place + "attribute '" + name + "'";
    }
    return {};
}

std::string differenceOfValues(const Graph& a, const Graph& b) {
    for (const ValueId id : a.values()) {
        const Value& x = a.value(id);
        const ValueId other = b.findValue(x.name);
        if (!other.isValid()) return "value '" + x.name + "' is missing";
        const Value& y = b.value(other);
        if (x.type != y.type || x.shape != y.shape || !areEqual(x.element, y.element) || x.isOuter != y.isOuter)
            return "value '" + x.name + "'";
        if (x.constant.has_value() != y.constant.has_value() || (x.constant && !areIdentical(*x.constant, *y.constant)))
            return "constant '" + x.name + "'";
    }
    return {};
}

} // namespace

std::string firstDifference(const Graph& a, const Graph& b) {
    if (a.name != b.name || a.docString != b.docString) return "name or doc string";
    if (a.opsets != b.opsets || a.irVersion != b.irVersion) return "versions";
    if (a.producerName != b.producerName || a.producerVersion != b.producerVersion || a.metadata != b.metadata) return "metadata";
    if (namesOf(a, a.inputs()) != namesOf(b, b.inputs())) return "inputs";
    if (namesOf(a, a.outputs()) != namesOf(b, b.outputs())) return "outputs";
    if (a.values().size() != b.values().size()) return "number of values";
    if (std::string difference = differenceOfValues(a, b); !difference.empty()) return difference;
    const auto nodesOfA = a.nodes(), nodesOfB = b.nodes();
    if (nodesOfA.size() != nodesOfB.size()) return "number of nodes";
    for (std::size_t i = 0; i < nodesOfA.size(); ++i)
        if (std::string difference = differenceOfNodes(a, a.node(nodesOfA[i]), b, b.node(nodesOfB[i])); !difference.empty())
            return difference;
    return {};
}

} // namespace lathe::test
