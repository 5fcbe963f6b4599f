#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/accuracy/accuracy_page.h"
#include "widgets/calibration/sample_grid.h"
#include "widgets/calibration/sample_model.h"
#include "widgets/common/calibration_choice.h"
#include "widgets/common/strings.h"

#include <QAbstractItemModelTester>
#include <QPushButton>

using namespace lathe;
using test::Workbench;

namespace {

void writePicture(const QString& file, int width, int height) {
    QImage picture(width, height, QImage::Format_RGB888);
    picture.fill(Qt::red);
    QVERIFY(picture.save(file));
}

void writeText(const QString& file) {
    QFile text(file);
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no picture") > 0);
}

Sample::State stateOf(const SampleModel& model, int row) {
    return static_cast<Sample::State>(model.index(row).data(SampleModel::StateRole).toInt());
}

} // namespace

class CalibrationTest : public QObject {
    Q_OBJECT
private slots:
    void picturesAreShownWhole_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QRect>("expected");
        QTest::newRow("wide") << QSize(200, 100) << QRect(10, 34, 96, 48);
        QTest::newRow("tall") << QSize(100, 400) << QRect(46, 10, 24, 96);
        QTest::newRow("small") << QSize(28, 28) << QRect(10, 10, 96, 96);
        QTest::newRow("a line") << QSize(4000, 1) << QRect(10, 57, 96, 1);
    }
    void picturesAreShownWhole() {
        QFETCH(QSize, size);
        QTEST(SampleDelegate::fitted(size, QRect(10, 10, 96, 96)), "expected");
    }

    void samplesAreReadWhenTheyAreAskedFor() {
        QTemporaryDir folder;
        writePicture(folder.filePath(u"a.png"_s), 640, 320);
        writeText(folder.filePath(u"b.jpg"_s));
        writeText(folder.filePath(u"c.npy"_s));
        writeText(folder.filePath(u"labels.csv"_s));
        JobRunner jobs;
        SampleModel model(jobs);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFolders({{u"x"_s, folder.path()}});
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(stateOf(model, 2), Sample::State::NoPicture);
        QTRY_COMPARE(stateOf(model, 0), Sample::State::Picture);
        const auto thumbnail = model.index(0).data(SampleModel::ThumbnailRole).value<QImage>();
        QCOMPARE(thumbnail.size(), QSize(SampleModel::kThumbnail, SampleModel::kThumbnail / 2));
        QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(u"640 × 320"_s));
        QTRY_COMPARE(stateOf(model, 1), Sample::State::Broken);
        const QString problem = model.index(1).data(SampleModel::ProblemRole).toString();
        QVERIFY(!problem.isEmpty());
        QVERIFY(model.index(1).data(Qt::ToolTipRole).toString().contains(problem));
        model.setFolders({});
        QCOMPARE(model.rowCount(), 0);
    }

    void accuracyWithoutDataOffersWhatHelps() {
        Workbench bench;
        AccuracyPage page(bench.services);
        bench.open();
        auto* build = page.widget(0);
        auto* missing = page.findChild<QWidget*>(u"noCalibrationPage"_s);
        QVERIFY(missing);
        // A bare model is built with random data.
        QCOMPARE(bench.document.config().calibrationType, std::string("skip"));
        QCOMPARE(page.currentWidget(), missing);
        const auto isOffered = [&](const QString& name) { return !page.findChild<QPushButton*>(name)->isHidden(); };
        QVERIFY(isOffered(u"chooseCalibrationData"_s));
        QVERIFY(!isOffered(u"calibrateKl"_s));
        BuildConfig config = bench.document.config();
        config.inputs.resize(1);
        config.inputs[0].calDataDir = "/samples";
        bench.document.editConfig(config, u"samples"_s);
        QVERIFY(isOffered(u"calibrateKl"_s) && isOffered(u"calibrateMax"_s));
        page.findChild<QPushButton*>(u"calibrateKl"_s)->click();
        QCOMPARE(bench.document.config().calibrationType, std::string("kl"));
        QCOMPARE(page.currentWidget(), build);
        // What was measured stays in sight.
        bench.build();
        setCalibrationType(bench.document, u"skip"_s);
        QVERIFY(page.currentWidget() != missing && page.currentWidget() != build);
    }
};

LATHE_TEST(CalibrationTest)
#include "calibration_test.moc"
