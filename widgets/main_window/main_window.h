#pragma once

#include "widgets/actions/action_table.h"
#include "widgets/common/services.h"
#include "widgets/log/log_model.h"

#include "core/pipeline/pipeline.h"

#include <QComboBox>
#include <QMainWindow>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>

#include <functional>

namespace lathe {

class Banner;
class BottomPanel;
class ConfigPage;
class GraphPage;
class PipelineBar;
class StartPage;
class TargetsPage;

/// The window: pipeline bar, docks, centre, status bar, and the wiring between them.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(const Services& services, LogModel& log);

    QTabWidget& tabs() { return *m_tabs; }
    GraphPage& graphPage() { return *m_graph; }
    void showDevices();
    void showTabs();
    void openFile(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildTop();
    void buildCentre();
    void buildDocks(LogModel& log);
    void showDocks();
    void sizeDocks();
    void connectActions();
    void connectDocument();
    void bind(ActionId id, const std::function<void()>& action);
    void updateActions();
    void updateTitle();
    void fillTargets();
    void goToStage(Stage stage);
    void followStage();
    void restoreTab();
    void chooseFile();
    bool saveProject(bool askName);
    bool mayDiscard();
    void askAndSaveBuild();
    void openOutputFolder();
    void showBuildNews();
    void showOpened();
    void setThemeMode(int mode);
    void showKeys();

    Services m_services;
    ProjectDocument& m_document;
    Settings& m_settings;
    Theme& m_theme;
    Actions m_actions;
    QByteArray m_defaultLayout;
    bool m_hasDocks = false, m_wasShown = false;
    PipelineBar* m_pipeline = nullptr;
    QComboBox* m_targetChoice = nullptr;
    QPushButton* m_buildButton = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_centre = nullptr;
    StartPage* m_start = nullptr;
    QTabWidget* m_tabs = nullptr;
    GraphPage* m_graph = nullptr;
    ConfigPage* m_config = nullptr;
    TargetsPage* m_targets = nullptr;
    BottomPanel* m_bottom = nullptr;
};

} // namespace lathe
