#pragma once

#include "widgets/document/backend.h"
#include "widgets/document/selection.h"
#include "widgets/document/stage_state.h"
#include "widgets/jobs/job_runner.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <optional>

namespace lathe {

struct ProjectFile;

/// What of the window a project remembers beside the selection; empty: nothing was remembered.
struct ViewState {
    QString tab;        ///< key of the centre view that is shown
    QString colourMode; ///< key of the graph's colours
};

/// The opened project: model, configuration (text and values are one thing), the results of the latest build, what is
/// stale, what is wrong, what is selected. All views read it; only undo commands change the configuration.
class ProjectDocument : public QObject {
    Q_OBJECT
public:
    ProjectDocument(Backend backend, JobRunner& jobs, QObject* parent = nullptr);
    ~ProjectDocument() override;

    // --- files
    /// A model, a configuration or a project, by its extension. Reading is a job; the opened document stays until it succeeded. A
    /// configuration with mistakes is opened as a draft.
    void openFile(const QString& path);
    void openProject(const ProjectFile& project, const QString& path);
    bool save(const QString& path);
    bool exportConfig(const QString& path);
    /// There is no model (but maybe a draft).
    bool isEmpty() const { return m_original == nullptr; }
    /// The text of a configuration that leads to no model yet; its model is read as soon as the text is right.
    bool isDraft() const { return m_isDraft; }
    bool isOpen() const { return !isEmpty() || isDraft(); }
    bool isLoading() const { return m_jobs.isRunning(m_openJob); }
    bool isModified() const { return !m_undo.isClean(); }
    QString modelPath() const;
    const QString& projectPath() const { return m_projectPath; }
    /// The name of what was opened: of the project, the configuration or the model.
    QString title() const;
    QString modelName() const;
    /// The .yaml that was opened; empty for a model or a project.
    const QString& configPath() const { return m_configPath; }

    // --- model and results
    std::shared_ptr<const Graph> original() const { return m_original; }
    /// What nearly all names of its nodes begin with: tables do not repeat it.
    const QString& namePrefix() const { return m_namePrefix; }
    /// The float graph after the passes; null before the first build.
    std::shared_ptr<const Graph> optimised() const { return m_result.optimised; }
    const BuildResult& result() const { return m_result; }

    // --- configuration
    const BuildConfig& config() const { return m_config; }
    const QString& yaml() const { return m_yaml; }
    /// The text as it must read in a file at `path`: its relative paths mean the folder that it was opened in.
    QString yamlFor(const QString& path) const;
    /// Text as typed; values follow when it is valid.
    void editYaml(const QString& yaml);
    void editConfig(BuildConfig config, const QString& label);
    void setTarget(const QString& name);
    /// Puts nodes (names of the trained graph) to a precision, or back to what the levels above say.
    void setNodePrecision(const QStringList& nodes, std::optional<Precision> precision);
    std::optional<Precision> configuredPrecision(const QString& node) const;
    QUndoStack& undoStack() { return m_undo; }
    bool isConfigValid() const { return m_configIsValid; }

    // --- devices
    const std::vector<Target>& targets() const { return m_targets; }
    const Target* target() const;
    /// Seconds, from the analytical model; nothing without model or device.
    std::optional<double> estimate() const { return m_estimate; }
    const Backend& backend() const { return m_backend; }

    // --- building
    const StageStates& stages() const { return m_stages; }
    bool isBuilding() const { return m_jobs.isRunning(m_buildJob); }
    void build(Stage last = Stage::Compare);
    void cancelBuild();
    /// What the window shows was built up to its simulated time from the configuration as it is now.
    bool isBuilt() const;
    /// Wall time of the latest build.
    double buildSeconds() const { return m_buildSeconds; }
    /// Writes the artefacts of the build into a folder, in a job.
    void saveBuild(const QString& folder);
    bool isSaving() const { return m_jobs.isRunning(m_saveJob); }
    /// Where the build was saved last; empty when it was not.
    const QString& outputFolder() const { return m_outputFolder; }

    // --- shared state
    Selection& selection() { return m_selection; }
    /// The views keep it and, when a document was opened, follow it. No change of the document: there is nothing to undo.
    ViewState& viewState() { return m_viewState; }
    /// All that a project file at `path` holds.
    ProjectFile project(const QString& path) const;
    std::vector<Diagnostic> problems() const;
    const std::vector<Diagnostic>& configProblems() const { return m_configProblems; }
    JobRunner& jobs() { return m_jobs; }

signals:
    void opened(); ///< another model; views start afresh
    void graphChanged();
    void configChanged();
    void resultChanged();
    void stagesChanged();
    void problemsChanged();
    void estimateChanged();
    void titleChanged();
    /// Something could not be done: for the banner. `detail` may be empty.
    void failed(const QString& message, const QString& detail);
    void buildFinished(bool success);
    void buildSaved(const QString& folder);

private:
    friend class ChangeConfigCommand;
    struct ConfigState {
        BuildConfig config;
        QString yaml;
    };
    void applyConfig(const ConfigState& state);
    void parseYaml(const QString& yaml);
    void loadModel(const ModelFiles& files, const ModelReadOptions& options, std::optional<QString> yaml, const QString& configPath,
                   const QString& projectPath);
    void adoptModel(std::shared_ptr<const Graph> graph, const ModelFiles& files, const std::optional<QString>& yaml,
                    const QString& configPath);
    BuildConfig defaultConfig(const ModelFiles& files) const;
    void openConfig(const QString& yaml, const QString& configPath, const QString& projectPath);
    void adoptDraft(const QString& yaml, const QString& configPath, const QString& projectPath, const Error& error);
    void completeDraft();
    void startAfresh();
    void announceOpened();
    void updateEstimate();
    void fail(const Error& error);
    void takePartial(BuildResult result);
    void finishBuild(Result<BuildResult> result, std::vector<Diagnostic> diagnostics);
    std::filesystem::path configPlace() const;

    Backend m_backend;
    JobRunner& m_jobs;
    Selection m_selection;
    ViewState m_viewState;
    QStringList m_selectionToCome; ///< of the project that is being opened
    ViewState m_viewToCome;
    QUndoStack m_undo;
    QTimer m_estimateTimer;

    std::vector<Target> m_targets;
    std::shared_ptr<const Graph> m_original;
    QString m_modelPath, m_configPath, m_projectPath, m_namePrefix;
    BuildConfig m_config;
    QString m_yaml;
    bool m_configIsValid = true, m_isDraft = false;
    BuildResult m_result;
    StageStates m_stages;
    std::optional<double> m_estimate;
    std::vector<Diagnostic> m_importProblems, m_configProblems, m_buildProblems;
    int m_openJob = 0, m_buildJob = 0, m_saveJob = 0;
    QElapsedTimer m_buildTimer;
    double m_buildSeconds = 0;
    QString m_outputFolder;
};

} // namespace lathe
