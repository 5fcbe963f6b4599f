#pragma once

#include "core/graph/graph.h"

#include <QStringList>

namespace lathe {

/// The names in the trained graph that a node stands for: its origins, or its own name where it has none (inserted nodes).
QStringList lineageOf(const Node& node);

/// The nodes of `graph` whose lineage meets `names`.
std::vector<NodeId> nodesOfLineage(const Graph& graph, const QStringList& names);

/// What nearly all names of nodes begin with, up to a separator ("MobilenetV2/"): nothing that tells them apart. Often empty.
QString sharedPrefix(const Graph& graph);

} // namespace lathe
