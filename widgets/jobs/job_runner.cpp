#include "widgets/jobs/job_runner.h"
#include "widgets/common/strings.h"

#include <QElapsedTimer>
#include <QThread>

namespace lathe {

JobRunner::JobRunner(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    m_pool.setThreadPriority(QThread::LowPriority);
}

JobRunner::~JobRunner() {
    stopAndWait();
}

void JobRunner::stopAndWait() {
    stopAll();
    m_pool.waitForDone();
}

int JobRunner::startErased(const QString& title, std::function<std::function<void(Diagnostics)>(JobContext&)> work) {
    const int id = m_nextId++;
    Job& job = m_jobs[id];
    job.info = {id, title, {}, 0, false};
    m_pool.start([this, id, stop = job.stop.get_token(), work = std::move(work)] {
        JobContext context(stop, QThread::idealThreadCount());
        QElapsedTimer sinceShown;
        context.onProgress([this, id, &sinceShown](double fraction, std::string_view activity) {
            if (sinceShown.isValid() && sinceShown.elapsed() < 40) return;
            sinceShown.start();
            QMetaObject::invokeMethod(this, [this, id, fraction, text = qs(activity)] { showProgress(id, fraction, text); });
        });
        auto deliver = work(context);
        QMetaObject::invokeMethod(this, [this, id, stop, deliver = std::move(deliver), diagnostics = context.diagnostics()]() mutable {
            m_jobs.erase(id);
            if (!stop.stop_requested()) deliver(std::move(diagnostics));
            emit finished(id, stop.stop_requested());
            emit changed();
        });
    });
    emit changed();
    return id;
}

void JobRunner::showProgress(int id, double progress, const QString& activity) {
    const auto found = m_jobs.find(id);
    if (found == m_jobs.end()) return;
    found->second.info.progress = progress;
    found->second.info.activity = activity;
    emit changed();
}

void JobRunner::stop(int id) {
    const auto found = m_jobs.find(id);
    if (found == m_jobs.end()) return;
    found->second.info.isStopping = true;
    found->second.stop.request_stop();
    emit changed();
}

void JobRunner::stopAll() {
    for (auto& [id, job] : m_jobs)
        job.stop.request_stop();
}

std::vector<JobInfo> JobRunner::jobs() const {
    std::vector<JobInfo> infos;
    for (const auto& [id, job] : m_jobs)
        infos.push_back(job.info);
    return infos;
}

} // namespace lathe
