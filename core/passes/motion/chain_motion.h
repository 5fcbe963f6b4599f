#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// How a node moves down a chain of nodes, each of which only the next one reads.
struct ChainMotion {
    bool (*moves)(const Graph&, const Rewriter&, const Node&);                           ///< the node that moves
    bool (*passes)(const Graph&, const Rewriter&, const Node& link, const Node& moving); ///< may exchange its place with it
    bool (*ends)(const Graph&, const Rewriter&, const Node& end, const Node& moving);    ///< what it is to meet
    bool keepsType; ///< the links see another shape afterwards (else: another type)
};

/// Puts node `id` right before the end of its chain, where there is one behind at least one link. Only input 0 of a link
/// is in the chain.
bool moveDownChain(Graph& graph, const Rewriter& rewriter, NodeId id, const ChainMotion& motion);

/// Reshape, Flatten, Squeeze or Unsqueeze.
bool isReshaping(const Rewriter& rewriter, const Node& node);

} // namespace lathe
