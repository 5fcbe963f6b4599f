#include "core/analysis/comparison.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"
#include "tests/core/analysis/analysis_support.h"

#include <cmath>

namespace lathe::test {

class ComparisonTest : public QObject {
    Q_OBJECT
private slots:
    /// Values are compared as they lie in memory; by channel they are compared in the order of ONNX.
    void layersAreTheSameInAnyOrderOfElements() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        ComparisonOptions asTheyLie;
        asTheyLie.layers = true;
        ComparisonOptions byChannel = asTheyLie;
        byChannel.channels = true;
        const Comparison a = compared(network, asTheyLie, 1), b = compared(network, byChannel, 1);
        QCOMPARE(a.layers.size(), b.layers.size());
        QVERIFY(a.layers.size() >= 5);
        for (std::size_t i = 0; i < a.layers.size(); ++i) {
            QCOMPARE(a.layers[i].name, b.layers[i].name);
            QVERIFY(std::abs(a.layers[i].sqnrDb - b.layers[i].sqnrDb) < 1e-9);
            QVERIFY2(a.layers[i].sqnrDb > 15 && a.layers[i].sqnrDb < 90, a.layers[i].name.c_str());
            QCOMPARE(a.layers[i].integers->offByShares(), b.layers[i].integers->offByShares());
        }
    }

    void layersDoNotDependOnThreads() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        ComparisonOptions options;
        options.layers = true;
        QCOMPARE(toJson(compared(network, options, 1)), toJson(compared(network, options, 4)));
    }

    /// The layers' errors are those of the integers that the simulator shows against the float values, one by one.
    void layersAreMeasuredOnTheIntegersOfTheProgram() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        const Program program = programOf(network);
        JobContext context;
        ExecutorOptions all;
        all.keepAll = true;
        auto executor = Executor::create(network.graph, context, all);
        VERIFY_OK(executor);
        const auto simulator = FunctionalSimulator::create(program, context, {IntegerPath::Reference, false});
        VERIFY_OK(simulator);
        std::map<std::string, QuantizedErrors> expected;
        for (std::int64_t i = 0; i < kSamples; ++i) {
            const auto inputs = randomSamples(network.graph)(i);
            VERIFY_OK(inputs);
            std::map<ValueId, Tensor> reals;
            VERIFY_OK(executor->makeSession().run(*inputs, context, [&](ValueId id, const Tensor& value) -> Status {
                reals[id] = value.clone();
                return {};
            }));
            VERIFY_OK(simulator->run(*inputs, context, [&](ValueId id, const Tensor& value) -> Status {
                if (network.paramsOf(id)) expected[network.graph.value(id).name].add(reals[id], value, *network.paramsOf(id));
                return {};
            }));
        }
        ComparisonOptions options;
        options.layers = true;
        for (const TensorError& layer : compared(network, options, 2).layers) {
            const QuantizedErrors& own = expected.at(layer.name);
            QVERIFY2(std::abs(layer.sqnrDb - own.all().sqnrDb()) < 1e-3,
                     layer.name.c_str()); // fusing changes last bits of the float values
            QCOMPARE(layer.integers->distinctValues(), own.distinctValues());
        }
    }

private:
    static constexpr std::int64_t kSamples = 3;

    static Comparison compared(const QuantizedGraph& network, const ComparisonOptions& options, int threads) {
        JobContext context({}, threads);
        auto result = compareProgram(network.graph, programOf(network), kSamples, randomSamples(network.graph), options, context);
        if (!result) qFatal("%s", result.error().text().c_str());
        return std::move(result).value();
    }
};

} // namespace lathe::test

using lathe::test::ComparisonTest;
LATHE_TEST(ComparisonTest)
#include "comparison_test.moc"
