#include "core/graph/text_format.h"
#include "tests/core/runtime/runtime_support.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <thread>

namespace lathe::test {
namespace {

constexpr double kShare = 1e-5;

const char* const kChain = R"(graph "g" opset 13
input x: float["batch", 3, 12, 12]
const w: float[16, 3, 3, 3] = random(1, -0.3, 0.3)
const u: float[16, 16, 3, 3] = random(2, -0.3, 0.3)
const v: float[5, 16] = random(3, -0.3, 0.3)
c1: a = Conv(x, w) {pads: [1, 1, 1, 1]}
r1: b = Relu(a)
c2: c = Conv(b, u) {pads: [1, 1, 1, 1]}
s1: d = Add(c, b)
r2: e = Relu(d)
g1: f = GlobalAveragePool(e)
f1: g = Flatten(f)
m1: y = Gemm(g, v, _) {transB: 1}
output y
)";

std::vector<float> sorted(const Tensor& tensor) {
    const auto data = tensor.data<float>();
    std::vector<float> values(data.begin(), data.end());
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace

class ExecutorTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithReference_data() { addCases(); }
    void agreesWithReference() {
        QFETCH(QString, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        const auto inputs = randomInputs(*graph, 7);
        const auto expected = runTraced(*graph, inputs, {.useOneDnn = false});
        VERIFY_OK(expected);
        const auto actual = runTraced(*graph, inputs, {});
        VERIFY_OK(actual);
        QVERIFY(actual->order.empty());
        QCOMPARE(actual->outputs.size(), graph->outputs().size());
        for (std::size_t i = 0; i < expected->outputs.size(); ++i)
            QCOMPARE(difference(expected->outputs[i], actual->outputs[i], kShare), std::string());
    }

    void observerSeesEveryValue_data() { addCases(); }
    void observerSeesEveryValue() {
        QFETCH(QString, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        const auto inputs = randomInputs(*graph, 8);
        const auto expected = runTraced(*graph, inputs, {.useOneDnn = false, .keepAll = true});
        VERIFY_OK(expected);
        const auto actual = runTraced(*graph, inputs, {.keepAll = true});
        VERIFY_OK(actual);
        const auto anyOrder = runTraced(*graph, inputs, {.keepAll = true, .observeAnyOrder = true});
        VERIFY_OK(anyOrder);
        QCOMPARE(actual->order, expected->order);
        QCOMPARE(anyOrder->order, expected->order);
        for (const ValueId id : graph->values())
            if (!graph->isConstant(id)) QVERIFY2(actual->observed.contains(graph->value(id).name), graph->value(id).name.c_str());
        for (const auto& [name, tensor] : expected->observed) {
            QCOMPARE(name + " " + difference(tensor, actual->observed.at(name), kShare), name + " ");
            QCOMPARE(anyOrder->observed.at(name).dims(), tensor.dims());
            if (tensor.type() == DataType::Float) QCOMPARE(sorted(anyOrder->observed.at(name)), sorted(actual->observed.at(name)));
        }
    }

    void keepsOneValueInAFusedChain_data() {
        QTest::addColumn<QString>("kept");
        for (const char* name : {"x", "a", "b", "c", "d", "e", "f", "g", "y"})
            QTest::newRow(name) << name;
    }
    void keepsOneValueInAFusedChain() {
        QFETCH(QString, kept);
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        const auto inputs = randomInputs(*graph, 3);
        const auto all = runTraced(*graph, inputs, {.useOneDnn = false, .keepAll = true});
        VERIFY_OK(all);
        const std::string name = kept.toStdString();
        const auto one = runTraced(*graph, inputs, {.keep = {graph->findValue(name)}});
        VERIFY_OK(one);
        QCOMPARE(one->order, std::vector<std::string>{name});
        QCOMPARE(difference(all->observed.at(name), one->observed.at(name), kShare), std::string());
        QCOMPARE(difference(all->outputs[0], one->outputs[0], kShare), std::string());
    }

    void plansAgainForOtherShapes() {
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        JobContext context;
        const auto fast = Executor::create(*graph, context);
        const auto slow = Executor::create(*graph, context, {.useOneDnn = false});
        VERIFY_OK(fast);
        VERIFY_OK(slow);
        auto fastSession = fast->makeSession(), slowSession = slow->makeSession();
        for (const std::int64_t batch : {1, 3, 1, 2}) {
            const auto inputs = randomInputs(*graph, 5, batch);
            const auto actual = fastSession.run(inputs, context), expected = slowSession.run(inputs, context);
            VERIFY_OK(actual);
            VERIFY_OK(expected);
            QCOMPARE(actual->at(0).dims(), (std::vector<std::int64_t>{batch, 5}));
            QCOMPARE(difference(expected->at(0), actual->at(0), kShare), std::string());
        }
    }

    void refusesWrongInputs() {
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        JobContext context;
        const auto executor = Executor::create(*graph, context);
        VERIFY_OK(executor);
        auto session = executor->makeSession();
        QVERIFY(!session.run({}, context));
        const std::vector<Tensor> wrongShape = {Tensor::makeZeros(DataType::Float, {1, 4, 12, 12})};
        const auto shape = session.run(wrongShape, context);
        QVERIFY(!shape);
        QVERIFY(shape.error().message.find("'x'") != std::string::npos);
        const std::vector<Tensor> wrongType = {Tensor::makeZeros(DataType::Double, {1, 3, 12, 12})};
        QVERIFY(!session.run(wrongType, context));
    }

    void stopsInTheMiddle() {
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        std::stop_source stop;
        JobContext context(stop.get_token());
        const auto executor = Executor::create(*graph, context, {.keepAll = true});
        VERIFY_OK(executor);
        auto session = executor->makeSession();
        const auto inputs = randomInputs(*graph, 1);
        int seen = 0;
        const auto outcome = session.run(inputs, context, [&](ValueId, const Tensor&) -> Status {
            if (++seen == 3) stop.request_stop();
            return {};
        });
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Stopped);
        QCOMPARE(seen, 3);
        JobContext calm;
        VERIFY_OK(session.run(inputs, calm));
    }

    void handsOnTheObserversError() {
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        JobContext context;
        const auto executor = Executor::create(*graph, context, {.keepAll = true});
        VERIFY_OK(executor);
        auto session = executor->makeSession();
        const auto outcome =
            session.run(randomInputs(*graph, 1), context, [](ValueId, const Tensor&) -> Status { return Error::usage("enough"); });
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().message, std::string("enough"));
    }

    void sessionsInParallelGiveTheSame() {
        const auto graph = parseGraph(kChain);
        VERIFY_OK(graph);
        JobContext context;
        const auto executor = Executor::create(*graph, context);
        VERIFY_OK(executor);
        constexpr unsigned kImages = 12;
        std::vector<Tensor> alone, together(kImages);
        auto session = executor->makeSession();
        for (unsigned i = 0; i < kImages; ++i)
            alone.push_back(session.run(randomInputs(*graph, i), context).value().at(0));
        std::vector<std::jthread> threads;
        for (unsigned t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                JobContext own;
                auto mine = executor->makeSession();
                for (unsigned i = t; i < kImages; i += 4)
                    together[i] = mine.run(randomInputs(*graph, i), own).value().at(0);
            });
        threads.clear();
        for (unsigned i = 0; i < kImages; ++i)
            QVERIFY(areIdentical(alone[i], together[i]));
    }

    void threadsWithinOperatorsAgree_data() { addCases(); }
    void threadsWithinOperatorsAgree() {
        QFETCH(QString, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        const auto inputs = randomInputs(*graph, 11);
        const auto alone = runTraced(*graph, inputs, {}), together = runTraced(*graph, inputs, {.intraThreads = 2});
        VERIFY_OK(alone);
        VERIFY_OK(together);
        for (std::size_t i = 0; i < alone->outputs.size(); ++i)
            QCOMPARE(difference(alone->outputs[i], together->outputs[i], kShare), std::string());
    }

    void outputsOutliveSessionAndInputs() {
        const auto graph = parseGraph("graph \"g\" opset 13\ninput x: float[2, 2]\na = Identity(x)\nb = Relu(a)\noutput a\noutput b\n");
        VERIFY_OK(graph);
        JobContext context;
        std::vector<Tensor> outputs;
        {
            const auto executor = Executor::create(*graph, context);
            VERIFY_OK(executor);
            const float numbers[] = {1, -2, 3, -4};
            const Tensor borrowed(DataType::Float, {2, 2}, std::as_bytes(std::span(numbers)), nullptr);
            outputs = executor->makeSession().run(std::span(&borrowed, 1), context).value();
        }
        QVERIFY(areIdentical(outputs[0], Tensor::of<float>({2, 2}, {1, -2, 3, -4})));
        QVERIFY(areIdentical(outputs[1], Tensor::of<float>({2, 2}, {1, 0, 3, 0})));
    }

    /// What a sequence holds was computed in memory that later layers use again.
    void sequencesKeepWhatTheyWereGiven() {
        const auto graph = parseGraph(R"(graph "g" opset 13
input x: float[1, 2, 4, 4]
input s: sequence(float)
const w: float[2, 2, 1, 1] = {2, 0, 0, 2}
const zero: int64[] = {0}
a = Conv(x, w)
grown = SequenceInsert(s, a, zero)
b = Conv(a, w)
c = Conv(b, w)
d = Conv(c, w)
first = SequenceAt(grown, zero)
y = Relu(first)
output d
output y
output grown
)");
        VERIFY_OK(graph);
        JobContext context;
        const auto executor = Executor::create(*graph, context);
        VERIFY_OK(executor);
        auto session = executor->makeSession();
        for (std::size_t held = 0; held < 3; ++held) {
            const Tensor x =
                Tensor::of<float>({1, 2, 4, 4}, std::span<const float>(std::vector<float>(32, 1.0f + static_cast<float>(held))));
            const std::vector<Tensor> inputs{x, Tensor::ofItems(DataType::Sequence, std::vector<Tensor>(held, x))};
            const auto outputs = session.run(inputs, context);
            VERIFY_OK(outputs);
            const Tensor twice =
                Tensor::of<float>({1, 2, 4, 4}, std::span<const float>(std::vector<float>(32, 2.0f + 2.0f * static_cast<float>(held))));
            QCOMPARE(outputs->at(0).data<float>()[0], 16.0f * (1.0f + static_cast<float>(held)));
            QVERIFY(areIdentical(outputs->at(1), twice));
            QCOMPARE(outputs->at(2).items().size(), held + 1);
            QVERIFY(areIdentical(outputs->at(2).items()[0], twice));
        }
    }

private:
    static void addCases() {
        QTest::addColumn<QString>("text");
        for (const GraphCase& each : graphCases())
            QTest::newRow(each.name) << each.text;
    }

    void variationsContinueFromTheValue_data() { addCases(); }
    void variationsContinueFromTheValue() {
        QFETCH(QString, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext context;
        const auto executor = Executor::create(*graph, context, {.keepAll = true});
        VERIFY_OK(executor);
        const auto inputs = randomInputs(*graph, 7);
        const auto plain = executor->makeSession().run(inputs, context);
        VERIFY_OK(plain);
        auto session = executor->makeSession();
        std::size_t continued = 0;
        const auto same = [&](ValueId id, const Tensor& value) -> Result<std::vector<Tensor>> {
            const bool isVaried = graph->value(id).constant == std::nullopt && value.type() == DataType::Float;
            return isVaried ? std::vector<Tensor>{value.clone()} : std::vector<Tensor>{};
        };
        const auto check = [&](ValueId id, std::size_t, const std::vector<Tensor>& outputs) -> Status {
            ++continued;
            for (std::size_t i = 0; i < outputs.size(); ++i)
                if (const auto differs = difference(plain->at(i), outputs[i], 0); !differs.empty())
                    return Error::internal(graph->value(id).name + ": " + differs);
            return {};
        };
        const auto varied = session.runVaried(inputs, context, same, check);
        VERIFY_OK(varied);
        for (std::size_t i = 0; i < varied->size(); ++i)
            QCOMPARE(difference(plain->at(i), varied->at(i), 0), std::string());
        QVERIFY(continued > 0 || graph->inputs().empty());
    }

    void aVariationReachesTheOutputAndNothingElse() {
        const std::string whole = kChain;
        const auto graph = parseGraph(whole);
        VERIFY_OK(graph);
        const std::string rest = "graph \"g\" opset 13\ninput b: float[1, 16, 12, 12]\n" +
                                 whole.substr(whole.find("const u"))
                                     .replace(whole.find("c1: a") - whole.find("const u"), whole.find("c2: c") - whole.find("c1: a"), "");
        const auto behind = parseGraph(rest);
        VERIFY_OK(behind);
        JobContext context;
        const ValueId b = graph->findValue("b");
        const auto executor = Executor::create(*graph, context, {.keep = {b}});
        VERIFY_OK(executor);
        const auto inputs = randomInputs(*graph, 7);
        const auto others = randomInputs(*behind, 9);
        const auto expected = runTraced(*behind, others, {});
        VERIFY_OK(expected);
        const auto unvaried = runTraced(*graph, inputs, {});
        VERIFY_OK(unvaried);
        auto session = executor->makeSession();
        std::vector<std::string> differences;
        const auto result = session.runVaried(
            inputs, context,
            [&](ValueId id, const Tensor&) -> Result<std::vector<Tensor>> {
                return id == b ? std::vector<Tensor>{others[0], others[0]} : std::vector<Tensor>{};
            },
            [&](ValueId, std::size_t, const std::vector<Tensor>& outputs) -> Status {
                differences.push_back(difference(expected->outputs[0], outputs[0], kShare));
                return {};
            });
        VERIFY_OK(result);
        QCOMPARE(differences, std::vector<std::string>(2));
        QCOMPARE(difference(unvaried->outputs[0], result->at(0), kShare), std::string());
    }
};

} // namespace lathe::test

using lathe::test::ExecutorTest;
LATHE_TEST(ExecutorTest)
#include "executor_test.moc"
