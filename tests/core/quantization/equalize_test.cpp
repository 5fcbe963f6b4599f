#include "core/ops/evaluator.h"
#include "core/quantization/equalize.h"
#include "tests/core/quantization/quantization_support.h"

#include <cmath>
#include <random>

using namespace lathe;
using namespace lathe::test;

namespace {

std::vector<Tensor> randomInputs(const Graph& graph, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        inputs.push_back(Tensor::makeZeros(DataType::Float, *graph.value(id).shape->known()));
        for (float& x : inputs.back().mutableData<float>())
            x = static_cast<float>(random() % 65536) / 16384.0f - 2.0f;
    }
    return inputs;
}

std::vector<Tensor> outputsOf(const Graph& graph, unsigned seed) {
    JobContext context;
    auto outputs = evaluateGraph(graph, randomInputs(graph, seed), context);
    if (!outputs) qFatal("%s", outputs.error().text().c_str());
    return std::move(outputs).value();
}

/// Largest difference of the outputs over their largest element, on several inputs.
double largestDifference(const Graph& before, const Graph& after) {
    double difference = 0, largest = 0;
    for (unsigned seed = 1; seed <= 4; ++seed) {
        const auto expected = outputsOf(before, seed), actual = outputsOf(after, seed);
        for (std::size_t i = 0; i < expected.size(); ++i)
            for (std::size_t j = 0; j < expected[i].data<float>().size(); ++j) {
                const double x = expected[i].data<float>()[j];
                difference = std::max(difference, std::fabs(x - double(actual[i].data<float>()[j])));
                largest = std::max(largest, std::fabs(x));
            }
    }
    return difference / largest;
}

/// Peaks of the outputs of the producers, each channel ten times as large as the one before.
ChannelPeaks growingPeaks(const Graph& graph) {
    ChannelPeaks peaks;
    for (const EqualizableValue& each : equalizableValues(graph))
        for (std::int64_t c = 0; c < graph.value(each.value).shape->dims[1].value; ++c)
            peaks[each.value].push_back(std::pow(10.0f, static_cast<float>(c % 4)));
    return peaks;
}

/// A network around one link: `middle` leads from `a` to `b`, `reader` makes y from b.
std::string around(const std::string& middle, const std::string& reader) {
    return R"(graph "g" opset 13
input x: float[1, 3, 8, 8]
const w: float[8, 3, 3, 3] = random(1, -0.5, 0.5)
const wb: float[8] = random(7, -0.5, 0.5)
c1: a = Conv(x, w, wb) {pads: [1, 1, 1, 1]}
)" + middle +
           reader + "output y\n";
}

constexpr const char* kConv = "const u: float[4, 8, 3, 3] = random(2, -0.5, 0.5)\nc2: y = Conv(b, u) {pads: [1, 1, 1, 1]}\n";

} // namespace

class EqualizeTest : public QObject {
    Q_OBJECT
private slots:
    void functionStays_data() {
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, const std::string& middle, const std::string& reader = kConv) {
            QTest::newRow(name) << around(middle, reader);
        };
        row("nothing between", "i: b = Identity(a)\n");
        row("Relu", "r: b = Relu(a)\n");
        row("LeakyRelu", "r: b = LeakyRelu(a) {alpha: 0.1}\n");
        row("PRelu by channel", "const s: float[8, 1, 1] = random(3, 0.0, 0.5)\nr: b = PRelu(a, s)\n");
        row("Clip without an upper bound", "const z: float[] = {0}\nr: b = Clip(a, z)\n");
        row("MaxPool with padding", "r: b = MaxPool(a) {kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]}\n");
        row("AveragePool", "r: b = AveragePool(a) {kernel_shape: [2, 2], strides: [2, 2]}\n");
        row("groups", "r: b = Relu(a)\n",
            "const u: float[6, 4, 3, 3] = random(2, -0.5, 0.5)\nc2: y = Conv(b, u) {pads: [1, 1, 1, 1], group: 2}\n");
        row("depthwise", "r: b = Relu(a)\n",
            "const u: float[8, 1, 3, 3] = random(2, -0.5, 0.5)\nc2: y = Conv(b, u) {pads: [1, 1, 1, 1], group: 8}\n");
        row("depthwise, then another", "r: b = Relu(a)\n",
            "const u: float[8, 1, 3, 3] = random(2, -0.5, 0.5)\nc2: d = Conv(b, u) {group: 8}\nr2: e = Relu(d)\n"
            "const v: float[5, 8, 1, 1] = random(4, -0.5, 0.5)\nc3: y = Conv(e, v)\n");
        row("ConvTranspose", "r: b = Relu(a)\n",
            "const u: float[8, 4, 2, 2] = random(2, -0.5, 0.5)\nc2: y = ConvTranspose(b, u) {strides: [2, 2]}\n");
        row("from ConvTranspose",
            "const u: float[8, 4, 2, 2] = random(2, -0.5, 0.5)\nc2: d = ConvTranspose(a, u) {strides: [2, 2]}\nr: b = Relu(d)\n",
            "const v: float[5, 4, 1, 1] = random(4, -0.5, 0.5)\nc3: y = Conv(b, v)\n");
        row("Gemm behind a mean", "g: m = GlobalAveragePool(a)\nf: b = Flatten(m)\n",
            "const u: float[5, 8] = random(2, -0.5, 0.5)\nm1: y = Gemm(b, u, _) {transB: 1}\n");
        row("Gemm behind all pixels", "f: b = Flatten(a)\n", "const u: float[512, 5] = random(2, -0.5, 0.5)\nm1: y = Gemm(b, u, _)\n");
        row("two readers", "r: b = Relu(a)\n",
            std::string("const u: float[4, 8, 1, 1] = random(2, -0.5, 0.5)\nconst v: float[4, 8, 1, 1] = random(4, -0.5, 0.5)\n") +
                "c2: d = Conv(b, u)\nc3: e = Conv(b, v)\ns: y = Add(d, e)\n");
        row("Concat of channels",
            "const q: float[3, 3, 1, 1] = random(5, -0.5, 0.5)\nc4: k = Conv(x, q)\nr: l = Relu(a)\nj: b = Concat(k, l) {axis: 1}\n",
            "const u: float[4, 11, 3, 3] = random(2, -0.5, 0.5)\nc2: y = Conv(b, u) {pads: [1, 1, 1, 1]}\n");
        row("shared weights", "const u: float[8, 8, 1, 1] = random(2, -0.5, 0.5)\nc5: d = Conv(a, u)\nr: b = Relu(d)\n",
            "c2: y = Conv(b, u)\n");
    }
    void functionStays() {
        QFETCH(std::string, text);
        const Graph before = graphOf(text);
        for (const bool isMeasured : {false, true}) {
            Graph after = before;
            const auto layers = equalizeLayers(after, isMeasured ? growingPeaks(before) : ChannelPeaks{});
            QVERIFY(!layers.empty());
            QVERIFY(layers.front().largestRatio > 1.01f);
            const double difference = largestDifference(before, after);
            QVERIFY2(difference < 2e-5, qPrintable(QString::number(difference)));
        }
    }

    void endsWhereChannelsWouldNotStay_data() {
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, const std::string& middle, const std::string& reader = kConv) {
            QTest::newRow(name) << around(middle, reader);
        };
        row("Clip with an upper bound", "const z: float[] = {0}\nconst h: float[] = {6}\nr: b = Clip(a, z, h)\n");
        row("Clip from below zero", "const z: float[] = {-1}\nr: b = Clip(a, z)\n");
        row("Sigmoid", "r: b = Sigmoid(a)\n");
        row("an addition", "r: b = Add(a, a)\n");
        row("Softmax over channels", "r: b = Softmax(a) {axis: 1}\n");
        row("a transposition", "t: b = Transpose(a) {perm: [0, 2, 1, 3]}\n");
        row("Concat of rows", "j: b = Concat(a, a) {axis: 2}\n");
        row("an output", "r: b = Relu(a)\n", std::string(kConv) + "output a\n");
    }
    void endsWhereChannelsWouldNotStay() {
        QFETCH(std::string, text);
        const Graph graph = graphOf(text);
        Graph after = graph;
        QVERIFY(equalizableValues(graph).empty());
        QVERIFY(equalizeLayers(after, {}).empty());
        QVERIFY(largestDifference(graph, after) == 0);
    }

    /// Weights of two layers that a factor of 100 between channels has moved apart come together again.
    void weightsOfBothLayersComeToTheSameSize() {
        Graph graph = graphOf(around("r: b = Relu(a)\n", kConv));
        const auto rangesOf = [&graph](const char* name, std::int64_t channel, std::int64_t stride, std::int64_t inner) {
            const Tensor& w = *graph.constantOf(graph.findValue(name));
            float peak = 0;
            for (std::int64_t i = 0; i < w.elementCount(); ++i)
                if (i / inner % stride == channel) peak = std::max(peak, std::fabs(w.data<float>()[static_cast<std::size_t>(i)]));
            return peak;
        };
        QVERIFY(!equalizeLayers(graph, {}).empty());
        std::vector<float> ratios;
        for (std::int64_t c = 0; c < 8; ++c)
            ratios.push_back(rangesOf("w", c, 8, 27) / rangesOf("u", c, 8, 9));
        const auto [least, most] = std::ranges::minmax(ratios);
        QVERIFY2(most / least < 1.001f, qPrintable(QString("%1 to %2").arg(least).arg(most)));
    }

    void depthwiseReadersTakeAllOfTheDifference() {
        Graph graph =
            graphOf(around("r: b = Relu(a)\n", "const u: float[8, 1, 3, 3] = random(2, -0.5, 0.5)\nc2: y = Conv(b, u) {group: 8}\n"));
        const Graph before = graph;
        const ChannelPeaks peaks = growingPeaks(graph); // 1 to 1000, but no more than a factor of 32 is taken out
        const auto layers = equalizeLayers(graph, peaks);
        QCOMPARE(layers.size(), std::size_t(1));
        QVERIFY(std::fabs(layers.front().largestRatio - 32) < 0.01f);
        const auto scaleOf = [&](std::size_t c) {
            return before.constantOf(before.findValue("wb"))->data<float>()[c] / graph.constantOf(graph.findValue("wb"))->data<float>()[c];
        };
        QVERIFY(std::fabs(scaleOf(3) / scaleOf(2) - 10) < 0.01f);
    }

    void channelsThatAreAlwaysZeroStayFinite() {
        Graph graph = graphOf(around("r: b = Relu(a)\n", kConv));
        const Graph before = graph;
        ChannelPeaks peaks = growingPeaks(graph);
        for (auto& [value, byChannel] : peaks)
            byChannel[2] = 0;
        QVERIFY(!equalizeLayers(graph, peaks).empty());
        QVERIFY(largestDifference(before, graph) < 2e-5);
    }
};

LATHE_TEST(EqualizeTest)
#include "equalize_test.moc"
