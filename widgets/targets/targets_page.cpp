#include "widgets/targets/targets_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

namespace lathe {
namespace {

constexpr int kRowHeight = 22;

Column<TargetRow> numeric(const QString& title, std::function<double(const TargetRow&)> value, std::function<QString(double)> format,
                          std::function<const Figure*(const TargetRow&)> figure = {}) {
    Column<TargetRow> column;
    column.title = title;
    column.isNumber = true;
    column.text = [value, format](const TargetRow& r) { return value(r) < 0 ? u"–"_s : format(value(r)); };
    column.sortKey = [value](const TargetRow& r) { return QVariant(value(r)); };
    if (figure)
        column.cellTip = [figure](const TargetRow& r) { return u"%1: %2"_s.arg(qs(toName(figure(r)->status)), qs(figure(r)->source)); };
    return column;
}

QString fitText(const TargetRow& row) {
    if (row.hostNodes < 0) return u"–"_s;
    if (row.refusedNodes > 0) return TargetsPage::tr("no: %n node(s) refused", nullptr, row.refusedNodes);
    return row.hostNodes == 0 ? TargetsPage::tr("whole") : TargetsPage::tr("%n node(s) on the host", nullptr, row.hostNodes);
}

} // namespace

std::vector<TargetRow> targetRows(const ProjectDocument& document) {
    std::vector<TargetRow> rows;
    for (const Target& target : document.targets()) {
        TargetRow row{&target};
        if (const auto graph = document.original(); graph && document.backend().support) {
            row.hostNodes = 0;
            for (const NodeId id : graph->nodes()) {
                const Support support = document.backend().support(target, *graph, id);
                row.hostNodes += support.kind == Support::Kind::Host;
                row.refusedNodes += support.kind == Support::Kind::Refused;
            }
            if (document.backend().estimateLatency) row.estimate = document.backend().estimateLatency(*graph, target);
        }
        rows.push_back(row);
    }
    return rows;
}

std::vector<Column<TargetRow>> targetColumns() {
    std::vector<Column<TargetRow>> columns;
    columns.push_back({TargetsPage::tr("Device"), [](const TargetRow& r) { return qs(r.target->name); }});
    columns.push_back({TargetsPage::tr("Vendor"), [](const TargetRow& r) { return qs(r.target->vendor); }});
    columns.push_back({TargetsPage::tr("Chip"), [](const TargetRow& r) { return qs(r.target->chip); }});
    columns.push_back(numeric(
        TargetsPage::tr("Estimate"), [](const TargetRow& r) { return r.estimate; }, formatTime));
    columns.push_back(
        {TargetsPage::tr("Runs the model"), fitText, [](const TargetRow& r) { return QVariant(r.hostNodes + 10000 * r.refusedNodes); }});
    columns.push_back(numeric(
        TargetsPage::tr("Peak (TOPS)"), [](const TargetRow& r) { return r.target->peakMacsPerSecond() * 2 / 1e12; },
        [](double v) { return significant(v); }, [](const TargetRow& r) { return &r.target->macsPerCycle; }));
    columns.push_back(numeric(
        TargetsPage::tr("Clock (MHz)"), [](const TargetRow& r) { return r.target->clockMHz.value; },
        [](double v) { return significant(v, 4); }, [](const TargetRow& r) { return &r.target->clockMHz; }));
    columns.push_back(numeric(
        TargetsPage::tr("Cores"), [](const TargetRow& r) { return static_cast<double>(r.target->cores); },
        [](double v) { return formatInteger(static_cast<std::int64_t>(v)); }));
    columns.push_back(numeric(
        TargetsPage::tr("On-chip"), [](const TargetRow& r) { return r.target->onChipBytes.value; }, formatBytes,
        [](const TargetRow& r) { return &r.target->onChipBytes; }));
    columns.push_back(numeric(
        TargetsPage::tr("DDR (GB/s)"), [](const TargetRow& r) { return r.target->ddrGBps.value; }, [](double v) { return significant(v); },
        [](const TargetRow& r) { return &r.target->ddrGBps; }));
    columns.push_back({TargetsPage::tr("Validation"), [](const TargetRow& r) { return qs(r.target->validation); }});
    return columns;
}

TargetsPage::TargetsPage(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_theme(services.theme), m_model(targetColumns(), nullptr, this) {
    setObjectName(u"targetsPage"_s);
    buildUi(services);
    connect(m_table, &DataTable::picked, this, [this](const QModelIndex& index) { showFigures(*m_model.row(index).target); });
    connect(m_table, &DataTable::opened, this, [this](const QModelIndex& index) {
        m_document.setTarget(qs(m_model.row(index).target->name));
        emit closeAsked();
    });
}

void TargetsPage::buildUi(const Services& services) {
    auto* title = new QLabel(tr("Devices"));
    title->setProperty("title", true);
    auto* filter = new QLineEdit;
    filter->setObjectName(u"targetFilter"_s);
    filter->setPlaceholderText(tr("Filter devices"));
    filter->setMaximumWidth(240);
    auto* use = new QPushButton(tr("Use this device"));
    use->setObjectName(u"useTarget"_s);
    use->setProperty("primary", true);
    auto* back = new QPushButton(tr("Back"));
    back->setObjectName(u"closeTargets"_s);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 8);
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(filter);
    head->addWidget(use);
    head->addWidget(back);
    m_table = new DataTable(services, &m_model);
    m_table->setObjectName(u"targetTable"_s);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyText(tr("No device descriptions were found"));
    m_about = new QLabel;
    m_about->setWordWrap(true);
    m_about->setContentsMargins(16, 8, 16, 8);
    m_figures = new QTreeWidget;
    m_figures->setObjectName(u"figureTable"_s);
    m_figures->setRootIsDecorated(false);
    m_figures->setHeaderLabels({tr("Figure"), tr("Value"), tr("Unit"), tr("Status"), tr("Source")});
    m_figures->setTextElideMode(Qt::ElideMiddle);
    // Items hold their colour themselves.
    connect(&m_theme, &Theme::changed, m_figures, [this] {
        for (int i = 0; i < m_figures->topLevelItemCount(); ++i)
            if (QTreeWidgetItem* item = m_figures->topLevelItem(i); item->foreground(3).style() != Qt::NoBrush)
                item->setForeground(3, m_theme.color(Token::Warning));
    });
    auto* below = new QWidget;
    auto* belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 0, 0, 0);
    belowColumn->setSpacing(0);
    belowColumn->addWidget(m_about);
    belowColumn->addWidget(m_figures, 1);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_table);
    splitter->addWidget(below);
    splitter->setSizes({280, 320});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(head);
    column->addWidget(splitter, 1);
    connect(filter, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(back, &QPushButton::clicked, this, &TargetsPage::closeAsked);
    connect(use, &QPushButton::clicked, this, [this] {
        if (const Target* target = picked(); target && !m_document.isEmpty()) m_document.setTarget(qs(target->name));
        emit closeAsked();
    });
}

const Target* TargetsPage::picked() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : m_model.row(m_table->sourceIndex(rows.first())).target;
}

void TargetsPage::refresh() {
    m_model.setRows(targetRows(m_document));
    if (const Target* target = m_document.target())
        showFigures(*target);
    else if (!m_document.targets().empty())
        showFigures(m_document.targets().front());
    setFocus();
}

void TargetsPage::showFigures(const Target& target) {
    m_about->setText(
        u"<b>%1</b> · %2 %3<br>%4"_s.arg(qs(target.name), qs(target.vendor), qs(target.chip), qs(target.summary).toHtmlEscaped()));
    m_figures->clear();
    for (const Figure* figure : target.figures()) {
        auto* item = new QTreeWidgetItem(m_figures, {qs(figure->name),
                                                     figure->status == FigureStatus::Unknown ? u"–"_s : significant(figure->value, 4),
                                                     qs(figure->unit), qs(toName(figure->status)), qs(figure->source)});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(4, qs(figure->source));
        item->setSizeHint(0, QSize(0, kRowHeight));
        if (figure->status == FigureStatus::Assumed) item->setForeground(3, m_theme.color(Token::Warning));
    }
    for (int column = 0; column < 4; ++column)
        m_figures->resizeColumnToContents(column);
}

} // namespace lathe
