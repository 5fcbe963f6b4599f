#include "widgets/ip_report/ip_report_page.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/ip_report/layer_table.h"

#include "core/base/files.h"
#include "core/report/report.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QPushButton>
#include <QSplitter>

namespace lathe {
namespace {

struct Headline {
    const char* title;
    const char* formula;
    QString (*text)(const Evaluation&);
};
constexpr std::array kHeadlines{
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "Latency"),
             QT_TRANSLATE_NOOP("IpReportPage", "From the start of one inference to its end, fixed overhead included, as simulated"),
             [](const Evaluation& e) { return formatTime(e.latency); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "Frames per second"),
             QT_TRANSLATE_NOOP("IpReportPage", "1 ÷ latency: a single stream, one frame after another"),
             [](const Evaluation& e) { return significant(e.fps); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "MAC utilization"),
             QT_TRANSLATE_NOOP("IpReportPage", "MACs ÷ (peak MACs per second × latency)"),
             [](const Evaluation& e) { return formatPercent(e.macUtilization); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "MACs"), QT_TRANSLATE_NOOP("IpReportPage", "Multiply-accumulates of one inference"),
             [](const Evaluation& e) { return formatCount(static_cast<double>(e.macs)); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "DDR per frame"),
             QT_TRANSLATE_NOOP("IpReportPage", "Bytes read plus bytes written through external memory"),
             [](const Evaluation& e) { return formatBytes(static_cast<double>(e.ddrReadBytes + e.ddrWriteBytes)); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "On-chip peak"),
             QT_TRANSLATE_NOOP("IpReportPage", "Largest sum of the buffers alive at one time"),
             [](const Evaluation& e) { return formatBytes(static_cast<double>(e.sramPeakBytes)); }},
    Headline{QT_TRANSLATE_NOOP("IpReportPage", "Host nodes"),
             QT_TRANSLATE_NOOP("IpReportPage", "Nodes that the accelerator cannot run, of all nodes"),
             [](const Evaluation& e) { return u"%1 / %2"_s.arg(e.hostNodes).arg(e.hostNodes + e.acceleratorNodes); }},
};

double intensity(const LayerEvaluation& layer) {
    return static_cast<double>(layer.macs) / std::max(1.0, static_cast<double>(layer.ddrReadBytes + layer.ddrWriteBytes));
}

double performance(const LayerEvaluation& layer) {
    return layer.latency > 0 ? static_cast<double>(layer.macs) / layer.latency : 0;
}

} // namespace

IpReportPage::IpReportPage(const Services& services, QWidget* parent)
    : QStackedWidget(parent), m_document(services.document), m_theme(services.theme) {
    setObjectName(u"ipReportPage"_s);
    addWidget(new EmptyPage(services, tr("How fast will it be?"),
                            tr("Build to see latency, utilization, memory traffic and where the time goes, per layer."), tr("Build (F7)"),
                            [this] { m_document.build(); }));
    buildUi(services);
    connect(&m_document, &ProjectDocument::resultChanged, this, &IpReportPage::refresh);
    connect(&m_document, &ProjectDocument::opened, this, &IpReportPage::refresh);
    connect(&m_document.selection(), &Selection::changed, this, [this] { showRoofline(); });
    connect(m_roofline, &Chart::restyled, this, &IpReportPage::showRoofline);
    connect(m_roofline, &Chart::clicked, this, &IpReportPage::pickLayer);
}

QWidget* IpReportPage::headline() {
    auto* strip = new QWidget;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(16, 12, 16, 8);
    row->setSpacing(28);
    for (const Headline& item : kHeadlines) {
        auto* cell = new QVBoxLayout;
        cell->setSpacing(0);
        auto* value = new QLabel(u"–"_s);
        value->setProperty("headline", true);
        value->setToolTip(QCoreApplication::translate("IpReportPage", item.formula));
        auto* title = new QLabel(QCoreApplication::translate("IpReportPage", item.title));
        title->setProperty("muted", true);
        title->setToolTip(QCoreApplication::translate("IpReportPage", item.formula));
        cell->addWidget(value);
        cell->addWidget(title);
        row->addLayout(cell);
        m_values.push_back(value);
    }
    m_values.front()->setObjectName(u"headlineLatency"_s);
    row->addStretch(1);
    auto* exportHtml = new QPushButton(tr("Report…"));
    exportHtml->setObjectName(u"exportReport"_s);
    exportHtml->setToolTip(tr("Save as HTML, JSON or CSV"));
    connect(exportHtml, &QPushButton::clicked, this, [this] { saveReport(u"html"_s); });
    row->addWidget(exportHtml, 0, Qt::AlignTop);
    return strip;
}

void IpReportPage::buildUi(const Services& services) {
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(headline());
    m_timeBar = new TimeBar(m_theme);
    auto* bar = new QVBoxLayout;
    bar->setContentsMargins(16, 4, 16, 4);
    bar->addWidget(m_timeBar);
    column->addLayout(bar);
    m_notes = new QLabel;
    m_notes->setProperty("muted", true);
    m_notes->setWordWrap(true);
    m_notes->setContentsMargins(16, 0, 16, 8);
    column->addWidget(m_notes);
    m_roofline = new Chart(m_theme);
    m_roofline->setObjectName(u"roofline"_s);
    m_roofline->setAxisTitles(tr("Arithmetic intensity (MAC/byte of DDR)"), tr("Performance (GMAC/s)"));
    for (QCPAxis* axis : {m_roofline->xAxis, m_roofline->yAxis}) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis->setNumberFormat(u"gb"_s);
        axis->setNumberPrecision(0);
    }
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(new LayerTable(services));
    splitter->addWidget(m_roofline);
    splitter->setSizes({340, 260});
    column->addWidget(splitter, 1);
    addWidget(body);
}

void IpReportPage::refresh() {
    const auto& evaluation = m_document.result().evaluation;
    setCurrentIndex(evaluation ? 1 : 0);
    if (!evaluation) return;
    showNumbers(*evaluation);
    showRoofline();
}

void IpReportPage::showNumbers(const Evaluation& evaluation) {
    for (std::size_t i = 0; i < kHeadlines.size(); ++i)
        m_values[i]->setText(kHeadlines[i].text(evaluation));
    m_timeBar->setShares({{tr("compute"), Token::Compute, evaluation.computeTime},
                          {tr("memory"), Token::Memory, evaluation.memoryTime},
                          {tr("host"), Token::Host, evaluation.hostTime},
                          {tr("overhead"), Token::Overhead, evaluation.overheadTime}});
    QString notes = tr("%1 on %2.").arg(qs(evaluation.model), qs(evaluation.target)) + u' ' + qs(evaluation.validation);
    if (!evaluation.assumptions.empty())
        notes += u' ' + tr("%n assumption(s): hover to read.", nullptr, static_cast<int>(evaluation.assumptions.size()));
    m_notes->setText(notes);
    m_notes->setToolTip(qs(evaluation.assumptions).join(u"\n• "_s).prepend(u"• "_s));
}

void IpReportPage::showRoofline() {
    const auto& evaluation = m_document.result().evaluation;
    const Target* target = m_document.target();
    m_roofline->clearGraphs();
    if (!evaluation || !target) return;
    const double peak = target->peakMacsPerSecond() / 1e9, bandwidth = target->ddrBytesPerSecond() / 1e9;
    QCPRange xRange(1, std::max(1000.0, peak / bandwidth * 8));
    double lowest = peak / 1000;
    QVector<double> x, y, selectedX, selectedY;
    for (const LayerEvaluation& layer : evaluation->layers) {
        if (layer.macs == 0) continue;
        const bool isSelected = m_document.selection().contains(qs(layer.sourceNodes));
        (isSelected ? selectedX : x) << intensity(layer);
        (isSelected ? selectedY : y) << performance(layer) / 1e9;
        xRange.expand(intensity(layer) * 1.5);
        xRange.expand(intensity(layer) / 1.5);
        lowest = std::min(lowest, std::max(1e-3, performance(layer) / 1e9));
    }
    QCPGraph* roof = m_roofline->addGraph();
    roof->setPen(QPen(m_theme.color(Token::TextMuted), 1.5));
    roof->setData({xRange.lower, std::max(xRange.lower, peak / bandwidth), xRange.upper},
                  {std::min(peak, bandwidth * xRange.lower), peak, peak});
    const auto points = [&](const QVector<double>& px, const QVector<double>& py, Token token, double size) {
        QCPGraph* graph = m_roofline->addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
        QColor fill = m_theme.color(token);
        fill.setAlpha(180);
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, m_theme.color(token), fill, size));
        graph->setData(px, py);
    };
    points(x, y, Token::Series1, 6);
    points(selectedX, selectedY, Token::Series2, 10);
    m_roofline->setReader([this](double at, double) { return tr("%1 MAC/byte").arg(significant(at)); });
    m_roofline->setHome(xRange, QCPRange(lowest / 2, peak * 2));
}

void IpReportPage::pickLayer(double x, double y) {
    const auto& evaluation = m_document.result().evaluation;
    if (!evaluation) return;
    const LayerEvaluation* nearest = nullptr;
    double best = 12;
    for (const LayerEvaluation& layer : evaluation->layers) {
        if (layer.macs == 0) continue;
        const double dx = m_roofline->xAxis->coordToPixel(intensity(layer)) - m_roofline->xAxis->coordToPixel(x);
        const double dy = m_roofline->yAxis->coordToPixel(performance(layer) / 1e9) - m_roofline->yAxis->coordToPixel(y);
        if (std::hypot(dx, dy) >= best) continue;
        best = std::hypot(dx, dy);
        nearest = &layer;
    }
    if (nearest) m_document.selection().set(qs(nearest->sourceNodes), this);
}

void IpReportPage::saveReport(const QString& suffix) {
    const auto& result = m_document.result();
    const Target* target = m_document.target();
    if (!result.evaluation || !target) return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Save report"), m_document.title() + u'.' + suffix,
                                                      tr("Web page (*.html);;JSON (*.json);;CSV (*.csv)"));
    if (path.isEmpty()) return;
    const std::string content = path.endsWith(u".json"_s)  ? toJson(*result.evaluation)
                                : path.endsWith(u".csv"_s) ? toCsv(*result.evaluation)
                                                           : toHtml(*result.evaluation, result.comparison.get(), *target);
    if (const Status written = writeFileAtomically(path.toStdString(), content); !written)
        emit m_document.failed(qs(written.error().message), path);
}

} // namespace lathe
