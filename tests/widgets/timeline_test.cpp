#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"
#include "widgets/profiler/timeline_view.h"

using namespace lathe;

namespace {

/// The small build, its events moved back by a start-up overhead that the device says is fitted.
TimelineData withStartUp(double startUp) {
    const BuildResult result = test::smallResult();
    Trace trace = *result.trace;
    for (TraceEvent& event : trace.events) {
        event.start += startUp;
        event.end += startUp;
    }
    trace.latency += startUp;
    Target target;
    target.fixedOverheadUs = {startUp * 1e6, FigureStatus::Fitted, "measured on boards", "us", "fixed_overhead_us"};
    return makeTimeline(result.program, std::make_shared<const Trace>(std::move(trace)), std::make_shared<const Target>(std::move(target)));
}

} // namespace

class TimelineTest : public QObject {
    Q_OBJECT
private slots:
    void timeAndPlaceAreInverse() {
        const TimelineScale scale(2e-3, 6e-3, 800);
        for (const double x : {0.0, 17.0, 400.0, 800.0})
            QVERIFY(std::abs(scale.toX(scale.toTime(x)) - x) < 1e-9);
        QCOMPARE(scale.toX(4e-3), 400.0);
    }

    void zoomKeepsTheTimeUnderTheCursor_data() {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("factor");
        QTest::newRow("in, left") << 100.0 << 2.0;
        QTest::newRow("in, right") << 700.0 << 8.0;
        QTest::newRow("out") << 400.0 << 0.8;
    }
    void zoomKeepsTheTimeUnderTheCursor() {
        QFETCH(double, x);
        QFETCH(double, factor);
        TimelineScale scale(4e-3, 6e-3, 800);
        const double time = scale.toTime(x);
        scale.zoomAt(x, factor, 10e-3);
        QVERIFY(std::abs(scale.toTime(x) - time) < 1e-12);
        QVERIFY(std::abs(scale.span() - 2e-3 / factor) < 1e-12);
    }

    void viewNeverLeavesTheRun() {
        TimelineScale scale(0, 1e-3, 800);
        scale.zoomAt(0, 0.01, 1e-3);
        QCOMPARE(scale.begin(), 0.0);
        QVERIFY(std::abs(scale.end() - 1e-3) < 1e-15);
        scale.zoomAt(400, 4, 1e-3);
        scale.pan(1e6, 1e-3);
        QVERIFY(std::abs(scale.end() - 1e-3) < 1e-15);
        scale.pan(-1e6, 1e-3);
        QCOMPARE(scale.begin(), 0.0);
        scale.zoomAt(10, 1e30, 1e-3);
        QVERIFY(scale.span() >= 1e-9 * 0.999);
    }

    void ticksAreRoundAndFarEnoughApart() {
        const TimelineScale scale(0, 1e-3, 1000);
        const std::vector<double> ticks = scale.ticks(80);
        QVERIFY(ticks.size() >= 5);
        for (std::size_t i = 1; i < ticks.size(); ++i)
            QVERIFY(scale.toX(ticks[i]) - scale.toX(ticks[i - 1]) >= 80 - 1e-6);
        QVERIFY(std::abs(ticks[1] - 1e-4) < 1e-12);
    }

    void lanesHoldTheEventsOfTheirEngine() {
        const BuildResult result = test::smallResult();
        const TimelineData data = makeTimeline(result.program, result.trace);
        QCOMPARE(data.lanes.size(), std::size_t(3));
        QCOMPARE(data.lanes[1].engine, Engine::Mac);
        QCOMPARE(data.eventAt(1, 5e-6), 0);
        QCOMPARE(data.eventAt(1, 1e-6), -1);
        QCOMPARE(data.eventAt(1, 9e-6), -1);
        QCOMPARE(data.peakMemory, 384);
    }

    void everyCoreHasItsLanes() {
        BuildResult result = test::smallResult();
        Program program = *result.program;
        program.instructions[1].core = 1;
        TimelineView view(m_theme);
        view.setData(makeTimeline(std::make_shared<const Program>(program), result.trace));
        const std::vector<Lane>& lanes = view.data().lanes;
        QCOMPARE(lanes.size(), std::size_t(3));
        QCOMPARE(lanes.back().core, 1);
        QVERIFY(view.titleOf(lanes.back()).contains(u"core 1"_s));
        QVERIFY(view.titleOf(lanes.front()).contains(u"core 0"_s));
    }

    /// The weights of the second layer come while the first computes: its buffers are not alive for that.
    void memoryIsThatOfTheMap() {
        Program program;
        program.layers.resize(2);
        program.buffers = {{"first", {}, 0, 300, 0, 0}, {"second", {}, 0, 200, 1, 1}, {"early weights", {}, 300, 50, 0, 1}};
        for (const auto& [engine, layer] : {std::pair{Engine::Mac, 0}, std::pair{Engine::Weights, 1}, std::pair{Engine::Mac, 1}}) {
            Instruction instruction;
            instruction.engine = engine;
            instruction.layer = layer;
            program.instructions.push_back(instruction);
        }
        Trace trace;
        trace.latency = 9e-6;
        trace.events = {{0, 0, 5e-6}, {1, 1e-6, 3e-6}, {2, 5e-6, 9e-6}};
        const TimelineData data = makeTimeline(std::make_shared<const Program>(program), std::make_shared<const Trace>(trace));
        QCOMPARE(data.peakMemory, 350);
        QCOMPARE(data.memoryAt(2e-6), 350);
        QCOMPARE(data.memoryAt(6e-6), 250);
    }

    void startUpIsABlockThatExplainsItself() {
        Theme theme;
        TimelineView view(theme);
        view.resize(916, 400);
        view.setData(withStartUp(5e-6));
        QVERIFY(std::abs(view.data().startUp - 5e-6) < 1e-12);
        // A third of the run, which is all in sight.
        const QRectF block = view.startUpRect();
        QVERIFY(std::abs(block.width() - 800.0 / 3) < 1);
        const QString tip = view.tipAt(block.center());
        QVERIFY2(tip.contains(u"5.00 µs"_s) && tip.contains(u"fitted"_s) && tip.contains(u"measured on boards"_s), qPrintable(tip));
        QVERIFY(!view.tipAt(block.center() + QPointF(block.width(), 0)).contains(u"fitted"_s));
    }

    void aLongStartUpLeavesRoomForTheWork() {
        Theme theme;
        TimelineView view(theme);
        view.resize(916, 400);
        view.setData(withStartUp(290e-6));
        const double shown = view.startUpRect().width();
        QVERIFY2(shown > 10 && shown < 100, qPrintable(QString::number(shown)));
        view.fitAll();
        QVERIFY(view.startUpRect().width() > 700);
        view.fitEngines();
        QVERIFY(std::abs(view.startUpRect().width() - shown) < 1e-6);
    }

    void everythingOnTheTimelineExplainsItself() {
        Theme theme;
        TimelineView view(theme);
        view.resize(916, 400);
        view.setData(withStartUp(5e-6));
        QVERIFY(view.tipAt({40, 40}).contains(u"busy"_s));
        const double below = view.startUpRect().bottom();
        QVERIFY(view.tipAt({600, below - 8}).contains(u"buffers alive"_s));
        QVERIFY(view.tipAt({600, below - 80}).contains(u"ddr_gbps"_s));
    }

    void useAtATimeIsThatOfItsStep() {
        const BuildResult result = test::smallResult();
        const TimelineData data = makeTimeline(result.program, result.trace);
        QCOMPARE(data.startUp, 0.0);
        QCOMPARE(data.bandwidthAt(1e-6), 5e8);
        QCOMPARE(data.bandwidthAt(3e-6), 0.0);
        QCOMPARE(data.memoryAt(1e-6), 256);
        QCOMPARE(data.memoryAt(9e-6), 384);
    }

    void statisticsCountWhatOverlaps() {
        const BuildResult result = test::smallResult();
        const TimelineData data = makeTimeline(result.program, result.trace);
        const RangeStatistics part = data.statistics(1e-6, 4e-6);
        QVERIFY(std::abs(part.busy[0] - 1e-6) < 1e-15);
        QVERIFY(std::abs(part.busy[1] - 2e-6) < 1e-15);
        QCOMPARE(part.instructions, 2);
        QCOMPARE(part.ddrBytes, 1000);
        QCOMPARE(data.statistics(20e-6, 30e-6).instructions, 0);
    }

private:
    Theme m_theme;
};

LATHE_TEST(TimelineTest)
#include "timeline_test.moc"
