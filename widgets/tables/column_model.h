#pragma once

#include <QAbstractTableModel>
#include <QColor>

#include <functional>
#include <utility>
#include <vector>

namespace lathe {

/// Roles beyond Qt's that Lathe's tables use.
enum TableRole {
    SortRole = Qt::UserRole + 1, ///< what a column sorts by, when the shown text will not do
    BarRole,                     ///< 0..1: a bar behind the number
    LineageRole,                 ///< QStringList of trained nodes: links the row to the shared selection
    BadgeRole,                   ///< QColor of a small square before the text
    NameRole,                    ///< bool: the text is a name of the model; what all names begin with need not be painted
};

/// One column as data: title with its unit, what a cell shows, how it sorts.
template <class Row>
struct Column {
    QString title;
    std::function<QString(const Row&)> text;
    std::function<QVariant(const Row&)> sortKey = {};
    bool isNumber = false;
    std::function<double(const Row&)> bar = {}; ///< share of the column's largest, 0..1
    std::function<QColor(const Row&)> badge = {};
    QString tip = {};
    std::function<QString(const Row&)> cellTip = {};
    bool isEditable = false;
    bool isName = false; ///< of a node or tensor of the model
};

/// A read-only table of plain rows; subclass for editing.
template <class Row>
class ColumnModel : public QAbstractTableModel {
public:
    using Lineage = std::function<QStringList(const Row&)>;
    ColumnModel(std::vector<Column<Row>> columns, Lineage lineage, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns)), m_lineage(std::move(lineage)) {}

    void setRows(std::vector<Row> rows) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    const std::vector<Row>& rows() const { return m_rows; }
    const Row& row(const QModelIndex& index) const { return m_rows[static_cast<std::size_t>(index.row())]; }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_columns.size()); }

    QVariant data(const QModelIndex& index, int role) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
        const Column<Row>& column = m_columns[static_cast<std::size_t>(index.column())];
        const Row& at = row(index);
        switch (role) {
        case Qt::DisplayRole:
            return column.text(at);
        case Qt::ToolTipRole:
            return toolTip(column, at);
        case Qt::TextAlignmentRole:
            return alignment(column);
        case SortRole:
            return column.sortKey ? column.sortKey(at) : QVariant(column.text(at));
        case BarRole:
            return column.bar ? QVariant(column.bar(at)) : QVariant();
        case BadgeRole:
            return column.badge ? QVariant(column.badge(at)) : QVariant();
        case NameRole:
            return column.isName;
        case LineageRole:
            return m_lineage ? QVariant(m_lineage(at)) : QVariant();
        default:
            return {};
        }
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation != Qt::Horizontal || section < 0 || section >= static_cast<int>(m_columns.size())) return {};
        const Column<Row>& column = m_columns[static_cast<std::size_t>(section)];
        if (role == Qt::DisplayRole) return column.title;
        if (role == Qt::ToolTipRole) return column.tip.isEmpty() ? QVariant() : QVariant(column.tip);
        if (role == Qt::TextAlignmentRole) return alignment(column);
        return {};
    }

    Qt::ItemFlags flags(const QModelIndex& index) const override {
        Qt::ItemFlags flags = QAbstractTableModel::flags(index);
        if (index.isValid() && m_columns[static_cast<std::size_t>(index.column())].isEditable) flags |= Qt::ItemIsEditable;
        return flags;
    }

protected:
    std::vector<Column<Row>> m_columns;

private:
    /// What the cell says, in full, and what its column means.
    static QString toolTip(const Column<Row>& column, const Row& at) {
        if (column.cellTip) return column.cellTip(at);
        const QString text = column.text(at);
        return column.tip.isEmpty() || text.isEmpty() ? text : text + QChar(u'\n') + column.tip;
    }

    static int alignment(const Column<Row>& column) {
        return static_cast<int>(Qt::AlignVCenter | (column.isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }

    std::vector<Row> m_rows;
    Lineage m_lineage;
};

} // namespace lathe
