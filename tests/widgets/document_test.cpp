#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/document/recovery.h"

#include "core/base/files.h"

#include <QSignalSpy>

using namespace lathe;
using test::Workbench;

class DocumentTest : public QObject {
    Q_OBJECT
private slots:
    void openingAModelMakesAConfiguration() {
        Workbench bench;
        bench.open();
        QCOMPARE(bench.document.original()->nodeCount(), 3);
        QCOMPARE(bench.document.config().march, std::string("one"));
        QCOMPARE(bench.document.stages().of(Stage::Import).kind, StageState::Kind::Done);
        QVERIFY(!bench.document.isModified());
        QTRY_COMPARE(bench.document.estimate(), std::optional(1e-3));
    }

    void aFileThatCannotBeReadLeavesTheDocument_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("missing model") << u"/models/missing.onnx"_s;
        QTest::newRow("missing configuration") << u"/models/missing.yaml"_s;
        QTest::newRow("unknown kind") << u"/models/picture.jpeg"_s;
    }
    void aFileThatCannotBeReadLeavesTheDocument() {
        QFETCH(QString, file);
        Workbench bench;
        bench.open();
        const auto before = bench.document.original();
        QSignalSpy failed(&bench.document, &ProjectDocument::failed);
        bench.document.openFile(file);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(bench.document.original(), before);
    }

    void aConfigurationWithMistakesIsOpenedAsItsText() {
        Workbench bench;
        bench.open();
        bench.build();
        const QString file = bench.folder.filePath(u"wrong.yaml"_s);
        QVERIFY(writeFileAtomically(file.toStdString(), "broken\n").isOk());
        QSignalSpy failed(&bench.document, &ProjectDocument::failed);
        bench.document.openFile(file);
        QCOMPARE(failed.count(), 1);
        QVERIFY(bench.document.isDraft() && bench.document.isOpen() && bench.document.isEmpty());
        QCOMPARE(bench.document.yaml(), u"broken\n"_s);
        QCOMPARE(bench.document.title(), u"wrong"_s);
        QCOMPARE(bench.document.problems().size(), std::size_t(1));
        QCOMPARE(bench.document.problems().front().place.line, 1);
        QVERIFY(!bench.document.result().program && !bench.document.isBuilt());
        // Still wrong, then right: the model comes, and what was typed stays and can be undone.
        bench.document.editYaml(u"broken still"_s);
        QVERIFY(bench.document.isDraft());
        bench.document.editYaml(u"march: two\n"_s);
        QTRY_VERIFY(!bench.document.isDraft());
        QVERIFY(!bench.document.isEmpty() && bench.document.isModified());
        QCOMPARE(bench.document.yaml(), u"march: two\n"_s);
        QVERIFY(bench.document.problems().empty());
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.yaml(), u"broken\n"_s);
        QVERIFY(!bench.document.isDraft());
    }

    void aConfigurationOfAMissingModelSaysSo() {
        JobRunner jobs;
        QTemporaryDir folder;
        Backend backend = test::fakeBackend();
        bool isThere = false;
        backend.readModel = [&](const ModelFiles& files, const ModelReadOptions&, JobContext&) -> Result<Graph> {
            if (!isThere) return Error::input("no such file", files.model.string());
            return test::smallGraph();
        };
        ProjectDocument document(backend, jobs);
        const QString file = folder.filePath(u"c.yaml"_s);
        QVERIFY(writeFileAtomically(file.toStdString(), "march: one\n").isOk());
        document.openFile(file);
        QTRY_VERIFY(document.isDraft());
        QCOMPARE(document.problems().size(), std::size_t(1));
        isThere = true;
        document.editYaml(u"march: two\n"_s);
        QTRY_VERIFY(!document.isEmpty());
        QVERIFY(document.problems().empty());
    }

    void aFinishedBuildCanBeSaved() {
        Workbench bench;
        bench.open();
        QVERIFY(!bench.document.isBuilt());
        bench.build();
        QVERIFY(bench.document.isBuilt());
        QSignalSpy saved(&bench.document, &ProjectDocument::buildSaved);
        const QString folder = bench.folder.filePath(u"out"_s);
        bench.document.saveBuild(folder);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(bench.document.outputFolder(), folder);
        QVERIFY(QFile::exists(folder + u"/small.lathe"_s));
        // Where nothing can be written: said, and the last folder stays.
        QSignalSpy failed(&bench.document, &ProjectDocument::failed);
        bench.document.saveBuild(folder + u"/small.lathe/below"_s);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(bench.document.outputFolder(), folder);
        bench.document.setTarget(u"two"_s);
        QVERIFY(!bench.document.isBuilt());
    }

    void editsAreUndoneAndMakeStagesStale() {
        Workbench bench;
        bench.open();
        bench.build();
        QCOMPARE(bench.document.stages().of(Stage::Compare).kind, StageState::Kind::Done);
        bench.document.setNodePrecision({u"conv1"_s}, Precision::Int16);
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        QVERIFY(bench.document.yaml().contains(u"conv1: int16"_s));
        QVERIFY(bench.document.isModified());
        QCOMPARE(bench.document.stages().of(Stage::Calibrate).kind, StageState::Kind::Done);
        QCOMPARE(bench.document.stages().of(Stage::Quantise).kind, StageState::Kind::Stale);
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::nullopt);
        QVERIFY(!bench.document.isModified());
        bench.document.undoStack().redo();
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        bench.document.setNodePrecision({u"conv1"_s, u"relu1"_s}, std::nullopt);
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::nullopt);
    }

    void textAndValuesAreOneDocument() {
        Workbench bench;
        bench.open();
        bench.document.editYaml(u"march: two\nadd1: int8\n"_s);
        QCOMPARE(bench.document.config().march, std::string("two"));
        QCOMPARE(bench.document.configuredPrecision(u"add1"_s), std::optional(Precision::Int8));
        QTRY_COMPARE(bench.document.estimate(), std::optional(2e-3));
        bench.document.editYaml(u"broken"_s);
        QCOMPARE(bench.document.yaml(), u"broken"_s);
        QVERIFY(!bench.document.isConfigValid());
        QCOMPARE(bench.document.configProblems().size(), std::size_t(1));
        QCOMPARE(bench.document.config().march, std::string("two"));
        QSignalSpy failed(&bench.document, &ProjectDocument::failed);
        bench.document.build();
        QVERIFY(!bench.document.isBuilding());
        QCOMPARE(failed.count(), 1);
        // One pause of typing is one step back.
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.config().march, std::string("one"));
    }

    void editsByMouseKeepWhatWasTyped() {
        JobRunner jobs;
        Backend backend = test::fakeBackend();
        backend.editYaml = [](std::string_view yaml, const BuildConfig& before, const BuildConfig& after) {
            const bool isAdded = before.nodeInfo.empty() && after.nodeInfo.contains("conv1");
            return std::string(yaml) + (isAdded ? "conv1: int16\n" : "");
        };
        ProjectDocument document(backend, jobs);
        document.openFile(u"/models/model.onnx"_s);
        QTRY_VERIFY(!document.isEmpty());
        document.editYaml(u"march: two\nrelu1: int8\n"_s);
        document.editYaml(u"march:   one\n"_s);
        document.setNodePrecision({u"conv1"_s}, Precision::Int16);
        QCOMPARE(document.yaml(), u"march:   one\nconv1: int16\n"_s);
        QCOMPARE(document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        document.undoStack().undo();
        QCOMPARE(document.yaml(), u"march:   one\n"_s);
    }

    void aCopyInAnotherFolderSaysItsPathsInFull() {
        JobRunner jobs;
        QTemporaryDir folder;
        Backend backend = test::fakeBackend();
        backend.withAbsolutePaths = [](std::string_view yaml, const BuildConfig&) { return std::string(yaml) + "moved: int8\n"; };
        ProjectDocument document(backend, jobs);
        document.openFile(u"/models/model.onnx"_s);
        QTRY_VERIFY(!document.isEmpty());
        QCOMPARE(document.yamlFor(u"/models/other.yaml"_s), document.yaml());
        QCOMPARE(document.yamlFor(u"/elsewhere/other.yaml"_s), document.yaml() + u"moved: int8\n"_s);
        const QString project = folder.filePath(u"p.latheproj"_s);
        QVERIFY(document.save(project));
        QFile saved(project);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(saved.readAll().contains("moved: int8"));
        // Saved elsewhere, the text in the window still means the folder that it was opened in.
        QCOMPARE(document.yamlFor(u"/models/other.yaml"_s), document.yaml());
    }

    void aBareModelOfSeveralInputsIsValid() {
        QTemporaryDir folder;
        const QString model = folder.filePath(u"two.onnx"_s);
        QFile file(model);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        JobRunner jobs;
        Backend backend = test::fakeBackend();
        backend.readModel = [](const ModelFiles&, const ModelReadOptions&, JobContext&) -> Result<Graph> {
            Graph graph = test::smallGraph();
            Value second;
            second.name = "mask";
            second.type = DataType::Int64;
            second.shape = Shape::of(std::vector<std::int64_t>{1, 16});
            std::vector<ValueId> inputs = graph.inputs();
            inputs.push_back(graph.addValue(std::move(second)));
            graph.setInputs(inputs);
            return graph;
        };
        backend.parseConfig = [](std::string_view yaml, const std::filesystem::path& place, JobContext& context) {
            return parseConfig(yaml, place, std::vector<std::string>{"one", "two"}, context);
        };
        backend.validate = validateAgainstModel;
        backend.toYaml = [](const BuildConfig& config) { return toYaml(config); };
        ProjectDocument document(backend, jobs);
        document.openFile(model);
        QTRY_VERIFY(!document.isEmpty());
        for (const Diagnostic& problem : document.problems())
            QVERIFY2(problem.severity == Severity::Info, toText(problem).c_str());
        QVERIFY(document.isConfigValid());
        QCOMPARE(document.config().inputs.size(), std::size_t(2));
        QCOMPARE(document.config().inputs[1].name, std::string("mask"));
        QCOMPARE(document.config().inputs[1].shape, std::optional(std::vector<std::int64_t>{1, 16}));
    }

    void aStoppedBuildDeliversNothing() {
        JobRunner jobs;
        Backend backend = test::fakeBackend();
        std::atomic<bool> started = false;
        backend.build = [&](const BuildConfig&, JobContext& context, const PipelineOptions& options) -> Result<BuildResult> {
            options.onStage(Stage::Optimise, nullptr);
            started = true;
            while (!context.isStopRequested())
                QThread::msleep(1);
            return test::smallResult();
        };
        ProjectDocument document(backend, jobs);
        document.openFile(u"/models/model.onnx"_s);
        QTRY_VERIFY(!document.isEmpty());
        document.build();
        QTRY_VERIFY(started.load());
        document.cancelBuild();
        QTRY_VERIFY(!document.isBuilding());
        QVERIFY(!document.result().program);
        QVERIFY(!document.stages().running());
    }

    void projectsComeBack() {
        Workbench bench;
        bench.open();
        bench.document.setNodePrecision({u"conv1"_s}, Precision::Int16);
        bench.document.selection().set({u"relu1"_s});
        const QString file = bench.folder.filePath(u"p.latheproj"_s);
        QVERIFY(bench.document.save(file));
        QVERIFY(!bench.document.isModified());
        Workbench other;
        other.document.openFile(file);
        QTRY_VERIFY(!other.document.isEmpty());
        QCOMPARE(other.document.yaml(), bench.document.yaml());
        QCOMPARE(other.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        QCOMPARE(other.document.selection().names(), QStringList{u"relu1"_s});
    }

    void theSharedPrefixEndsAtASeparator_data() {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QString>("prefix");
        QTest::newRow("scope") << QStringList{u"Net/a/x"_s, u"Net/b/x"_s, u"Net/c"_s} << u"Net/"_s;
        QTest::newRow("two scopes") << QStringList{u"/f/f.1/a"_s, u"/f/f.2/a"_s, u"/f/f.10/b"_s} << u"/f/f."_s;
        QTest::newRow("one stands outside") << QStringList{u"Net/a"_s, u"Net/b"_s, u"Net/c"_s, u"Net/d"_s, u"input"_s} << u"Net/"_s;
        QTest::newRow("half of them") << QStringList{u"Net/a"_s, u"Net/b"_s, u"c"_s, u"d"_s} << QString();
        QTest::newRow("letters alone") << QStringList{u"Conv_1"_s, u"Conv_2"_s, u"Conv_3"_s} << QString();
        QTest::newRow("one name") << QStringList{u"Net/a"_s} << QString();
    }
    void theSharedPrefixEndsAtASeparator() {
        QFETCH(QStringList, names);
        Graph graph;
        for (const QString& name : names) {
            Node node;
            node.opType = "Relu";
            node.name = name.toStdString();
            graph.addNode(std::move(node));
        }
        QTEST(sharedPrefix(graph), "prefix");
    }

    void unsavedWorkSurvivesACrash() {
        Workbench bench;
        bench.open();
        const QString folder = bench.folder.filePath(u"recovery"_s);
        {
            Recovery recovery(bench.document, folder);
            recovery.saveNow();
            QVERIFY(!QFile::exists(recovery.file()));
            bench.document.setNodePrecision({u"conv1"_s}, Precision::Int16);
            recovery.saveNow();
            QVERIFY(QFile::exists(recovery.file()));
            // As a process that no longer lives would have left it.
            QVERIFY(QFile::copy(recovery.file(), folder + u"/999999999.latheproj"_s));
        }
        QVERIFY(!QFile::exists(folder + u"/%1.latheproj"_s.arg(QCoreApplication::applicationPid())));
        Workbench after;
        Recovery recovery(after.document, folder);
        QVERIFY(recovery.restore());
        QTRY_COMPARE(after.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        QVERIFY(!recovery.restore());
    }
};

LATHE_TEST(DocumentTest)
#include "document_test.moc"
