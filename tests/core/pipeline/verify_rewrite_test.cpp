#include "core/pipeline/verify_rewrite.h"

#include "core/graph/text_format.h"
#include "core/passes/history.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

Graph net(const std::string& scale) {
    auto graph = parseGraph("graph opset 13\ninput x: float[2, 3]\nconst k: float[] = {" + scale +
                            "}\nmul: y = Mul(x, k)\ntop: i = ArgMax(y)\n"
                            "output y\noutput i\n");
    return graph ? std::move(*graph) : Graph();
}

Graph changed(Graph graph, float scale) {
    graph.setConstant(graph.findValue("k"), Tensor::scalar(scale));
    return graph;
}

} // namespace

class VerifyRewriteTest : public QObject {
    Q_OBJECT
private slots:
    void reportsEveryOutput() {
        JobContext context;
        const Graph before = net("2");
        const auto same = checkRewrite(before, before, context);
        VERIFY_OK(same);
        QVERIFY(same->isChecked && same->isGood);
        QCOMPARE(same->outputs.size(), std::size_t(2));
        QCOMPARE(same->maxAbsDiff, 0.0);
        const auto other = checkRewrite(before, changed(before, 2.5F), context);
        VERIFY_OK(other);
        QVERIFY(!other->isGood && !other->outputs[0].isGood);
        QVERIFY(other->outputs[1].isGood); // the largest is the same one
        QVERIFY(other->outputs[0].maxAbsDiff > 0.01 && other->outputs[0].range > other->outputs[0].maxAbsDiff);
        QVERIFY(other->summary.find("'y'") != std::string::npos);
    }

    void whatCannotBeRunIsNotChecked() {
        const auto graph = parseGraph("graph opset 13 opset my.domain 1\ninput x: float[2]\nn: y = my.domain::Some(x)\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        const auto check = checkRewrite(*graph, *graph, context);
        VERIFY_OK(check);
        QVERIFY(!check->isChecked && check->isGood);
    }

    void tooMuchWorkIsNotChecked() {
        const auto graph = parseGraph("graph opset 13\ninput x: float[60, 60]\n"
                                      "n: y = Einsum(x, x, x, x, x, x) {equation: \"ab,bc,cd,de,ef,fg->a\"}\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        const auto check = checkRewrite(*graph, *graph, context);
        VERIFY_OK(check);
        QVERIFY(!check->isChecked && check->isGood);
        QVERIFY2(check->summary.find("too much work") != std::string::npos, check->summary.c_str());
    }

    void namesTheFirstPassThatBrokeIt() {
        OptimizationHistory history(net("2"));
        const auto record = history.recorder();
        const Graph good = changed(net("2"), 2.00001F), bad = changed(net("2"), 3), worse = changed(net("2"), 4);
        VERIFY_OK(record(good, {"first", 0, 1}));
        VERIFY_OK(record(bad, {"second", 0, 1}));
        VERIFY_OK(record(worse, {"third", 0, 1}));
        VERIFY_OK(record(changed(worse, 5), {"fourth", 1, 1}));
        JobContext context;
        const auto pass = findBreakingPass(history, context);
        VERIFY_OK(pass);
        QCOMPARE(*pass, std::string("second"));
        OptimizationHistory fine(net("2"));
        VERIFY_OK(fine.recorder()(good, {"first", 0, 1}));
        const auto none = findBreakingPass(fine, context);
        VERIFY_OK(none);
        QVERIFY(none->empty());
    }
};

LATHE_TEST(VerifyRewriteTest)
#include "verify_rewrite_test.moc"
