#include "core/graph/text_format.h"
#include "core/passes/history.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

const char* const kNet =
    "graph opset 13\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
    "const s: float[2] = {2, 3}\nconst b: float[2] = {0, 1}\nconst m: float[2] = {0, 1}\nconst v: float[2] = {1, 2}\n"
    "id: a = Identity(x)\nconv: c = Conv(a, w)\nbn: d = BatchNormalization(c, s, b, m, v)\nrelu: y = Relu(d)\noutput y\n";

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT
private slots:
    void everyStateCanBeHadBack() {
        const auto original = parseGraph(kNet);
        VERIFY_OK(original);
        OptimizationHistory history(*original);
        std::vector<std::string> states{printGraph(*original)};
        const auto record = history.recorder();
        OptimizeOptions options;
        options.onStep = [&](const Graph& graph, const PassStep& step) {
            states.push_back(printGraph(graph));
            return record(graph, step);
        };
        Graph graph = *original;
        JobContext context;
        VERIFY_OK(optimize(graph, context, options));
        QVERIFY(history.steps().size() >= 2);
        QCOMPARE(history.steps().size() + 1, states.size());
        for (std::size_t i = 0; i < states.size(); ++i)
            QCOMPARE(printGraph(history.stateAfter(i)), states[i]);
        QCOMPARE(history.steps().back().nodeCount, graph.nodeCount());
        for (const auto& step : history.steps())
            QVERIFY(!step.change.isEmpty() && step.changes > 0);
    }

    void anErrorOfTheObserverEndsIt() {
        auto graph = parseGraph(kNet);
        VERIFY_OK(graph);
        OptimizeOptions options;
        options.onStep = [](const Graph&, const PassStep&) -> Status { return Error::usage("enough"); };
        const std::string before = printGraph(*graph);
        JobContext context;
        const auto reports = optimize(*graph, context, options);
        QVERIFY(!reports.isOk());
        QCOMPARE(reports.error().message, std::string("enough"));
        QCOMPARE(printGraph(*graph), before);
    }
};

LATHE_TEST(HistoryTest)
#include "history_test.moc"
