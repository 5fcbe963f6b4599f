#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/document/project_document.h"
#include "widgets/document/project_file.h"

#include "core/base/files.h"
#include "core/config/model_files.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <utility>

namespace lathe {

void ProjectDocument::openFile(const QString& path) {
    // Of a project that could not be opened.
    m_selectionToCome.clear();
    m_viewToCome = {};
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (isModelFile(absolute.toStdString()))
        return loadModel(completed(std::filesystem::path(absolute.toStdString())), {}, std::nullopt, {}, {});
    if (suffix != u"yaml"_s && suffix != u"yml"_s && suffix != u"latheproj"_s) {
        emit failed(tr("“%1” is nothing that Lathe can open").arg(QFileInfo(path).fileName()),
                    tr("Open a model (%1), a build configuration (.yaml) or a project (.latheproj)").arg(qs(modelExtensionsText())));
        return;
    }
    const auto text = readTextFile(absolute.toStdString());
    if (!text) return fail(text.error());
    if (suffix != u"latheproj"_s) return openConfig(qs(*text), absolute, {});
    const auto project = parseProject(qs(*text), absolute);
    if (!project) return fail(project.error());
    openProject(*project, absolute);
}

void ProjectDocument::openProject(const ProjectFile& project, const QString& path) {
    // The model is read in a job; what was selected and shown comes back with it.
    m_selectionToCome = project.selection;
    m_viewToCome = {project.tab, project.colourMode};
    openConfig(project.configYaml, {}, path);
}

void ProjectDocument::openConfig(const QString& yaml, const QString& configPath, const QString& projectPath) {
    JobContext context;
    const QString place = configPath.isEmpty() ? projectPath : configPath;
    const auto parsed = m_backend.parseConfig(yaml.toStdString(), place.toStdString(), context);
    if (!parsed) return adoptDraft(yaml, configPath, projectPath, parsed.error());
    loadModel(modelFilesOf(*parsed), modelReadOptionsOf(*parsed), yaml, configPath, projectPath);
}

void ProjectDocument::loadModel(const ModelFiles& files, const ModelReadOptions& options, std::optional<QString> yaml,
                                const QString& configPath, const QString& projectPath) {
    m_jobs.stop(m_openJob);
    m_openJob = m_jobs.start<Graph>(
        tr("Open %1").arg(qs(files.model.filename().string())),
        [read = m_backend.readModel, files, options](JobContext& context) { return read(files, options, context); },
        [=, this](Result<Graph> graph, std::vector<Diagnostic> diagnostics) {
            if (!graph) return yaml ? adoptDraft(*yaml, configPath, projectPath, graph.error()) : fail(graph.error());
            cancelBuild();
            m_importProblems = std::move(diagnostics);
            m_projectPath = projectPath;
            adoptModel(std::make_shared<const Graph>(std::move(*graph)), files, yaml, configPath);
        });
    emit stagesChanged();
}

/// The text is shown with its mistakes, where they can be corrected, instead of not at all.
void ProjectDocument::adoptDraft(const QString& yaml, const QString& configPath, const QString& projectPath, const Error& error) {
    m_jobs.stop(m_openJob);
    cancelBuild();
    m_original.reset();
    startAfresh();
    m_isDraft = true;
    m_modelPath.clear();
    m_configPath = configPath;
    m_projectPath = projectPath;
    m_yaml = yaml;
    m_config = {};
    m_stages.clear();
    m_importProblems.clear();
    parseYaml(m_yaml);
    // The text is right and the model is not: that is in no list yet.
    if (m_configIsValid) m_importProblems.push_back({Severity::Error, "IMPORT", error.message, error.node, error.place, error.remedy});
    m_estimateTimer.start();
    announceOpened();
    fail(error);
}

/// Called with every change of the text: a draft that became right is a document.
void ProjectDocument::completeDraft() {
    if (!m_isDraft || !m_configIsValid) return;
    const ModelFiles files = modelFilesOf(m_config);
    m_jobs.stop(m_openJob);
    m_openJob = m_jobs.start<Graph>(
        tr("Open %1").arg(qs(files.model.filename().string())),
        [read = m_backend.readModel, files, options = modelReadOptionsOf(m_config)](JobContext& context) {
            return read(files, options, context);
        },
        [files, this](Result<Graph> graph, std::vector<Diagnostic> diagnostics) {
            m_importProblems = std::move(diagnostics);
            if (!graph) {
                const Error& error = graph.error();
                m_importProblems.push_back({Severity::Error, "IMPORT", error.message, error.node, error.place, error.remedy});
                emit problemsChanged();
                return;
            }
            m_isDraft = false;
            m_original = std::make_shared<const Graph>(std::move(*graph));
            m_modelPath = qs(files.model.string());
            m_stages.setDone(Stage::Import, 0);
            // What was typed while the model was read counts; the steps of the correction can still be undone.
            parseYaml(m_yaml);
            m_estimateTimer.start();
            announceOpened();
        });
    emit stagesChanged();
}

void ProjectDocument::startAfresh() {
    m_isDraft = false;
    m_result = {};
    m_outputFolder.clear();
    m_buildProblems.clear();
    m_selection.set(std::exchange(m_selectionToCome, {}));
    m_viewState = std::exchange(m_viewToCome, {});
    m_undo.clear();
    m_stages.clear();
}

void ProjectDocument::announceOpened() {
    m_namePrefix = m_original ? sharedPrefix(*m_original) : QString();
    emit opened();
    emit graphChanged();
    emit configChanged();
    emit resultChanged();
    emit stagesChanged();
    emit problemsChanged();
    emit titleChanged();
}

BuildConfig ProjectDocument::defaultConfig(const ModelFiles& files) const {
    BuildConfig config;
    // Each input by its name, so that what is said per input is said for all of them; the validator fills the shapes.
    for (const ValueId id : m_original->inputs())
        config.inputs.emplace_back().name = m_original->value(id).name;
    const QString modelPath = qs(files.model.string());
    setModelFiles(config, files);
    config.prefix = QFileInfo(modelPath).completeBaseName().toStdString();
    config.workingDir = QString(QFileInfo(modelPath).path() + u"/model_output"_s).toStdString();
    // Without samples the build can still say how fast; the accuracy views say that it means nothing.
    config.calibrationType = "skip";
    config.march = m_config.march;
    if (config.march.empty() && !m_targets.empty()) {
        const auto usual = std::find_if(m_targets.begin(), m_targets.end(), [](const Target& t) { return t.name == "nash-e"; });
        config.march = (usual == m_targets.end() ? m_targets.front() : *usual).name;
    }
    return config;
}

void ProjectDocument::adoptModel(std::shared_ptr<const Graph> graph, const ModelFiles& files, const std::optional<QString>& yaml,
                                 const QString& configPath) {
    m_original = std::move(graph);
    m_modelPath = qs(files.model.string());
    m_configPath = configPath;
    startAfresh();
    m_stages.setDone(Stage::Import, 0);
    if (yaml) {
        m_yaml = *yaml;
    } else {
        m_config = defaultConfig(files);
        if (m_backend.validate) {
            JobContext context;
            const Status filled = m_backend.validate(m_config, *m_original, {}, configPlace(), context);
            if (!filled) m_importProblems.push_back({Severity::Warning, "CONFIG", filled.error().text(), {}, {}, {}});
        }
        m_yaml = m_backend.toYaml ? qs(m_backend.toYaml(m_config)) : QString();
    }
    parseYaml(m_yaml);
    m_estimateTimer.start();
    announceOpened();
}

} // namespace lathe
