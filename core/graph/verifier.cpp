#include "core/graph/verifier.h"

#include <algorithm>
#include <map>
#include <set>

namespace lathe {
namespace {

class Verifier {
public:
    Verifier(const Graph& graph, bool isNested) : m_graph(graph), m_isNested(isNested) {}

    std::vector<Diagnostic> run() {
        checkNodes();
        checkValues();
        checkInterface();
        checkCycles();
        return std::move(m_problems);
    }

private:
    void report(const char* code, std::string message, const std::string& node = {}) {
        m_problems.push_back({Severity::Error, code, std::move(message), node, {}, {}});
    }

    std::string nameOf(ValueId id) const {
        return m_graph.isAlive(id) ? "\"" + m_graph.value(id).name + "\"" : "#" + std::to_string(id.index);
    }

    void checkNodes() {
        for (const NodeId id : m_graph.nodes()) {
            const Node& node = m_graph.node(id);
            if (node.opType.empty()) report("GRAPH01", "a node has no operator", node.name);
            if (m_graph.findNode(node.name) != id) report("GRAPH02", "a node is not found under its name", node.name);
            for (const ValueId input : node.inputs)
                checkInput(id, input);
            for (const ValueId output : node.outputs)
                checkOutput(id, output);
            checkSubgraphs(node);
        }
    }

    void checkInput(NodeId id, ValueId input) {
        if (!input.isValid()) return;
        const std::string& nodeName = m_graph.node(id).name;
        if (!m_graph.isAlive(input)) return report("GRAPH03", "input " + nameOf(input) + " does not exist", nodeName);
        ++m_uses[input][id];
        checkSource(input, nodeName);
    }

    void checkSource(ValueId id, const std::string& nodeName) {
        const Value& value = m_graph.value(id);
        const bool hasSource = value.producer.isValid() || value.constant || value.isOuter || m_graph.isInput(id);
        if (!hasSource) report("GRAPH04", "nothing produces " + nameOf(id), nodeName);
    }

    void checkOutput(NodeId id, ValueId output) {
        if (!output.isValid()) return;
        const std::string& nodeName = m_graph.node(id).name;
        if (!m_graph.isAlive(output)) return report("GRAPH03", "output " + nameOf(output) + " does not exist", nodeName);
        if (const auto [first, isNew] = m_producers.emplace(output, id); !isNew)
            report("GRAPH05", nameOf(output) + " has a second producer, \"" + m_graph.node(first->second).name + "\"", nodeName);
        const Value& value = m_graph.value(output);
        if (value.producer != id) report("GRAPH06", nameOf(output) + " does not name the node that produces it", nodeName);
        if (value.constant || value.isOuter || m_graph.isInput(output))
            report("GRAPH05", nameOf(output) + " is produced, and it is also an input, a constant or an outer value", nodeName);
    }

    void checkSubgraphs(const Node& node) {
        for (const GraphPtr& body : node.subgraphs()) {
            if (!body) {
                report("GRAPH07", "a subgraph is missing", node.name);
                continue;
            }
            for (Diagnostic problem : Verifier(*body, true).run()) {
                problem.node = node.name + (problem.node.empty() ? "" : "/" + problem.node);
                m_problems.push_back(std::move(problem));
            }
            for (const std::string& name : outerNames(*body))
                if (!m_graph.findValue(name).isValid() && !m_isNested)
                    report("GRAPH04", "a subgraph takes \"" + name + "\", which does not exist", node.name);
            for (const std::string& name : outerNames(*body))
                if (const ValueId id = m_graph.findValue(name); id.isValid()) checkSource(id, node.name);
        }
    }

    void checkValues() {
        for (const ValueId id : m_graph.values()) {
            const Value& value = m_graph.value(id);
            if (m_graph.findValue(value.name) != id) report("GRAPH02", nameOf(id) + " is not found under its name");
            if (value.producer.isValid() && !m_producers.contains(id))
                report("GRAPH06", nameOf(id) + " names a producer that does not give it");
            std::map<NodeId, int> listed;
            for (const NodeId consumer : value.consumers)
                ++listed[consumer];
            if (listed != m_uses[id]) report("GRAPH06", "the consumers of " + nameOf(id) + " are not the nodes that use it");
            if (value.constant) checkConstant(id, *value.constant);
            checkElement(id, value);
        }
    }

    void checkElement(ValueId id, const Value& value) {
        if (isContainer(value.type) && (value.shape || value.constant))
            report("GRAPH08", nameOf(id) + " is a " + std::string(toName(value.type)) + ", which has neither a shape nor constant content");
        if (!isContainer(value.type) && value.element) report("GRAPH08", nameOf(id) + " is a tensor, but says what it holds");
        if (nestingOf(value.element) > kMaxTypeNesting) report("GRAPH08", "the type of " + nameOf(id) + " is nested too deeply");
    }

    void checkConstant(ValueId id, const Tensor& tensor) {
        const Value& value = m_graph.value(id);
        const auto count = elementCountOf(tensor.dims());
        const bool isWhole = count && *count == tensor.elementCount() &&
                             (tensor.type() == DataType::String || byteSize(tensor.type(), *count) == tensor.sizeBytes());
        if (!tensor.isPresent() || !isWhole) report("GRAPH08", "the bytes of " + nameOf(id) + " do not fit its type and shape");
        if (value.type != tensor.type() || value.shape != Shape::of(tensor.dims()))
            report("GRAPH08", "type or shape of " + nameOf(id) + " is not that of its content");
    }

    void checkInterface() {
        std::map<ValueId, int> seen;
        for (const ValueId id : m_graph.inputs()) {
            if (!m_graph.isAlive(id))
                report("GRAPH03", "graph input " + nameOf(id) + " does not exist");
            else if (++seen[id] == 2)
                report("GRAPH09", nameOf(id) + " stands twice among the graph inputs");
        }
        for (const ValueId id : m_graph.outputs()) {
            if (!m_graph.isAlive(id))
                report("GRAPH03", "graph output " + nameOf(id) + " does not exist");
            else
                checkSource(id, {});
        }
    }

    void checkCycles() {
        const std::vector<NodeId> order = m_graph.topologicalOrder();
        if (static_cast<std::int64_t>(order.size()) == m_graph.nodeCount()) return;
        std::set<NodeId> ordered(order.begin(), order.end());
        for (const NodeId id : m_graph.nodes())
            if (!ordered.contains(id)) return report("GRAPH10", "the graph has a cycle", m_graph.node(id).name);
    }

    const Graph& m_graph;
    bool m_isNested; ///< names may come from graphs further out
    std::vector<Diagnostic> m_problems;
    std::map<ValueId, std::map<NodeId, int>> m_uses;
    std::map<ValueId, NodeId> m_producers;
};

} // namespace

std::vector<Diagnostic> verify(const Graph& graph) {
    const std::vector<ValueId> values = graph.values();
    const bool isBody = std::any_of(values.begin(), values.end(), [&](ValueId id) { return graph.value(id).isOuter; });
    return Verifier(graph, isBody).run();
}

} // namespace lathe
