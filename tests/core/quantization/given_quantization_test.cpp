#include "core/ops/evaluator.h"
#include "core/runtime/executor.h"
#include "tests/core/quantization/quantization_support.h"

#include <random>

using namespace lathe;
using namespace lathe::test;

namespace {

/// Conv without Relu between uint8 with zero point 0, which cuts at 0; int8 with zero point 0 behind it; a float tail.
const std::string kQdq = "graph opset 13\n"
                         "input x: float[1, 2, 4, 4]\n"
                         "const sx: float[] = {0.0625}\n"
                         "const zx: uint8[] = {128}\n"
                         "const sy: float[] = {0.03125}\n"
                         "const zy: uint8[] = {0}\n"
                         "const s8: float[] = {0.5}\n"
                         "const z8: int8[] = {0}\n"
                         "const wq: int8[3, 2, 1, 1] = {100, -127, 3, 4, 5, -6}\n"
                         "const ws: float[3] = {0.01, 0.02, 0.5}\n"
                         "const wz: int8[3] = {0, 0, 0}\n"
                         "const bq: int32[3] = {100, -200, 3}\n"
                         "const bs: float[3] = {0.000625, 0.00125, 0.03125}\n"
                         "const bz: int32[3] = {0, 0, 0}\n"
                         "q0: xq = QuantizeLinear(x, sx, zx)\n"
                         "d0: xd = DequantizeLinear(xq, sx, zx)\n"
                         "dw: wd = DequantizeLinear(wq, ws, wz) {axis: 0}\n"
                         "db: bd = DequantizeLinear(bq, bs, bz) {axis: 0}\n"
                         "conv: c = Conv(xd, wd, bd)\n"
                         "q1: cq = QuantizeLinear(c, sy, zy)\n"
                         "pool: pq = MaxPool(cq) {kernel_shape: [2, 2], strides: [2, 2]}\n"
                         "d1: pd = DequantizeLinear(pq, sy, zy)\n"
                         "gap: g = GlobalAveragePool(pd)\n"
                         "q2: gq = QuantizeLinear(g, s8, z8)\n"
                         "d2: gd = DequantizeLinear(gq, s8, z8)\n"
                         "tail: y = Softmax(gd) {axis: 1}\n"
                         "output y\n";

/// The same kind of network from QLinear operators, with per-channel weights and a sum from com.microsoft.
const std::string kQLinear = "graph opset 12 opset com.microsoft 1\n"
                             "input x: float[1, 2, 4, 4]\n"
                             "const sx: float[] = {0.0625}\n"
                             "const zx: uint8[] = {128}\n"
                             "const sy: float[] = {0.125}\n"
                             "const zy: uint8[] = {10}\n"
                             "const wq: int8[2, 2, 1, 1] = {100, -127, 3, 64}\n"
                             "const ws: float[2] = {0.01, 0.02}\n"
                             "const wz: int8[2] = {0, 0}\n"
                             "const bq: int32[2] = {100, -200}\n"
                             "q0: xq = QuantizeLinear(x, sx, zx)\n"
                             "conv: cq = QLinearConv(xq, sx, zx, wq, ws, wz, sy, zy, bq)\n"
                             "turn: tq = Transpose(cq) {perm: [0, 1, 3, 2]}\n"
                             "sum: aq = com.microsoft::QLinearAdd(cq, sy, zy, tq, sy, zy, sy, zy)\n"
                             "d0: y = DequantizeLinear(aq, sy, zy)\n"
                             "output y\n";

/// Operators of com.microsoft on quantized tensors; a product stays real.
const std::string kContrib = "graph opset 12 opset com.microsoft 1\n"
                             "input x: float[1, 2, 4, 4]\n"
                             "const sx: float[] = {0.0625}\n"
                             "const zx: uint8[] = {128}\n"
                             "const sj: float[] = {0.125}\n"
                             "const zj: uint8[] = {120}\n"
                             "const wq: int8[16, 3] = random(5, -20, 20)\n"
                             "const ws: float[3] = {0.01, 0.02, 0.005}\n"
                             "const wz: int8[3] = {0, 1, 0}\n"
                             "const bq: int32[3] = {100, -200, 3}\n"
                             "const st: float[] = {0.00390625}\n"
                             "const zt: uint8[] = {0}\n"
                             "q0: xq = QuantizeLinear(x, sx, zx)\n"
                             "pool: pq = com.microsoft::QLinearAveragePool(xq, sx, zx, sx, zx) {kernel_shape: [2, 2], strides: [2, 2]}\n"
                             "top: mq = MaxPool(xq) {kernel_shape: [2, 2], strides: [2, 2]}\n"
                             "join: jq = com.microsoft::QLinearConcat(sj, zj, pq, sx, zx, mq, sx, zx) {axis: 1}\n"
                             "flat: fq = Flatten(jq)\n"
                             "gemm: gq = com.microsoft::QGemm(fq, sj, zj, wq, ws, wz, bq, sj, zj) {alpha: 0.5}\n"
                             "real: r = com.microsoft::QGemm(fq, sj, zj, wq, ws, wz, bq) {alpha: 0.5}\n"
                             "soft: tq = com.microsoft::QLinearSoftmax(gq, sj, zj, st, zt) {axis: -1, opset: 13}\n"
                             "d0: y = DequantizeLinear(tq, st, zt)\n";

std::string opsOf(const Graph& graph) {
    std::string ops;
    for (const NodeId id : graph.topologicalOrder())
        ops += (ops.empty() ? "" : " ") + graph.node(id).opType;
    return ops;
}

GivenQuantization lifted(Graph& graph, JobContext& context) {
    auto given = liftQuantization(graph, context);
    if (!given) qFatal("%s", given.error().text().c_str());
    if (const Status status = inferShapes(graph, context); !status) qFatal("%s", status.error().text().c_str());
    return std::move(given).value();
}

std::vector<float> run(const Graph& graph, unsigned seed) {
    JobContext context;
    std::mt19937 random(seed);
    Tensor x = Tensor::makeZeros(DataType::Float, {1, 2, 4, 4});
    for (float& value : x.mutableData<float>())
        value = 0.0625f * static_cast<float>(static_cast<int>(random() % 200) - 100);
    auto executor = Executor::create(graph, context);
    if (!executor) qFatal("%s", executor.error().text().c_str());
    const auto outputs = executor->makeSession().run(std::vector{x}, context);
    if (!outputs) qFatal("%s", outputs.error().text().c_str());
    const auto values = outputs->front().data<float>();
    return {values.begin(), values.end()};
}

bool hasDiagnostic(const JobContext& context, std::string_view code) {
    return std::ranges::any_of(context.diagnostics(), [&](const Diagnostic& d) { return d.code == code; });
}

} // namespace

class GivenQuantizationTest : public QObject {
    Q_OBJECT
private slots:
    void pairsBecomeTheFloatGraphAndItsParameters() {
        Graph graph = graphOf(kQdq);
        JobContext context;
        const GivenQuantization given = lifted(graph, context);
        QCOMPARE(opsOf(graph), std::string("Conv Clip MaxPool GlobalAveragePool Softmax"));
        QCOMPARE(given.activations.at("x"), (QuantParams{DataType::Uint8, {0.0625f}, {128}, -1}));
        QCOMPARE(given.activations.at("c"), (QuantParams{DataType::Uint8, {0.03125f}, {0}, -1})); // in front of the Clip
        QCOMPARE(given.activations.at("g"), (QuantParams{DataType::Int8, {0.5f}, {0}, -1}));
        const Node& conv = graph.node(graph.findNode("conv"));
        QCOMPARE(graph.value(conv.input(0)).name, std::string("x"));
        QCOMPARE(graph.constantOf(conv.input(1))->data<float>()[1], -127 * 0.01f);
        QCOMPARE(given.weights.at(graph.value(conv.input(1)).name).scales, (std::vector{0.01f, 0.02f, 0.5f}));
        QCOMPARE(graph.constantOf(conv.input(2))->data<float>()[2], 3 * 0.03125f);
        const Node& clip = graph.node(graph.value(graph.findValue("c")).consumers.front());
        QCOMPARE(graph.constantOf(clip.input(1))->data<float>()[0], 0.0f);
        QCOMPARE(graph.constantOf(clip.input(2))->data<float>()[0], 255 * 0.03125f);
        QVERIFY(hasDiagnostic(context, "QUA10"));
    }

    void linearOperatorsBecomeFloatOnes() {
        Graph graph = graphOf(kQLinear);
        JobContext context;
        const GivenQuantization given = lifted(graph, context);
        QCOMPARE(opsOf(graph), std::string("Conv Clip Transpose Add Clip"));
        QCOMPARE(graph.node(graph.findNode("conv")).opType, std::string("Conv"));
        QCOMPARE(graph.node(graph.findNode("sum")).domain, std::string());
        QCOMPARE(graph.value(graph.outputs().front()).name, std::string("y"));
        QCOMPARE(given.activations.at("y"), (QuantParams{DataType::Uint8, {0.125f}, {10}, -1}));
        const Node& conv = graph.node(graph.findNode("conv"));
        QCOMPARE(graph.constantOf(conv.input(2))->data<float>()[1], -200 * (0.0625f * 0.02f));
    }

    void operatorsOfMicrosoftBecomeFloatOnes() {
        Graph graph = graphOf(kContrib + "output y\noutput r\n");
        JobContext context;
        const GivenQuantization given = lifted(graph, context);
        QVERIFY2(!hasDiagnostic(context, "QUA12"), opsOf(graph).c_str());
        for (const auto& [name, op] : {std::pair("pool", "AveragePool"), {"join", "Concat"}, {"gemm", "Gemm"}, {"soft", "Softmax"}})
            QCOMPARE(graph.node(graph.findNode(name)).opType, std::string(op));
        QCOMPARE(given.activations.at("y"), (QuantParams{DataType::Uint8, {0.00390625f}, {0}, -1}));
        QCOMPARE(graph.value(graph.outputs()[1]).name, std::string("r"));
        const Node& gemm = graph.node(graph.findNode("gemm"));
        QCOMPARE(given.weights.at(graph.value(gemm.input(1)).name).axis, 1);
        QCOMPARE(graph.constantOf(gemm.input(2))->data<float>()[1], -200 * (0.125f * 0.02f * 0.5f));
        QCOMPARE(graph.node(graph.findNode("soft")).intAttribute("axis", -9), std::int64_t(1));
    }

    void aSoftmaxOfAllAxesBehindStaysWhereOpsetsDiffer() {
        Graph graph =
            graphOf("graph opset 13 opset com.microsoft 1\ninput xq: uint8[2, 3, 4]\nconst s: float[] = {0.1}\n"
                    "const z: uint8[] = {0}\nt: y = com.microsoft::QLinearSoftmax(xq, s, z, s, z) {axis: 1, opset: 12}\noutput y\n");
        JobContext context;
        lifted(graph, context);
        QCOMPARE(opsOf(graph), std::string("QLinearSoftmax"));
        QVERIFY(hasDiagnostic(context, "QUA12"));
    }

    void theFloatGraphMeansTheSame_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<double>("tolerance"); // half a step of each quantized tensor on the way
        QTest::newRow("pairs") << kQdq << 0.3;
        QTest::newRow("linear") << kQLinear << 0.2;
        QTest::newRow("a real product") << kContrib + "output r\n" << 0.3;
        QTest::newRow("a softmax") << kContrib + "output y\n" << 0.15;
    }
    void theFloatGraphMeansTheSame() {
        QFETCH(std::string, text);
        QFETCH(double, tolerance);
        const Graph original = graphOf(text);
        Graph graph = original;
        JobContext context;
        lifted(graph, context);
        for (unsigned seed = 0; seed < 5; ++seed) {
            const auto expected = run(original, seed), actual = run(graph, seed);
            QCOMPARE(actual.size(), expected.size());
            for (std::size_t i = 0; i < actual.size(); ++i)
                QVERIFY2(std::fabs(actual[i] - expected[i]) <= tolerance,
                         qPrintable(QString("%1 against %2").arg(actual[i]).arg(expected[i])));
        }
    }

    void whatHasNoConstantParametersStays() {
        Graph graph = graphOf("graph opset 13\ninput x: float[4]\ninput s: float[]\nconst z: uint8[] = {3}\n"
                              "q: xq = QuantizeLinear(x, s, z)\nd: y = DequantizeLinear(xq, s, z)\noutput y\n");
        JobContext context;
        const GivenQuantization given = lifted(graph, context);
        QVERIFY(given.isEmpty());
        QCOMPARE(opsOf(graph), std::string("QuantizeLinear DequantizeLinear"));
        QVERIFY(hasDiagnostic(context, "QUA12"));
    }

    void integersThatLeaveTheModelStay() {
        Graph graph = graphOf("graph opset 13\ninput x: float[4]\nconst s: float[] = {0.5}\nconst z: uint8[] = {3}\n"
                              "q: xq = QuantizeLinear(x, s, z)\nd: y = DequantizeLinear(xq, s, z)\noutput y\noutput xq\n");
        JobContext context;
        lifted(graph, context);
        QCOMPARE(graph.value(graph.outputs()[1]).name, std::string("xq"));
        QCOMPARE(graph.node(graph.value(graph.outputs()[1]).producer).opType, std::string("QuantizeLinear"));
        QCOMPARE(graph.value(graph.outputs()[0]).name, std::string("y"));
    }

    void integersOfALinearOperatorAreMadeOfItsRealNumbers() {
        Graph graph = graphOf(kQLinear + "output cq\n");
        JobContext context;
        lifted(graph, context);
        const NodeId producer = graph.value(graph.findValue("cq")).producer;
        QCOMPARE(graph.node(producer).opType, std::string("QuantizeLinear"));
        QCOMPARE(graph.constantOf(graph.node(producer).input(2))->toInt64s(), std::vector<std::int64_t>{10});
        QCOMPARE(graph.value(graph.outputs()[1]).name, std::string("cq"));
        QCOMPARE(graph.node(graph.findNode("conv")).opType, std::string("Conv"));
    }

    void valuesQuantizedTwiceAreReported() {
        Graph graph =
            graphOf("graph opset 13\ninput x: float[4]\nconst s: float[] = {0.5}\nconst t: float[] = {0.25}\nconst z: int8[] = {0}\n"
                    "q: a = QuantizeLinear(x, s, z)\nd: b = DequantizeLinear(a, s, z)\n"
                    "q2: e = QuantizeLinear(x, t, z)\nd2: f = DequantizeLinear(e, t, z)\nadd: y = Add(b, f)\noutput y\n");
        JobContext context;
        const GivenQuantization given = lifted(graph, context);
        QCOMPARE(given.activations.at("x").scales, std::vector{0.5f});
        QVERIFY(hasDiagnostic(context, "QUA11"));
    }

    void devicesTakeWhatTheirIntegersHold_data() {
        QTest::addColumn<int>("given");
        QTest::addColumn<int>("zero");
        QTest::addColumn<float>("scale");
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("powerOfTwo");
        QTest::addColumn<bool>("isHeld");
        QTest::addColumn<float>("taken");
        QTest::addColumn<int>("takenZero");
        const auto row = [](const char* name, DataType given, int zero, float scale, DataType type, bool powerOfTwo, bool isHeld,
                            float taken, int takenZero = 0) {
            QTest::newRow(name) << int(given) << zero << scale << int(type) << powerOfTwo << isHeld << taken << takenZero;
        };
        row("int8", DataType::Int8, 0, 0.3f, DataType::Int8, false, true, 0.3f);
        row("uint8 around 128 is int8", DataType::Uint8, 128, 0.3f, DataType::Int8, false, true, 0.3f);
        row("uint8 from 0 is spread anew", DataType::Uint8, 0, 0.5f, DataType::Int8, false, false, 255 * 0.5f / 127);
        row("int8 with a zero point", DataType::Int8, -20, 0.5f, DataType::Int8, false, false, 147 * 0.5f / 127);
        row("uint8 from 0 in int16", DataType::Uint8, 0, 0.3f, DataType::Int16, false, true, 0.3f);
        row("int16 in int8", DataType::Int16, 0, 0.01f, DataType::Int8, false, false, 32768 * 0.01f / 127);
        row("a power of two", DataType::Int8, 0, 0.25f, DataType::Int8, true, true, 0.25f);
        row("no power of two", DataType::Int8, 0, 0.3f, DataType::Int8, true, false, 0.5f);
        row("zero points: uint8 from 0", DataType::Uint8, 0, 0.5f, DataType::Int8, false, true, 0.5f, -128);
        row("zero points: uint8", DataType::Uint8, 200, 0.5f, DataType::Int8, false, true, 0.5f, 72);
        row("zero points: int8", DataType::Int8, -20, 0.5f, DataType::Int8, false, true, 0.5f, -20);
        row("zero points: int16 has none", DataType::Uint8, 0, 0.3f, DataType::Int16, false, true, 0.3f);
        row("zero points: no power of two", DataType::Uint8, 0, 0.3f, DataType::Int8, true, false, 1.0f);
    }
    void devicesTakeWhatTheirIntegersHold() {
        QFETCH(int, given);
        QFETCH(int, zero);
        QFETCH(float, scale);
        QFETCH(int, type);
        QFETCH(bool, powerOfTwo);
        NumericsSpec numerics;
        numerics.powerOfTwoScales = powerOfTwo;
        numerics.zeroPoints = QByteArray(QTest::currentDataTag()).startsWith("zero points");
        const TakenParams taken =
            takeActivation({static_cast<DataType>(given), {scale}, {zero}, -1}, static_cast<DataType>(type), numerics);
        QTEST(taken.isHeld, "isHeld");
        QTEST(taken.params.scales[0], "taken");
        QTEST(taken.params.zeroPoints[0], "takenZero");
        QCOMPARE(int(taken.params.type), type);
    }

    void theQuantizerTakesWhatTheModelSays() {
        Graph graph = graphOf(kQdq);
        JobContext context;
        QuantizationOptions options;
        options.given = lifted(graph, context);
        const CalibrationTable table = withGivenRanges({}, options.given);
        const auto isEnough = hasAllRanges(graph, table, options);
        VERIFY_OK(isEnough);
        QVERIFY(*isEnough);
        const QuantizedGraph quantized = quantizedOf(graph, table, options, context);
        QCOMPARE(paramsOf(quantized, "x")->scales, std::vector{0.0625f});
        QCOMPARE(paramsOf(quantized, "c")->scales, std::vector{255 * 0.03125f / 127});
        QCOMPARE(paramsOf(quantized, "g")->scales, std::vector{0.5f});
        const Node& conv = quantized.graph.node(quantized.graph.findNode("conv"));
        QCOMPARE(quantized.paramsOf(conv.input(1))->scales, (std::vector{0.01f, 0.02f, 0.5f}));
        QVERIFY(areIdentical(quantized.integers.at(conv.input(1)), Tensor::of<std::int8_t>({3, 2, 1, 1}, {100, -127, 3, 4, 5, -6})));
        QVERIFY(areIdentical(quantized.integers.at(conv.input(2)), Tensor::of<std::int32_t>({3}, {100, -200, 3})));
        QVERIFY(hasDiagnostic(context, "QUA13"));
        options.defaultPrecision = Precision::Int16;
        const QuantizedGraph wide = quantizedOf(graph, table, options, context);
        QCOMPARE(paramsOf(wide, "c")->scales, std::vector{0.03125f});
    }

    void weightsThatAPassChangedAreQuantizedAnew() {
        Graph graph = graphOf(kQdq);
        JobContext context;
        QuantizationOptions options;
        options.given = lifted(graph, context);
        const ValueId weight = graph.node(graph.findNode("conv")).input(1);
        graph.setConstant(weight, Tensor::of<float>({3, 2, 1, 1}, {0.1234f, 1, 1, 1, 1, 1}));
        const QuantizedGraph quantized = quantizedOf(graph, withGivenRanges({}, options.given), options, context);
        QCOMPARE(quantized.paramsOf(weight)->scales[0], 1.0f / 127);
    }

    void aFloatPartStillNeedsCalibration() {
        Graph graph =
            graphOf("graph opset 13\ninput x: float[1, 2, 4, 4]\nconst s: float[] = {0.5}\nconst z: int8[] = {0}\n"
                    "const w: float[2, 2, 1, 1] = random(1, -1, 1)\nq: a = QuantizeLinear(x, s, z)\nd: b = DequantizeLinear(a, s, z)\n"
                    "conv: y = Conv(b, w)\noutput y\n");
        JobContext context;
        QuantizationOptions options;
        options.given = lifted(graph, context);
        const auto isEnough = hasAllRanges(graph, withGivenRanges({}, options.given), options);
        VERIFY_OK(isEnough);
        QVERIFY(!*isEnough);
        const CalibrationTable table = withGivenRanges(rangesOf(graph), options.given);
        QCOMPARE(table.tensors.at("x").threshold, 64.0f);
        QCOMPARE(table.tensors.at("y").threshold, 1.0f);
    }
};

LATHE_TEST(GivenQuantizationTest)
#include "given_quantization_test.moc"
