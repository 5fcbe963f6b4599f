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
#include <QFileInfo>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>

#include <utility>

namespace lathe {
namespace {

constexpr int kLeastDockWidth = 220;
constexpr QSize kLeastCentre(520, 240);

QDockWidget* addDock(QMainWindow& window, const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, &window);
    dock->setObjectName(QLatin1String(name));
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(content);
    window.addDockWidget(area, dock);
    return dock;
}

/// What the tabs of buildCentre() show, in their order; the graph shows two stages, the configuration none.
constexpr std::array<std::optional<Stage>, 7> kTabStages{Stage::Import,   Stage::Calibrate, Stage::Quantise, Stage::Compile,
                                                         Stage::Simulate, Stage::Compare,   std::nullopt};

/// "graph" for the page "graphPage": the name in project files.
QString tabKey(const QWidget& page) {
    return page.objectName().chopped(4);
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
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->hide();
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
    // The widest page must not push the docks together, nor the window over the edge of a small screen.
    m_centre->setMinimumSize(kLeastCentre);
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
    for (QDockWidget* dock : {left, right})
        dock->setMinimumWidth(kLeastDockWidth);
    m_bottom = new BottomPanel(m_services, log);
    m_bottom->addPage(new LayerTable(m_services), tr("Layers"));
    auto* bottom = addDock(*this, "bottomDock", tr("Problems and log"), m_bottom, Qt::BottomDockWidgetArea);
    bottom->setTitleBarWidget(new QWidget);
    QMenu* view = m_actions.menu("&View");
    view->addSeparator();
    for (QDockWidget* dock : {left, right, bottom})
        view->addAction(dock->toggleViewAction());
    connect(m_bottom, &BottomPanel::configPlaceAsked, this, [this](int line, int column) {
        showTabs();
        m_tabs->setCurrentWidget(m_config);
        m_config->goTo(line, column);
    });
}

void MainWindow::goToStage(Stage stage) {
    if (m_document.isEmpty()) return;
    showTabs();
    const auto page = std::find(kTabStages.begin(), kTabStages.end(), stage);
    m_tabs->setCurrentIndex(page == kTabStages.end() ? 0 : static_cast<int>(page - kTabStages.begin()));
    if (m_tabs->currentWidget() == m_graph) m_graph->showGraph(stage == Stage::Optimise);
    followStage();
}

/// The bar marks the stage whose result is on the screen, however the user came there.
void MainWindow::followStage() {
    std::optional<Stage> stage;
    if (m_centre->currentWidget() == m_tabs)
        stage = m_tabs->currentWidget() == m_graph ? m_graph->stage() : kTabStages[static_cast<std::size_t>(m_tabs->currentIndex())];
    m_pipeline->setCurrent(stage);
}

/// The view that the opened project was saved with; the graph for what was never saved.
void MainWindow::restoreTab() {
    const QString wanted = m_document.viewState().tab;
    int index = 0;
    for (int i = 0; i < m_tabs->count(); ++i) {
        // Of a draft there is nothing to see but its text.
        m_tabs->setTabEnabled(i, !m_document.isDraft() || m_tabs->widget(i) == m_config);
        if (m_document.isDraft() ? m_tabs->widget(i) == m_config : tabKey(*m_tabs->widget(i)) == wanted) index = i;
    }
    m_tabs->setCurrentIndex(index);
    m_document.viewState().tab = tabKey(*m_tabs->currentWidget());
    showTabs();
    if (index == 0) m_graph->view().setFocus();
    if (m_document.isDraft()) m_config->setFocus();
}

void MainWindow::showDevices() {
    m_targets->refresh();
    m_centre->setCurrentWidget(m_targets);
}

void MainWindow::showTabs() {
    if (m_document.isOpen()) showDocks();
    m_centre->setCurrentWidget(m_document.isOpen() ? static_cast<QWidget*>(m_tabs) : m_start);
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
    connect(m_graph, &GraphPage::stageChanged, this, &MainWindow::followStage);
    connect(m_centre, &QStackedWidget::currentChanged, this, &MainWindow::followStage);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_document.viewState().tab = tabKey(*m_tabs->currentWidget());
        followStage();
    });
    connect(m_buildButton, &QPushButton::clicked, this,
            [this] { m_document.isBuilding() ? m_document.cancelBuild() : m_document.build(); });
    connect(&m_document, &ProjectDocument::configChanged, this, &MainWindow::fillTargets);
    connect(&m_document, &ProjectDocument::stagesChanged, this, &MainWindow::updateActions);
    connect(&m_document, &ProjectDocument::buildFinished, this, [this](bool success) {
        updateActions();
        if (success) showBuildNews();
    });
    connect(&m_document, &ProjectDocument::buildSaved, this, [this](const QString& folder) {
        updateActions();
        m_banner->showNews(tr("Build saved"), folder, {{"newsOpenFolder", tr("Open output folder"), [this] { openOutputFolder(); }}});
    });
    connect(m_graph, &GraphPage::pictureSaved, this, [this](const QString& message, bool isSaved) {
        isSaved ? m_banner->showNews(message, {}, {}) : m_banner->showMessage(message, {});
    });
    // What was said of a build is not true of the next one.
    connect(&m_document, &ProjectDocument::stagesChanged, this, [this] {
        if (m_banner->isNews() && !m_document.isBuilt()) m_banner->hide();
    });
    connect(&m_document.jobs(), &JobRunner::finished, this, &MainWindow::updateActions);
    connect(&m_document.selection(), &Selection::changed, this, &MainWindow::updateActions);
    connect(&m_document, &ProjectDocument::titleChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &ProjectDocument::opened, this, &MainWindow::showOpened);
    connect(&m_document, &ProjectDocument::failed, this, [this](const QString& message, const QString& detail) {
        m_banner->showMessage(message, detail);
        m_bottom->showProblems();
    });
}

void MainWindow::showOpened() {
    m_banner->hide();
    restoreTab();
    updateActions();
    // A model that was saved as a project has a place for its configuration and no file of it.
    const auto isThere = [](const QString& path) { return QFileInfo(path).isFile(); };
    for (const QString& path : {m_document.projectPath(), m_document.configPath(), m_document.modelPath()})
        if (isThere(path)) return m_settings.addRecentFile(path);
}

/// Without a document the docks would be empty: the start page has the window for itself. They come with the first document, when
/// the window has the size that their layout is for.
void MainWindow::showDocks() {
    if (std::exchange(m_hasDocks, true)) return;
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->show();
    if (!restoreState(m_settings.value(SettingKey::WindowState).toByteArray())) QTimer::singleShot(0, this, &MainWindow::sizeDocks);
}

// A hidden window forgets the sizes of its docks.
void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (std::exchange(m_wasShown, true) || !m_hasDocks) return;
    if (m_settings.value(SettingKey::WindowState).toByteArray().isEmpty()) QTimer::singleShot(0, this, &MainWindow::sizeDocks);
}

void MainWindow::sizeDocks() {
    const auto dock = [this](const char* name) { return findChild<QDockWidget*>(QLatin1String(name)); };
    resizeDocks({dock("nodesDock"), dock("inspectorDock")}, {300, 280}, Qt::Horizontal);
    resizeDocks({dock("bottomDock")}, {150}, Qt::Vertical);
}

} // namespace lathe
