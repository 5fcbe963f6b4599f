#include "tests/support/test_main.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_file.h"

using namespace lathe;

class ProjectFileTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsWrittenReadsBack_data() {
        QTest::addColumn<QString>("yaml");
        QTest::newRow("plain") << u"model_parameters:\n  march: nash-e\n"_s;
        QTest::newRow("no final newline") << u"a: 1"_s;
        QTest::newRow("empty") << QString();
        QTest::newRow("comments, blanks, indents") << u"# c\n\n  a:\n\n      - \"x: y\"\n\n\n"_s;
        QTest::newRow("looks like a project") << u"config: |\n  lathe_project: 7\n"_s;
        QTest::newRow("unicode") << u"名字: 卷积\n"_s;
    }
    void whatIsWrittenReadsBack() {
        QFETCH(QString, yaml);
        const ProjectFile project{yaml, u"graph"_s, {u"a \"quoted\" name"_s, u"b/c"_s}, u"latency"_s};
        const auto read = parseProject(printProject(project), u"p.latheproj"_s);
        VERIFY_OK(read);
        QCOMPARE(read->configYaml, project.configYaml);
        QCOMPARE(read->selection, project.selection);
        QVERIFY(*read == project);
    }

    void otherFilesAreRefusedWithTheirPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("a configuration") << u"model_parameters:\n  march: x\n"_s;
        QTest::newRow("newer") << u"lathe_project: 2\nconfig: |2\n  a\n"_s;
        QTest::newRow("no configuration") << u"lathe_project: 1\n"_s;
        QTest::newRow("no header") << u"config: |2\n  a\n"_s;
    }
    void otherFilesAreRefusedWithTheirPlace() {
        QFETCH(QString, text);
        const auto read = parseProject(text, u"p.latheproj"_s);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Input);
        QCOMPARE(read.error().place.file, std::string("p.latheproj"));
        QVERIFY(read.error().place.line > 0);
    }
};

LATHE_TEST(ProjectFileTest)
#include "project_file_test.moc"
