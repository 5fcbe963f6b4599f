#include "core/base/job_context.h"

namespace lathe {

void JobContext::report(Diagnostic diagnostic) {
    std::lock_guard lock(m_mutex);
    if (m_onDiagnostic) m_onDiagnostic(diagnostic);
    m_diagnostics.push_back(std::move(diagnostic));
}

void JobContext::info(std::string code, std::string message, std::string node, std::string remedy) {
    report({Severity::Info, std::move(code), std::move(message), std::move(node), {}, std::move(remedy)});
}

void JobContext::warn(std::string code, std::string message, std::string node, std::string remedy) {
    report({Severity::Warning, std::move(code), std::move(message), std::move(node), {}, std::move(remedy)});
}

void JobContext::setProgress(double fraction, std::string_view activity) {
    std::lock_guard lock(m_mutex);
    if (m_onProgress) m_onProgress(m_partBegin + (m_partEnd - m_partBegin) * fraction, activity);
}

void JobContext::enterPart(double begin, double end) {
    std::lock_guard lock(m_mutex);
    m_partBegin = begin;
    m_partEnd = end;
}

Status JobContext::checkStop() const {
    if (isStopRequested()) return Error::stopped();
    return {};
}

std::vector<Diagnostic> JobContext::diagnostics() const {
    std::lock_guard lock(m_mutex);
    return m_diagnostics;
}

} // namespace lathe
