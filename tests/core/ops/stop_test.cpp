#include "core/base/stop_point.h"
#include "core/base/work_budget.h"
#include "core/graph/text_format.h"
#include "core/ops/convolution_loops.h"
#include "core/ops/evaluator.h"
#include "core/ops/matrix_product.h"
#include "tests/core/ops/op_test_support.h"
#include "tests/support/test_main.h"

using namespace lathe;
using namespace lathe::test;

namespace {

std::stop_token alreadyStopped() {
    std::stop_source source;
    source.request_stop();
    return source.get_token();
}

/// Rows that a product of 1000 × 1000 finishes under the given request.
int finishedRows(std::stop_token stop) {
    const StopScope scope(std::move(stop));
    const std::vector<float> a(1000 * 1000, 1.0f), b(1000, 1.0f);
    int rows = 0;
    multiplyRows<float>(a.data(), b.data(), 1000, 1000, 1, [&](std::int64_t, std::span<const float>) { ++rows; });
    return rows;
}

/// Rows that a convolution of 16 channels of 32 × 32 finishes under the given request.
int convolvedRows(std::stop_token stop) {
    const StopScope scope(std::move(stop));
    ConvolutionSizes sizes;
    sizes.channelsIn = 4;
    sizes.channelsOut = 16;
    sizes.window[0].input = sizes.window[0].output = Dim(1);
    for (WindowAxis* axis : {&sizes.window[1], &sizes.window[2]})
        axis->input = axis->output = Dim(32);
    const std::vector<float> x(4 * 32 * 32, 1.0f), w(4 * 16, 1.0f);
    int rows = 0;
    convolve<float>(
        sizes, x.data(), w.data(), [](std::int64_t) { return 0.0f; }, [&](std::int64_t, std::int64_t, std::span<const float>) { ++rows; });
    return rows;
}

} // namespace

class StopTest : public QObject {
    Q_OBJECT
private slots:
    void workIsRefusedBeforeItBegins() {
        JobContext context;
        const auto graph = parseGraph("graph opset 13\ninput x: float[60, 60]\n"
                                      "e: y = Einsum(x, x, x, x, x, x) {equation: \"ab,bc,cd,de,ef,fg->a\"}\noutput y\n");
        VERIFY_OK(graph);
        const std::vector<Tensor> inputs{Tensor::makeZeros(DataType::Float, {60, 60})};
        const WorkScope outer(1'000'000'000'000);
        {
            const WorkScope scope(1'000'000'000);
            const auto refused = evaluateGraph(*graph, inputs, context);
            QVERIFY(!refused.isOk());
            QVERIFY(refused.error().message.find("'e' (Einsum)") != std::string::npos);
            QVERIFY(refused.error().remedy.find("--max-work") != std::string::npos);
            QVERIFY(scope.isExhausted());
            QVERIFY(takeWork(1'000));
        }
        QVERIFY(outer.isExhausted());
        QCOMPARE(workLeft(), std::int64_t(1'000'000'000'000 - 1'000));
    }

    void loopsTakeTheirWorkTurnByTurn() {
        JobContext context;
        const auto graph = parseGraph("graph opset 13\ninput x: float[1]\nconst n: int64[] = {100000000}\nconst on: bool[] = {true}\n"
                                      "loop: y = Loop(n, on, x) {body: graph {\ninput i: int64[]\ninput c: bool[]\ninput v: float[1]\n"
                                      "same: d = Identity(c)\nsum: w = Add(v, v)\noutput d\noutput w\n}}\noutput y\n");
        VERIFY_OK(graph);
        const WorkScope scope(10'000'000);
        const auto refused = evaluateGraph(*graph, std::vector<Tensor>{Tensor::makeZeros(DataType::Float, {1})}, context);
        QVERIFY(!refused.isOk());
        QVERIFY2(refused.error().message.starts_with("the model is too much work"), refused.error().message.c_str());
    }

    void scopesNest() {
        QVERIFY(!isStopAsked());
        const StopScope outer(alreadyStopped());
        QVERIFY(isStopAsked());
        {
            const StopScope inner({});
            QVERIFY(!isStopAsked());
        }
        QVERIFY(isStopAsked());
        QVERIFY(currentStop().stop_requested());
    }

    void loopsLeaveEarly() {
        QCOMPARE(finishedRows({}), 1000);
        QVERIFY(finishedRows(alreadyStopped()) < 2);
        QCOMPARE(convolvedRows({}), 16 * 32);
        QVERIFY(convolvedRows(alreadyStopped()) < 33);
    }

    void anUnfinishedResultIsAnError() {
        const StopScope scope(alreadyStopped());
        const auto outputs = runOp({"Relu", "", 14, {}}, {floats({2}, {1, -1})});
        QVERIFY(!outputs);
        QCOMPARE(outputs.error().kind, ErrorKind::Stopped);
    }
};

LATHE_TEST(StopTest)
#include "stop_test.moc"
