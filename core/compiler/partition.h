#pragma once

#include "core/compiler/placement.h"

#include <set>

namespace lathe {

/// What a person says about which operators the accelerator gets, beside what it has (TI's offload options).
struct PartitionRules {
    bool offloads = true;                            ///< false: the host computes everything
    std::set<std::string> deniedTypes;               ///< operators, as ONNX writes them
    std::set<std::string> deniedNames, allowedNames; ///< nodes, or the tensors that they make; allowed names leave all others to the host
    int mostSubgraphs = 0;                           ///< 0: as many as there are
    bool operator==(const PartitionRules&) const = default;
};

/// Nodes that run on one side without crossing to the other: their values stay there. Free nodes belong to what makes their input.
struct Subgraph {
    Place place = Place::Accelerator;
    std::vector<NodeId> nodes; ///< in order of execution
    std::int64_t macs = 0;
};

/// The subgraphs that placements cut a network into, in order of execution. No way leaves a subgraph and comes back into it, so that
/// each can run as a whole.
std::vector<Subgraph> subgraphsOf(const Graph& graph, const std::vector<Placement>& placements);

/// Placements under `rules`: what they take from the accelerator moves to the host, with the rule as its reason. Where more than
/// mostSubgraphs remain, those with the least work (multiply-accumulates, then nodes) move too. A Usage error that lists names of no
/// node.
Result<std::vector<Placement>> partition(const QuantizedGraph& network, std::vector<Placement> placements, const PartitionRules& rules,
                                         JobContext& context);

} // namespace lathe
