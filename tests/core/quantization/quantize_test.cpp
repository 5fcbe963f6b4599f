#include "tests/core/quantization/quantization_support.h"

using namespace lathe;
using namespace lathe::test;

using Scales = std::map<std::string, float>;

class QuantizeTest : public QObject {
    Q_OBJECT
private slots:
    void scalesFollowTheRules_data() {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<Scales>("scales"); // as multiples of 1/127; -1: float
        const auto row = [](const char* name, const char* body, Scales scales) { QTest::newRow(name) << std::string(body) << scales; };
        row("activation gives its scale to the convolution", "c: a = Conv(x, w)\n r: b = Relu(a)\n output b",
            {{"x", 10}, {"a", 2}, {"b", 2}});
        row("clip likewise", "c: a = Conv(x, w)\n r: b = Clip(a) {min: 0.0, max: 6.0}\n output b", {{"a", 2}, {"b", 2}});
        row("two activations in a row", "c: a = Conv(x, w)\n r: b = Relu(a)\n k: d = Clip(b) {min: 0.0, max: 6.0}\n output d",
            {{"a", 3}, {"b", 3}, {"d", 3}});
        row("residual", "c: a = Conv(x, w)\n s: b = Add(a, x)\n r: d = Relu(b)\n output d", {{"a", 1}, {"b", 3}, {"d", 3}});
        row("two readers keep the own scale", "c: a = Conv(x, w)\n r: b = Relu(a)\n s: d = Add(a, b)\n output d",
            {{"a", 1}, {"b", 1}, {"d", 3}});
        row("an output of the model keeps its own scale", "c: a = Conv(x, w)\n r: b = Relu(a)\n output a\n output b", {{"a", 1}, {"b", 1}});
        row("movers take over", "c: a = Conv(x, w)\n p: b = MaxPool(a) {kernel_shape: [2, 2]}\n t: d = Transpose(b)\n output d",
            {{"a", 1}, {"b", 1}, {"d", 1}});
        row("an activation before a mover", "c: a = Conv(x, w)\n r: b = Relu(a)\n p: d = MaxPool(b) {kernel_shape: [2, 2]}\n output d",
            {{"a", 2}, {"b", 2}, {"d", 2}});
        row("movers among float nodes stay float", "e: a = Softmax(x)\n t: b = Transpose(a)\n f: d = Softmax(b)\n output d",
            {{"x", -1}, {"a", -1}, {"b", -1}, {"d", -1}});
        row("movers before a convolution", "t: a = Identity(x)\n c: b = Conv(a, w)\n output b", {{"x", 10}, {"a", 10}, {"b", 2}});
        row("pooling has a scale of its own", "p: a = GlobalAveragePool(x)\n output a", {{"x", 10}, {"a", 1}});
    }
    void scalesFollowTheRules() {
        QFETCH(std::string, body);
        QFETCH(Scales, scales);
        const Graph graph =
            graphOf("graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n" + body);
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph, {{"x", 10}, {"a", 1}, {"b", 2}, {"d", 3}}), {}, context);
        for (const auto& [name, multiple] : scales) {
            const QuantParams* params = paramsOf(quantized, name);
            QVERIFY2((params != nullptr) == (multiple >= 0), name.c_str());
            if (params)
                QVERIFY2(params->scales == std::vector<float>{multiple / 127},
                         (name + " " + std::to_string(params->scales[0] * 127)).c_str());
        }
    }

    void reasonsOfFloatNodes_data() {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("said");
        const auto row = [](const char* name, const char* body, const char* said) {
            QTest::newRow(name) << std::string(body) << std::string(said);
        };
        row("softmax", "n: y = Softmax(x)\n output y", "Softmax stays in float unless");
        row("float rule", "n: y = LRN(x) {size: 3}\n output y", "LRN has no integer arithmetic");
        row("structural", "n: y = Shape(x)\n output y", "works on shapes");
        row("unknown operator", "n: y: float[1] = com.example::Mystery(x)\n output y", "Mystery is not known");
        row("weight not constant", "n: y = Conv(x, v)\n output y", "its weight is not constant");
        row("alpha", "f: a = Flatten(x)\n n: y = Gemm(a, m) {alpha: 0.5}\n output y", "alpha and beta must be 1");
        row("reflected padding", "n: y = Pad(x, pads) {mode: \"reflect\"}\n output y", "mode is not constant");
        row("interpolation", "n: y = Resize(x, none, scales) {mode: \"linear\"}\n output y", "it interpolates");
        row("places of maxima", "n: y, at = MaxPool(x) {kernel_shape: [2, 2]}\n output y\n output at", "places of the maxima");
        row("average over channels", "n: y = ReduceMean(x) {axes: [1]}\n output y", "not the last ones");
        row("pre-processing", "in_preprocess_scale: y = Mul(x, x)\n output y", "input conversion");
    }
    void reasonsOfFloatNodes() {
        QFETCH(std::string, body);
        QFETCH(std::string, said);
        const Graph graph = graphOf(
            "graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\ninput v: float[2, 2, 1, 1]\nconst m: float[32, 3] = random(1, -1, 1)\n"
            "const pads: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}\nconst none: float[0] = {}\nconst scales: float[4] = {1.0, 1.0, 2.0, 2.0}\n" +
            body);
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), {}, context);
        const NodeQuantization& decision = quantized.nodes.at(graph.value(graph.outputs().front()).producer);
        QCOMPARE(decision.precision, Precision::Float);
        QVERIFY2(decision.reason.find(said) != std::string::npos, decision.reason.c_str());
        QCOMPARE(decision.isInputConversion, said == "input conversion");
    }

    void missingRangeIsReported() {
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                                    "c: a = Conv(x, w)\nt: b = Transpose(a) {perm: [0, 1, 3, 2]}\nr: y = Conv(b, w)\noutput y");
        CalibrationTable table = rangesOf(graph);
        table.tensors.erase("a");
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, table, {}, context);
        QCOMPARE(decisionOn(quantized, "c").precision, Precision::Float);
        QCOMPARE(decisionOn(quantized, "t").precision, Precision::Float); // its input is a, now made in float
        QCOMPARE(decisionOn(quantized, "r").precision, Precision::Int8);
        QCOMPARE(context.diagnostics().size(), std::size_t(2));
        QCOMPARE(context.diagnostics().front().code, std::string("QUA03"));
        QCOMPARE(decisionOn(quantized, "c").reason, std::string("there is no calibration data for a"));
    }

    void sharedConstantsAreQuantizedPerUse() {
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                                    "const k: float[2] = {1.0, 2.0}\nc: a = Conv(x, w, k)\nd: y = Conv(a, w, k)\noutput y");
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph, {{"x", 10}}), {}, context);
        const Node& first = quantized.graph.node(quantized.graph.findNode("c"));
        const Node& second = quantized.graph.node(quantized.graph.findNode("d"));
        QVERIFY(first.inputs[2] != second.inputs[2]);
        QCOMPARE(quantized.paramsOf(first.inputs[2])->scales[0], 10.0f / 127 * quantized.paramsOf(first.inputs[1])->scales[0]);
        QCOMPARE(quantized.paramsOf(second.inputs[2])->scales[0], 1.0f / 127 * quantized.paramsOf(second.inputs[1])->scales[0]);
        QVERIFY(!areIdentical(quantized.integers.at(first.inputs[2]), quantized.integers.at(second.inputs[2])));
        QCOMPARE(graph.values().size(), std::size_t(5)); // the given graph is untouched
    }

    void constantOperandsHaveTheTypeOfTheNode() {
        const Graph graph =
            graphOf("graph \"g\" opset 11\ninput x: float[1, 2]\nconst k: float[2] = {1.0, -4.0}\na: y = Add(x, k)\noutput y");
        for (const Precision precision : {Precision::Int8, Precision::Int16}) {
            JobContext context;
            QuantizationOptions options;
            options.defaultPrecision = precision;
            const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), options, context);
            const Tensor& k = quantized.integers.at(quantized.graph.findValue("k"));
            if (precision == Precision::Int8)
                QVERIFY(areIdentical(k, Tensor::of<std::int8_t>({2}, {32, -127})));
            else
                QVERIFY(areIdentical(k, Tensor::of<std::int16_t>({2}, {8192, -32767})));
        }
    }

    void gemmBiasIsOneIntegerPerColumn_data() {
        QTest::addColumn<std::string>("bias");
        QTest::newRow("row") << std::string("const k: float[3] = {1.0, 2.0, 3.0}");
        QTest::newRow("matrix of one row") << std::string("const k: float[1, 3] = {1.0, 2.0, 3.0}");
        QTest::newRow("number") << std::string("const k: float[1] = {2.0}");
    }
    void gemmBiasIsOneIntegerPerColumn() {
        QFETCH(std::string, bias);
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 2]\nconst m: float[3, 2] = {1.0, 2.0, 0.5, 0.25, 4.0, 1.0}\n" +
                                    bias + "\ng: y = Gemm(x, m, k) {transB: 1}\noutput y");
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), {}, context);
        const QuantParams& weights = *paramsOf(quantized, "m");
        QCOMPARE(weights.axis, 0);
        QCOMPARE(weights.scales, (std::vector<float>{2.0f / 127, 0.5f / 127, 4.0f / 127}));
        const Tensor& k = quantized.integers.at(quantized.graph.findValue("k"));
        QCOMPARE(k.dims(), std::vector<std::int64_t>{3});
        QCOMPARE(paramsOf(quantized, "k")->scales.size(), std::size_t(3));
    }

    void transposedConvolutionOfGroupsHasOneScale() {
        const std::string head =
            "graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 3, 1, 1] = random(1, -1, 1)\nconst k: float[";
        for (const int group : {1, 2}) {
            const Graph graph = graphOf(head + std::to_string(3 * group) +
                                        "] = fill(1)\nc: y = ConvTranspose(x, w, k) {group: " + std::to_string(group) + "}\noutput y");
            JobContext context;
            const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), {}, context);
            QCOMPARE(paramsOf(quantized, "w")->axis, group == 1 ? 1 : -1);
            QCOMPARE(paramsOf(quantized, "w")->scales.size(), std::size_t(group == 1 ? 3 : 1));
            QCOMPARE(quantized.integers.at(quantized.graph.findValue("k")).elementCount(), std::int64_t(3 * group));
        }
    }

    void tablesAreBorderInOfFOfBorderOut() {
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 8]\ns: y = Sigmoid(x)\noutput y");
        for (const Precision precision : {Precision::Int8, Precision::Int16}) {
            JobContext context;
            QuantizationOptions options;
            options.defaultPrecision = precision;
            const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph, {{"x", 8}}), options, context);
            const Tensor& table = quantized.tables.at(quantized.graph.findNode("s"));
            const std::int64_t entries = precision == Precision::Int8 ? 256 : 65536;
            QCOMPARE(table.elementCount(), entries);
            const double largest = precision == Precision::Int8 ? 127 : 32767;
            const std::vector<std::int64_t> integers = table.toInt64s();
            for (std::int64_t i = 0; i < entries; i += 17) {
                const double x = double(i - entries / 2) * 8 / largest, y = 1 / (1 + std::exp(-x)) * largest;
                QVERIFY(std::abs(double(integers[std::size_t(i)]) - y) < 0.51);
            }
        }
    }

    void powerOfTwoScalesEverywhere() {
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                                    "const k: float[2] = {0.3, -0.7}\nc: y = Conv(x, w, k)\noutput y");
        QuantizationOptions options;
        options.numerics = {Rounding::HalfUp, Requantization::PowerOfTwo, true};
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph, {{"x", 0.9f}}), options, context);
        QCOMPARE(quantized.values.size(), std::size_t(4));
        for (const auto& [id, params] : quantized.values)
            for (const float scale : params.scales)
                QCOMPARE(std::ldexp(1.0f, std::ilogb(scale)), scale);
        QVERIFY(quantized.numerics == options.numerics);
    }

    void stopsWhenAsked() {
        const Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 8]\ns: y = Sigmoid(x)\noutput y");
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        const Result<QuantizedGraph> result = quantize(graph, rangesOf(graph), {}, context);
        QVERIFY(!result && result.error().kind == ErrorKind::Stopped);
    }
};

LATHE_TEST(QuantizeTest)
#include "quantize_test.moc"
