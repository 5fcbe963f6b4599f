#include "widgets/tables/data_table.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/tables/bar_delegate.h"
#include "widgets/tables/column_model.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace lathe {

constexpr int kRowHeight = 24, kWidestColumn = 260, kNarrowestStretch = 110, kUsualStretch = 160, kRowsMeasured = 60;

DataTable::DataTable(const Services& services, QAbstractItemModel* model, QWidget* parent)
    : QTableView(parent), m_document(services.document), m_theme(services.theme) {
    m_proxy.setSourceModel(model);
    m_proxy.setSortRole(SortRole);
    m_proxy.setFilterKeyColumn(-1);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(&m_proxy);
    m_delegate = new BarDelegate(m_theme, this);
    setItemDelegate(m_delegate);
    setSortingEnabled(true);
    m_proxy.sort(-1);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(DoubleClicked | EditKeyPressed);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(kRowHeight);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setFixedHeight(kRowHeight);
    horizontalHeader()->setMinimumSectionSize(36);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        followSelection(nullptr);
    });
    // Rows that come one by one (the log) are measured while they are few.
    connect(&m_proxy, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_proxy.rowCount() <= kRowsMeasured) fitColumns();
    });
    connect(&m_document, &ProjectDocument::opened, this, [this] { m_delegate->setNamePrefix(m_document.namePrefix()); });
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &DataTable::publishSelection);
    connect(&m_document.selection(), &Selection::changed, this, &DataTable::followSelection);
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& index) { emit opened(sourceIndex(index)); });
    fitColumns();
}

void DataTable::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

void DataTable::setFilter(const QString& text) {
    m_proxy.setFilterFixedString(text);
}

void DataTable::setStretchColumn(int column) {
    m_stretchColumn = column;
    fitColumns();
}

void DataTable::fitColumns() {
    for (int column = 0; column < m_proxy.columnCount(); ++column)
        if (column != m_stretchColumn) setColumnWidth(column, std::min(neededWidth(column), kWidestColumn));
    stretch();
}

/// Of the header and of the rows that stand for all: the first ones and the last.
int DataTable::neededWidth(int column) const {
    const QFontMetrics metrics(font());
    int width = metrics.horizontalAdvance(m_proxy.headerData(column, Qt::Horizontal).toString()) + 28;
    const auto look = [&](int row) {
        const QModelIndex index = m_proxy.index(row, column);
        const int extra = index.data(BadgeRole).value<QColor>().isValid() ? 36 : 22;
        width = std::max(width, metrics.horizontalAdvance(m_delegate->shownText(index)) + extra);
    };
    const int rows = m_proxy.rowCount();
    for (int row = 0; row < std::min(rows, kRowsMeasured); ++row)
        look(row);
    if (rows > kRowsMeasured) look(rows - 1);
    return width;
}

/// What the other columns leave; where that is too narrow the table scrolls, and the column ends at the edge of the view if it can.
void DataTable::stretch() {
    if (m_stretchColumn < 0 || m_stretchColumn >= m_proxy.columnCount()) return;
    const int others = horizontalHeader()->length() - columnWidth(m_stretchColumn);
    const int seen = viewport()->width() - columnViewportPosition(m_stretchColumn) - horizontalScrollBar()->value();
    const int least = std::clamp(seen, kNarrowestStretch, kUsualStretch);
    setColumnWidth(m_stretchColumn, std::max(least, viewport()->width() - others));
}

void DataTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    stretch();
}

QStringList DataTable::selectedLineage() const {
    QStringList names;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex& index : rows)
        names << index.data(LineageRole).toStringList();
    names.removeDuplicates();
    return names;
}

void DataTable::publishSelection() {
    if (m_isFollowing) return;
    const QModelIndexList rows = selectionModel()->selectedRows();
    if (!rows.isEmpty()) emit picked(sourceIndex(rows.last()));
    const QStringList names = selectedLineage();
    if (!names.isEmpty()) m_document.selection().set(names, this);
}

void DataTable::followSelection(const QObject* source) {
    if (source == this) return;
    m_isFollowing = true;
    QItemSelection wanted;
    const Selection& selection = m_document.selection();
    if (!selection.isEmpty())
        for (int row = 0; row < m_proxy.rowCount(); ++row)
            if (selection.contains(m_proxy.index(row, 0).data(LineageRole).toStringList()))
                wanted.select(m_proxy.index(row, 0), m_proxy.index(row, m_proxy.columnCount() - 1));
    selectionModel()->select(wanted, QItemSelectionModel::ClearAndSelect);
    if (!wanted.isEmpty() && source) {
        scrollTo(wanted.first().topLeft());
        horizontalScrollBar()->setValue(0);
    }
    m_isFollowing = false;
}

void DataTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copySelection();
    if (event->key() == Qt::Key_Escape) return m_document.selection().clear();
    QTableView::keyPressEvent(event);
}

void DataTable::copySelection() const {
    QGuiApplication::clipboard()->setText(selectionAsTsv());
}

QString DataTable::selectionAsTsv() const {
    std::vector<int> rows;
    const QModelIndexList selected = selectionModel()->selectedRows();
    for (const QModelIndex& index : selected)
        rows.push_back(index.row());
    for (int row = 0; selected.isEmpty() && row < m_proxy.rowCount(); ++row)
        rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    const auto lineOf = [&](const std::function<QString(int)>& cell) {
        QStringList cells;
        for (int column = 0; column < m_proxy.columnCount(); ++column)
            cells << cell(column).replace(u'\t', u' ').replace(u'\n', u' ');
        return cells.join(u'\t');
    };
    QStringList lines{lineOf([&](int column) { return m_proxy.headerData(column, Qt::Horizontal).toString(); })};
    for (const int row : rows)
        lines << lineOf([&](int column) { return m_proxy.index(row, column).data().toString(); });
    return lines.join(u'\n');
}

void DataTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (m_proxy.rowCount() > 0 || m_emptyText.isEmpty()) return;
    QPainter painter(viewport());
    painter.setPen(m_theme.color(Token::TextMuted));
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, m_emptyText);
}

} // namespace lathe
