#include "widgets/document/lineage.h"
#include "widgets/common/strings.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

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

QString sharedPrefix(const Graph& graph) {
    QStringList names;
    for (const NodeId id : graph.nodes())
        names << qs(graph.node(id).name);
    static const QRegularExpression separator(u"[/.:]"_s);
    // The preparation of inputs often stands outside; a prefix that one name in five lacks would be missed.
    const qsizetype enough = std::max<qsizetype>(3, names.size() * 4 / 5);
    QString best;
    for (;;) {
        QHash<QString, qsizetype> longer;
        for (const QString& name : names) {
            if (!name.startsWith(best)) continue;
            const qsizetype end = name.indexOf(separator, best.size());
            if (end >= 0 && end + 1 < name.size()) ++longer[name.left(end + 1)];
        }
        const auto most = std::max_element(longer.begin(), longer.end());
        if (most == longer.end() || *most < enough) return best;
        best = most.key();
    }
}

} // namespace lathe
