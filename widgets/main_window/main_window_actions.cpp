#include "core/formats/model_file.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/graph_view/graph_page.h"
#include "widgets/main_window/main_window.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QMimeData>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace lathe {

void MainWindow::bind(ActionId id, const std::function<void()>& action) {
    connect(&m_actions[id], &QAction::triggered, this, action);
}

void MainWindow::connectActions() {
    bind(ActionId::Open, [this] { chooseFile(); });
    bind(ActionId::Save, [this] { saveProject(false); });
    bind(ActionId::SaveAs, [this] { saveProject(true); });
    bind(ActionId::ExportConfig, [this] {
        const QString path =
            QFileDialog::getSaveFileName(this, tr("Export configuration"), m_document.title() + u".yaml"_s, tr("Configuration (*.yaml)"));
        if (!path.isEmpty()) m_document.exportConfig(path);
    });
    bind(ActionId::SaveBuild, [this] { askAndSaveBuild(); });
    bind(ActionId::OpenOutput, [this] { openOutputFolder(); });
    bind(ActionId::Quit, [this] { close(); });
    bind(ActionId::Undo, [this] { m_document.undoStack().undo(); });
    bind(ActionId::Redo, [this] { m_document.undoStack().redo(); });
    bind(ActionId::CopyName, [this] { QApplication::clipboard()->setText(m_document.selection().names().join(u'\n')); });
    bind(ActionId::Find, [this] {
        showTabs();
        m_tabs->setCurrentIndex(0);
        m_graph->focusSearch();
    });
    bind(ActionId::FindNext, [this] { m_graph->findNext(); });
    bind(ActionId::FindPrevious, [this] { m_graph->findPrevious(); });
    bind(ActionId::SavePicture, [this] { m_graph->savePicture(false); });
    bind(ActionId::GoBack, [this] { m_graph->view().goBack(); });
    bind(ActionId::GoForward, [this] { m_graph->view().goForward(); });
    bind(ActionId::LightUpstream, [this] { m_graph->view().lightUpstream(); });
    bind(ActionId::LightDownstream, [this] { m_graph->view().lightDownstream(); });
    bind(ActionId::ZoomIn, [this] { m_graph->view().zoomIn(); });
    bind(ActionId::ZoomOut, [this] { m_graph->view().zoomOut(); });
    bind(ActionId::ZoomActual, [this] { m_graph->view().zoomToActual(); });
    bind(ActionId::FitAll, [this] { m_graph->view().fitAll(); });
    bind(ActionId::FitSelection, [this] { m_graph->view().fitSelection(); });
    const std::initializer_list<std::pair<ActionId, SettingKey>> toggles{{ActionId::ShowAttributes, SettingKey::ShowAttributes},
                                                                         {ActionId::ShowWeights, SettingKey::ShowWeights},
                                                                         {ActionId::ShowNames, SettingKey::ShowNames},
                                                                         {ActionId::GraphToTheRight, SettingKey::GraphToTheRight},
                                                                         {ActionId::WheelZooms, SettingKey::WheelZooms}};
    for (const auto& [id, key] : toggles) {
        m_actions[id].setChecked(m_settings.isOn(key));
        connect(&m_actions[id], &QAction::toggled, this, [this, key = key](bool on) { m_settings.setValue(key, on); });
    }
    bind(ActionId::ThemeSystem, [this] { setThemeMode(0); });
    bind(ActionId::ThemeLight, [this] { setThemeMode(1); });
    bind(ActionId::ThemeDark, [this] { setThemeMode(2); });
    bind(ActionId::ResetLayout, [this] {
        m_settings.setValue(SettingKey::WindowState, QByteArray());
        if (!m_hasDocks) return;
        restoreState(m_defaultLayout);
        for (QDockWidget* dock : findChildren<QDockWidget*>())
            dock->show();
        sizeDocks();
    });
    bind(ActionId::Build, [this] { m_document.build(); });
    bind(ActionId::BuildQuantise, [this] { m_document.build(Stage::Quantise); });
    bind(ActionId::Cancel, [this] { m_document.cancelBuild(); });
    const std::initializer_list<std::pair<ActionId, std::optional<Precision>>> precisions{{ActionId::Int8, Precision::Int8},
                                                                                          {ActionId::Int16, Precision::Int16},
                                                                                          {ActionId::Float, Precision::Float},
                                                                                          {ActionId::ResetPrecision, std::nullopt}};
    for (const auto& [id, precision] : precisions)
        bind(id, [this, precision = precision] { m_document.setNodePrecision(m_document.selection().names(), precision); });
    bind(ActionId::Devices, [this] { showDevices(); });
    bind(ActionId::Keys, [this] { showKeys(); });
    bind(ActionId::About, [this] {
        QMessageBox::about(this, tr("About Lathe"),
                           tr("Lathe turns a trained network into a program for an NPU, shows every step, and says how fast and how "
                              "accurate the result will be."));
    });
    connect(&m_document.undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateActions);
    const auto icons = [this] {
        for (const ActionRow& row : actionTable())
            if (*row.icon) m_actions[row.id].setIcon(m_theme.icon(QLatin1String(row.icon)));
    };
    icons();
    connect(&m_theme, &Theme::changed, this, icons);
}

void MainWindow::setThemeMode(int mode) {
    m_theme.setMode(static_cast<ThemeMode>(mode));
    m_settings.setValue(SettingKey::Theme, QStringList{u"system"_s, u"light"_s, u"dark"_s}.at(mode));
    m_theme.apply(*qApp);
    updateActions();
}

void MainWindow::updateActions() {
    const bool isOpen = !m_document.isEmpty(), isBuilding = m_document.isBuilding(), hasSelection = !m_document.selection().isEmpty();
    for (const ActionId id : {ActionId::Save, ActionId::SaveAs, ActionId::ExportConfig})
        m_actions[id].setEnabled(m_document.isOpen());
    for (const ActionId id : {ActionId::Find, ActionId::FindNext, ActionId::FindPrevious, ActionId::SavePicture, ActionId::GoBack,
                              ActionId::GoForward, ActionId::ZoomIn, ActionId::ZoomOut, ActionId::ZoomActual, ActionId::FitAll})
        m_actions[id].setEnabled(isOpen);
    m_actions[ActionId::SaveBuild].setEnabled(m_document.isBuilt() && !m_document.isSaving());
    m_actions[ActionId::OpenOutput].setEnabled(!m_document.outputFolder().isEmpty());
    for (const ActionId id : {ActionId::CopyName, ActionId::FitSelection, ActionId::LightUpstream, ActionId::LightDownstream,
                              ActionId::Int8, ActionId::Int16, ActionId::Float, ActionId::ResetPrecision})
        m_actions[id].setEnabled(hasSelection);
    m_actions[ActionId::Build].setEnabled(isOpen && !isBuilding);
    m_actions[ActionId::BuildQuantise].setEnabled(isOpen && !isBuilding);
    m_actions[ActionId::Cancel].setEnabled(isBuilding);
    QUndoStack& undo = m_document.undoStack();
    m_actions[ActionId::Undo].setEnabled(undo.canUndo());
    m_actions[ActionId::Redo].setEnabled(undo.canRedo());
    m_actions[ActionId::Undo].setText(undo.canUndo() ? tr("&Undo: %1").arg(undo.undoText()) : tr("&Undo"));
    m_actions[ActionId::Redo].setText(undo.canRedo() ? tr("&Redo: %1").arg(undo.redoText()) : tr("&Redo"));
    m_actions[ActionId::ThemeSystem].setChecked(m_theme.mode() == ThemeMode::System);
    m_actions[ActionId::ThemeLight].setChecked(m_theme.mode() == ThemeMode::Light);
    m_actions[ActionId::ThemeDark].setChecked(m_theme.mode() == ThemeMode::Dark);
    m_buildButton->setText(isBuilding ? tr("Cancel") : tr("Build"));
    m_buildButton->setToolTip(isBuilding ? tr("Stop the build (Shift+Esc)") : tr("Build what is stale (F7)"));
    m_buildButton->setEnabled(isOpen);
    m_targetChoice->setEnabled(isOpen);
}

void MainWindow::updateTitle() {
    setWindowTitle(!m_document.isOpen() ? tr("Lathe") : tr("%1[*] – Lathe").arg(m_document.title()));
    setWindowModified(m_document.isOpen() && m_document.isModified());
}

void MainWindow::chooseFile() {
    QString patterns;
    for (const ModelFormat& format : modelFormats())
        patterns += u'*' + qs(std::string(format.extension)) + u' ';
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open"), {}, tr("Models, configurations, projects (%1*.yaml *.yml *.latheproj);;All files (*)").arg(patterns));
    if (!path.isEmpty()) openFile(path);
}

void MainWindow::openFile(const QString& path) {
    if (mayDiscard()) m_document.openFile(path);
}

bool MainWindow::saveProject(bool askName) {
    QString path = m_document.projectPath();
    if (path.isEmpty() || askName)
        path =
            QFileDialog::getSaveFileName(this, tr("Save project"), m_document.title() + u".latheproj"_s, tr("Lathe project (*.latheproj)"));
    return !path.isEmpty() && m_document.save(path);
}

bool MainWindow::mayDiscard() {
    if (!m_document.isOpen() || !m_document.isModified()) return true;
    const auto answer = QMessageBox::question(this, tr("Unsaved changes"), tr("Save the changes to “%1”?").arg(m_document.title()),
                                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
    if (answer == QMessageBox::Save) return saveProject(false);
    return answer == QMessageBox::Discard;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayDiscard()) return event->ignore();
    m_settings.setValue(SettingKey::WindowGeometry, saveGeometry());
    if (m_hasDocks) m_settings.setValue(SettingKey::WindowState, saveState());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile()) openFile(urls.first().toLocalFile());
}

void MainWindow::showKeys() {
    auto* dialog = new QDialog(this);
    dialog->setObjectName(u"keysDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keys"));
    auto* text = new QTextBrowser;
    text->setHtml(keyListHtml());
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(text);
    dialog->resize(520, 640);
    dialog->show();
}

} // namespace lathe
