#include "widgets/targets/targets_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"
#include "widgets/theme/theme.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

namespace lathe {
namespace {

using TargetText = std::function<QString(const TargetRow&)>;

/// Hover of a number: the figures of the device that it comes from.
TargetText figureTips(std::vector<const Figure Target::*> figures, const QString& formula = {}) {
    return [figures, formula](const TargetRow& row) {
        QStringList lines;
        if (!formula.isEmpty()) lines << formula;
        for (const Figure Target::*figure : figures)
            lines << figureTip(row.target->*figure);
        return wrappedTip(lines.join(u'\n'));
    };
}

Column<TargetRow> numeric(const QString& title, std::function<double(const TargetRow&)> value, std::function<QString(double)> format,
                          TargetText cellTip) {
    Column<TargetRow> column;
    column.title = title;
    column.isNumber = true;
    column.text = [value, format](const TargetRow& r) { return value(r) < 0 ? u"–"_s : format(value(r)); };
    column.sortKey = [value](const TargetRow& r) { return QVariant(value(r)); };
    column.cellTip = std::move(cellTip);
    return column;
}

/// Whole numbers with all their digits: 4,194,304.
QString plainNumber(double value) {
    return value == std::floor(value) ? formatInteger(static_cast<std::int64_t>(value)) : significant(value, 4);
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
        TargetsPage::tr("Estimate"), [](const TargetRow& r) { return r.estimate; }, formatTime,
        [](const TargetRow& r) {
            return wrappedTip((r.estimate < 0
                                   ? TargetsPage::tr("Open a model to see an estimate")
                                   : TargetsPage::tr("Before any build: start-up overhead, and for each node the longest of its MAC, "
                                                     "vector and DDR time plus the layer overhead; host nodes at the host's rates. A build "
                                                     "simulates it tile by tile.")) +
                              u'\n' + figureTip(r.target->fixedOverheadUs) + u'\n' + figureTip(r.target->macEfficiency));
        }));
    columns.push_back(
        {TargetsPage::tr("Runs the model"), fitText, [](const TargetRow& r) { return QVariant(r.hostNodes + 10000 * r.refusedNodes); }});
    columns.push_back(numeric(
        TargetsPage::tr("Peak (TOPS)"), [](const TargetRow& r) { return r.target->peakMacsPerSecond() * 2 / 1e12; },
        [](double v) { return significant(v); },
        figureTips({&Target::macsPerCycle, &Target::clockMHz}, TargetsPage::tr("int8 operations: 2 × macs_per_cycle × clock_mhz"))));
    columns.push_back(numeric(
        TargetsPage::tr("Clock (MHz)"), [](const TargetRow& r) { return r.target->clockMHz.value; }, plainNumber,
        figureTips({&Target::clockMHz})));
    columns.push_back(numeric(
        TargetsPage::tr("Cores"), [](const TargetRow& r) { return static_cast<double>(r.target->cores); }, plainNumber,
        [](const TargetRow&) { return TargetsPage::tr("Accelerator cores of the chip; core_num says how many of them one inference runs on"); }));
    columns.push_back(numeric(
        TargetsPage::tr("On-chip"), [](const TargetRow& r) { return r.target->onChipBytes.value; }, formatBytes,
        figureTips({&Target::onChipBytes})));
    columns.push_back(numeric(
        TargetsPage::tr("DDR (GB/s)"), [](const TargetRow& r) { return r.target->ddrGBps.value; }, [](double v) { return significant(v); },
        figureTips({&Target::ddrGBps, &Target::ddrEfficiency},
                   TargetsPage::tr("The rate of the parts; ddr_efficiency is the share that programs get"))));
    columns.push_back({TargetsPage::tr("Validation"), [](const TargetRow& r) { return qs(r.target->validation); }});
    return columns;
}

std::vector<Column<const Figure*>> figureColumns(const Theme& theme) {
    using Row = const Figure*;
    const auto tip = [](const Row& r) { return wrappedTip(figureTip(*r)); };
    std::vector<Column<Row>> columns(5);
    columns[0] = {TargetsPage::tr("Figure"), [](const Row& r) { return qs(r->name); }};
    columns[1] = {TargetsPage::tr("Value"),
                  [](const Row& r) { return r->status == FigureStatus::Unknown ? u"–"_s : plainNumber(r->value); },
                  [](const Row& r) { return QVariant(r->value); }, true};
    columns[2] = {TargetsPage::tr("Unit"), [](const Row& r) { return qs(r->unit); }};
    columns[3] = {TargetsPage::tr("Status"), [](const Row& r) { return statusText(r->status); }};
    columns[3].badge = [&theme](const Row& r) {
        constexpr std::array tokens{Token::Success, Token::Success, Token::Warning, Token::Series1, Token::Error};
        return theme.color(tokens[static_cast<std::size_t>(r->status)]);
    };
    columns[4] = {TargetsPage::tr("Source"), [](const Row& r) { return qs(r->source); }};
    for (Column<Row>& column : columns)
        column.cellTip = tip;
    return columns;
}

TargetsPage::TargetsPage(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_theme(services.theme), m_model(targetColumns(), nullptr, this),
      m_figures(figureColumns(services.theme), nullptr, this) {
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
    auto* figures = new DataTable(services, &m_figures);
    figures->setObjectName(u"figureTable"_s);
    figures->setStretchColumn(4);
    auto* below = new QWidget;
    auto* belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 0, 0, 0);
    belowColumn->setSpacing(0);
    belowColumn->addWidget(m_about);
    belowColumn->addWidget(figures, 1);
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
    std::vector<const Figure*> figures = target.figures();
    m_figures.setRows(std::move(figures));
}

} // namespace lathe
