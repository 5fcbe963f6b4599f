#include "widgets/main_window/main_window.h"
#include "widgets/accuracy/accuracy_page.h"
#include "widgets/calibration/calibration_page.h"
#include "widgets/common/strings.h"
#include "widgets/config_view/config_page.h"
#include "widgets/document/project_document.h"
#include "widgets/graph_view/graph_page.h"
#include "widgets/ip_report/ip_report_page.h"
#include "widgets/ip_report/layer_table.h"
#include "widgets/main_window/banner.h"
#include "widgets/main_window/bottom_panel.h"
#include "widgets/main_window/pipeline_bar.h"
#include "widgets/main_window/start_page.h"
#include "widgets/main_window/status_panel.h"
#include "widgets/precision/precision_page.h"
#include "widgets/profiler/profiler_page.h"
#include "widgets/properties/inspector.h"
#include "widgets/properties/node_table.h"
#include "widgets/settings/settings.h"
#include "widgets/targets/targets_page.h"
#include "widgets/theme/theme.h"

#include <QBoxLayout>
#include <QDockWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>

#include <utility>

namespace lathe {
namespace {

QDockWidget* addDock(QMainWindow& window, const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, &window);
    dock->setObjectName(QLatin1String(name));
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(content);
    window.addDockWidget(area, dock);
    return dock;
}

} // namespace

MainWindow::MainWindow(const Services& services, LogModel& log)
    : m_services(services), m_document(services.document), m_settings(services.settings), m_theme(services.theme), m_actions(*this) {
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    buildTop();
    buildCentre();
    buildDocks(log);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(new StatusPanel(m_services), 1);
    connectActions();
    connectDocument();
    resize(1440, 900);
    m_defaultLayout = saveState();
    restoreGeometry(m_settings.value(SettingKey::WindowGeometry).toByteArray());
    restoreState(m_settings.value(SettingKey::WindowState).toByteArray());
    updateActions();
    updateTitle();
}

void MainWindow::buildTop() {
    auto* top = new QWidget;
    top->setProperty("toolbar", true);
    top->setAttribute(Qt::WA_StyledBackground);
    m_pipeline = new PipelineBar(m_services);
    m_targetChoice = new QComboBox;
    m_targetChoice->setObjectName(u"targetChoice"_s);
    m_targetChoice->setAccessibleName(tr("Device"));
    m_targetChoice->setToolTip(tr("The device to build for"));
    m_targetChoice->setMinimumWidth(128);
    auto* devices = new QToolButton;
    devices->setObjectName(u"devicesButton"_s);
    devices->setDefaultAction(&m_actions[ActionId::Devices]);
    devices->setToolTip(tr("Compare devices"));
    m_buildButton = new QPushButton;
    m_buildButton->setObjectName(u"buildButton"_s);
    m_buildButton->setProperty("primary", true);
    m_buildButton->setMinimumWidth(88);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(4, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_pipeline, 1);
    row->addWidget(m_targetChoice);
    row->addWidget(devices);
    row->addWidget(m_buildButton);

    m_banner = new Banner(m_theme);
    m_centre = new QStackedWidget;
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_centre, 1);
    setCentralWidget(column);
    // A tool bar spans the window; a widget in the centre would end at the docks.
    auto* bar = addToolBar(tr("Stages"));
    bar->setObjectName(u"pipelineToolBar"_s);
    bar->setMovable(false);
    bar->setStyleSheet(u"QToolBar { border: 0; padding: 0; spacing: 0; }"_s);
    bar->toggleViewAction()->setVisible(false);
    bar->addWidget(top);
}

void MainWindow::buildCentre() {
    m_start = new StartPage(m_services);
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(u"centreTabs"_s);
    m_tabs->setDocumentMode(true);
    m_graph = new GraphPage(m_services);
    m_config = new ConfigPage(m_services);
    m_targets = new TargetsPage(m_services);
    const auto add = [this](QWidget* page, const QString& title) { m_tabs->addTab(page, title); };
    add(m_graph, tr("Graph"));
    add(new CalibrationPage(m_services), tr("Calibration"));
    add(new PrecisionPage(m_services), tr("Precision"));
    add(new IpReportPage(m_services), tr("IP evaluation"));
    add(new ProfilerPage(m_services), tr("Profiler"));
    add(new AccuracyPage(m_services), tr("Accuracy"));
    add(m_config, tr("Configuration"));
    m_centre->addWidget(m_start);
    m_centre->addWidget(m_tabs);
    m_centre->addWidget(m_targets);
    connect(m_start, &StartPage::openAsked, this, &MainWindow::chooseFile);
    connect(m_start, &StartPage::fileAsked, this, &MainWindow::openFile);
    connect(m_targets, &TargetsPage::closeAsked, this, &MainWindow::showTabs);
}

void MainWindow::buildDocks(LogModel& log) {
    auto* left = addDock(*this, "nodesDock", tr("Nodes"), new NodeTable(m_services), Qt::LeftDockWidgetArea);
    auto* right = addDock(*this, "inspectorDock", tr("Inspector"), new Inspector(m_services), Qt::RightDockWidgetArea);
    left->setMinimumWidth(220);
    m_bottom = new BottomPanel(m_services, log);
    m_bottom->addPage(new LayerTable(m_services), tr("Layers"));
    auto* bottom = addDock(*this, "bottomDock", tr("Problems and log"), m_bottom, Qt::BottomDockWidgetArea);
    bottom->setTitleBarWidget(new QWidget);
    QMenu* view = m_actions.menu("&View");
    view->addSeparator();
    for (QDockWidget* dock : {left, right, bottom})
        view->addAction(dock->toggleViewAction());
    connect(m_bottom, &BottomPanel::configLineAsked, this, [this](int line) {
        showTabs();
        m_tabs->setCurrentWidget(m_config);
        m_config->goToLine(line);
    });
}

void MainWindow::goToStage(Stage stage) {
    constexpr std::array<int, kStages.size()> tabs{0, 0, 1, 2, 3, 4, 5};
    if (m_document.isEmpty()) return;
    showTabs();
    m_tabs->setCurrentIndex(tabs[static_cast<std::size_t>(stage)]);
    if (stage == Stage::Import || stage == Stage::Optimise) m_graph->showGraph(stage == Stage::Optimise);
}

void MainWindow::showDevices() {
    m_targets->refresh();
    m_centre->setCurrentWidget(m_targets);
}

void MainWindow::showTabs() {
    if (m_document.isEmpty())
        m_centre->setCurrentWidget(m_start);
    else
        m_centre->setCurrentWidget(m_tabs);
}

void MainWindow::fillTargets() {
    const QSignalBlocker blocker(m_targetChoice);
    m_targetChoice->clear();
    for (const Target& target : m_document.targets())
        m_targetChoice->addItem(qs(target.name), qs(target.vendor + " " + target.chip));
    const Target* current = m_document.target();
    m_targetChoice->setCurrentIndex(current ? m_targetChoice->findText(qs(current->name)) : -1);
    m_targetChoice->setToolTip(current ? qs(current->summary) : tr("The device to build for"));
}

void MainWindow::connectDocument() {
    fillTargets();
    connect(m_targetChoice, &QComboBox::activated, this, [this](int index) { m_document.setTarget(m_targetChoice->itemText(index)); });
    connect(m_pipeline, &PipelineBar::stageClicked, this, &MainWindow::goToStage);
    connect(m_buildButton, &QPushButton::clicked, this,
            [this] { m_document.isBuilding() ? m_document.cancelBuild() : m_document.build(); });
    connect(&m_document, &ProjectDocument::configChanged, this, &MainWindow::fillTargets);
    connect(&m_document, &ProjectDocument::stagesChanged, this, &MainWindow::updateActions);
    connect(&m_document, &ProjectDocument::buildFinished, this, &MainWindow::updateActions);
    connect(&m_document.jobs(), &JobRunner::finished, this, &MainWindow::updateActions);
    connect(&m_document.selection(), &Selection::changed, this, &MainWindow::updateActions);
    connect(&m_document, &ProjectDocument::titleChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &ProjectDocument::opened, this, [this] {
        m_banner->hide();
        showTabs();
        m_settings.addRecentFile(m_document.projectPath().isEmpty() ? m_document.modelPath() : m_document.projectPath());
    });
    connect(&m_document, &ProjectDocument::failed, this, [this](const QString& message, const QString& detail) {
        m_banner->showMessage(message, detail);
        m_bottom->showProblems();
    });
}

/// The default widths; before the window is laid out once they would be forgotten.
void MainWindow::sizeDocks() {
    const auto dock = [this](const char* name) { return findChild<QDockWidget*>(QLatin1String(name)); };
    resizeDocks({dock("nodesDock"), dock("inspectorDock")}, {272, 264}, Qt::Horizontal);
    resizeDocks({dock("bottomDock")}, {150}, Qt::Vertical);
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (std::exchange(m_wasShown, true) || !m_settings.value(SettingKey::WindowState).toByteArray().isEmpty()) return;
    QTimer::singleShot(0, this, &MainWindow::sizeDocks);
}

} // namespace lathe
