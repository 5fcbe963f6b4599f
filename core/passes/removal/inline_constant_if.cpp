#include "core/passes/removal/inline_constant_if.h"

#include "core/passes/node_forms.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace lathe {
namespace {

using Names = std::set<std::string, std::less<>>;

void collectNames(const Graph& body, Names& names) {
    for (const ValueId id : body.values())
        names.insert(body.value(id).name);
    for (const NodeId id : body.nodes())
        for (const GraphPtr& inner : body.node(id).subgraphs())
            collectNames(*inner, names);
}

/// Names that the bodies of nodes know, with the number of nodes whose bodies do.
class BodyNames {
public:
    explicit BodyNames(const Graph& graph) {
        for (const NodeId id : graph.nodes())
            count(graph.node(id), 1);
    }
    void count(const Node& node, int step) {
        Names names;
        for (const GraphPtr& body : node.subgraphs())
            collectNames(*body, names);
        for (const std::string& name : names)
            m_counts[name] += step;
    }
    bool contains(const std::string& name) const {
        const auto found = m_counts.find(name);
        return found != m_counts.end() && found->second > 0;
    }

private:
    std::unordered_map<std::string, int> m_counts;
};

/// Names that bodies inside `branch` read.
Names readInside(const Graph& branch) {
    Names names;
    for (const NodeId id : branch.nodes())
        for (const GraphPtr& body : branch.node(id).subgraphs())
            for (std::string& name : outerNames(*body))
                names.insert(std::move(name));
    return names;
}

GraphPtr takenBranch(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const Tensor* condition = rewriter.is(node, "If") ? rewriter.fixedContent(node.input(0)) : nullptr;
    if (!condition || condition->type() != DataType::Bool || condition->elementCount() != 1) return nullptr;
    const auto* branch = node.findAttribute<GraphPtr>(condition->data<std::uint8_t>()[0] != 0 ? "then_branch" : "else_branch");
    if (!branch || (*branch)->outputs().size() < node.outputs.size()) return nullptr;
    for (const std::string& name : outerNames(**branch))
        if (!graph.findValue(name).isValid()) return nullptr;
    return *branch;
}

/// Puts one branch into the graph.
class Inlining {
public:
    /// `taken`: names in the bodies of all other nodes.
    Inlining(Graph& graph, NodeId node, const Graph& branch, BodyNames& taken)
        : m_graph(graph), m_if(graph.node(node)), m_branch(branch), m_taken(taken), m_read(readInside(branch)) {}

    /// Values of the branch that bodies inside it read must keep their names.
    bool isPossible() const {
        return std::none_of(m_read.begin(), m_read.end(), [&](const std::string& name) {
            const ValueId local = m_branch.findValue(name);
            return local.isValid() && !m_branch.value(local).isOuter && (m_graph.findValue(name).isValid() || m_taken.contains(name));
        });
    }

    void run() {
        takeOutputs();
        for (const ValueId id : m_branch.values())
            if (!m_values.contains(id)) m_values.emplace(id, copyOf(m_branch.value(id)));
        for (const NodeId id : m_branch.nodes())
            addCopy(m_branch.node(id));
        for (const auto& [from, to] : m_copies)
            addIdentity(m_values.at(from), to);
        for (const NodeId id : m_added)
            m_taken.count(m_graph.node(id), 1);
    }
    /// Whether nodes with bodies came out of the branch.
    bool hasBodies() const {
        return std::ranges::any_of(m_added, [&](NodeId id) { return !m_graph.node(id).subgraphs().empty(); });
    }

private:
    /// What a node of the branch produces is produced as the output of the If; all else is copied to it.
    void takeOutputs() {
        for (std::size_t i = 0; i < m_if.outputs.size(); ++i) {
            if (!m_if.outputs[i].isValid()) continue;
            const ValueId inner = m_branch.outputs()[i];
            const Value& value = m_branch.value(inner);
            const bool isOwn = value.producer.isValid() && !m_values.contains(inner) && !m_read.contains(value.name);
            if (isOwn)
                m_values.emplace(inner, m_if.outputs[i]);
            else
                m_copies.emplace_back(inner, m_if.outputs[i]);
        }
    }

    ValueId copyOf(const Value& value) {
        if (value.isOuter) return m_graph.findValue(value.name);
        std::string name = value.name;
        while (m_taken.contains(name) && !m_read.contains(name))
            name += "_inlined";
        if (value.constant) return m_graph.addConstant(name, *value.constant);
        Value copy;
        copy.name = std::move(name);
        copy.type = value.type;
        copy.shape = value.shape;
        copy.element = value.element;
        return m_graph.addValue(std::move(copy));
    }

    void addCopy(Node node) {
        for (std::vector<ValueId>* ids : {&node.inputs, &node.outputs})
            for (ValueId& id : *ids)
                if (id.isValid()) id = m_values.at(id);
        addNode(std::move(node));
    }

    void addIdentity(ValueId from, ValueId to) {
        Node node;
        node.opType = "Identity";
        node.inputs = {from};
        node.outputs = {to};
        addNode(std::move(node));
    }

    void addNode(Node node) {
        node.origins = m_if.origins;
        m_added.push_back(m_graph.addNode(std::move(node)));
    }

    Graph& m_graph;
    const Node m_if;
    const Graph& m_branch;
    BodyNames& m_taken;
    const Names m_read;
    std::vector<NodeId> m_added;
    std::map<ValueId, ValueId> m_values; ///< of the branch, to those of the graph
    std::vector<std::pair<ValueId, ValueId>> m_copies;
};

/// What all Ifs of a graph ask, kept up to date.
class Inliner {
public:
    explicit Inliner(Graph& graph) : m_graph(graph), m_names(graph), m_rewriter(std::in_place, graph) {}

    bool inlineIf(NodeId id) {
        if (m_graph.node(id).opType != "If") return false;
        const GraphPtr branch = takenBranch(m_graph, *m_rewriter, m_graph.node(id));
        if (!branch) return false;
        const Node node = m_graph.node(id);
        m_names.count(node, -1);
        Inlining inlining(m_graph, id, *branch, m_names);
        if (!inlining.isPossible()) {
            m_names.count(node, 1);
            return false;
        }
        m_graph.removeNode(id);
        inlining.run();
        m_rewriter->dropIfUnread(node.input(0));
        if (inlining.hasBodies()) m_rewriter.emplace(m_graph); // they read values by their names
        return true;
    }

private:
    Graph& m_graph;
    BodyNames m_names;
    std::optional<Rewriter> m_rewriter;
};

} // namespace

Result<int> inlineConstantIf(Graph& graph, JobContext& context) {
    const std::vector<NodeId> nodes = graph.nodes();
    if (std::ranges::none_of(nodes, [&](NodeId id) { return graph.node(id).opType == "If"; })) return 0;
    Inliner inliner(graph);
    int changes = 0;
    for (std::int32_t i = 0; i < graph.nodeCapacity(); ++i) { // nodes of a branch join at the end
        LATHE_CHECK(context.checkStop());
        if (graph.isAlive(NodeId{i}) && inliner.inlineIf(NodeId{i})) ++changes;
    }
    return changes;
}

} // namespace lathe
