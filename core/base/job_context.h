#pragma once

#include "core/base/result.h"

#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <vector>

namespace lathe {

/// What long work is given: where its diagnostics go, how it shows progress, when it must stop, how many threads it may use.
/// report() and setProgress() may be called from any thread; the handlers are called one at a time.
class JobContext {
public:
    /// Fraction of the whole job in [0, 1] and what is being done now.
    using ProgressHandler = std::function<void(double fraction, std::string_view activity)>;
    using DiagnosticHandler = std::function<void(const Diagnostic&)>;

    JobContext() = default;
    explicit JobContext(std::stop_token stop, int threads = 1) : m_stop(std::move(stop)), m_threads(threads) {}

    void onProgress(ProgressHandler handler) { m_onProgress = std::move(handler); }
    void onDiagnostic(DiagnosticHandler handler) { m_onDiagnostic = std::move(handler); }

    void report(Diagnostic diagnostic);
    void info(std::string code, std::string message, std::string node = {}, std::string remedy = {});
    void warn(std::string code, std::string message, std::string node = {}, std::string remedy = {});

    /// `fraction` of the current part (see enterPart).
    void setProgress(double fraction, std::string_view activity);
    /// What follows fills [begin, end] of the whole job.
    void enterPart(double begin, double end);

    bool isStopRequested() const { return m_stop.stop_requested(); }
    /// An Error of kind Stopped once a stop was asked for. Call it at least every 50 ms of work.
    Status checkStop() const;
    std::stop_token stopToken() const { return m_stop; }

    int threads() const { return m_threads; }
    void setThreads(int threads) { m_threads = threads < 1 ? 1 : threads; }

    std::vector<Diagnostic> diagnostics() const;

private:
    std::stop_token m_stop;
    int m_threads = 1;
    mutable std::mutex m_mutex;
    std::vector<Diagnostic> m_diagnostics;
    ProgressHandler m_onProgress;
    DiagnosticHandler m_onDiagnostic;
    double m_partBegin = 0.0;
    double m_partEnd = 1.0;
};

} // namespace lathe
