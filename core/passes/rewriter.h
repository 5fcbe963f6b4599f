#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <list>
#include <map>
#include <set>
#include <string>
#include <unordered_set>

namespace lathe {

/// What the passes ask of a graph before they change it, and the changes that keep names and lineage. Knows the names that
/// subgraphs capture (bodies never change during a pass).
class Rewriter {
public:
    explicit Rewriter(Graph& graph);
    ~Rewriter();
    Rewriter(const Rewriter&) = delete;
    Rewriter& operator=(const Rewriter&) = delete;

    /// An operator of ai.onnx.
    bool is(const Node& node, std::string_view opType) const;
    /// Name read by the body of an If, Loop or Scan.
    bool isCaptured(ValueId id) const;
    /// Read from outside the nodes' input lists: the graph's interface or a body. Its name and content must stay.
    bool isPinned(ValueId id) const { return isOutput(id) || isCaptured(id); }
    /// As Graph::isInput and isOutput say, without a look at every input and output.
    bool isInput(ValueId id) const { return m_inputs.contains(id); }
    bool isOutput(ValueId id) const { return m_outputs.contains(id); }
    /// Some node, body or graph output reads it.
    bool isRead(ValueId id) const;
    /// The one node that reads the value, once; invalid when there are more or fewer readers or the value is pinned.
    NodeId onlyReader(ValueId id) const;
    /// The producer of a value, when it is an `opType` whose output nothing else reads; else invalid.
    NodeId privateProducer(ValueId id, std::string_view opType) const;
    /// Content that no caller can change: an initializer that is not also a graph input. Null otherwise.
    const Tensor* fixedContent(ValueId id) const;
    /// fixedContent as integers; nothing when it is not fixed or not of an integer type.
    std::optional<std::vector<std::int64_t>> fixedInts(ValueId id) const;
    /// The static shape of a value.
    std::optional<std::vector<std::int64_t>> staticShape(ValueId id) const;

    /// True when every reader of `from` can read `to` instead with no name lost: readers by name (outputs, bodies) need `to`
    /// to be able to take over the name.
    bool canReplace(ValueId from, ValueId to) const;
    /// Where `from` is an output of the graph, `to` is from now on.
    void replaceOutput(ValueId from, ValueId to);
    /// Takes out the producer of `from` (a node with this one output that matters) and gives its readers `to`. Where `from`
    /// is read by name, `to` takes its name. The origins of the node go to the producer of `to`, if there is one.
    void replaceByInput(NodeId node, ValueId to);
    /// Takes out a node that gives its input `which` unchanged, where somebody reads the output and no name is lost.
    bool removePassThrough(NodeId node, std::size_t which = 0);
    /// Takes `node` out and lets `survivor` produce its first output in place of its own first output, which dies. Origins
    /// are joined.
    void takeOverOutput(NodeId survivor, NodeId node);
    /// Gives the node another constant: in place where nothing else reads the old one, else as a new initializer.
    void replaceConstant(NodeId node, std::size_t input, Tensor content, std::string_view stem);
    /// Appends the origins of `from` to those of `into`. Where nodes of a long chain go into each other one by one, the names
    /// are handed on as they are, and written out when the rewriter goes. What a node that stays has in plenty it keeps to itself.
    void joinOrigins(NodeId into, NodeId from, bool fromStays = false);
    /// Writes what joinOrigins handed on to this node at once, for who copies its origins.
    void writeOrigins(NodeId id);
    /// Takes out the node and those of its outputs that are not pinned. Nothing may read them.
    void removeDead(NodeId node);
    /// Removes a constant that nothing reads any more.
    void dropIfUnread(ValueId id);

private:
    Graph& m_graph;
    std::map<NodeId, std::list<std::string>> m_inherited; ///< origins that are still to be written behind a node's own
    std::set<std::string, std::less<>> m_captured;
    std::unordered_set<ValueId> m_inputs, m_outputs;
};

/// Offers every node, inputs before users, to `rewrite(rewriter, node)`, which says whether it changed something there.
/// Returns the number of changes. Nodes that a rewrite took out are skipped.
template <class Rewrite>
Result<int> rewriteEach(Graph& graph, JobContext& context, Rewrite&& rewrite) {
    Rewriter rewriter(graph);
    int changes = 0;
    for (const NodeId id : graph.topologicalOrder()) {
        LATHE_CHECK(context.checkStop());
        if (graph.isAlive(id) && rewrite(rewriter, id)) ++changes;
    }
    return changes;
}

} // namespace lathe
