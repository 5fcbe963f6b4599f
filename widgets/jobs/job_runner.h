#pragma once

#include "core/base/job_context.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace lathe {

/// One job as tables and the status bar show it.
struct JobInfo {
    int id = 0;
    QString title, activity;
    double progress = 0; ///< 0..1
    bool isStopping = false;
};

/// The bridge between core's synchronous functions and the window: work runs on low-priority threads with a JobContext,
/// its result is delivered on the GUI thread. A stopped job is never delivered.
class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    using Diagnostics = std::vector<Diagnostic>;
    template <class T>
    using Work = std::function<Result<T>(JobContext&)>;
    template <class T>
    using Deliver = std::function<void(Result<T>, Diagnostics)>;

    /// `work` must own all that it reads. Returns the job's id.
    template <class T>
    int start(const QString& title, Work<T> work, Deliver<T> deliver);

    void stop(int id);
    void stopAll();
    /// Stops everything and returns when no thread works any more: before what the jobs point to goes away.
    void stopAndWait();
    bool isRunning(int id) const { return m_jobs.contains(id); }
    std::vector<JobInfo> jobs() const;

signals:
    void changed();
    /// `wasStopped`: nothing was delivered.
    void finished(int id, bool wasStopped);

private:
    struct Job {
        JobInfo info;
        std::stop_source stop;
    };
    int startErased(const QString& title, std::function<std::function<void(Diagnostics)>(JobContext&)> work);
    void showProgress(int id, double progress, const QString& activity);

    QThreadPool m_pool;
    std::map<int, Job> m_jobs;
    int m_nextId = 1;
};

template <class T>
int JobRunner::start(const QString& title, Work<T> work, Deliver<T> deliver) {
    return startErased(title, [work = std::move(work), deliver = std::move(deliver)](JobContext& context) {
        auto result = std::make_shared<Result<T>>(work(context));
        return [result, deliver](Diagnostics diagnostics) { deliver(std::move(*result), std::move(diagnostics)); };
    });
}

} // namespace lathe
