#pragma once

#include "widgets/graph_view/graph_scene.h"

#include <QAbstractListModel>

#include <memory>

namespace lathe {

/// The nodes that a search found, as a list that asks for what it shows only.
class SearchHits : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void show(std::shared_ptr<const GraphScene> scene, std::vector<int> nodes);
    void clear() { show(nullptr, {}); }
    bool isEmpty() const { return m_nodes.empty(); }
    int nodeAt(int row) const { return m_nodes[static_cast<std::size_t>(row)]; }
    /// -1: the node was not found.
    int rowOf(int node) const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_nodes.size()); }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::shared_ptr<const GraphScene> m_scene;
    std::vector<int> m_nodes; ///< ascending
};

} // namespace lathe
