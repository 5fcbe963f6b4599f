#include "widgets/graph_view/search_hits.h"
#include "widgets/common/strings.h"

namespace lathe {

void SearchHits::show(std::shared_ptr<const GraphScene> scene, std::vector<int> nodes) {
    beginResetModel();
    m_scene = std::move(scene);
    m_nodes = std::move(nodes);
    endResetModel();
}

int SearchHits::rowOf(int node) const {
    const auto found = std::lower_bound(m_nodes.begin(), m_nodes.end(), node);
    return found == m_nodes.end() || *found != node ? -1 : static_cast<int>(found - m_nodes.begin());
}

QVariant SearchHits::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    const SceneNode& node = m_scene->nodes[static_cast<std::size_t>(nodeAt(index.row()))];
    return node.kind == SceneNode::Kind::Operator ? QVariant(node.title + u"  "_s + node.name) : QVariant(node.name);
}

} // namespace lathe
