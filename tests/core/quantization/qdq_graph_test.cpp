#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "core/simulator/functional/functional.h"
#include "tests/core/quantization/quantization_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const char* const kNetwork =
    "graph \"g\" opset 11\ninput x: float[1, 2, 6, 6]\nconst w: float[4, 2, 3, 3] = random(1, -0.5, 0.5)\nconst k: float[4] = {0.3, -0.2, 0.0, 1.0}\n"
    "const v: float[4, 1, 3, 3] = random(2, -0.5, 0.5)\nconst m: float[4, 5] = random(3, -1, 1)\nconst n: float[5] = {0.1, 0.2, -0.3, 0.0, 0.5}\n"
    "const o: float[4, 1, 1] = {0.5, -0.5, 0.25, 1.0}\n"
    "conv: a = Conv(x, w, k) {pads: [1, 1, 1, 1]}\nclip: b = Clip(a, lo, hi)\ndepth: c = Conv(b, v) {group: 4, pads: [1, 1, 1, 1]}\n"
    "sum: d = Add(c, b)\nscaled: e = Mul(d, o)\ngate: f = Sigmoid(e)\npool: g = MaxPool(f) {kernel_shape: [2, 2], strides: [2, 2]}\n"
    "both: h = Concat(g, g) {axis: 1}\nhalf: i, j = Split(h) {axis: 1}\nmean: l = GlobalAveragePool(j)\nflat: q = Flatten(l)\n"
    "fc: r = Gemm(q, m, n)\nprob: s = Softmax(r)\noutput s\noutput r\noutput i\nconst lo: float[] = {0.0}\nconst hi: float[] = {2.0}";

std::vector<Tensor> samplesOf(const Graph& graph, std::uint32_t seed) {
    std::vector<Tensor> inputs;
    for (const ValueId input : graph.inputs()) {
        Tensor tensor = Tensor::makeZeros(DataType::Float, *graph.value(input).shape->known());
        for (float& x : tensor.mutableData<float>())
            x = static_cast<float>((seed = seed * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1;
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

/// Ranges as the reference evaluation of one sample finds them.
CalibrationTable measured(Graph graph) {
    CalibrationTable table;
    JobContext context;
    const std::vector<ValueId> outputs = graph.values();
    std::vector<ValueId> real;
    for (const ValueId id : outputs)
        if (!graph.isConstant(id) && !graph.isInput(id)) real.push_back(id);
    graph.setOutputs(real);
    const std::vector<Tensor> inputs = samplesOf(graph, 5);
    Result<std::vector<Tensor>> tensors = evaluateGraph(graph, inputs, context);
    if (!tensors) qFatal("%s", tensors.error().text().c_str());
    const auto note = [&](ValueId id, const Tensor& tensor) {
        TensorRange& range = table.tensors[graph.value(id).name];
        for (const float x : tensor.data<float>()) {
            range.threshold = std::max(range.threshold, std::fabs(x));
            range.low = std::min(range.low, x);
            range.high = std::max(range.high, x);
        }
    };
    for (std::size_t i = 0; i < real.size(); ++i)
        note(real[i], (*tensors)[i]);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        note(graph.inputs()[i], inputs[i]);
    return table;
}

Program programOf(const QuantizedGraph& quantized) {
    Program program;
    program.network = quantized;
    for (const NodeId id : quantized.graph.topologicalOrder()) {
        Layer layer;
        layer.nodes = {id};
        program.layers.push_back(std::move(layer));
    }
    return program;
}

} // namespace

class QdqGraphTest : public QObject {
    Q_OBJECT
private slots:
    void computesWhatTheIntegersCompute_data() {
        QTest::addColumn<QuantizationOptions>("options");
        QuantizationOptions options;
        QTest::newRow("int8") << options;
        options.perChannelWeights = false;
        QTest::newRow("one scale for all channels") << options;
        options.defaultPrecision = Precision::Int16;
        QTest::newRow("int16") << options;
        options.defaultPrecision = Precision::Int8;
        options.nodePrecision = {{"depth", Precision::Int16}, {"pool", Precision::Float}};
        QTest::newRow("mixed") << options;
        options.nodePrecision = {{"conv", Precision::Float}, {"fc", Precision::Float}, {"sum", Precision::Float}};
        QTest::newRow("float in between") << options;
        options.nodePrecision = {};
        options.rules = {{RuleScope::Node, "conv", DataType::Float16, "node_config"}};
        QTest::newRow("float16 in between") << options;
        options.rules = {{RuleScope::Model, {}, DataType::Int16, {}, RulePart::Weights}};
        QTest::newRow("int16 weights") << options;
        options.rules = {};
        options.asymmetric = options.numerics.zeroPoints = true;
        QTest::newRow("zero points") << options;
    }
    void computesWhatTheIntegersCompute() {
        QFETCH(QuantizationOptions, options);
        const Graph graph = graphOf(kNetwork);
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, measured(graph), options, context);
        Graph qdq = toQdqGraph(quantized);
        for (const Diagnostic& problem : verify(qdq))
            QFAIL(toText(problem).c_str());
        VERIFY_OK(inferShapes(qdq, context));
        const auto names = [](const Graph& g, const std::vector<ValueId>& ids) {
            std::vector<std::string> list;
            for (const ValueId id : ids)
                list.push_back(g.value(id).name);
            return list;
        };
        QCOMPARE(names(qdq, qdq.inputs()), names(graph, graph.inputs()));
        QCOMPARE(names(qdq, qdq.outputs()), names(graph, graph.outputs()));

        const Program program = programOf(quantized);
        const Result<FunctionalSimulator> simulator = FunctionalSimulator::create(program, context, {IntegerPath::Reference, false});
        VERIFY_OK(simulator);
        const std::vector<Tensor> inputs = samplesOf(graph, 5);
        const Result<std::vector<Tensor>> integers = simulator->run(inputs, context);
        const Result<std::vector<Tensor>> reals = evaluateGraph(qdq, inputs, context);
        const Result<std::vector<Tensor>> floats = evaluateGraph(graph, inputs, context);
        VERIFY_OK(integers);
        VERIFY_OK(reals);
        VERIFY_OK(floats);
        for (std::size_t i = 0; i < integers->size(); ++i) {
            QCOMPARE(toText((*reals)[i].dims()), toText((*integers)[i].dims()));
            const auto a = (*integers)[i].data<float>(), b = (*reals)[i].data<float>(), f = (*floats)[i].data<float>();
            for (std::size_t j = 0; j < a.size(); ++j) {
                QVERIFY2(std::fabs(a[j] - b[j]) < 0.02f,
                         qPrintable(QString("output %1: %2 %3").arg(i).arg(double(a[j])).arg(double(b[j]))));
                QVERIFY2(std::fabs(a[j] - f[j]) < 0.1f, qPrintable(QString("output %1: %2 %3").arg(i).arg(double(a[j])).arg(double(f[j]))));
            }
        }
    }

    void namesAreRecognisable() {
        const Graph graph = graphOf(kNetwork);
        JobContext context;
        const Graph qdq = toQdqGraph(quantizedOf(graph, rangesOf(graph), {}, context));
        for (const char* name :
             {"x_quantized", "x_dequantized", "a_scale", "w_int8", "w_dequantized", "k_int32", "o_int8", "r_real", "r_quantized"})
            QVERIFY2(qdq.findValue(name).isValid(), name);
        for (const char* name : {"w", "k", "o"})
            QVERIFY2(!qdq.findValue(name).isValid(), name);
        QCOMPARE(qdq.opset(), std::int64_t(13));
        QVERIFY(!qdq.opsets.contains("com.microsoft"));
        const Node& weight = qdq.node(qdq.value(qdq.findValue("w_dequantized")).producer);
        QCOMPARE(weight.intAttribute("axis", -1), std::int64_t(0));
        QCOMPARE(qdq.value(qdq.findValue("w_int8")).type, DataType::Int8);
        QCOMPARE(qdq.value(qdq.findValue("k_int32")).type, DataType::Int32);
    }

    void int16NeedsTheRightOperators() {
        for (const std::string opset : {"13", "21"}) {
            const Graph graph = graphOf("graph \"g\" opset " + opset + "\ninput x: float[1, 4]\nn: y = Add(x, x)\noutput y");
            QuantizationOptions options;
            options.defaultPrecision = Precision::Int16;
            JobContext context;
            const Graph qdq = toQdqGraph(quantizedOf(graph, rangesOf(graph), options, context));
            const Node& quantize = qdq.node(qdq.value(qdq.findValue("x_quantized")).producer);
            QCOMPARE(quantize.domain, std::string(opset == "13" ? "com.microsoft" : ""));
            QCOMPARE(qdq.opsets.contains("com.microsoft"), opset == "13");
            QCOMPARE(qdq.value(qdq.findValue("x_quantized")).type, DataType::Int16);
        }
    }

    void calibratedGraphCarriesExactThresholds() {
        const Graph graph = graphOf("graph \"g\" opset 13\ninput x: float[1, 4]\nn: y = Add(x, x)\noutput y");
        const Graph calibrated = toCalibratedGraph(graph, rangesOf(graph, {{"x", 0.1f}, {"gone", 1}}));
        QCOMPARE(calibrated.metadata.size(), std::size_t(2));
        QCOMPARE(std::stof(calibrated.metadata.at("lathe.threshold.x")), 0.1f);
    }
};

LATHE_TEST(QdqGraphTest)
#include "qdq_graph_test.moc"
