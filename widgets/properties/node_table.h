#pragma once

#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <QLineEdit>

namespace lathe {

struct NodeRow {
    int index = 0;
    QString name, op, shape;
    OpCategory category = OpCategory::Other;
    std::int64_t macs = 0, parameters = 0;
    QStringList lineage;
};

/// One row per operator of the graph, in order of execution.
std::vector<NodeRow> nodeRows(const Graph& graph);
std::vector<Column<NodeRow>> nodeColumns(const Theme& theme);

/// The searchable list of the left dock.
class NodeTable : public QWidget {
    Q_OBJECT
public:
    explicit NodeTable(const Services& services, QWidget* parent = nullptr);
    QAbstractItemModel& model() { return m_model; }

private:
    void reload();

    ProjectDocument& m_document;
    ColumnModel<NodeRow> m_model;
    QLineEdit* m_search = nullptr;
    DataTable* m_table = nullptr;
};

} // namespace lathe
