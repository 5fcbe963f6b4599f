#include "core/analysis/output_judge.h"
#include "core/analysis/refine_weights.h"
#include "core/analysis/synchronous_run.h"
#include "core/analysis/weight_matrix.h"
#include "core/ops/evaluator.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"
#include "tests/core/analysis/analysis_support.h"

#include <cmath>

using namespace lathe;
using namespace lathe::test;

namespace {

/// Convolutions with biases whose inputs are mostly positive, so that rounding weights moves means.
constexpr const char* kBiased = R"(graph "g" opset 13
input x: float[1, 3, 12, 12]
const w: float[8, 3, 3, 3] = random(1, -0.3, 0.3)
const wb: float[8] = random(4, -0.1, 0.3)
const u: float[8, 8, 3, 3] = random(2, -0.3, 0.3)
const ub: float[8] = random(5, -0.1, 0.3)
const d: float[8, 1, 3, 3] = random(6, -0.3, 0.3)
const db: float[8] = random(7, -0.1, 0.3)
const v: float[5, 8] = random(3, -0.3, 0.3)
const vb: float[5] = random(8, -0.3, 0.3)
c1: a1 = Conv(x, w, wb) {pads: [1, 1, 1, 1]}
r1: a = Relu(a1)
c2: b1 = Conv(a, u, ub) {pads: [1, 1, 1, 1]}
r2: b = Relu(b1)
c3: e1 = Conv(b, d, db) {group: 8}
r3: e = Relu(e1)
g1: f = GlobalAveragePool(e)
f1: g = Flatten(f)
m1: y = Gemm(g, v, vb) {transB: 1}
output y
)";

WeightRefiner refinerFor(const Graph& graph, std::int64_t samples, int threads = 1) {
    JobContext context({}, threads);
    auto refiner = WeightRefiner::create(graph, samples, randomSamples(graph), context);
    if (!refiner) qFatal("%s", refiner.error().text().c_str());
    return std::move(refiner).value();
}

QuantizedGraph int4Network(const Graph& graph) {
    QuantizationOptions options;
    options.rules.push_back({RuleScope::Model, {}, DataType::Int4, "test", RulePart::Weights});
    return quantizedNetwork(graph, options);
}

Judgement judged(const QuantizedGraph& network) {
    JobContext context;
    const auto samples = [source = randomSamples(network.graph)](std::int64_t index) { return source(100 + index); };
    const auto judge = OutputJudge::create(network.graph, 8, samples, context);
    const auto judgement = judge->judge(network, context);
    if (!judgement) qFatal("%s", judgement.error().text().c_str());
    return *judgement;
}

/// Σ over the channels of (mean of float − mean of integers)² of what a node gives before its activation.
double squaredMeanError(const QuantizedGraph& network, const char* value, std::int64_t samples) {
    JobContext context;
    std::vector<std::vector<Tensor>> inputs;
    for (std::int64_t i = 0; i < samples; ++i)
        inputs.push_back(*randomSamples(network.graph)(i));
    ExecutorOptions keep;
    const ValueId id = network.graph.findValue(value);
    keep.keep.insert(id);
    const auto executor = Executor::create(network.graph, context, keep);
    SynchronousRun run(network, inputs);
    const NodeId producer = network.graph.value(id).producer;
    const auto matrix = WeightMatrix::of(network.graph, producer);
    std::vector<double> errors(static_cast<std::size_t>(matrix->groups() * matrix->rows()));
    for (const NodeId node : network.graph.topologicalOrder()) {
        if (node == producer) break;
        (void)run.runNode(node, context);
    }
    const Node& node = network.graph.node(producer);
    const Tensor weight = dequantizeTensor(network.integers.at(node.input(1)), *network.paramsOf(node.input(1)));
    const Tensor bias = dequantizeTensor(network.integers.at(node.input(2)), *network.paramsOf(node.input(2)));
    for (std::int64_t sample = 0; sample < samples; ++sample) {
        auto session = executor->makeSession();
        Tensor real;
        (void)session.run(inputs[static_cast<std::size_t>(sample)], context, [&](ValueId seen, const Tensor& tensor) -> Status {
            if (seen == id) real = tensor.clone();
            return {};
        });
        const std::vector<Tensor> operands{run.roundedOf(sample, node.input(0)), weight, bias};
        const auto made = evaluateNode(network.graph, producer, operands);
        const std::int64_t inner = real.elementCount() / static_cast<std::int64_t>(errors.size());
        for (std::int64_t i = 0; i < real.elementCount(); ++i)
            errors[static_cast<std::size_t>(i / inner)] +=
                double(real.data<float>()[static_cast<std::size_t>(i)]) - double(made->front().data<float>()[static_cast<std::size_t>(i)]);
    }
    double squares = 0;
    for (const double error : errors)
        squares += error * error;
    return squares;
}

/// Channels of very different size between two layers.
constexpr const char* kChain = R"(graph "g" opset 13
input x: float[1, 3, 8, 8]
const w: float[6, 3, 3, 3] = random(1, -0.3, 0.3)
const wb: float[6] = {4.0, 0.2, 0.1, 2.0, 0.3, 0.1}
const u: float[4, 6, 3, 3] = random(2, -0.3, 0.3)
const ub: float[4] = random(3, -0.1, 0.1)
c1: a = Conv(x, w, wb) {pads: [1, 1, 1, 1]}
r1: b = Relu(a)
c2: y = Conv(b, u, ub) {pads: [1, 1, 1, 1]}
output y
)";

} // namespace

class RefineWeightsTest : public QObject {
    Q_OBJECT
private slots:
    void patchesTimesWeightsAreTheNode_data() {
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << "graph \"g\" opset 13\n" + text + "output y\n";
        };
        row("convolution", "input x: float[2, 3, 7, 6]\nconst w: float[4, 3, 3, 3] = random(1, -1.0, 1.0)\n"
                           "n: y = Conv(x, w) {pads: [1, 0, 2, 1], strides: [2, 1], dilations: [1, 2]}\n");
        row("groups", "input x: float[1, 6, 5, 5]\nconst w: float[4, 3, 3, 3] = random(1, -1.0, 1.0)\nn: y = Conv(x, w) {group: 2}\n");
        row("one axis", "input x: float[1, 3, 9]\nconst w: float[4, 3, 3] = random(1, -1.0, 1.0)\nn: y = Conv(x, w) {pads: [1, 1]}\n");
        row("same padding", "input x: float[1, 3, 7, 7]\nconst w: float[4, 3, 3, 3] = random(1, -1.0, 1.0)\n"
                            "n: y = Conv(x, w) {auto_pad: \"SAME_UPPER\", strides: [2, 2]}\n");
        row("Gemm", "input x: float[5, 6]\nconst w: float[6, 4] = random(1, -1.0, 1.0)\nn: y = Gemm(x, w)\n");
        row("Gemm by rows", "input x: float[5, 6]\nconst w: float[4, 6] = random(1, -1.0, 1.0)\nn: y = Gemm(x, w) {transB: 1}\n");
        row("MatMul", "input x: float[2, 5, 6]\nconst w: float[6, 4] = random(1, -1.0, 1.0)\nn: y = MatMul(x, w)\n");
    }
    void patchesTimesWeightsAreTheNode() {
        QFETCH(std::string, text);
        const Graph graph = graphOf(text);
        const NodeId id = graph.findNode("n");
        const auto matrix = WeightMatrix::of(graph, id);
        QVERIFY(matrix.has_value());
        const std::vector<Tensor> inputs = *randomSamples(graph)(0);
        JobContext context;
        const auto outputs = evaluateGraph(graph, inputs, context);
        VERIFY_OK(outputs);
        QCOMPARE(matrix->positions() * matrix->groups() * matrix->rows(), outputs->front().elementCount());
        const std::span<const float> w = graph.constantOf(graph.node(id).input(1))->data<float>();
        std::vector<float> patch(static_cast<std::size_t>(matrix->size())),
            channels(static_cast<std::size_t>(matrix->groups() * matrix->rows()));
        for (std::int64_t position = 0; position < matrix->positions(); ++position) {
            matrix->channelsAt(outputs->front().data<float>(), position, channels);
            for (std::int64_t channel = 0; channel < matrix->groups() * matrix->rows(); ++channel) {
                matrix->gather(inputs[0].data<float>(), channel / matrix->rows(), position, patch);
                double sum = 0;
                for (std::int64_t i = 0; i < matrix->size(); ++i)
                    sum += double(w[matrix->weightIndex(channel, i)]) * double(patch[static_cast<std::size_t>(i)]);
                QVERIFY(std::fabs(sum - double(channels[static_cast<std::size_t>(channel)])) < 1e-4);
            }
        }
    }

    void sumsOfPatchesAreThoseOfTheirElements_data() { patchesTimesWeightsAreTheNode_data(); }
    void sumsOfPatchesAreThoseOfTheirElements() {
        QFETCH(std::string, text);
        const Graph graph = graphOf(text);
        const auto matrix = WeightMatrix::of(graph, graph.findNode("n"));
        QVERIFY(matrix.has_value());
        constexpr std::int32_t kZero = -5;
        const Tensor real = randomSamples(graph)(0)->front();
        const Tensor integers = quantizeTensor(real, {DataType::Int8, {1.0f / 100}, {kZero}, -1});
        std::vector<float> steps;
        for (const std::int8_t q : integers.data<std::int8_t>())
            steps.push_back(static_cast<float>(q - kZero));
        std::vector<std::int64_t> positions, expected(static_cast<std::size_t>(matrix->groups() * matrix->size()));
        std::vector<float> patch(static_cast<std::size_t>(matrix->size()));
        for (std::int64_t position = 0; position < matrix->positions(); position += 2) {
            positions.push_back(position);
            for (std::int64_t group = 0; group < matrix->groups(); ++group) {
                matrix->gather(steps, group, position, patch);
                for (std::size_t i = 0; i < patch.size(); ++i)
                    expected[static_cast<std::size_t>(group) * patch.size() + i] += static_cast<std::int64_t>(patch[i]);
            }
        }
        QCOMPARE(matrix->sumOfPatches(integers, false, kZero, positions), expected);
        if (!matrix->isConvolution()) return;
        const TensorPool pool;
        const Tensor turned = toChannelsLast(integers, pool, vectorKernels(supportedIsas().back()));
        QCOMPARE(matrix->sumOfPatches(turned, true, kZero, positions), expected);
    }

    /// Means of the equalised network follow from those of the plain one.
    void equalizedNetworksNeedNoPassOfTheirOwn() {
        Graph equalized = graphOf(kChain);
        const Graph plain = equalized;
        JobContext context;
        const auto peaks = measureChannelPeaks(plain, 8, randomSamples(plain), context);
        VERIFY_OK(peaks);
        const std::vector<EqualizedLayer> layers = equalizeLayers(equalized, *peaks);
        QCOMPARE(layers.size(), std::size_t(1));
        QVERIFY(layers.front().largestRatio > 1);
        QuantizedGraph derived = int4Network(equalized), measured = derived;
        const RefinementOptions biasAlone{.correctBias = true, .roundWeights = false};
        VERIFY_OK(refinerFor(plain, 8).forEqualized(layers).refine(derived, biasAlone, context));
        VERIFY_OK(refinerFor(equalized, 8).refine(measured, biasAlone, context));
        int moved = 0;
        for (const auto& [value, integers] : derived.integers) {
            if (integers.type() != DataType::Int32) continue;
            const auto mine = integers.data<std::int32_t>(), theirs = measured.integers.at(value).data<std::int32_t>();
            for (std::size_t i = 0; i < mine.size(); ++i) {
                QVERIFY(std::abs(mine[i] - theirs[i]) <= 1);
                moved += theirs[i] != int4Network(equalized).integers.at(value).data<std::int32_t>()[i];
            }
        }
        QVERIFY(moved > 0);
    }

    void runningNodeByNodeGivesWhatTheSimulatorGives() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        JobContext context({}, 2);
        const auto simulator = FunctionalSimulator::create(bareProgram(network), context);
        VERIFY_OK(simulator);
        std::vector<std::vector<Tensor>> inputs;
        for (std::int64_t i = 0; i < 3; ++i)
            inputs.push_back(*randomSamples(network.graph)(i));
        SynchronousRun run(network, inputs);
        for (const NodeId id : network.graph.topologicalOrder())
            VERIFY_OK(run.runNode(id, context));
        for (std::int64_t i = 0; i < 3; ++i) {
            const auto outputs = simulator->run(inputs[static_cast<std::size_t>(i)], context);
            VERIFY_OK(outputs);
            QVERIFY(areIdentical(run.realOf(i, network.graph.outputs()[0]), outputs->front()));
        }
    }

    void correctedBiasesMoveMeansBack() {
        const Graph graph = graphOf(kBiased);
        QuantizedGraph network = int4Network(graph);
        const QuantizedGraph before = network;
        JobContext context;
        const auto refined = refinerFor(graph, 8).refine(network, {.correctBias = true, .roundWeights = false}, context);
        VERIFY_OK(refined);
        QCOMPARE(refined->size(), std::size_t(4));
        QVERIFY(areIdentical(network.integers.at(graph.findValue("u")), before.integers.at(graph.findValue("u"))));
        QVERIFY(!areIdentical(network.integers.at(graph.findValue("ub")), before.integers.at(graph.findValue("ub"))));
        for (const char* value : {"a1", "b1", "e1"})
            QVERIFY2(
                squaredMeanError(network, value, 8) < 0.5 * squaredMeanError(before, value, 8),
                qPrintable(
                    QString("%1: %2 of %3").arg(value).arg(squaredMeanError(network, value, 8)).arg(squaredMeanError(before, value, 8))));
        QVERIFY(judged(network).isBetterThan(judged(before)));
    }

    /// What rounding by reconstruction is for: weights of four bits.
    void roundedWeightsKeepTheOutputs() {
        const Graph graph = graphOf(kBiased);
        QuantizedGraph network = int4Network(graph);
        const QuantizedGraph before = network;
        JobContext context;
        const auto refined = refinerFor(graph, 16).refine(network, {.correctBias = true, .roundWeights = true}, context);
        VERIFY_OK(refined);
        for (const RefinedNode& node : *refined)
            QVERIFY2(node.roundingError <= 1, node.name.c_str());
        for (const auto& [id, integers] : network.integers)
            if (network.paramsOf(id)->bits == 4)
                for (const std::int8_t q : integers.data<std::int8_t>())
                    QVERIFY(q >= -7 && q <= 7);
        const double gained = judged(network).sqnrDb - judged(before).sqnrDb;
        QVERIFY2(gained > 3, qPrintable(QString::number(gained)));
    }

    void threadsDoNotMatter() {
        const Graph graph = graphOf(kBiased);
        QuantizedGraph one = int4Network(graph), four = one;
        JobContext single, several({}, 4);
        VERIFY_OK(refinerFor(graph, 6, 1).refine(one, {}, single));
        VERIFY_OK(refinerFor(graph, 6, 4).refine(four, {}, several));
        for (const auto& [id, integers] : one.integers)
            QVERIFY(areIdentical(integers, four.integers.at(id)));
    }

    void aStopEndsIt() {
        const Graph graph = graphOf(kBiased);
        QuantizedGraph network = int4Network(graph);
        const WeightRefiner refiner = refinerFor(graph, 2);
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        const auto refined = refiner.refine(network, {}, context);
        QVERIFY(!refined && refined.error().kind == ErrorKind::Stopped);
    }
};

LATHE_TEST(RefineWeightsTest)
#include "refine_weights_test.moc"
