#pragma once

#include "widgets/common/services.h"

#include "core/graph/graph.h"

#include <QComboBox>
#include <QLabel>
#include <QTreeWidget>

namespace lathe {

/// The right dock: all that is known of the selected node, and its precision to edit. Several nodes: their sum and a bulk edit.
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(const Services& services, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildUi();
    void refresh();
    void fill();
    void showModel();
    void showNode(const Graph& graph, NodeId id);
    QString levelAbove(const Node& node) const;
    void addAttributes(const Node& node);
    void addTensors(const Graph& graph, const Node& node);
    void addResults(const Node& node);
    QTreeWidgetItem* section(const QString& title);
    static void addRow(QTreeWidgetItem* section, const QString& key, const QString& value, const QString& tip = {});
    void fitKeys();
    void editPrecision(int index);

    ProjectDocument& m_document;
    Theme& m_theme;
    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    QWidget* m_precisionRow = nullptr;
    QComboBox* m_precision = nullptr;
    QTreeWidget* m_tree = nullptr;
    QLabel* m_about = nullptr;
};

} // namespace lathe
