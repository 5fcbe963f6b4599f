#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "core/passes/pipelines.h"
#include "tests/core/passes/graph_comparison.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <set>

using namespace lathe;

namespace {

Graph parsed(const std::string& text) {
    auto graph = parseGraph(text);
    return graph ? std::move(*graph) : Graph();
}

const std::string kNet =
    "graph opset 13\ninput x: float[1, 2, 4, 4]\n"
    "const w: float[2, 2, 1, 1] = random(1, -1, 1)\nconst s: float[2] = {2, 3}\nconst k: float[1] = {2}\n"
    "conv: a = Conv(x, w)\nbn: b = BatchNormalization(a, s, s, s, s)\nmul: c = Mul(b, k)\nid: y = Identity(c)\noutput y\n";

} // namespace

class OptimizeTest : public QObject {
    Q_OBJECT
private slots:
    void runsToAFixedPointAndReports() {
        Graph graph = parsed(kNet);
        JobContext context;
        const auto reports = optimize(graph, context);
        VERIFY_OK(reports);
        QCOMPARE(graph.nodeCount(), std::int64_t(1));
        auto origins = graph.node(graph.findNode("conv")).origins;
        std::sort(origins.begin(), origins.end());
        QCOMPARE(origins, (std::vector<std::string>{"bn", "conv", "id", "mul"}));
        QCOMPARE(graph.value(graph.outputs().front()).name, std::string("y"));
        QCOMPARE(reports->size(), passesOf("default")->size());
        for (const PassReport& report : *reports)
            if (report.name == "fuse-batch-norm-into-conv") QCOMPARE(report.changes, 1);
        const auto again = optimize(graph, context);
        VERIFY_OK(again);
        for (const PassReport& report : *again)
            QCOMPARE(report.changes, 0);
    }

    void aLongChainKeepsItsLineage() {
        constexpr int kLinks = 1500;
        std::string text = "graph opset 13\ninput x: float[2, 3]\nconst k: float[] = {0.5}\n", last = "x";
        for (int i = 0; i < kLinks; ++i) {
            const std::string name = "n" + std::to_string(i);
            text += name + ": " + name + " = " + (i % 3 == 0 ? "Add(" + last + ", k)" : "Transpose(" + last + ")") + "\n";
            last = name;
        }
        Graph graph = parsed(text + "output " + last + "\n");
        const Graph original = graph;
        JobContext context;
        VERIFY_OK(optimize(graph, context));
        QCOMPARE(graph.nodeCount(), std::int64_t(1));
        const std::vector<std::string> origins = graph.node(graph.nodes().front()).origins;
        const std::set<std::string> names(origins.begin(), origins.end());
        QCOMPARE(names.size(), origins.size());
        QCOMPARE(names.size(), std::size_t(kLinks));
        const std::vector<Tensor> inputs = test::seededInputs(original, 3);
        const auto expected = evaluateGraph(original, inputs, context), actual = evaluateGraph(graph, inputs, context);
        VERIFY_OK(expected);
        VERIFY_OK(actual);
        QCOMPARE(test::differenceOf(*expected, *actual, 1e-5), std::string());
    }

    void gemmAsMatmulSettles() {
        JobContext context;
        Graph graph =
            parsed("graph opset 13\ninput x: float[2, 3]\nconst w: float[3, 4] = random(1, -1, 1)\nconst b: float[4] = random(2, -1, 1)\n"
                   "g: y = Gemm(x, w, b)\noutput y\n");
        OptimizeOptions options;
        options.also = {"rewrite-gemm-as-matmul"};
        VERIFY_OK(optimize(graph, context, options));
        QCOMPARE(graph.nodeCount(), std::int64_t(2));
        QCOMPARE(graph.node(graph.value(graph.outputs().front()).producer).opType, std::string("Add"));
    }

    void passesThatUndoEachOtherAreNamed() {
        JobContext context;
        Graph graph =
            parsed("graph opset 13\ninput x: float[2, 3]\nconst w: float[3, 4] = random(1, -1, 1)\nconst b: float[4] = random(2, -1, 1)\n"
                   "g: y = Gemm(x, w, b)\noutput y\n");
        OptimizeOptions options;
        options.only = {"rewrite-gemm-as-matmul", "fuse-mat-mul-add-into-gemm"};
        const auto endless = optimize(graph, context, options);
        QVERIFY(!endless.isOk());
        QCOMPARE(endless.error().kind, ErrorKind::Usage);
        QVERIFY(endless.error().message.find("rewrite-gemm-as-matmul, fuse-mat-mul-add-into-gemm") != std::string::npos);
    }

    void onlyAndSkip() {
        JobContext context;
        Graph one = parsed(kNet);
        VERIFY_OK(optimize(one, context, {{"remove-identity"}, {}}));
        QCOMPARE(one.nodeCount(), std::int64_t(3));
        Graph most = parsed(kNet);
        VERIFY_OK(optimize(most, context, {{}, {"fuse-batch-norm-into-conv"}}));
        QVERIFY(most.findNode("bn").isValid());
        QVERIFY(!most.findNode("id").isValid());
    }

    void unknownNamesAreUsageErrors() {
        JobContext context;
        Graph graph = parsed(kNet);
        const auto wrong = optimize(graph, context, {{}, {"fuse-batchnorm-into-conv"}});
        QVERIFY(!wrong.isOk());
        QCOMPARE(wrong.error().kind, ErrorKind::Usage);
        QVERIFY(wrong.error().remedy.find("fuse-batch-norm-into-conv") != std::string::npos);
        QVERIFY(!optimize(graph, context, {{"nonsense"}, {}}).isOk());
    }

    void stopLeavesTheGraphAlone() {
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        Graph graph = parsed(kNet);
        const std::string before = printGraph(graph);
        const auto stopped = optimize(graph, context);
        QVERIFY(!stopped.isOk());
        QCOMPARE(stopped.error().kind, ErrorKind::Stopped);
        QCOMPARE(printGraph(graph), before);
    }

    void unsoundGraphsAreRefused() {
        Graph graph = parsed(kNet);
        graph.removeNode(graph.findNode("mul"));
        JobContext context;
        const auto refused = optimize(graph, context);
        QVERIFY(!refused.isOk());
        QCOMPARE(refused.error().kind, ErrorKind::Input);
    }

    void claimedShapesDecideNothingAndAreKept() {
        // The file says that the unknown operator's result and the NonZero have such a shape; only the first is believed,
        // since nothing can contradict it.
        Graph graph = parsed(
            "graph opset 13 opset my.domain 1\ninput x: float[4]\nn: i: int64[1, 4] = NonZero(x)\ns: d = Shape(i)\n"
            "c: y = Cast(d) {to: 1}\nu: p: float[2, 3] = my.domain::Some(x)\nt: q = Shape(p)\nr: z = Cast(q) {to: 1}\noutput y\noutput z\n");
        JobContext context;
        VERIFY_OK(optimize(graph, context));
        QVERIFY(graph.findNode("s").isValid());
        QVERIFY(!graph.findNode("t").isValid());
        QCOMPARE(toText(*graph.value(graph.findValue("i")).shape), std::string("[1, 4]"));
    }

    void residualConnectionsStay() {
        Graph graph = parsed("graph opset 13\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                             "conv: a = Conv(x, w)\nadd: b = Add(a, x)\nrelu: y = Relu(b)\noutput y\n");
        JobContext context;
        VERIFY_OK(optimize(graph, context));
        QCOMPARE(graph.nodeCount(), std::int64_t(3));
    }
};

LATHE_TEST(OptimizeTest)
#include "optimize_test.moc"
