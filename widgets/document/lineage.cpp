#include "widgets/document/lineage.h"
#include "widgets/common/strings.h"

#include <QSet>

namespace lathe {

QStringList lineageOf(const Node& node) {
    return node.origins.empty() ? QStringList{qs(node.name)} : qs(node.origins);
}

std::vector<NodeId> nodesOfLineage(const Graph& graph, const QStringList& names) {
    const QSet<QString> wanted(names.begin(), names.end());
    std::vector<NodeId> found;
    for (const NodeId id : graph.nodes()) {
        const QStringList lineage = lineageOf(graph.node(id));
        if (std::any_of(lineage.begin(), lineage.end(), [&](const QString& name) { return wanted.contains(name); })) found.push_back(id);
    }
    return found;
}

} // namespace lathe
