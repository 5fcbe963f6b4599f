#include "tests/support/test_main.h"
#include "tests/support/zoo.h"
#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_page.h"
#include "widgets/log/log_model.h"
#include "widgets/main_window/main_window.h"
#include "widgets/main_window/pipeline_bar.h"
#include "widgets/properties/inspector.h"

#include "core/base/files.h"

#include <QDockWidget>
#include <QPlainTextEdit>
#include <QXmlStreamReader>

using namespace lathe;
using test::Workbench;

namespace {

/// The texts that a translation inflects by number, with their contexts.
QSet<QString> inflectedTexts(const char* file) {
    QFile stream(qs(test::sourceFile(file).string()));
    QSet<QString> texts;
    if (!stream.open(QIODevice::ReadOnly)) return texts;
    QXmlStreamReader xml(&stream);
    QString context;
    bool isInflected = false;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        if (xml.name() == u"name"_s) context = xml.readElementText();
        if (xml.name() == u"message"_s) isInflected = xml.attributes().value(u"numerus"_s) == u"yes"_s;
        if (xml.name() == u"source"_s && isInflected) texts.insert(context + u": "_s + xml.readElementText());
    }
    return texts;
}

struct Window : Workbench {
    Window() : window(services, log) {}

    void show() {
        window.show();
        open();
        QTRY_VERIFY(jobs.jobs().empty() && window.graphPage().view().scene());
    }
    template <class T>
    T& find(const char* name) const {
        T* found = window.findChild<T*>(QLatin1String(name));
        if (!found) qFatal("%s is not there", name);
        return *found;
    }

    LogModel log;
    MainWindow window;
};

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private slots:
    void theBarMarksTheStageOnTheScreen() {
        Window bench;
        auto& bar = bench.find<PipelineBar>("pipelineBar");
        QCOMPARE(bar.current(), std::nullopt);
        bench.open();
        QCOMPARE(bar.current(), std::optional(Stage::Import));
        const std::array<std::optional<Stage>, 7> stages{Stage::Import,   Stage::Calibrate, Stage::Quantise, Stage::Compile,
                                                         Stage::Simulate, Stage::Compare,   std::nullopt};
        QCOMPARE(bench.window.tabs().count(), static_cast<int>(stages.size()));
        for (int i = 0; i < bench.window.tabs().count(); ++i) {
            bench.window.tabs().setCurrentIndex(i);
            QCOMPARE(bar.current(), stages[static_cast<std::size_t>(i)]);
        }
        bench.window.showDevices();
        QCOMPARE(bar.current(), std::nullopt);
        emit bar.stageClicked(Stage::Simulate);
        QCOMPARE(bar.current(), std::optional(Stage::Simulate));
        bench.build();
        emit bar.stageClicked(Stage::Optimise);
        QCOMPARE(bar.current(), std::optional(Stage::Optimise));
        QCOMPARE(bench.window.tabs().currentIndex(), 0);
        bench.find<QComboBox>("graphChoice").setCurrentIndex(0);
        QCOMPARE(bar.current(), std::optional(Stage::Import));
    }

    void aProjectComesBackAsItWasSeen() {
        Window bench;
        bench.open();
        bench.window.graphPage().setColourMode(ColourMode::Device);
        bench.window.tabs().setCurrentIndex(4);
        const QString file = bench.folder.filePath(u"p.latheproj"_s);
        QVERIFY(bench.document.save(file));
        Window other;
        other.document.openFile(file);
        QTRY_VERIFY(!other.document.isEmpty());
        QCOMPARE(other.window.tabs().currentWidget()->objectName(), u"profilerPage"_s);
        QCOMPARE(other.find<QComboBox>("colourMode").currentIndex(), static_cast<int>(ColourMode::Device));
        // What was never saved starts at its graph.
        other.document.openFile(u"/models/model.onnx"_s);
        QTRY_COMPARE(other.window.tabs().currentIndex(), 0);
        QCOMPARE(other.find<QComboBox>("colourMode").currentIndex(), static_cast<int>(ColourMode::Type));
    }

    void aFailedProjectLeavesNothingToTheNextModel() {
        Window bench;
        bench.open();
        bench.document.selection().set({u"relu1"_s});
        bench.window.tabs().setCurrentIndex(4);
        const QString file = bench.folder.filePath(u"p.latheproj"_s);
        bench.document.editYaml(u"broken"_s);
        QVERIFY(bench.document.save(file));
        Window other;
        other.document.openFile(file);
        other.open();
        QVERIFY(other.document.selection().isEmpty());
        QCOMPARE(other.window.tabs().currentIndex(), 0);
    }

    void mistakesAreListedAndLeadToTheirPlace() {
        Window bench;
        bench.show();
        const QString file = bench.folder.filePath(u"wrong.yaml"_s);
        QVERIFY(writeFileAtomically(file.toStdString(), "broken\n").isOk());
        bench.window.openFile(file);
        QVERIFY(bench.document.isDraft());
        QCOMPARE(bench.window.tabs().currentWidget()->objectName(), u"configPage"_s);
        for (int i = 0; i + 1 < bench.window.tabs().count(); ++i)
            QVERIFY(!bench.window.tabs().isTabEnabled(i));
        auto& editor = bench.find<QPlainTextEdit>("yamlEditor");
        QCOMPARE(editor.toPlainText(), u"broken\n"_s);
        QCOMPARE(editor.extraSelections().size(), 1);
        auto& problems = bench.find<QTableView>("problemTable");
        QCOMPARE(problems.model()->rowCount(), 1);
        QCOMPARE(problems.model()->index(0, 4).data().toString(), u"config.yaml:1:1"_s);
        QVERIFY(bench.find<QWidget>("banner").isVisible());
        emit problems.doubleClicked(problems.model()->index(0, 0));
        QTRY_VERIFY(editor.hasFocus());
        editor.setPlainText(u"march: two\n"_s);
        QTRY_VERIFY(!bench.document.isEmpty());
        QCOMPARE(editor.toPlainText(), u"march: two\n"_s);
        QVERIFY(bench.window.tabs().isTabEnabled(0));
        QCOMPARE(bench.settings.recentFiles(), QStringList{file});
        QVERIFY(bench.window.windowTitle().startsWith(u"wrong"_s));
    }

    void theEndOfABuildIsSaidAndLeadsToItsFigures() {
        Window bench;
        bench.show();
        auto& status = bench.find<QLabel>("statusEstimate");
        auto& save = bench.find<QAction>("actionSaveBuild");
        QTRY_VERIFY(status.text().startsWith(u"est."_s));
        QVERIFY(!save.isEnabled() && !bench.find<QAction>("actionOpenOutput").isEnabled());
        bench.build();
        QVERIFY(save.isEnabled());
        QCOMPARE(status.text(), u"10.0 µs on one (O0)"_s);
        auto& banner = bench.find<QWidget>("banner");
        QVERIFY(banner.isVisible() && bench.find<QLabel>("bannerText").text().contains(u"10.0 µs"_s));
        bench.find<QPushButton>("newsAccuracy").click();
        QCOMPARE(bench.window.tabs().currentWidget()->objectName(), u"accuracyPage"_s);
        bench.find<QPushButton>("newsIpReport").click();
        QCOMPARE(bench.window.tabs().currentWidget()->objectName(), u"ipReportPage"_s);
        bench.document.setTarget(u"two"_s);
        QVERIFY(!banner.isVisible() && !save.isEnabled());
        QTRY_VERIFY(status.text().startsWith(u"est. 2"_s));
        QVERIFY(status.toolTip().contains(u"10.0 µs on one"_s));
    }

    void sectionTitlesFollowTheTheme() {
        Window bench;
        bench.theme.setMode(ThemeMode::Light);
        bench.open();
        auto& tree = bench.find<QTreeWidget>("inspectorTree");
        QVERIFY(tree.topLevelItemCount() > 0);
        for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
            bench.theme.setMode(mode);
            for (int i = 0; i < tree.topLevelItemCount(); ++i)
                QCOMPARE(tree.topLevelItem(i)->foreground(0).color(), bench.theme.color(Token::TextMuted));
        }
    }

    void theDocksKeepRoomAtEverySize_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("designed for") << QSize(1440, 900);
        QTest::newRow("must work") << QSize(1100, 700);
        QTest::newRow("narrow") << QSize(1024, 700);
    }
    void theDocksKeepRoomAtEverySize() {
        QFETCH(QSize, size);
        Window bench;
        bench.theme.apply(*qApp);
        bench.window.resize(size);
        bench.show();
        QTest::qWait(50);
        QCOMPARE(bench.window.size(), size);
        for (int i = 0; i < bench.window.tabs().count(); ++i) {
            bench.window.tabs().setCurrentIndex(i);
            QTest::qWait(10);
            QVERIFY2(bench.window.size() == size, qPrintable(bench.window.tabs().widget(i)->objectName()));
            QVERIFY(bench.find<QDockWidget>("nodesDock").width() >= 220);
            QVERIFY(bench.find<QDockWidget>("inspectorDock").width() >= 220);
        }
        // Nor do nodes, a build, its news, or a long message ask for another size.
        bench.document.selection().set({u"relu1"_s});
        bench.build();
        emit bench.document.failed(QString(400, u'x'), QString(400, u'y'));
        for (int i = 0; i < bench.window.tabs().count(); ++i) {
            bench.window.tabs().setCurrentIndex(i);
            QTest::qWait(10);
            QVERIFY2(bench.window.minimumSizeHint().width() <= size.width() && bench.window.minimumSizeHint().height() <= size.height(),
                     qPrintable(bench.window.tabs().widget(i)->objectName()));
            QCOMPARE(bench.window.size(), size);
        }
        bench.window.tabs().setCurrentIndex(3);
        QTest::qWait(10);
        const auto figures = bench.find<QWidget>("headlineStrip").findChildren<QLabel*>();
        QVERIFY(figures.size() >= 14);
        for (const QLabel* label : figures)
            QVERIFY2(label->width() >= label->sizeHint().width() && label->parentWidget()->geometry().right() <= bench.window.width(),
                     qPrintable(label->text()));
        if (size.width() < 1440) return;
        QVERIFY(bench.find<QDockWidget>("nodesDock").width() >= 260);
        QVERIFY(bench.find<QDockWidget>("inspectorDock").width() >= 260);
    }

    void typingRefinesASearchAndEnterGoesOn() {
        Window bench;
        bench.show();
        auto& search = bench.find<QLineEdit>("graphSearch");
        bench.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&bench.window));
        bench.window.findChild<QAction*>(u"actionFind"_s)->trigger();
        QTRY_VERIFY(search.hasFocus());
        QTest::keyClicks(&search, u"1"_s);
        QCOMPARE(bench.document.selection().names(), QStringList{u"conv1"_s});
        search.clear();
        QTest::keyClicks(&search, u"add"_s);
        QCOMPARE(bench.document.selection().names(), QStringList{u"add1"_s});
        search.setText(u"1"_s);
        QCOMPARE(bench.document.selection().names(), QStringList{u"add1"_s});
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(bench.document.selection().names(), QStringList{u"conv1"_s});
        QTest::keyClick(&search, Qt::Key_Escape);
        QTRY_VERIFY(bench.window.graphPage().view().hasFocus());
        QTest::keyClick(&bench.window.graphPage().view(), Qt::Key_Down);
        QCOMPARE(bench.document.selection().names(), QStringList{u"relu1"_s});
        QTest::keyClick(&bench.window.graphPage().view(), Qt::Key_Up);
        QCOMPARE(bench.document.selection().names(), QStringList{u"conv1"_s});
    }

    void everyControlOfTheGraphIsReachedByTab() {
        Window bench;
        bench.show();
        QStringList reached;
        QWidget* first = &bench.find<QWidget>("pipelineBar");
        for (QWidget* widget = first; reached.size() < 400; widget = widget->nextInFocusChain()) {
            if (widget == first && !reached.isEmpty()) break;
            if (widget->focusPolicy() & Qt::TabFocus && widget->isVisible() && widget->isEnabled()) reached << widget->objectName();
        }
        const QStringList order{u"pipelineBar"_s, u"targetChoice"_s, u"devicesButton"_s, u"buildButton"_s, u"colourMode"_s,
                                u"graphSearch"_s, u"zoomOut"_s,      u"zoomIn"_s,        u"zoomFit"_s,     u"graphView"_s,
                                u"nodeSearch"_s,  u"nodeTable"_s,    u"inspectorTree"_s};
        qsizetype last = -1;
        for (const QString& name : order) {
            const qsizetype place = reached.indexOf(name);
            QVERIFY2(place > last, qPrintable(name + u" in "_s + reached.join(u' ')));
            last = place;
        }
    }

    void englishInflectsWhatChineseCounts() {
        const QSet<QString> english = inflectedTexts("translations/lathe_en.ts"), chinese = inflectedTexts("translations/lathe_zh_CN.ts");
        QVERIFY(!chinese.isEmpty());
        QCOMPARE(QStringList((chinese - english).values()).join(u'\n'), QString());
        QCOMPARE(QStringList((english - chinese).values()).join(u'\n'), QString());
    }

    void oneNodeIsNoTwoNodes() {
        QTranslator english;
        QVERIFY(english.load(u":/translations/lathe_en.qm"_s));
        QApplication::installTranslator(&english);
        Window bench;
        bench.open();
        bench.document.selection().set({u"conv1"_s, u"relu1"_s});
        QCOMPARE(bench.find<QLabel>("inspectorTitle").text(), u"2 nodes"_s);
        QCOMPARE(Inspector::tr("%n node(s)", nullptr, 1), u"1 node"_s);
        QApplication::removeTranslator(&english);
    }
};

LATHE_TEST(MainWindowTest)
#include "main_window_test.moc"
