#pragma once

#include "widgets/jobs/job_runner.h"

#include <QAbstractListModel>
#include <QImage>

#include <deque>
#include <vector>

namespace lathe {

/// ".jpg, .png …": the files that core takes as samples.
QString sampleEndings();

/// The samples of an input: where its cal_data_dir is.
struct SampleFolder {
    QString input, path;
    bool operator==(const SampleFolder&) const = default;
};

struct Sample {
    enum class State { Unread, Asked, Picture, Broken, NoPicture };
    QString file, input;
    qint64 bytes = 0;
    State state = State::Unread;
    QImage thumbnail;
    QSize size;      ///< of the picture in the file
    QString problem; ///< why a broken picture cannot be read
};

/// Reads a picture and makes it small enough to fit into a square of `side` pixels, all of it.
Sample readThumbnail(Sample sample, int side);

/// The calibration samples of all inputs. Folders are listed and pictures read on workers, and only those that a view asks for (StateRole),
/// the last asked first; what was not asked for in a long time is forgotten.
class SampleModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { StateRole = Qt::UserRole + 1, ThumbnailRole, ProblemRole };
    static constexpr int kThumbnail = 192; ///< pixels a side: sharp at twice the size of a tile

    explicit SampleModel(JobRunner& jobs, QObject* parent = nullptr);
    ~SampleModel() override;

    /// Lists anew when the folders are others, or when their entries changed.
    void setFolders(std::vector<SampleFolder> folders);
    const std::vector<SampleFolder>& folders() const { return m_folders; }
    bool isListing() const { return m_jobs.isRunning(m_listJob); }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_samples.size()); }
    QVariant data(const QModelIndex& index, int role) const override;

signals:
    void listed();

private:
    void take(std::vector<Sample> samples);
    void want(int row) const;
    void readWanted();
    void takeRead(const std::vector<std::pair<int, Sample>>& read);
    void forgetOld();
    QString tip(const Sample& sample) const;

    JobRunner& m_jobs;
    std::vector<SampleFolder> m_folders;
    QStringList m_stamps; ///< of the folders when they were listed
    std::vector<Sample> m_samples;
    mutable std::vector<int> m_wanted;
    std::deque<int> m_kept; ///< rows with a thumbnail, oldest first
    int m_listJob = 0, m_readJob = 0;
};

} // namespace lathe
