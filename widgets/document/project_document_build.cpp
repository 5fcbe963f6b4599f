#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"

namespace lathe {

void ProjectDocument::build(Stage last) {
    if (isEmpty() || isBuilding() || !m_backend.build) return;
    if (!m_configIsValid) {
        emit failed(tr("The configuration has errors"), tr("See Problems; each one leads to its line"));
        return;
    }
    m_buildProblems.clear();
    m_buildTimer.start();
    PipelineOptions options;
    options.last = last;
    // Called on the building thread: hop to ours before touching anything.
    options.onStage = [this](Stage stage, const StageOutcome* outcome) {
        const std::optional<StageOutcome> ended = outcome ? std::optional(*outcome) : std::nullopt;
        QMetaObject::invokeMethod(this, [this, stage, ended] {
            if (ended)
                m_stages.finish(*ended);
            else
                m_stages.begin(stage);
            emit stagesChanged();
        });
    };
    options.onPartial = [this](const BuildResult& part) { QMetaObject::invokeMethod(this, [this, part] { takePartial(part); }); };
    m_buildJob = m_jobs.start<BuildResult>(
        tr("Build for %1").arg(qs(m_config.march)),
        [build = m_backend.build, config = m_config, options](JobContext& context) { return build(config, context, options); },
        [this](Result<BuildResult> result, std::vector<Diagnostic> diagnostics) {
            finishBuild(std::move(result), std::move(diagnostics));
        });
    emit stagesChanged();
    emit problemsChanged();
}

void ProjectDocument::cancelBuild() {
    m_jobs.stop(m_buildJob);
}

void ProjectDocument::takePartial(BuildResult result) {
    if (!isBuilding()) return;
    const bool newGraph = m_result.optimised != result.optimised;
    m_result = std::move(result);
    if (newGraph) emit graphChanged();
    emit resultChanged();
}

void ProjectDocument::finishBuild(Result<BuildResult> result, std::vector<Diagnostic> diagnostics) {
    m_buildProblems = std::move(diagnostics);
    m_buildSeconds = static_cast<double>(m_buildTimer.elapsed()) * 1e-3;
    if (result) {
        const bool newGraph = m_result.optimised != result->optimised;
        m_result = std::move(*result);
        for (const StageOutcome& outcome : m_result.stages)
            m_stages.finish(outcome);
        if (m_buildProblems.empty()) m_buildProblems = m_result.diagnostics;
        if (newGraph) emit graphChanged();
        emit resultChanged();
    } else {
        const Error& error = result.error();
        if (error.details.empty())
            m_buildProblems.push_back({Severity::Error, "BUILD", error.message, error.node, error.place, error.remedy});
        m_buildProblems.insert(m_buildProblems.end(), error.details.begin(), error.details.end());
        m_stages.fail(static_cast<int>(std::max<std::size_t>(1, error.details.size())));
        fail(error);
    }
    emit stagesChanged();
    emit problemsChanged();
    emit buildFinished(result.isOk());
}

bool ProjectDocument::isBuilt() const {
    return m_result.program && m_result.evaluation && !isBuilding() && m_stages.of(Stage::Simulate).kind == StageState::Kind::Done;
}

void ProjectDocument::saveBuild(const QString& folder) {
    if (!isBuilt() || isSaving() || !m_backend.writeArtefacts) return;
    BuildResult result = m_result;
    result.config.workingDir = folder.toStdString();
    m_saveJob = m_jobs.start<QString>(
        tr("Save build"),
        [write = m_backend.writeArtefacts, result = std::move(result), folder](JobContext& context) -> Result<QString> {
            LATHE_CHECK(write(result, context));
            return folder;
        },
        [this](Result<QString> saved, std::vector<Diagnostic>) {
            if (!saved) return fail(saved.error());
            m_outputFolder = *saved;
            emit buildSaved(m_outputFolder);
        });
}

} // namespace lathe
