#include "widgets/ip_report/ip_report_page.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"
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
    /// The formula with its numbers.
    QString (*inputs)(const Evaluation&, const Target&);
    /// What those of the device rest on.
    std::vector<const Figure Target::*> figures;
};

QString bytesText(std::int64_t bytes) {
    return formatBytes(static_cast<double>(bytes));
}

const std::vector<Headline>& headlines() {
    static const std::vector<Headline> all{
        {QT_TRANSLATE_NOOP("IpReportPage", "Latency"),
         QT_TRANSLATE_NOOP("IpReportPage", "From the start of one inference to its end, start-up overhead included, as simulated"),
         [](const Evaluation& e) { return formatTime(e.latency); },
         [](const Evaluation& e, const Target&) {
             return u"%1 + %2"_s.arg(formatTime(e.overheadTime), formatTime(e.latency - e.overheadTime));
         },
         {&Target::fixedOverheadUs, &Target::layerOverheadUs, &Target::macEfficiency, &Target::clockMHz, &Target::ddrGBps,
          &Target::ddrEfficiency}},
        {QT_TRANSLATE_NOOP("IpReportPage", "Frames per second"),
         QT_TRANSLATE_NOOP("IpReportPage", "Pictures of a run ÷ latency: a single stream, one run after another"),
         [](const Evaluation& e) { return significant(e.fps); },
         [](const Evaluation& e, const Target&) -> QString { return u"%1 ÷ %2"_s.arg(formatInteger(e.pictures), formatTime(e.latency)); },
         {}},
        {QT_TRANSLATE_NOOP("IpReportPage", "MAC utilization"),
         QT_TRANSLATE_NOOP("IpReportPage", "MACs on the accelerator ÷ (peak MACs per second of the cores in use × latency)"),
         [](const Evaluation& e) { return formatPercent(e.macUtilization); },
         [](const Evaluation& e, const Target& target) {
             return u"%1 ÷ (%2 × %3)"_s.arg(formatCount(e.macUtilization * target.peakMacsPerSecond() * e.cores * e.latency, u"MAC"_s),
                                            formatCount(target.peakMacsPerSecond() * e.cores, u"MAC/s"_s), formatTime(e.latency));
         },
         {&Target::macsPerCycle, &Target::clockMHz}},
        {QT_TRANSLATE_NOOP("IpReportPage", "MACs"),
         QT_TRANSLATE_NOOP("IpReportPage", "Multiply-accumulates of one inference, counted from the shapes of all layers"),
         [](const Evaluation& e) { return formatCount(static_cast<double>(e.macs)); },
         [](const Evaluation& e, const Target&) -> QString { return formatInteger(e.macs) + u" MAC"_s; },
         {}},
        {QT_TRANSLATE_NOOP("IpReportPage", "DDR per frame"),
         QT_TRANSLATE_NOOP("IpReportPage", "Bytes read plus bytes written through external memory, counted from the program's transfers"),
         [](const Evaluation& e) { return bytesText(e.ddrReadBytes + e.ddrWriteBytes); },
         [](const Evaluation& e, const Target&) -> QString {
             return u"%1 + %2"_s.arg(bytesText(e.ddrReadBytes), bytesText(e.ddrWriteBytes));
         },
         {&Target::onChipBytes}},
        {QT_TRANSLATE_NOOP("IpReportPage", "On-chip peak"),
         QT_TRANSLATE_NOOP("IpReportPage", "Largest sum of the buffers alive at one time, as the compiler placed them"),
         [](const Evaluation& e) { return bytesText(e.sramPeakBytes); },
         [](const Evaluation& e, const Target& target) {
             return u"%1 / %2"_s.arg(bytesText(e.sramPeakBytes), formatBytes(target.onChipBytes.value));
         },
         {&Target::onChipBytes}},
        {QT_TRANSLATE_NOOP("IpReportPage", "Host nodes"),
         QT_TRANSLATE_NOOP("IpReportPage", "Nodes that the accelerator cannot run, of all nodes of the optimised graph"),
         [](const Evaluation& e) { return u"%1 / %2"_s.arg(formatInteger(e.hostNodes), formatInteger(e.hostNodes + e.acceleratorNodes)); },
         [](const Evaluation& e, const Target&) -> QString { return formatTime(e.hostTime); },
         {&Target::hostGflops, &Target::hostGBps}},
    };
    return all;
}

QString headlineTip(const Headline& item, const Evaluation& evaluation, const Target* target) {
    QString text = QCoreApplication::translate("IpReportPage", item.formula);
    if (!target) return wrappedTip(text);
    text += u"\n= "_s + item.inputs(evaluation, *target);
    for (const Figure Target::*figure : item.figures)
        text += u'\n' + figureTip(target->*figure);
    return wrappedTip(text);
}

/// Wall time by what bounds it, as in the report: each layer's time counts for its bound, what no layer explains is start-up.
std::vector<TimeShare> timeShares(const Evaluation& evaluation) {
    std::array<double, 4> seconds{};
    double explained = 0;
    for (const LayerEvaluation& layer : evaluation.layers) {
        seconds[static_cast<std::size_t>(layer.bound)] += layer.latency;
        explained += layer.latency;
    }
    return {{IpReportPage::tr("compute"), Token::Compute, seconds[0],
             IpReportPage::tr("Layers whose MAC and vector engines are busy longer than their transfers")},
            {IpReportPage::tr("memory"), Token::Memory, seconds[1], IpReportPage::tr("Layers whose transfers through DDR take longest")},
            {IpReportPage::tr("host"), Token::Host, seconds[2], IpReportPage::tr("Layers that the accelerator cannot run")},
            {IpReportPage::tr("layer overhead"), Token::Grid, seconds[3],
             IpReportPage::tr("Layers so small that starting them is what takes time")},
            {IpReportPage::tr("start-up"), Token::Overhead, std::max(0.0, evaluation.latency - explained),
             IpReportPage::tr("Once per inference, before the first layer: fixed_overhead_us of the device")}};
}

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
    row->setSpacing(16);
    auto* figures = new FlowLayout(16, 8);
    row->addLayout(figures, 1);
    for (const Headline& item : headlines()) {
        auto* cell = new QVBoxLayout;
        cell->setContentsMargins(0, 0, 0, 0);
        cell->setSpacing(0);
        auto* value = new QLabel(u"–"_s);
        value->setProperty("headline", true);
        auto* title = new QLabel(QCoreApplication::translate("IpReportPage", item.title));
        title->setProperty("muted", true);
        cell->addWidget(value);
        cell->addWidget(title);
        auto* box = new QWidget;
        box->setLayout(cell);
        figures->addWidget(box);
        m_values.push_back(value);
        m_titles.push_back(title);
    }
    m_values.front()->setObjectName(u"headlineLatency"_s);
    strip->setObjectName(u"headlineStrip"_s);
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
    m_roofline->setToolTip(
        wrappedTip(tr("A point per layer: its MACs ÷ its DDR bytes, and its MACs ÷ the time it adds. The line is what the device "
                      "could reach: DDR rate × intensity, up to the peak of the array. Click a point to select the layer.")));
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

const Target* IpReportPage::evaluatedTarget() const {
    const auto& evaluation = m_document.result().evaluation;
    for (const Target& target : m_document.targets())
        if (evaluation && target.name == evaluation->target) return &target;
    return nullptr;
}

void IpReportPage::showNumbers(const Evaluation& evaluation) {
    for (std::size_t i = 0; i < headlines().size(); ++i) {
        const QString tip = headlineTip(headlines()[i], evaluation, evaluatedTarget());
        m_values[i]->setText(headlines()[i].text(evaluation));
        m_values[i]->setToolTip(tip);
        m_titles[i]->setToolTip(tip);
    }
    m_timeBar->setShares(timeShares(evaluation));
    QString notes = tr("%1 on %2.").arg(qs(evaluation.model), qs(evaluation.target)) + u' ' + qs(evaluation.validation);
    if (!evaluation.assumptions.empty())
        notes += u' ' + tr("%n assumption(s): hover to read.", nullptr, static_cast<int>(evaluation.assumptions.size()));
    m_notes->setText(notes);
    m_notes->setToolTip(wrappedTip(u"• "_s + qs(evaluation.assumptions).join(u"\n• "_s)));
}

void IpReportPage::showRoofline() {
    const auto& evaluation = m_document.result().evaluation;
    const Target* target = evaluatedTarget();
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
    m_roofline->setReader(
        [this, peak, bandwidth](double at, double value) { return readRoofline(at, value, std::min(peak, bandwidth * at)); });
    m_roofline->setHome(xRange, QCPRange(lowest / 2, peak * 2));
}

/// The layer whose point is at most 12 pixels away.
const LayerEvaluation* IpReportPage::layerAt(double x, double y) const {
    const auto& evaluation = m_document.result().evaluation;
    if (!evaluation) return nullptr;
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
    return nearest;
}

QString IpReportPage::readRoofline(double x, double y, double roof) const {
    const LayerEvaluation* layer = layerAt(x, y);
    if (!layer) return tr("roof at %1 MAC/byte: %2").arg(significant(x), formatCount(roof * 1e9, u"MAC/s"_s));
    return tr("%1: %2 MAC/byte, %3").arg(qs(layer->name), significant(intensity(*layer)), formatCount(performance(*layer), u"MAC/s"_s));
}

void IpReportPage::pickLayer(double x, double y) {
    if (const LayerEvaluation* nearest = layerAt(x, y)) m_document.selection().set(qs(nearest->sourceNodes), this);
}

void IpReportPage::saveReport(const QString& suffix) {
    const auto& result = m_document.result();
    const Target* target = evaluatedTarget();
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
