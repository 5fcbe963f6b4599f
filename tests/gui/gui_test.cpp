#include "app/workbench/real_backend.h"
#include "core/base/files.h"
#include "core/formats/program_file.h"
#include "tests/gui/real_events.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"
#include "widgets/document/project_document.h"
#include "widgets/log/log_model.h"
#include "widgets/main_window/main_window.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProcess>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QUndoStack>

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr int kBuildMs = 120'000;

/// The sample's configuration with absolute paths, as a user would have it beside their data.
bool writeConfig(const QString& path, const QString& workingDir) {
    QFile sample(QString::fromStdString(sourceFile("resources/samples/shapes.yaml").string()));
    if (!sample.open(QIODevice::ReadOnly)) return false;
    QString text = QString::fromUtf8(sample.readAll());
    const QString folder = QString::fromStdString(sourceFile("resources/samples").string());
    text.replace(QStringLiteral("./model_output"), workingDir).replace(QStringLiteral("./"), QString(folder + QLatin1Char('/')));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0;
}

} // namespace

/// One session at the window, from opening a model to repeating the build without it. The steps depend on each other.
class GuiTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    Theme m_theme;
    std::unique_ptr<Settings> m_settings;
    LogModel m_log;
    JobRunner m_jobs;
    std::unique_ptr<ProjectDocument> m_document;
    std::unique_ptr<MainWindow> m_window;

    template <class T>
    T* find(const char* name) const {
        return m_window->findChild<T*>(QString::fromLatin1(name));
    }

    QAbstractItemView* viewIn(const char* name) const {
        auto* widget = find<QWidget>(name);
        if (!widget) return nullptr;
        if (auto* view = qobject_cast<QAbstractItemView*>(widget)) return view;
        return widget->findChild<QAbstractItemView*>();
    }

    /// Types a path into the open file dialog.
    void answerFileDialog(const QString& path) {
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::activeModalWidget() != nullptr, 5000);
        QTest::qWait(300);
        pressKeys("Ctrl+A");
        typeText(path);
        pressKeys("Return");
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::activeModalWidget() == nullptr, 5000);
    }

    bool buildWithF7() {
        QSignalSpy finished(m_document.get(), &ProjectDocument::buildFinished);
        if (!QTest::qWaitForWindowActive(m_window.get())) return false;
        pressKeys("F7");
        // Not wait(): a build whose stages are all cached may be over while the key is still being struck.
        return QTest::qWaitFor([&] { return !finished.isEmpty(); }, kBuildMs) && finished.front().front().toBool();
    }

    bool wasCached(Stage stage) const {
        for (const StageOutcome& outcome : m_document->result().stages)
            if (outcome.stage == stage) return outcome.fromCache;
        return false;
    }

private slots:
    void initTestCase() {
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini")));
        m_log.attach();
        m_document = std::make_unique<ProjectDocument>(makeRealBackend(m_folder.filePath(QStringLiteral("cache")).toStdString()), m_jobs);
        m_window = std::make_unique<MainWindow>(Services{*m_document, m_theme, *m_settings}, m_log);
        m_theme.apply(*qApp);
        m_window->resize(1440, 860);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void opensAConfigurationFromTheKeyboard() {
        const QString config = m_folder.filePath(QStringLiteral("shapes.yaml"));
        QVERIFY(writeConfig(config, m_folder.filePath(QStringLiteral("out"))));
        QSignalSpy opened(m_document.get(), &ProjectDocument::opened);
        // The dialog runs its own event loop inside the key press: it is answered from a timer.
        QTimer::singleShot(500, this, [&] { answerFileDialog(config); });
        pressKeys("Ctrl+O");
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_document->isEmpty(), 10'000);
    }

    void buildsAndFillsTheViews() {
        QVERIFY(buildWithF7());
        QVERIFY(m_document->result().program && m_document->result().trace && m_document->result().comparison);
        QVERIFY(!wasCached(Stage::Calibrate));
        auto* bar = find<QTabWidget>("centreTabs")->tabBar();
        for (int i = 0; i < bar->count(); ++i) {
            clickAt(*bar, bar->tabRect(i).center());
            QTRY_COMPARE_WITH_TIMEOUT(bar->currentIndex(), i, 2000);
        }
        for (const char* name : {"layerTable", "errorTable", "rangeTable", "precisionTable", "nodeTable"}) {
            QAbstractItemView* view = viewIn(name);
            QVERIFY2(view && view->model() && view->model()->rowCount() > 0, name);
        }
    }

    void oneNodeGoesToInt16() {
        QAbstractItemView* nodes = viewIn("nodeTable");
        QVERIFY(nodes);
        int row = -1;
        for (int i = 0; i < nodes->model()->rowCount() && row < 0; ++i)
            for (int c = 0; c < nodes->model()->columnCount(); ++c)
                if (nodes->model()->index(i, c).data().toString() == QLatin1String("Conv_1")) row = i;
        QVERIFY(row >= 0);
        const QModelIndex index = nodes->model()->index(row, 0);
        nodes->scrollTo(index);
        clickAt(*nodes->viewport(), nodes->visualRect(index).center());
        QTRY_VERIFY_WITH_TIMEOUT(m_document->selection().names().contains(QStringLiteral("Conv_1")), 2000);
        pressKeys("Alt+6");
        QTRY_VERIFY_WITH_TIMEOUT(m_document->configuredPrecision(QStringLiteral("Conv_1")) == Precision::Int16, 2000);
    }

    void theRebuildKeepsTheCalibration() {
        const std::string before = serializeProgram(*m_document->result().program);
        QVERIFY(buildWithF7());
        QVERIFY(wasCached(Stage::Calibrate));
        QVERIFY(!wasCached(Stage::Quantise));
        QVERIFY(serializeProgram(*m_document->result().program) != before);
    }

    void undoTakesItBackAndRedoBringsIt() {
        pressKeys("Ctrl+Z");
        QTRY_VERIFY_WITH_TIMEOUT(!m_document->configuredPrecision(QStringLiteral("Conv_1")), 2000);
        pressKeys("Ctrl+Shift+Z");
        QTRY_VERIFY_WITH_TIMEOUT(m_document->configuredPrecision(QStringLiteral("Conv_1")) == Precision::Int16, 2000);
    }

    void theExportedConfigurationRepeatsTheBuildHeadless() {
        const QString exported = m_folder.filePath(QStringLiteral("exported.yaml")), out = m_folder.filePath(QStringLiteral("headless"));
        QTimer::singleShot(500, this, [&] { answerFileDialog(exported); });
        pressKeys("Ctrl+Shift+E");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(exported), 10'000);
        QProcess lathe;
        lathe.start(qEnvironmentVariable("LATHE_CLI"),
                    {QStringLiteral("build"), QStringLiteral("--config"), exported, QStringLiteral("--working-dir"), out});
        // Through the event loop: a window that does not answer for seconds is taken for hung, and loses its focus.
        QTRY_COMPARE_WITH_TIMEOUT(lathe.state(), QProcess::NotRunning, kBuildMs);
        QVERIFY2(lathe.exitCode() == 0, lathe.readAllStandardError().constData());
        const auto program = readTextFile(QString(out + QStringLiteral("/shapes.lathe")).toStdString());
        VERIFY_OK(program);
        QVERIFY(*program == serializeProgram(*m_document->result().program));
    }

    void theBuildIsSavedFromTheMenu() {
        // Undone and done again, what was built is stale.
        QVERIFY(!find<QAction>("actionSaveBuild")->isEnabled());
        QVERIFY(buildWithF7());
        QVERIFY(m_document->isBuilt());
        QVERIFY(find<QLabel>("statusEstimate")->text().contains(QStringLiteral(" on ")));
        QVERIFY(!find<QLabel>("statusEstimate")->text().startsWith(QStringLiteral("est.")));
        QVERIFY(find<QWidget>("banner")->isVisible());
        const QString folder = m_folder.filePath(QStringLiteral("saved"));
        QSignalSpy saved(m_document.get(), &ProjectDocument::buildSaved);
        QTimer::singleShot(500, this, [&] { answerFileDialog(folder); });
        pressKeys("Ctrl+Shift+B");
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20'000);
        const auto program = readTextFile(QString(folder + QStringLiteral("/shapes.lathe")).toStdString());
        VERIFY_OK(program);
        QVERIFY(*program == serializeProgram(*m_document->result().program));
        for (const char* name : {"shapes.json", "shapes.html", "shapes_quantized_model.onnx", "shapes_build.yaml", "shapes.log"})
            QVERIFY2(QFile::exists(folder + QLatin1Char('/') + QLatin1String(name)), name);
        QVERIFY(find<QAction>("actionOpenOutput")->isEnabled());
    }

    void theWindowStaysAsItIsPlaced_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("narrow") << QSize(1024, 700);
        QTest::newRow("designed for") << QSize(1440, 900);
        QTest::newRow("wide") << QSize(1600, 1000);
    }
    void theWindowStaysAsItIsPlaced() {
        QFETCH(QSize, size);
        m_window->move(60, 40);
        m_window->resize(size);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->size(), size, 3000);
        QTest::qWait(400);
        const QRect placed = m_window->geometry();
        auto* bar = find<QTabWidget>("centreTabs")->tabBar();
        auto* tree = find<QTreeWidget>("inspectorTree");
        QAbstractItemView* nodes = viewIn("nodeTable");
        for (int i = 0; i < bar->count(); ++i) {
            // In a narrow window the bar scrolls: what is out of sight cannot be clicked.
            if (bar->rect().contains(bar->tabRect(i)))
                clickAt(*bar, bar->tabRect(i).center());
            else
                bar->setCurrentIndex(i);
            QTRY_COMPARE_WITH_TIMEOUT(bar->currentIndex(), i, 2000);
            clickAt(*nodes->viewport(), nodes->visualRect(nodes->model()->index(i % 8, 0)).center());
            QTest::qWait(150);
            QVERIFY2(m_window->geometry() == placed, qPrintable(bar->tabText(i)));
            // What the inspector says ends inside it.
            QVERIFY(tree->header()->length() <= tree->viewport()->width());
            QVERIFY(tree->mapTo(m_window.get(), tree->rect().bottomRight()).x() < m_window->width());
        }
    }

    void aConfigurationWithMistakesShowsThem() {
        const QString wrong = m_folder.filePath(QStringLiteral("wrong.yaml"));
        QFile good(m_folder.filePath(QStringLiteral("shapes.yaml")));
        QVERIFY(good.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(good.readAll());
        VERIFY_OK(writeFileAtomically(wrong.toStdString(),
                                      QString(text).replace(QStringLiteral("march:"), QStringLiteral("marhc:")).toStdString()));
        m_document->undoStack().setClean();
        m_window->openFile(wrong); // as a dropped file is
        QTRY_VERIFY_WITH_TIMEOUT(m_document->isDraft(), 10'000);
        QAbstractItemView* problems = viewIn("problemTable");
        QTRY_VERIFY_WITH_TIMEOUT(problems->isVisible() && problems->model()->rowCount() > 0, 2000);
        QVERIFY(problems->model()->index(0, 4).data().toString().startsWith(QStringLiteral("wrong.yaml:")));
        auto* editor = find<QPlainTextEdit>("yamlEditor");
        QTRY_VERIFY_WITH_TIMEOUT(editor->isVisible(), 2000);
        clickOn(*editor->viewport());
        QTRY_VERIFY_WITH_TIMEOUT(editor->hasFocus(), 2000);
        QSignalSpy opened(m_document.get(), &ProjectDocument::opened);
        QApplication::clipboard()->setText(text);
        pressKeys("Ctrl+A");
        pressKeys("Ctrl+V");
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 10'000);
        QVERIFY(!m_document->isEmpty() && !m_document->isDraft());
        QVERIFY(m_document->isModified());
        QVERIFY(buildWithF7());
    }

    void aBadFileKeepsTheOpenDocument() {
        const QString broken = m_folder.filePath(QStringLiteral("broken.onnx"));
        VERIFY_OK(writeFileAtomically(broken.toStdString(), "this is no model"));
        m_document->undoStack().setClean(); // saved, as far as the window knows: it asks no question
        QSignalSpy failed(m_document.get(), &ProjectDocument::failed);
        QTimer::singleShot(500, this, [&] { answerFileDialog(broken); });
        pressKeys("Ctrl+O");
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), 10'000);
        QVERIFY(!m_document->isEmpty());
        QVERIFY(m_document->result().program);
    }

    void cleanupTestCase() {
        m_window.reset();
        m_document.reset();
    }
};

LATHE_TEST(GuiTest)
#include "gui_test.moc"
