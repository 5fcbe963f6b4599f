#include "widgets/calibration/sample_model.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include "core/formats/image_file.h"
#include "core/formats/sample_file.h"
#include "core/formats/sample_place.h"

#include <QFileInfo>
#include <QPointer>

namespace lathe {
namespace {

constexpr std::size_t kBatch = 24, kMostKept = 600;

std::vector<Sample> listFolders(const std::vector<SampleFolder>& folders) {
    std::vector<Sample> samples;
    for (const SampleFolder& folder : folders) {
        const auto found = listSamples(folder.path.toStdString(), folder.input.toStdString());
        if (!found) continue; // an empty view says what it looks for
        for (const std::filesystem::path& file : *found) {
            const QFileInfo info(QString::fromStdString(file.string()));
            Sample sample{info.filePath(), folder.input, info.size(), {}, {}, {}, {}};
            if (!isImageFileName(sample.file.toStdString())) sample.state = Sample::State::NoPicture;
            samples.push_back(std::move(sample));
        }
    }
    return samples;
}

} // namespace

QString sampleEndings() {
    QStringList endings;
    for (const SampleFormatRow& row : sampleFormatTable())
        endings << QString::fromUtf8(row.extensions.data(), static_cast<qsizetype>(row.extensions.size())).split(u'|');
    return endings.join(u", "_s);
}

Sample readThumbnail(Sample sample, int side) {
    const auto picture = readImage(sample.file.toStdString());
    if (!picture) {
        sample.state = Sample::State::Broken;
        sample.problem = qs(picture.error().message);
        return sample;
    }
    const QImage image(picture->pixels.data(), static_cast<int>(picture->width), static_cast<int>(picture->height),
                       static_cast<qsizetype>(picture->width * 3), QImage::Format_RGB888);
    sample.size = image.size();
    sample.thumbnail = image.width() > side || image.height() > side
                           ? image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                           : image.copy();
    sample.state = Sample::State::Picture;
    return sample;
}

SampleModel::SampleModel(JobRunner& jobs, QObject* parent) : QAbstractListModel(parent), m_jobs(jobs) {}

SampleModel::~SampleModel() {
    m_jobs.stop(m_listJob);
    m_jobs.stop(m_readJob);
}

void SampleModel::setFolders(std::vector<SampleFolder> folders) {
    QStringList stamps;
    for (const SampleFolder& folder : folders)
        stamps << QFileInfo(folder.path).lastModified().toString(Qt::ISODateWithMs);
    if (folders == m_folders && stamps == m_stamps) return;
    m_folders = std::move(folders);
    m_stamps = std::move(stamps);
    m_jobs.stop(m_listJob);
    if (m_folders.empty()) return take({});
    m_listJob = m_jobs.start<std::vector<Sample>>(
        tr("List samples"), [folders = m_folders](JobContext&) -> Result<std::vector<Sample>> { return listFolders(folders); },
        [self = QPointer(this)](Result<std::vector<Sample>> samples, JobRunner::Diagnostics) {
            if (self && samples) self->take(std::move(*samples));
        });
}

void SampleModel::take(std::vector<Sample> samples) {
    m_jobs.stop(m_readJob);
    beginResetModel();
    m_samples = std::move(samples);
    m_wanted.clear();
    m_kept.clear();
    endResetModel();
    // What is seen first is read before it is painted; the last wanted comes first.
    for (int row = std::min(rowCount(), static_cast<int>(kBatch)); row-- > 0;)
        data(index(row), StateRole);
    emit listed();
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Sample& sample = m_samples[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return QFileInfo(sample.file).fileName();
    case Qt::ToolTipRole:
        return tip(sample);
    case StateRole:
        if (sample.state == Sample::State::Unread) want(index.row());
        return static_cast<int>(sample.state);
    case ThumbnailRole:
        return sample.thumbnail;
    case ProblemRole:
        return sample.problem;
    default:
        return {};
    }
}

QString SampleModel::tip(const Sample& sample) const {
    QString text = sample.file + u'\n' + formatBytes(static_cast<double>(sample.bytes));
    if (sample.size.isValid())
        text += u" · "_s + tr("%1 × %2 pixels").arg(formatInteger(sample.size.width()), formatInteger(sample.size.height()));
    if (m_folders.size() > 1) text += u'\n' + tr("input %1").arg(sample.input);
    return sample.problem.isEmpty() ? text : text + u'\n' + sample.problem;
}

// Painting asks; what it asked for is read once it is done.
void SampleModel::want(int row) const {
    if (m_wanted.empty()) QMetaObject::invokeMethod(const_cast<SampleModel*>(this), &SampleModel::readWanted, Qt::QueuedConnection);
    if (std::ranges::find(m_wanted, row) == m_wanted.end()) m_wanted.push_back(row);
}

void SampleModel::readWanted() {
    if (m_wanted.empty() || m_jobs.isRunning(m_readJob)) return;
    std::vector<std::pair<int, Sample>> batch;
    while (!m_wanted.empty() && batch.size() < kBatch) {
        const int row = m_wanted.back();
        m_wanted.pop_back();
        Sample& sample = m_samples[static_cast<std::size_t>(row)];
        sample.state = Sample::State::Asked;
        batch.emplace_back(row, sample);
    }
    std::ranges::sort(batch, {}, &std::pair<int, Sample>::first);
    // What scrolled out of sight before its turn asks again when it comes back.
    if (m_wanted.size() > kMostKept / 2) m_wanted.erase(m_wanted.begin(), m_wanted.end() - kMostKept / 2);
    using Batch = std::vector<std::pair<int, Sample>>;
    m_readJob = m_jobs.start<Batch>(
        tr("Read pictures"),
        [batch = std::move(batch)](JobContext& context) mutable -> Result<Batch> {
            for (auto& [row, sample] : batch) {
                LATHE_CHECK(context.checkStop());
                sample = readThumbnail(std::move(sample), kThumbnail);
            }
            return std::move(batch);
        },
        [self = QPointer(this)](Result<Batch> read, JobRunner::Diagnostics) {
            if (self && read) self->takeRead(*read);
        });
}

void SampleModel::takeRead(const std::vector<std::pair<int, Sample>>& read) {
    for (const auto& [row, sample] : read) {
        m_samples[static_cast<std::size_t>(row)] = sample;
        if (sample.state == Sample::State::Picture) m_kept.push_back(row);
        emit dataChanged(index(row), index(row));
    }
    forgetOld();
    readWanted();
}

void SampleModel::forgetOld() {
    for (; m_kept.size() > kMostKept; m_kept.pop_front()) {
        Sample& old = m_samples[static_cast<std::size_t>(m_kept.front())];
        old.thumbnail = {};
        old.state = Sample::State::Unread;
    }
}

} // namespace lathe
