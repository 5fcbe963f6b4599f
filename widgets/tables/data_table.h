#pragma once

#include "widgets/common/services.h"

#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace lathe {

class BarDelegate;

/// The table that all of Lathe uses: 24-px rows, sorting, filter, bars and badges in cells, copy as TSV, linked to the
/// shared selection through LineageRole. Says what would fill it while it is empty.
class DataTable : public QTableView {
    Q_OBJECT
public:
    DataTable(const Services& services, QAbstractItemModel* model, QWidget* parent = nullptr);

    void setEmptyText(const QString& text);
    void setFilter(const QString& text);
    /// The column that takes what width is left.
    void setStretchColumn(int column);
    QModelIndex sourceIndex(const QModelIndex& index) const { return m_proxy.mapToSource(index); }
    /// The selected rows as shown, below their headers; all rows when none is selected. What Ctrl+C copies.
    QString selectionAsTsv() const;
    /// Lineage of all selected rows.
    QStringList selectedLineage() const;

signals:
    void picked(const QModelIndex& sourceIndex);
    void opened(const QModelIndex& sourceIndex);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fitColumns();
    int neededWidth(int column) const;
    void stretch();
    void publishSelection();
    void followSelection(const QObject* source);
    void copySelection() const;

    ProjectDocument& m_document;
    Theme& m_theme;
    BarDelegate* m_delegate = nullptr;
    QSortFilterProxyModel m_proxy;
    QString m_emptyText;
    int m_stretchColumn = -1;
    bool m_isFollowing = false;
};

} // namespace lathe
