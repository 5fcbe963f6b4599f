#include "core/base/float16.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/quantization/quantize.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/half_float.h"
#include "core/simulator/functional/requantizer.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <random>
#include <set>

using namespace lathe;

namespace {

Graph graphOf(std::string_view text) {
    Result<Graph> graph = parseGraph(text);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    JobContext context;
    if (const Status status = inferShapes(*graph, context); !status) qFatal("%s", status.error().text().c_str());
    return std::move(graph).value();
}

/// Every value within [-bound, bound], each with a scale of its own.
CalibrationTable rangesOf(const Graph& graph, float bound) {
    CalibrationTable table;
    for (const ValueId id : graph.values()) {
        TensorRange& range = table.tensors[graph.value(id).name];
        range.threshold = range.high = bound;
        range.low = -bound;
        bound *= 1.01f;
    }
    return table;
}

QuantizedGraph quantizedOf(const Graph& graph, float bound, const QuantizationOptions& options) {
    JobContext context;
    Result<QuantizedGraph> result = quantize(graph, rangesOf(graph, bound), options, context);
    if (!result) qFatal("%s", result.error().text().c_str());
    return std::move(result).value();
}

/// A layer per node; each convolution in tiles.
Program programOf(QuantizedGraph network) {
    Program program;
    for (const NodeId id : network.graph.topologicalOrder()) {
        const auto dims = network.graph.value(network.graph.node(id).output()).shape->known().value();
        if (network.graph.node(id).opType == "Conv" && dims.size() == 4)
            for (std::int64_t row = 0; row < dims[2]; row += 3)
                for (std::int64_t c = 0; c < dims[1]; c += 5)
                    program.tiles.push_back(
                        {static_cast<std::int32_t>(program.layers.size()), row, std::min(row + 3, dims[2]), c, std::min(c + 5, dims[1])});
        program.layers.emplace_back().nodes = {id};
    }
    program.network = std::move(network);
    return program;
}

std::vector<Tensor> randomInputs(const Graph& graph, float bound) {
    std::mt19937 random(7);
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        inputs.push_back(Tensor::makeZeros(DataType::Float, graph.value(id).shape->known().value()));
        for (float& x : inputs.back().mutableData<float>())
            x = bound * (static_cast<float>(random() % 2001) - 1000) / 1000;
    }
    return inputs;
}

std::vector<Tensor> runOn(const Program& program, const std::vector<Tensor>& inputs, FunctionalOptions options) {
    JobContext context;
    const auto simulator = FunctionalSimulator::create(program, context, options);
    if (!simulator) qFatal("%s", simulator.error().text().c_str());
    auto outputs = simulator->run(inputs, context);
    if (!outputs) qFatal("%s", outputs.error().text().c_str());
    return std::move(outputs).value();
}

struct PathRow {
    const char* name;
    FunctionalOptions options;
};
const std::vector<PathRow> kPaths{{"reference", {IntegerPath::Reference, false}},
                                  {"tiles", {IntegerPath::Reference, true}},
                                  {"generic", {IntegerPath::Generic, true}},
                                  {"auto", {IntegerPath::Auto, true}}};

/// Another zero point for every int8 activation; values that share parameters keep sharing them.
QuantizedGraph moved(QuantizedGraph network) {
    std::map<float, std::int32_t> zeros;
    std::mt19937 random(3);
    for (auto& [id, params] : network.values) {
        if (params.type != DataType::Int8 || network.graph.isConstant(id)) continue; // constants fill their range
        params.zeroPoints = {zeros.try_emplace(params.scales[0], static_cast<std::int32_t>(random() % 41) - 20).first->second};
    }
    return network;
}

struct NetworkRow {
    const char* name;
    const char* text;
};
// Constants of rank 1 and more that are weights have a scale per channel; constant operands have one scale.
const std::vector<NetworkRow> kNetworks{
    {"padded", "graph opset 11\ninput x: float[2, 8, 13, 11]\nconst w: float[12, 8, 3, 3] = random(1, -0.1, 0.1)\n"
               "const k: float[12] = random(2, -1, 1)\nn: y = Conv(x, w, k) {pads: [1, 0, 2, 1]}\noutput y"},
    {"unpadded", "graph opset 11\ninput x: float[1, 8, 9, 9]\nconst w: float[16, 8, 1, 1] = random(1, -0.3, 0.3)\n"
                 "n: y = Conv(x, w)\noutput y"},
    {"depthwise", "graph opset 11\ninput x: float[1, 16, 9, 9]\nconst w: float[16, 1, 3, 3] = random(1, -0.4, 0.4)\n"
                  "n: y = Conv(x, w) {group: 16, pads: [1, 1, 1, 1], strides: [2, 2]}\noutput y"},
    {"dilated groups", "graph opset 11\ninput x: float[1, 8, 12, 12]\nconst w: float[12, 4, 3, 3] = random(1, -0.2, 0.2)\n"
                       "n: y = Conv(x, w) {group: 2, pads: [2, 2, 2, 2], dilations: [2, 2]}\noutput y"},
    {"one dimension", "graph opset 11\ninput x: float[1, 6, 20]\nconst w: float[4, 6, 5] = random(1, -0.2, 0.2)\n"
                      "n: y = Conv(x, w) {pads: [2, 2]}\noutput y"},
    {"transposed", "graph opset 11\ninput x: float[1, 6, 5, 5]\nconst w: float[6, 4, 3, 3] = random(1, -0.2, 0.2)\n"
                   "const k: float[4] = random(2, -1, 1)\n"
                   "n: y = ConvTranspose(x, w, k) {strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1]}\noutput y"},
    {"products",
     "graph opset 11\ninput x: float[4, 20]\nconst w: float[20, 7] = random(1, -0.2, 0.2)\nconst v: float[7, 20] = random(3, -0.2, 0.2)\n"
     "const k: float[7] = random(2, -1, 1)\nm: y = MatMul(x, w)\ng: z = Gemm(x, v, k) {transB: 1}\noutput y\noutput z"},
    {"product of activations", "graph opset 13\ninput x: float[2, 3, 4, 5]\ninput y: float[3, 5, 6]\nn: z = MatMul(x, y)\noutput z"},
    {"elementwise",
     "graph opset 13\ninput x: float[2, 6, 7, 5]\ninput y: float[1, 6, 1, 5]\nconst k: float[6, 1, 1] = random(1, -2, 2)\n"
     "add: a = Add(x, y)\nsub: b = Sub(a, k)\nmul: c = Mul(b, y)\nsum: d = Sum(a, b, y)\njoin: e = Concat(a, d, x) {axis: 1}\n"
     "output e\noutput c"},
    {"pools",
     "graph opset 13\ninput x: float[1, 4, 12, 10]\n"
     "a: y = AveragePool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]}\n"
     "b: z = AveragePool(x) {kernel_shape: [3, 2], pads: [1, 0, 1, 1], count_include_pad: 1}\n"
     "c: u = MaxPool(x) {kernel_shape: [2, 2], pads: [1, 1, 0, 0]}\nd: v = GlobalAveragePool(z)\ne: r = ReduceMean(u) {axes: [2, 3]}\n"
     "output y\noutput v\noutput r\noutput u"},
    {"bounds", "graph opset 11\ninput x: float[1, 2, 8, 8]\nconst lo: float[] = {-0.7}\nconst hi: float[] = {1.3}\n"
               "a: y = Relu(x)\nb: z = Clip(x, lo, hi)\nc: u = Clip(x, lo)\ns: v = Add(y, z)\noutput v\noutput u"},
    {"movers",
     "graph opset 11\ninput x: float[1, 4, 6, 6]\nconst p: int64[8] = {0, 0, 1, 2, 0, 0, 0, 1}\nconst f: float[] = {0.6}\n"
     "pad: a = Pad(x, p)\nfill: b = Pad(x, p, f)\nt: c = Transpose(a) {perm: [0, 2, 3, 1]}\nd: e = DepthToSpace(b) {blocksize: 2}\n"
     "s: g = Add(a, b)\noutput c\noutput e\noutput g"},
    {"pads as attributes",
     "graph opset 10\ninput x: float[1, 4, 6, 6]\npad: a = Pad(x) {pads: [0, 0, 1, 2, 0, 0, 0, 1]}\ns: g = Add(a, a)\noutput g"},
};

} // namespace

class IntegerArithmeticTest : public QObject {
    Q_OBJECT
private slots:
    /// The same real numbers on integers that are moved by a zero point each: every operator must give the same real numbers.
    void zeroPointsChangeNothing_data() {
        QTest::addColumn<int>("network");
        QTest::addColumn<int>("numerics");
        for (std::size_t i = 0; i < kNetworks.size(); ++i)
            for (const int kind : {0, 1, 2, 3})
                QTest::addRow("%s %d", kNetworks[i].name, kind) << int(i) << kind;
    }
    void zeroPointsChangeNothing() {
        QFETCH(int, network);
        QFETCH(int, numerics);
        const Graph graph = graphOf(kNetworks[static_cast<std::size_t>(network)].text);
        QuantizationOptions options;
        const auto kind = static_cast<Requantization>(numerics);
        options.numerics = {Rounding::HalfAwayFromZero, kind, kind == Requantization::PowerOfTwo, true};
        const QuantizedGraph symmetric = quantizedOf(graph, 12, options); // inputs of 1.5: nothing saturates
        const Program plain = programOf(symmetric), other = programOf(moved(symmetric));
        const std::vector<Tensor> inputs = randomInputs(graph, 1.5f);
        const std::vector<Tensor> expected = runOn(plain, inputs, kPaths[0].options);
        for (const PathRow& path : kPaths) {
            const std::vector<Tensor> actual = runOn(other, inputs, path.options);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const std::set<float> distinct(expected[i].data<float>().begin(), expected[i].data<float>().end());
                QVERIFY2(distinct.size() > 3 || expected[i].elementCount() < 8, "too few values: the comparison would prove nothing");
                QVERIFY2(areIdentical(expected[i], actual[i]), path.name);
            }
        }
    }

    void asymmetricIntegersSpreadOverTheValues() {
        const Graph graph = graphOf("graph opset 13\ninput x: float[1, 8]\nconst w: float[8, 4] = random(1, -1, 1)\na: y = MatMul(x, w)\n"
                                    "r: z = Relu(y)\ns: u = Sigmoid(z)\nconst k: float[4] = {0.5, 1, 1.5, 2}\np: v = Add(u, k)\noutput v");
        CalibrationTable table = rangesOf(graph, 4);
        const auto seen = [&](const char* name, float low, float high) {
            table.tensors[name].low = low;
            table.tensors[name].high = high;
        };
        seen("x", -1, 1.55f);
        seen("y", -4, 4);
        seen("z", 0, 3);
        seen("u", 0.5f, 1);
        seen("v", 1, 3);
        QuantizationOptions options;
        options.numerics.zeroPoints = options.asymmetric = true;
        JobContext context;
        const auto quantized = quantize(graph, table, options, context);
        VERIFY_OK(quantized);
        const auto paramsOf = [&](const char* name) { return *quantized->paramsOf(quantized->graph.findValue(name)); };
        QCOMPARE(paramsOf("x").zeroPoint(), -28);
        QCOMPARE(paramsOf("z"), (QuantParams{DataType::Int8, {3.0f / 255}, {-128}, -1}));
        QCOMPARE(paramsOf("y"), paramsOf("z")); // saturation is Relu
        QCOMPARE(paramsOf("u").scales[0], 1.0f / 255);
        const Node& add = quantized->graph.node(quantized->graph.findNode("p"));
        QCOMPARE(*quantized->paramsOf(add.input(1)), (QuantParams{DataType::Int8, {2.0f / 255}, {-128}, -1}));
        const Tensor& sigmoid = quantized->tables.at(quantized->graph.findNode("s"));
        QCOMPARE(int(sigmoid.data<std::int8_t>()[255]), 115); // of 3: 0.95257 · 255 = 242.9 steps from -128
        // Without zero points everything stays symmetric, and that is said.
        options.numerics.zeroPoints = false;
        const auto symmetric = quantize(graph, table, options, context);
        VERIFY_OK(symmetric);
        QCOMPARE(symmetric->paramsOf(symmetric->graph.findValue("x"))->zeroPoint(), 0);
        QVERIFY(std::ranges::any_of(context.diagnostics(), [](const Diagnostic& d) { return d.code == "QUA16"; }));
    }

    /// int16 · int16: the integers stand for the real numbers to 15 bits, and paths agree.
    void wideWeights_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("wideInputs");
        for (const int i : {0, 2, 3, 5, 6})
            for (const bool wide : {false, true})
                QTest::addRow("%s %s", kNetworks[static_cast<std::size_t>(i)].name, wide ? "int16" : "int8")
                    << QString(kNetworks[static_cast<std::size_t>(i)].text) << wide;
    }
    void wideWeights() {
        QFETCH(QString, text);
        QFETCH(bool, wideInputs);
        const Graph graph = graphOf(text.toStdString());
        QuantizationOptions options;
        options.defaultPrecision = wideInputs ? Precision::Int16 : Precision::Int8;
        options.rules = {{RuleScope::Model, {}, DataType::Int16, {}, RulePart::Weights}};
        const QuantizedGraph network = quantizedOf(graph, 9, options);
        int weights = 0;
        for (const auto& [id, integers] : network.integers)
            weights += integers.type() == DataType::Int16;
        QVERIFY(weights > 0);
        const Program program = programOf(network);
        const std::vector<Tensor> inputs = randomInputs(graph, 1.5f);
        const std::vector<Tensor> expected = runOn(program, inputs, kPaths[0].options);
        for (const PathRow& path : kPaths) {
            const std::vector<Tensor> actual = runOn(program, inputs, path.options);
            for (std::size_t i = 0; i < expected.size(); ++i)
                QVERIFY2(areIdentical(expected[i], actual[i]), path.name);
        }
        JobContext context;
        const auto reals = evaluateGraph(graph, inputs, context);
        VERIFY_OK(reals);
        double signal = 0, noise = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
            for (std::size_t e = 0; e < static_cast<std::size_t>(expected[i].elementCount()); ++e) {
                const double r = (*reals)[i].data<float>()[e], difference = r - expected[i].data<float>()[e];
                signal += r * r;
                noise += difference * difference;
            }
        const double sqnr = 10 * std::log10(signal / noise);
        QVERIFY2(sqnr > (wideInputs ? 60 : 20), qPrintable(QString::number(sqnr)));
    }

    void sumsBeyond32BitsAreExact() {
        // 255 · 127 · 40,000 and a bias near 2^30 pass 2^31: the sums must have 64 bits then.
        const std::int64_t channels = 40'000;
        Graph graph = graphOf("graph opset 13\ninput x: float[1, 40000, 1, 1]\nconst w: float[1, 40000, 1, 1] = random(1, 1, 1)\n"
                              "const k: float[1] = {1}\nn: y = Conv(x, w, k)\noutput y");
        QuantizedGraph network = quantizedOf(graph, 1, {});
        const Node& node = network.graph.node(network.graph.findNode("n"));
        network.values[node.input(0)] = {DataType::Int8, {1}, {-128}, -1};
        network.values[node.input(1)] = {DataType::Int8, {1}, {0}, 0};
        network.values[node.input(2)] = {DataType::Int32, {1}, {0}, 0};
        network.values[node.output()] = {DataType::Int16, {131072}, {0}, -1};
        Tensor weights = Tensor::makeZeros(DataType::Int8, {1, channels, 1, 1});
        std::ranges::fill(weights.mutableData<std::int8_t>(), std::int8_t(127));
        network.integers[node.input(1)] = weights;
        network.integers[node.input(2)] = Tensor::of<std::int32_t>({1}, {1 << 30});
        Tensor x = Tensor::makeZeros(DataType::Float, {1, channels, 1, 1});
        std::ranges::fill(x.mutableData<float>(), 255.0f);
        for (const PathRow& path : kPaths) {
            const std::vector<Tensor> y = runOn(programOf(network), {x}, path.options);
            const double sum = 255.0 * 127 * static_cast<double>(channels) + (1 << 30);
            QCOMPARE(double(y[0].data<float>()[0]), std::nearbyint(sum / 131072) * 131072);
        }
    }

    void softmaxInIntegers_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("wide");
        QTest::addColumn<bool>("asymmetric");
        const QString last = "graph opset 13\ninput x: float[3, 5, 17]\nn: y = Softmax(x)\noutput y",
                      middle = "graph opset 13\ninput x: float[3, 5, 17]\nn: y = Softmax(x) {axis: 1}\noutput y",
                      flattened = "graph opset 11\ninput x: float[3, 5, 17]\nn: y = Softmax(x) {axis: 1}\noutput y";
        QTest::addRow("last axis") << last << false << false;
        QTest::addRow("last axis, zero points") << last << false << true;
        QTest::addRow("last axis, int16") << last << true << false;
        QTest::addRow("an axis in the middle") << middle << false << false;
        QTest::addRow("all axes behind, before opset 13") << flattened << false << true;
    }
    void softmaxInIntegers() {
        QFETCH(QString, text);
        QFETCH(bool, wide);
        QFETCH(bool, asymmetric);
        const Graph graph = graphOf(text.toStdString());
        QuantizationOptions options;
        options.opPrecision = {{"Softmax", wide ? Precision::Int16 : Precision::Int8}};
        options.asymmetric = options.numerics.zeroPoints = asymmetric;
        CalibrationTable table = rangesOf(graph, 1);
        table.tensors["x"].threshold = 6;
        table.tensors["y"].threshold = table.tensors["y"].high = 1;
        table.tensors["y"].low = 0;
        JobContext context;
        auto network = quantize(graph, table, options, context);
        VERIFY_OK(network);
        QVERIFY(network->isQuantized(network->graph.findNode("n")));
        const Program program = programOf(*network);
        const std::vector<Tensor> inputs = randomInputs(graph, 6);
        const QuantParams in = *network->paramsOf(graph.findValue("x")), out = *network->paramsOf(graph.findValue("y"));
        const std::vector<Tensor> integers = runOn(program, inputs, kPaths[0].options);
        // What floats make of the same integers, rounded to the same steps, is off by one step at most where a tie is near.
        const std::vector<Tensor> rounded{dequantizeTensor(quantizeTensor(inputs[0], in), in)};
        const auto reals = evaluateGraph(graph, rounded, context);
        VERIFY_OK(reals);
        const Tensor expected = dequantizeTensor(quantizeTensor((*reals)[0], out), out);
        std::int64_t equal = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(expected.elementCount()); ++i) {
            const float difference = expected.data<float>()[i] - integers[0].data<float>()[i];
            QVERIFY(std::fabs(difference) <= out.scales[0] * 1.001f);
            equal += difference == 0;
        }
        QVERIFY2(static_cast<double>(equal) >= 0.98 * static_cast<double>(expected.elementCount()), qPrintable(QString::number(equal)));
    }

    void quotientsRound_data() {
        QTest::addColumn<int>("dividend");
        QTest::addColumn<int>("rounding");
        QTest::addColumn<int>("quotient");
        const auto row = [](int dividend, Rounding rounding, int quotient) {
            QTest::addRow("%d %d", dividend, int(rounding)) << dividend << int(rounding) << quotient;
        };
        row(5, Rounding::HalfEven, 2), row(7, Rounding::HalfEven, 4), row(6, Rounding::HalfEven, 3);
        row(5, Rounding::HalfUp, 3), row(5, Rounding::HalfAwayFromZero, 3), row(7, Rounding::Floor, 3);
    }
    void quotientsRound() {
        QFETCH(int, dividend);
        QFETCH(int, rounding);
        QTEST(int(roundQuotient(dividend, 2, static_cast<Rounding>(rounding))), "quotient");
    }

    /// 1 / 9 is no power of two: the mean of nine equal elements is the element all the same.
    void averagesOnPowerOfTwoDevices() {
        const Requantizer ninth =
            Requantizer::ofAverage(1, 9, {Rounding::HalfEven, Requantization::PowerOfTwo, true}, DataType::Int8, false);
        for (int q = -128; q <= 127; ++q)
            QCOMPARE(ninth.apply(9 * q), std::int64_t(q));
        const Requantizer half =
            Requantizer::ofAverage(2, 4, {Rounding::Floor, Requantization::PowerOfTwo, true}, DataType::Int8, false, 3);
        QCOMPARE(half.apply(-5), std::int64_t(-3 + 3));
        const Requantizer third =
            Requantizer::ofAverage(1, 3, {Rounding::HalfUp, Requantization::FixedPoint, false}, DataType::Int8, false);
        QCOMPARE(third.apply(100), std::int64_t(33));
    }

    void halfNodesRoundToHalf_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("convolution") << "graph opset 13\ninput x: float[1, 5, 7, 7]\nconst w: float[6, 5, 3, 3] = random(1, -1, 1)\n"
                                        "const k: float[6] = random(2, -1, 1)\nn: y = Conv(x, w, k) {pads: [1, 1, 1, 1]}\noutput y";
        QTest::newRow("transposed") << "graph opset 13\ninput x: float[1, 6, 5, 5]\nconst w: float[6, 4, 3, 3] = random(1, -1, 1)\n"
                                       "const k: float[4] = random(2, -1, 1)\nn: y = ConvTranspose(x, w, k) {strides: [2, 2]}\noutput y";
        QTest::newRow("product") << "graph opset 13\ninput x: float[4, 20]\nconst w: float[7, 20] = random(1, -1, 1)\n"
                                    "const k: float[7] = random(2, -1, 1)\nn: y = Gemm(x, w, k) {transB: 1, alpha: 0.5}\noutput y";
        QTest::newRow("batched product") << "graph opset 13\ninput x: float[2, 4, 20]\nconst w: float[20, 7] = random(1, -1, 1)\n"
                                            "n: y = MatMul(x, w)\noutput y";
        QTest::newRow("softmax") << "graph opset 13\ninput x: float[4, 20]\nn: y = Softmax(x)\noutput y";
    }
    void halfNodesRoundToHalf() {
        QFETCH(QString, text);
        const Graph graph = graphOf(text.toStdString());
        QuantizationOptions options;
        options.rules = {{RuleScope::Node, "n", DataType::Float16, "node_config"}};
        const QuantizedGraph network = quantizedOf(graph, 4, options);
        QCOMPARE(network.precisionOf(network.graph.findNode("n")), Precision::Float16);
        const std::vector<Tensor> inputs = randomInputs(graph, 4);
        const std::vector<Tensor> halves = runOn(programOf(network), inputs, {});
        // The same network on rounded numbers in the float of the reference: 11 bits of the sum agree but for a last step.
        Graph rounded = graph;
        for (const ValueId id : graph.values())
            if (const Tensor* constant = graph.constantOf(id)) rounded.setConstant(id, roundedToHalf(*constant));
        JobContext context;
        const auto reals = evaluateGraph(rounded, std::vector{roundedToHalf(inputs[0])}, context);
        VERIFY_OK(reals);
        const Tensor expected = roundedToHalf((*reals)[0]);
        bool isRounded = false;
        for (std::size_t i = 0; i < static_cast<std::size_t>(expected.elementCount()); ++i) {
            const float y = halves[0].data<float>()[i];
            QCOMPARE(halfToFloat(floatToHalf(y)), y);
            QVERIFY(std::fabs(y - expected.data<float>()[i]) <= std::fabs(y) * 0x1p-10f + 0x1p-13f);
            isRounded |= y != (*reals)[0].data<float>()[i];
        }
        QVERIFY(isRounded);
        QVERIFY(areIdentical(halves[0], runOn(programOf(network), inputs, {IntegerPath::Reference, false})[0]));
    }
};

LATHE_TEST(IntegerArithmeticTest)
#include "integer_arithmetic_test.moc"
