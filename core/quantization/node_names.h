#pragma once

#include "core/graph/graph.h"

namespace lathe {

/// Finds the nodes that a person means: by name, by the name of a node of the trained graph that they came from, or by the
/// name of an output.
class NodeNames {
public:
    explicit NodeNames(const Graph& graph);

    /// Several nodes when one trained node became several. A Usage error, with the nearest name or the candidates, when
    /// there is no such node or when the name means different nodes.
    Result<std::vector<NodeId>> find(const std::string& name) const;

private:
    const Graph& m_graph;
    std::map<std::string, std::vector<NodeId>> m_byOrigin;
};

} // namespace lathe
