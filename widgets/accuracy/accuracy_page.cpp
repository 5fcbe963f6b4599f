#include "widgets/accuracy/accuracy_page.h"
#include "widgets/accuracy/no_calibration_page.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"

#include <QBoxLayout>
#include <QSplitter>

namespace lathe {

AccuracyPage::AccuracyPage(const Services& services, QWidget* parent)
    : QStackedWidget(parent), m_document(services.document), m_theme(services.theme),
      m_layers(
          errorColumns(), [](const ErrorRow& r) { return qs(r.error.sourceNodes); }, this),
      m_samples(sampleColumns(), nullptr, this) {
    setObjectName(u"accuracyPage"_s);
    addWidget(new EmptyPage(services, tr("How accurate will it be?"),
                            tr("Build: every tensor of the quantized network is compared with float, over the calibration samples or over "
                               "those of eval_data_dir."),
                            tr("Build (F7)"), [this] { m_document.build(); }));
    buildUi(services);
    addWidget(new NoCalibrationPage(services));
    connect(&m_document, &ProjectDocument::configChanged, this, &AccuracyPage::showState);
    connect(&m_document, &ProjectDocument::resultChanged, this, &AccuracyPage::refresh);
    connect(&m_document.selection(), &Selection::changed, this, &AccuracyPage::drawChart);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &AccuracyPage::drawChart);
    connect(m_chart, &Chart::restyled, this, &AccuracyPage::drawChart);
    connect(m_chart, &Chart::clicked, this, [this](double x) {
        const auto& comparison = m_document.result().comparison;
        const auto index = static_cast<std::int64_t>(std::lround(x)) - 1;
        if (comparison && index >= 0 && index < static_cast<std::int64_t>(comparison->layers.size()))
            m_document.selection().set(qs(comparison->layers[static_cast<std::size_t>(index)].sourceNodes), this);
    });
}

void AccuracyPage::buildUi(const Services& services) {
    m_summary = new QLabel;
    m_summary->setObjectName(u"accuracySummary"_s);
    m_summary->setWordWrap(true);
    m_metric = new QComboBox;
    m_metric->setObjectName(u"metricChoice"_s);
    m_metric->addItems({tr("Cosine similarity"), tr("SQNR (dB)"), tr("Mean squared error"), tr("Largest error")});
    auto* head = new QWidget;
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(16, 8, 8, 8);
    row->addWidget(m_summary, 1);
    row->addWidget(m_metric);
    m_chart = new Chart(m_theme);
    m_chart->setObjectName(u"accuracyChart"_s);
    auto* layers = new DataTable(services, &m_layers);
    layers->setStretchColumn(1);
    layers->setObjectName(u"errorTable"_s);
    auto* samples = new DataTable(services, &m_samples);
    samples->setStretchColumn(0);
    samples->setObjectName(u"sampleTable"_s);
    auto* tables = new QSplitter;
    tables->addWidget(layers);
    tables->addWidget(samples);
    tables->setSizes({560, 400});
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_chart);
    splitter->addWidget(tables);
    splitter->setSizes({300, 260});
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(splitter, 1);
    addWidget(body);
}

/// Figures that were measured stay in sight; without any, what is missing.
void AccuracyPage::showState() {
    constexpr int kBuild = 0, kFigures = 1, kNoData = 2;
    setCurrentIndex(m_document.result().comparison ? kFigures : NoCalibrationPage::isNeeded(m_document) ? kNoData : kBuild);
}

void AccuracyPage::refresh() {
    const auto& comparison = m_document.result().comparison;
    showState();
    if (!comparison) return;
    std::vector<ErrorRow> rows;
    for (const TensorError& error : comparison->layers)
        rows.push_back({static_cast<int>(rows.size()) + 1, error});
    // Worst first; a click on a header sorts otherwise.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ErrorRow& a, const ErrorRow& b) { return isWorse(a.error, b.error, ErrorMetric::Cosine); });
    m_layers.setRows(std::move(rows));
    m_samples.setRows(comparison->perSample);
    showSummary(*comparison);
    drawChart();
}

void AccuracyPage::showSummary(const Comparison& comparison) {
    QStringList parts;
    for (const TensorError& output : comparison.outputs)
        parts << tr("output <b>%1</b>: cosine <b>%2</b>, SQNR %3 dB")
                     .arg(qs(output.name).toHtmlEscaped(), QString::number(output.cosine, 'f', 5), significant(output.sqnrDb));
    if (comparison.hasLabels)
        parts << tr("top-1 float %1, quantized %2 (%3 lost, %4 won)")
                     .arg(formatPercent(comparison.floatTop1), formatPercent(comparison.quantizedTop1))
                     .arg(comparison.lost)
                     .arg(comparison.won);
    if (comparison.isClassifier)
        parts << tr("same top-1 on %1 of %n sample(s)", nullptr, static_cast<int>(comparison.samples))
                     .arg(formatPercent(comparison.agreement));
    QString summary = parts.mid(0, 6).join(u"  ·  "_s);
    if (!comparison.note.empty()) summary += u"<br>"_s + qs(comparison.note).toHtmlEscaped();
    if (m_document.result().calibration && m_document.result().calibration->isRandom)
        summary += u"<br>"_s + tr("Calibrated on random data: these figures say nothing about accuracy. Give samples in cal_data_dir.");
    m_summary->setText(summary);
    m_summary->setToolTip(
        wrappedTip(tr("cosine") + u": "_s + formulaOf(ErrorMetric::Cosine) + u"\nSQNR: "_s + formulaOf(ErrorMetric::Sqnr) + u'\n' +
                   tr("top-1: share of labelled samples whose largest output has the right index; lost and won count those that "
                      "only float, only the quantized program got right. %1 samples, both networks run on each.")
                       .arg(formatInteger(comparison.samples))));
}

void AccuracyPage::drawChart() {
    m_chart->clearGraphs();
    const auto& comparison = m_document.result().comparison;
    if (!comparison || comparison->layers.empty()) return;
    QVector<double> x, y, selectedX, selectedY;
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    for (std::size_t i = 0; i < comparison->layers.size(); ++i) {
        const TensorError& error = comparison->layers[i];
        const double value = valueOf(error, metric());
        x << static_cast<double>(i + 1);
        y << value;
        low = std::min(low, value);
        high = std::max(high, value);
        if (!m_document.selection().contains(qs(error.sourceNodes))) continue;
        selectedX << static_cast<double>(i + 1);
        selectedY << value;
    }
    QCPGraph* line = m_chart->addGraph();
    line->setPen(QPen(m_theme.color(Token::Series1), 1.5));
    line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 4));
    line->setData(x, y, true);
    QCPGraph* marked = m_chart->addGraph();
    marked->setLineStyle(QCPGraph::lsNone);
    marked->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, m_theme.color(Token::Series2), 11));
    marked->setData(selectedX, selectedY, true);
    const double margin = high > low ? (high - low) * 0.08 : std::max(1e-6, std::abs(high) * 0.02);
    m_chart->setAxisTitles(tr("Tensor, in order of execution"), m_metric->currentText());
    m_chart->setReader([comparison = comparison, metric = metric()](double at, double) -> QString {
        const auto index = static_cast<std::int64_t>(std::lround(at)) - 1;
        if (index < 0 || index >= static_cast<std::int64_t>(comparison->layers.size())) return QString();
        const TensorError& error = comparison->layers[static_cast<std::size_t>(index)];
        return qs(error.node) + u"  "_s + QString::number(valueOf(error, metric), 'g', 5);
    });
    m_chart->setHome({0, static_cast<double>(comparison->layers.size()) + 1}, {low - margin, high + margin});
}

} // namespace lathe
