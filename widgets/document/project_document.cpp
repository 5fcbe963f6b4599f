#include "widgets/document/project_document.h"
#include "widgets/common/strings.h"
#include "widgets/document/change_config_command.h"
#include "widgets/document/project_file.h"

#include "core/base/files.h"

#include <QFileInfo>

namespace lathe {

ProjectDocument::ProjectDocument(Backend backend, JobRunner& jobs, QObject* parent)
    : QObject(parent), m_backend(std::move(backend)), m_jobs(jobs) {
    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(20);
    connect(&m_estimateTimer, &QTimer::timeout, this, &ProjectDocument::updateEstimate);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &ProjectDocument::titleChanged);
    connect(&m_jobs, &JobRunner::finished, this, [this](int id, bool wasStopped) {
        if (id != m_buildJob || !wasStopped) return;
        m_stages.stop();
        emit stagesChanged();
        emit buildFinished(false);
    });
    if (!m_backend.targets) return;
    if (auto targets = m_backend.targets())
        m_targets = std::move(*targets);
    else
        m_importProblems.push_back({Severity::Error, "TARGETS", targets.error().text(), {}, {}, {}});
}

ProjectDocument::~ProjectDocument() {
    m_jobs.stopAndWait();
}

QString ProjectDocument::modelPath() const {
    return m_modelPath;
}

QString ProjectDocument::title() const {
    const QString opened = !m_projectPath.isEmpty() ? m_projectPath : !m_configPath.isEmpty() ? m_configPath : m_modelPath;
    return QFileInfo(opened).completeBaseName();
}

QString ProjectDocument::modelName() const {
    return QFileInfo(m_modelPath).completeBaseName();
}

std::filesystem::path ProjectDocument::configPlace() const {
    if (!m_configPath.isEmpty()) return m_configPath.toStdString();
    if (!m_projectPath.isEmpty()) return m_projectPath.toStdString();
    return QString(QFileInfo(m_modelPath).path() + u"/config.yaml"_s).toStdString();
}

const Target* ProjectDocument::target() const {
    for (const Target& target : m_targets)
        if (qs(target.name).compare(qs(m_config.march), Qt::CaseInsensitive) == 0) return &target;
    for (const Target& target : m_targets)
        for (const std::string& alias : target.aliases)
            if (qs(alias).compare(qs(m_config.march), Qt::CaseInsensitive) == 0) return &target;
    return nullptr;
}

void ProjectDocument::fail(const Error& error) {
    emit failed(qs(error.message), error.remedy.empty() ? qs(error.place.file) : qs(error.remedy));
}

std::vector<Diagnostic> ProjectDocument::problems() const {
    std::vector<Diagnostic> all = m_configProblems;
    all.insert(all.end(), m_importProblems.begin(), m_importProblems.end());
    all.insert(all.end(), m_buildProblems.begin(), m_buildProblems.end());
    return all;
}

void ProjectDocument::editYaml(const QString& yaml) {
    if (yaml == m_yaml) return;
    m_undo.push(new ChangeConfigCommand(*this, {m_config, yaml}, tr("Edit configuration"), true));
}

void ProjectDocument::editConfig(BuildConfig config, const QString& label) {
    if (config == m_config) return;
    QString yaml = m_backend.editYaml ? qs(m_backend.editYaml(m_yaml.toStdString(), m_config, config))
                   : m_backend.toYaml ? qs(m_backend.toYaml(config))
                                      : m_yaml;
    m_undo.push(new ChangeConfigCommand(*this, {std::move(config), std::move(yaml)}, label, false));
}

void ProjectDocument::applyConfig(const ConfigState& state) {
    const BuildConfig before = m_config;
    m_config = state.config;
    m_yaml = state.yaml;
    parseYaml(m_yaml);
    if (const auto first = firstAffectedStage(before, m_config)) {
        m_stages.invalidateFrom(*first);
        emit stagesChanged();
    }
    m_estimateTimer.start();
    emit configChanged();
    emit problemsChanged();
    emit titleChanged();
    completeDraft();
}

void ProjectDocument::parseYaml(const QString& yaml) {
    m_configProblems.clear();
    m_configIsValid = true;
    if (!m_backend.parseConfig) return;
    JobContext context;
    const std::string text = yaml.toStdString();
    auto parsed = m_backend.parseConfig(text, configPlace(), context);
    Status status;
    if (parsed) {
        m_config = std::move(*parsed);
        if (m_original && m_backend.validate) status = m_backend.validate(m_config, *m_original, text, configPlace(), context);
    } else {
        status = parsed.error();
    }
    m_configProblems = context.diagnostics();
    if (status) return;
    m_configIsValid = false;
    const Error& error = status.error();
    if (error.details.empty())
        m_configProblems.push_back({Severity::Error, "CONFIG", error.message, error.node, error.place, error.remedy});
    m_configProblems.insert(m_configProblems.end(), error.details.begin(), error.details.end());
}

void ProjectDocument::setTarget(const QString& name) {
    BuildConfig config = m_config;
    config.march = name.toStdString();
    editConfig(std::move(config), tr("Set device to %1").arg(name));
}

void ProjectDocument::setNodePrecision(const QStringList& nodes, std::optional<Precision> precision) {
    BuildConfig config = m_config;
    for (const QString& node : nodes) {
        const std::string name = node.toStdString();
        config.nodeInfo.erase(name);
        if (precision == Precision::Float)
            config.nodeInfo[name].on = "CPU";
        else if (precision)
            config.nodeInfo[name].inputType = config.nodeInfo[name].outputType = std::string(toName(*precision));
    }
    const QString what = nodes.size() == 1 ? nodes.first() : tr("%n node(s)", nullptr, static_cast<int>(nodes.size()));
    editConfig(std::move(config), precision ? tr("Set %1 to %2").arg(what, qs(toName(*precision))) : tr("Reset precision of %1").arg(what));
}

std::optional<Precision> ProjectDocument::configuredPrecision(const QString& node) const {
    const auto found = m_config.nodeInfo.find(node.toStdString());
    if (found == m_config.nodeInfo.end()) return std::nullopt;
    if (found->second.on == "CPU") return Precision::Float;
    const std::string& type = found->second.outputType.empty() ? found->second.inputType : found->second.outputType;
    for (const Precision precision : {Precision::Int8, Precision::Int16, Precision::Float16})
        if (type == toName(precision)) return precision;
    return std::nullopt;
}

void ProjectDocument::updateEstimate() {
    m_estimate.reset();
    const Target* device = target();
    if (m_original && device && m_backend.estimateLatency) m_estimate = m_backend.estimateLatency(*m_original, *device);
    emit estimateChanged();
}

QString ProjectDocument::yamlFor(const QString& path) const {
    const bool isMoved = QFileInfo(path).absolutePath() != QFileInfo(qs(configPlace().string())).absolutePath();
    return isMoved && m_configIsValid && m_backend.withAbsolutePaths ? qs(m_backend.withAbsolutePaths(m_yaml.toStdString(), m_config))
                                                                     : m_yaml;
}

bool ProjectDocument::exportConfig(const QString& path) {
    const Status written = writeFileAtomically(path.toStdString(), yamlFor(path).toStdString());
    if (!written) fail(written.error());
    return written.isOk();
}

ProjectFile ProjectDocument::project(const QString& path) const {
    return {yamlFor(path), m_viewState.tab, m_selection.names(), m_viewState.colourMode};
}

bool ProjectDocument::save(const QString& path) {
    const Status written = writeFileAtomically(path.toStdString(), printProject(project(path)).toStdString());
    if (!written) {
        fail(written.error());
        return false;
    }
    // The text in the window goes on meaning what it meant where it was opened.
    if (m_configPath.isEmpty()) m_configPath = qs(configPlace().string());
    m_projectPath = path;
    m_undo.setClean();
    emit titleChanged();
    return true;
}

} // namespace lathe
