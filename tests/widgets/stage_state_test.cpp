#include "tests/support/test_main.h"
#include "widgets/document/stage_state.h"

using namespace lathe;
using Change = std::function<void(BuildConfig&)>;
Q_DECLARE_METATYPE(Change)

class StageStateTest : public QObject {
    Q_OBJECT
private slots:
    void everyChangeMakesItsOwnStageStale_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("stage");
        const auto row = [](const char* name, Change change, int stage) { QTest::newRow(name) << change << stage; };
        row(
            "nothing", [](BuildConfig&) {}, -1);
        row(
            "model", [](BuildConfig& c) { c.onnxModel = "other.onnx"; }, static_cast<int>(Stage::Import));
        row(
            "removed nodes", [](BuildConfig& c) { c.removeNodeNames = {"softmax"}; }, static_cast<int>(Stage::Optimise));
        row(
            "mean", [](BuildConfig& c) { c.inputs[0].mean = {1}; }, static_cast<int>(Stage::Optimise));
        row(
            "samples", [](BuildConfig& c) { c.inputs[0].calDataDir = "/data"; }, static_cast<int>(Stage::Calibrate));
        row(
            "method", [](BuildConfig& c) { c.calibrationType = "kl"; }, static_cast<int>(Stage::Calibrate));
        row(
            "node precision", [](BuildConfig& c) { c.nodeInfo["conv1"].outputType = "int16"; }, static_cast<int>(Stage::Quantise));
        row(
            "device", [](BuildConfig& c) { c.march = "other"; }, static_cast<int>(Stage::Quantise));
        row(
            "optimisation", [](BuildConfig& c) { c.optimizeLevel = "O2"; }, static_cast<int>(Stage::Compile));
        row(
            "advice", [](BuildConfig& c) { c.advice = 3; }, -1);
    }
    void everyChangeMakesItsOwnStageStale() {
        QFETCH(Change, change);
        QFETCH(int, stage);
        BuildConfig before;
        before.inputs.resize(1);
        BuildConfig after = before;
        change(after);
        const auto first = firstAffectedStage(before, after);
        QCOMPARE(first ? static_cast<int>(*first) : -1, stage);
    }

    void invalidationLeavesWhatStandsBeforeAndWhatWasNeverBuilt() {
        StageStates states;
        for (const Stage stage : {Stage::Import, Stage::Optimise, Stage::Calibrate, Stage::Quantise})
            states.setDone(stage, 1);
        states.invalidateFrom(Stage::Calibrate);
        QCOMPARE(states.of(Stage::Optimise).kind, StageState::Kind::Done);
        QCOMPARE(states.of(Stage::Calibrate).kind, StageState::Kind::Stale);
        QCOMPARE(states.of(Stage::Quantise).kind, StageState::Kind::Stale);
        QCOMPARE(states.of(Stage::Compile).kind, StageState::Kind::Empty);
    }

    void failureAndStopMarkTheRunningStage() {
        StageStates states;
        states.setDone(Stage::Import, 1);
        states.begin(Stage::Optimise);
        QCOMPARE(states.running(), std::optional(Stage::Optimise));
        states.fail(2);
        QCOMPARE(states.of(Stage::Optimise).kind, StageState::Kind::Failed);
        QCOMPARE(states.of(Stage::Optimise).problems, 2);
        QVERIFY(!states.running());
        states.begin(Stage::Optimise);
        states.stop();
        QCOMPARE(states.of(Stage::Optimise).kind, StageState::Kind::Stale);
        states.finish({Stage::Optimise, true, 0.5});
        QVERIFY(states.of(Stage::Optimise).fromCache);
    }
};

LATHE_TEST(StageStateTest)
#include "stage_state_test.moc"
