#include "widgets/calibration/calibration_page.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"

#include "core/formats/image_file.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QSplitter>

namespace lathe {
namespace {

constexpr int kThumbnail = 72, kMaxThumbnails = 400;

QStringList sampleFiles(const BuildConfig& config) {
    QStringList files;
    for (const InputConfig& input : config.inputs) {
        if (input.calDataDir.empty()) continue;
        const QFileInfoList found = QDir(qs(input.calDataDir)).entryInfoList(QDir::Files, QDir::Name);
        for (const QFileInfo& info : found)
            files << info.filePath();
    }
    return files;
}

QImage thumbnailOf(const QString& file) {
    const auto picture = readImage(file.toStdString());
    if (!picture || picture->width <= 0) return {};
    const QImage image(picture->pixels.data(), static_cast<int>(picture->width), static_cast<int>(picture->height),
                       static_cast<qsizetype>(picture->width * 3), QImage::Format_RGB888);
    return image.scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

CalibrationPage::CalibrationPage(const Services& services, QWidget* parent)
    : QStackedWidget(parent), m_document(services.document), m_theme(services.theme),
      m_ranges(
          rangeColumns(), [](const RangeRow& r) { return r.lineage; }, this) {
    setObjectName(u"calibrationPage"_s);
    addWidget(new EmptyPage(services, tr("What does the data look like?"),
                            tr("Choose a folder of samples: pictures, .npy or raw files. Calibration runs the float network over them and "
                               "finds the range of every tensor."),
                            tr("Choose samples…"), [this] {
                                const QString folder = QFileDialog::getExistingDirectory(this, tr("Calibration samples"));
                                BuildConfig config = m_document.config();
                                if (folder.isEmpty() || config.inputs.empty()) return;
                                for (InputConfig& input : config.inputs)
                                    input.calDataDir = folder.toStdString();
                                if (config.calibrationType == "skip") config.calibrationType = "default";
                                m_document.editConfig(std::move(config), tr("Choose calibration samples"));
                            }));
    buildUi(services);
    connect(&m_document, &ProjectDocument::resultChanged, this, &CalibrationPage::refresh);
    connect(&m_document, &ProjectDocument::configChanged, this, &CalibrationPage::refresh);
    connect(&m_document.selection(), &Selection::changed, this, &CalibrationPage::followSelection);
    connect(m_table, &DataTable::picked, this, [this](const QModelIndex& index) {
        m_row = index.row();
        drawHistogram();
    });
    connect(m_chart, &Chart::restyled, this, &CalibrationPage::drawHistogram);
}

void CalibrationPage::buildUi(const Services& services) {
    m_summary = new QLabel;
    m_summary->setContentsMargins(12, 8, 12, 8);
    m_summary->setWordWrap(true);
    m_samples = new QListWidget;
    m_samples->setObjectName(u"sampleGrid"_s);
    m_samples->setViewMode(QListView::IconMode);
    m_samples->setIconSize({kThumbnail, kThumbnail});
    m_samples->setGridSize({kThumbnail + 20, kThumbnail + 28});
    m_samples->setResizeMode(QListView::Adjust);
    m_samples->setMovement(QListView::Static);
    m_samples->setUniformItemSizes(true);
    m_samples->setTextElideMode(Qt::ElideMiddle);
    m_table = new DataTable(services, &m_ranges);
    m_table->setObjectName(u"rangeTable"_s);
    m_table->setEmptyText(tr("Build to see the range of every tensor"));
    m_chart = new Chart(m_theme);
    m_chart->setObjectName(u"histogram"_s);
    m_chart->yAxis->setScaleType(QCPAxis::stLogarithmic);
    m_chart->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    m_chart->yAxis->setNumberFormat(u"gb"_s);
    m_chart->yAxis->setNumberPrecision(0);
    auto* right = new QSplitter(Qt::Vertical);
    right->addWidget(m_table);
    right->addWidget(m_chart);
    right->setSizes({300, 300});
    auto* splitter = new QSplitter;
    splitter->addWidget(m_samples);
    splitter->addWidget(right);
    splitter->setSizes({300, 560});
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(splitter, 1);
    addWidget(body);
}

void CalibrationPage::refresh() {
    const auto& calibration = m_document.result().calibration;
    listSamples();
    setCurrentIndex(calibration || !m_shownFiles.isEmpty() ? 1 : 0);
    m_ranges.setRows(calibration && m_document.optimised() ? rangeRows(*calibration, *m_document.optimised()) : std::vector<RangeRow>{});
    QString summary = tr("%n sample file(s)", nullptr, static_cast<int>(m_shownFiles.size()));
    if (calibration) {
        summary = calibration->isRandom ? tr("Random data (calibration_type: skip): speed can be judged, accuracy cannot.")
                                        : tr("%n sample(s) seen, threshold by %1", nullptr, static_cast<int>(calibration->samples))
                                              .arg(qs(toName(calibration->options.method)));
    }
    m_summary->setText(summary);
    m_row = 0;
    followSelection();
    drawHistogram();
}

void CalibrationPage::listSamples() {
    const QStringList files = sampleFiles(m_document.config());
    if (files == m_shownFiles) return;
    m_shownFiles = files;
    m_samples->clear();
    for (const QString& file : files) {
        auto* item = new QListWidgetItem(QFileInfo(file).fileName(), m_samples);
        item->setToolTip(file + u'\n' + formatBytes(static_cast<double>(QFileInfo(file).size())));
    }
    loadThumbnails(files.mid(0, kMaxThumbnails));
}

void CalibrationPage::loadThumbnails(const QStringList& files) {
    m_document.jobs().stop(m_thumbnailJob);
    if (files.isEmpty()) return;
    m_thumbnailJob = m_document.jobs().start<QList<QImage>>(
        tr("Thumbnails"),
        [files](JobContext& context) -> Result<QList<QImage>> {
            QList<QImage> images;
            for (const QString& file : files) {
                LATHE_CHECK(context.checkStop());
                images << (isImageFileName(file.toStdString()) ? thumbnailOf(file) : QImage());
                context.setProgress(static_cast<double>(images.size()) / static_cast<double>(files.size()), "reading pictures");
            }
            return images;
        },
        [this](Result<QList<QImage>> images, JobRunner::Diagnostics) {
            if (!images) return;
            for (int i = 0; i < std::min(static_cast<int>(images->size()), m_samples->count()); ++i)
                if (!images->at(i).isNull()) m_samples->item(i)->setIcon(QIcon(QPixmap::fromImage(images->at(i))));
        });
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
    if (m_row >= static_cast<int>(m_ranges.rows().size())) return;
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
    m_chart->setAxisTitles(tr("|x| of %1   (line: threshold %2)").arg(row.tensor, significant(place, 4)), tr("Elements"));
    m_chart->setHome({0, std::max(place, static_cast<double>(statistics.histogramLimit)) * 1.04}, {0.5, top * 2});
}

} // namespace lathe
