#include "widgets/calibration/calibration_page.h"
#include "widgets/common/calibration_choice.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"

#include "core/pipeline/samples.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QSplitter>

namespace lathe {
namespace {

std::vector<SampleFolder> sampleFolders(const BuildConfig& config) {
    std::vector<SampleFolder> folders;
    for (const InputConfig& input : config.inputs)
        if (!input.calDataDir.empty()) folders.push_back({qs(input.name), qs(input.calDataDir)});
    return folders;
}

} // namespace

CalibrationPage::CalibrationPage(const Services& services, QWidget* parent)
    : QStackedWidget(parent), m_document(services.document), m_theme(services.theme),
      m_ranges(
          rangeColumns(), [](const RangeRow& r) { return r.lineage; }, this),
      m_samples(services.document.jobs(), this) {
    setObjectName(u"calibrationPage"_s);
    addWidget(new EmptyPage(services, tr("What does the data look like?"),
                            tr("Choose a folder of samples (%1). Calibration runs the float network over them and finds the range of every "
                               "tensor.")
                                .arg(sampleEndings()),
                            tr("Choose samples…"), [this] { chooseCalibrationData(m_document, this); }));
    buildUi(services);
    connect(&m_document, &ProjectDocument::resultChanged, this, &CalibrationPage::refresh);
    connect(&m_document, &ProjectDocument::configChanged, this, &CalibrationPage::listSamples);
    connect(&m_samples, &SampleModel::listed, this, &CalibrationPage::listSamples);
    connect(&m_document.selection(), &Selection::changed, this, &CalibrationPage::followSelection);
    connect(m_table, &DataTable::picked, this, [this](const QModelIndex& index) {
        m_row = index.row();
        drawHistogram();
    });
    connect(m_chart, &Chart::restyled, this, &CalibrationPage::drawHistogram);
}

QWidget* CalibrationPage::head() {
    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    m_summary = new QLabel;
    m_summary->setObjectName(u"calibrationSummary"_s);
    m_summary->setWordWrap(true);
    auto* choose = new QPushButton(tr("Choose samples…"));
    choose->setObjectName(u"chooseSamples"_s);
    choose->setToolTip(tr("The folder of samples that calibration runs over (cal_data_dir): %1").arg(sampleEndings()));
    connect(choose, &QPushButton::clicked, this, [this] { chooseCalibrationData(m_document, this); });
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 4, 8, 4);
    row->addWidget(m_summary, 1);
    row->addWidget(choose);
    return strip;
}

void CalibrationPage::buildUi(const Services& services) {
    m_grid = new SampleGrid(m_theme);
    m_grid->setModel(&m_samples);
    m_table = new DataTable(services, &m_ranges);
    m_table->setStretchColumn(0);
    m_table->setObjectName(u"rangeTable"_s);
    m_table->setEmptyText(tr("Build to see the range of every tensor"));
    m_chart = new Chart(m_theme);
    m_chart->setObjectName(u"histogram"_s);
    m_chart->setEmptyText(tr("Build and select a tensor to see its histogram"));
    m_chart->yAxis->setScaleType(QCPAxis::stLogarithmic);
    m_chart->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    m_chart->yAxis->setNumberFormat(u"gb"_s);
    m_chart->yAxis->setNumberPrecision(0);
    auto* right = new QSplitter(Qt::Vertical);
    right->addWidget(m_table);
    right->addWidget(m_chart);
    right->setSizes({300, 300});
    auto* splitter = new QSplitter;
    splitter->addWidget(m_grid);
    splitter->addWidget(right);
    // Two tiles beside each other, and the scroll bar.
    splitter->setSizes({2 * SampleDelegate::tileSize().width() + 16, 560});
    splitter->setStretchFactor(1, 1);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head());
    column->addWidget(splitter, 1);
    addWidget(body);
}

void CalibrationPage::refresh() {
    const auto& calibration = m_document.result().calibration;
    m_ranges.setRows(calibration && m_document.optimised() ? rangeRows(*calibration, *m_document.optimised()) : std::vector<RangeRow>{});
    listSamples();
    m_row = 0;
    followSelection();
    drawHistogram();
}

void CalibrationPage::listSamples() {
    m_samples.setFolders(sampleFolders(m_document.config()));
    const bool hasSamples = !m_samples.folders().empty();
    setCurrentIndex(m_document.result().calibration || hasSamples ? 1 : 0);
    QStringList missing;
    for (const SampleFolder& folder : m_samples.folders())
        if (!QFileInfo::exists(folder.path)) missing << folder.path;
    m_grid->setEmptyText(!missing.isEmpty()      ? tr("There is no folder %1").arg(missing.join(u", "_s))
                         : m_samples.isListing() ? tr("Looking for samples…")
                         : hasSamples            ? tr("There are no samples in the folder: %1").arg(sampleEndings())
                                                 : tr("No samples: calibrated on random data"));
    m_summary->setText(summary());
    QStringList tips = sampleProblems();
    if (const QString tip = summaryTip(); !tip.isEmpty()) tips.prepend(tip);
    m_summary->setToolTip(tips.join(u'\n'));
}

QString CalibrationPage::summaryTip() const {
    const auto& calibration = m_document.result().calibration;
    const ThresholdMethodRow* row = calibration ? findThresholdMethod(toName(calibration->options.method)) : nullptr;
    return row ? qs(row->sentence) : QString();
}

/// What the checks of core found when calibration read the samples.
QStringList CalibrationPage::sampleProblems() const {
    QStringList problems;
    for (const Diagnostic& diagnostic : m_document.result().diagnostics)
        if (std::ranges::find(sampleRuleTable(), diagnostic.code, &SampleRuleRow::code) != sampleRuleTable().end())
            problems << qs(diagnostic.message);
    return problems;
}

QString CalibrationPage::summary() const {
    QStringList parts;
    if (!m_samples.folders().empty()) parts << tr("%n sample file(s)", nullptr, m_samples.rowCount());
    const auto& calibration = m_document.result().calibration;
    if (calibration && calibration->isRandom)
        parts << tr("Random data (calibration_type: skip): speed can be judged, accuracy cannot.");
    else if (calibration)
        parts << tr("%n sample(s) seen, threshold by %1", nullptr, static_cast<int>(calibration->samples))
                     .arg(qs(toName(calibration->options.method)));
    else if (m_document.config().calibrationType == "skip")
        parts << tr("calibration_type is skip: the next build takes random data instead of them");
    if (const auto problems = static_cast<int>(sampleProblems().size()))
        parts << u"⚠ "_s + tr("%n warning(s) about them", nullptr, problems);
    return parts.join(u"  ·  "_s);
}

void CalibrationPage::followSelection() {
    if (m_document.selection().isEmpty()) return;
    for (std::size_t i = 0; i < m_ranges.rows().size(); ++i) {
        if (!m_document.selection().contains(m_ranges.rows()[i].lineage)) continue;
        m_row = static_cast<int>(i);
        return drawHistogram();
    }
}

void CalibrationPage::drawHistogram() {
    m_chart->clearGraphs();
    m_chart->update();
    if (m_row < 0 || m_row >= static_cast<int>(m_ranges.rows().size())) return;
    const RangeRow& row = m_ranges.rows()[static_cast<std::size_t>(m_row)];
    const TensorStatistics& statistics = row.range.statistics;
    if (statistics.histogram.empty()) return;
    // Bins are folded to what a screen can show.
    constexpr std::size_t kShown = 256;
    const std::size_t fold = std::max<std::size_t>(1, statistics.histogram.size() / kShown);
    QVector<double> x, y;
    double top = 10;
    for (std::size_t bin = 0; bin < statistics.histogram.size(); bin += fold) {
        double sum = 0;
        for (std::size_t i = bin; i < std::min(bin + fold, statistics.histogram.size()); ++i)
            sum += static_cast<double>(statistics.histogram[i]);
        x << (static_cast<double>(bin) + static_cast<double>(fold) / 2) / static_cast<double>(statistics.histogram.size()) *
                 static_cast<double>(statistics.histogramLimit);
        y << std::max(0.5, sum);
        top = std::max(top, sum);
    }
    QCPGraph* bars = m_chart->addGraph();
    bars->setLineStyle(QCPGraph::lsStepCenter);
    QColor fill = m_theme.color(Token::Series1);
    bars->setPen(QPen(fill, 1));
    fill.setAlpha(70);
    bars->setBrush(fill);
    bars->setData(x, y, true);
    QCPGraph* threshold = m_chart->addGraph();
    threshold->setPen(QPen(m_theme.color(Token::Series2), 2));
    const double place = static_cast<double>(row.range.threshold);
    threshold->setData({place, place}, {0.5, top * 2});
    const QString name = QFontMetrics(m_chart->font()).elidedText(row.tensor, Qt::ElideMiddle, 360);
    m_chart->setAxisTitles(tr("|x| of %1, no unit   (line: threshold %2)").arg(name, significant(place, 4)), tr("Elements"));
    const double width = x.size() > 1 ? x[1] - x[0] : 0;
    m_chart->setReader([x, y, width](double at, double) {
        const auto bin = width > 0 ? static_cast<qsizetype>(at / width) : -1;
        if (at < 0 || bin < 0 || bin >= y.size()) return QString();
        return tr("|x| from %1 to %2: %3 elements of all samples")
            .arg(significant(static_cast<double>(bin) * width), significant(static_cast<double>(bin + 1) * width),
                 formatInteger(y[bin] < 1 ? 0 : std::llround(y[bin])));
    });
    m_chart->setHome({0, std::max(place, static_cast<double>(statistics.histogramLimit)) * 1.04}, {0.5, top * 2});
}

} // namespace lathe
