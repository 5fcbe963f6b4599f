#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

/// A node whose inputs or attributes are impossible, and what the error must say.
struct BadCase {
    const char* name;
    const char* text;
    const char* says;
};

const BadCase kImpossible[] = {
    {"scales that the axis has no place for", R"(graph "" opset 13
input x: float[1, 4]
const s: float[3] = fill(0.5)
conv1: y = QuantizeLinear(x, s)
output y
)",
     "elements of the scale along axis 1: 3 against 4"},
    {"zero points that the axis has no place for", R"(graph "" opset 13
input x: int8[1, 4]
const s: float[4] = fill(0.5)
const z: int8[3] = fill(0)
conv1: y = DequantizeLinear(x, s, z)
output y
)",
     "elements of the zero point along axis 1: 3 against 4"},
    {"quantized along no axis", R"(graph "" opset 13
input x: float[1, 4]
const s: float[4] = fill(0.5)
conv1: y = QuantizeLinear(x, s) {axis: 99}
output y
)",
     "axis 99"},
    {"quantized to int32", R"(graph "" opset 13
input x: float[1, 4]
const s: float[] = {0.5}
const z: int32[] = {0}
conv1: y = QuantizeLinear(x, s, z)
output y
)",
     "has type int32, expected int8"},
    {"a scale of zero", R"(graph "" opset 13
input x: float[1, 2]
const s: float[2] = {1, 0}
conv1: y = QuantizeLinear(x, s)
output y
)",
     "element 1 of the scale is 0"},
    {"a scale below zero", R"(graph "" opset 13
input x: int8[1, 2]
const s: float[] = {-0.25}
conv1: y = DequantizeLinear(x, s)
output y
)",
     "element 0 of the scale is -0.25"},
    {"a scale that is no number", R"(graph "" opset 13
input x: int8[1, 2]
const s: float[] = {nan}
conv1: y = DequantizeLinear(x, s)
output y
)",
     "element 0 of the scale is nan"},
    {"targets of another batch", R"(graph "" opset 13
input x: float[2, 3]
const t: int64[3] = fill(0)
conv1: y = NegativeLogLikelihoodLoss(x, t)
output y
)",
     "axes of input and target"},
    {"an unknown reduction", R"(graph "" opset 13
input x: float[2, 3]
const t: int64[2] = fill(0)
conv1: y = SoftmaxCrossEntropyLoss(x, t) {reduction: "max"}
output y
)",
     "reduction 'max' is not known"},
    {"regions of five numbers", R"(graph "" opset 16
input x: float[1, 1, 4, 4]
const r: float[2, 5] = fill(0)
const b: int64[2] = fill(0)
conv1: y = RoiAlign(x, r, b)
output y
)",
     "numbers per region"},
    {"transform along the parts", R"(graph "" opset 17
input x: float[1, 4, 2]
conv1: y = DFT(x) {axis: 2}
output y
)",
     "the last axis holds the parts"},
    {"one side of complex numbers", R"(graph "" opset 17
input x: float[1, 4, 2]
conv1: y = DFT(x) {onesided: 1}
output y
)",
     "onesided needs a real signal"},
    {"a frame longer than the signal", R"(graph "" opset 17
input x: float[1, 4, 1]
const step: int64[] = {1}
const frame: int64[] = {5}
conv1: y = STFT(x, step, _, frame)
output y
)",
     "a frame of 5 samples does not fit a signal of 4"},
    {"an enormous window", R"(graph "" opset 17
input unused: float[1]
const size: int64[] = {1000000000000}
conv1: y = HannWindow(size)
output y
)",
     "is too large"},
    {"an upper edge that no spectrum holds", R"(graph "" opset 17
input unused: float[1]
const bands: int64[] = {8}
const length: int64[] = {16}
const rate: int64[] = {8000}
const low: float[] = {0}
const high: float[] = {5000}
conv1: y = MelWeightMatrix(bands, length, rate, low, high)
output y
)",
     "the upper edge is above half the sample rate"},
    {"no square", R"(graph "" opset 11
input x: float[2, 3]
conv1: y = Det(x)
output y
)",
     "rows and columns: 2 against 3"},
    {"blocks that do not cover the tensor", R"(graph "" opset 21
input x: float[2, 8]
const s: float[2, 3] = fill(1)
conv1: y = QuantizeLinear(x, s) {axis: 1, block_size: 2}
output y
)",
     "blocks of the scale along axis 1: 3 against 4"},
    {"a scan without inputs", R"(graph "" opset 8
input s: float[1, 1]
conv1: y = Scan(s) {num_scan_inputs: 1, body: graph "b" {
input a: float[1]
output a
}}
output y
)",
     "num_scan_inputs is 1 of 0 inputs"},
    {"channels disagree", R"(graph "" opset 13
input x: float[1, 3, 8, 8]
const w: float[4, 2, 1, 1] = fill(1)
conv1: y = Conv(x, w)
output y
)",
     "the input has 3 channels"},
    {"groups do not divide", R"(graph "" opset 13
input x: float[1, 4, 8, 8]
const w: float[3, 2, 1, 1] = fill(1)
conv1: y = Conv(x, w) {group: 2}
output y
)",
     "3 output channels are not divisible by 2 groups"},
    {"no groups", R"(graph "" opset 13
input x: float[1, 4, 8, 8]
const w: float[3, 2, 1, 1] = fill(1)
conv1: y = Conv(x, w) {group: 0}
output y
)",
     "group is 0"},
    {"stride zero", R"(graph "" opset 13
input x: float[1, 1, 8]
const w: float[1, 1, 1] = {1}
conv1: y = Conv(x, w) {strides: [0]}
output y
)",
     "strides holds 0"},
    {"negative pads", R"(graph "" opset 13
input x: float[1, 1, 8]
conv1: y = MaxPool(x) {kernel_shape: [2], pads: [-1, 0]}
output y
)",
     "pads holds -1"},
    {"enormous dilation", R"(graph "" opset 13
input x: float[1, 1, 8]
const w: float[1, 1, 2] = {1, 1}
conv1: y = Conv(x, w) {dilations: [9223372036854775807]}
output y
)",
     "dilations holds"},
    {"too few pads", R"(graph "" opset 13
input x: float[1, 1, 8, 8]
conv1: y = MaxPool(x) {kernel_shape: [2, 2], pads: [1, 1]}
output y
)",
     "pads has 2 numbers, expected 4"},
    {"kernel larger than the input", R"(graph "" opset 13
input x: float[1, 1, 2]
conv1: y = AveragePool(x) {kernel_shape: [3]}
output y
)",
     "does not fit"},
    {"kernel_shape contradicts the weight", R"(graph "" opset 13
input x: float[1, 1, 8]
const w: float[1, 1, 3] = fill(1)
conv1: y = Conv(x, w) {kernel_shape: [2]}
output y
)",
     "kernel_shape is [2]"},
    {"weight of rank 0", R"(graph "" opset 13
input x: float[1, 1, 8]
const w: float[] = {1}
conv1: y = Conv(x, w)
output y
)",
     "weight has shape []"},
    {"bias too long", R"(graph "" opset 13
input x: float[1, 1, 8]
const w: float[1, 1, 1] = {1}
const b: float[2] = {1, 2}
conv1: y = Conv(x, w, b)
output y
)",
     "elements of bias and output channels: 2 against 1"},
    {"required input omitted", R"(graph "" opset 13
input x: float[1, 1, 8]
conv1: y = Conv(x, _)
output y
)",
     "input 1 is required"},
    {"too many inputs", R"(graph "" opset 13
input x: float[2]
conv1: y = Relu(x, x)
output y
)",
     "has 2 inputs, expected 1"},
    {"unknown auto_pad", R"(graph "" opset 13
input x: float[1, 1, 8]
conv1: y = MaxPool(x) {kernel_shape: [2], auto_pad: "SOME"}
output y
)",
     "auto_pad is 'SOME'"},
    {"shapes do not broadcast", R"(graph "" opset 13
input x: float[2, 3]
const b: float[2] = {1, 2}
conv1: y = Add(x, b)
output y
)",
     "[2, 3] and [2] do not broadcast"},
    {"types differ", R"(graph "" opset 13
input x: float[2]
const b: int64[2] = {1, 2}
conv1: y = Add(x, b)
output y
)",
     "float and int64 must agree"},
    {"Gemm of vectors", R"(graph "" opset 13
input x: float[2]
const b: float[2, 2] = fill(1)
conv1: y = Gemm(x, b)
output y
)",
     "expected rank 2"},
    {"MatMul, inner sizes", R"(graph "" opset 13
input x: float[2, 3]
const b: float[2, 2] = fill(1)
conv1: y = MatMul(x, b)
output y
)",
     "3 against 2"},
    {"axis outside", R"(graph "" opset 13
input x: float[2, 3]
conv1: y = Softmax(x) {axis: 2}
output y
)",
     "axis 2 is outside a tensor of rank 2"},
    {"bound of many elements", R"(graph "" opset 13
input x: float[2]
const low: float[2] = {1, 2}
conv1: y = Clip(x, low)
output y
)",
     "min has shape [2]"},
    {"no such type", R"(graph "" opset 13
input x: float[2]
conv1: y = Cast(x) {to: 99}
output y
)",
     "to = 99"},
    {"parameters of BatchNormalization", R"(graph "" opset 13
input x: float[1, 3, 2]
const p: float[2] = {1, 1}
conv1: y = BatchNormalization(x, p, p, p, p)
output y
)",
     "2 against 3"},
    {"LRN of size 0", R"(graph "" opset 13
input x: float[1, 3, 2]
conv1: y = LRN(x) {size: 0}
output y
)",
     "size must be at least 1"},
};

/// Impossible only once the contents are known.
const BadCase kFailing[] = {
    {"integer division by zero", R"(graph "" opset 13
const a: int32[1] = {1}
const b: int32[1] = {0}
div1: y = Div(a, b)
output y
)",
     "divided by zero"},
    {"scales do not fit the axis", R"(graph "" opset 13
const x: int8[1, 3] = {1, 2, 3}
const s: float[2] = {1, 1}
div1: y = DequantizeLinear(x, s)
output y
)",
     "elements of the scale along axis 1: 2 against 3"},
    {"zero points do not fit the columns", R"(graph "" opset 13
const a: uint8[1, 2] = {1, 2}
const b: uint8[2, 2] = {1, 2, 3, 4}
const z: uint8[3] = {1, 2, 3}
div1: y = MatMulInteger(a, b, _, z)
output y
)",
     "the zero point of B has 3 elements"},
    {"empty zero point", R"(graph "" opset 13
const x: float[1] = {1}
const s: float[] = {1}
const z: uint8[0] = {}
div1: y = QuantizeLinear(x, s, z)
output y
)",
     "the zero point has 0 elements"},
    {"output of 2^60 elements", R"(graph "" opset 13
const a: float[1048576, 1, 0] = {}
const b: float[1, 0, 1099511627776] = {}
div1: y = MatMul(a, b)
output y
)",
     "larger than the limit"},
    {"outputs that the operator does not have", R"(graph "" opset 13
const x: float[1] = {1}
div1: y, z = Relu(x)
output z
)",
     "output 1 is not supported"},
    {"unknown operator", R"(graph "" opset 13
const x: float[1] = {1}
div1: y = Fancy(x)
output y
)",
     "not known"},
};

template <std::size_t N>
void addBadCases(const BadCase (&cases)[N]) {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    for (const BadCase& one : cases)
        QTest::newRow(one.name) << QString(one.text) << QString(one.says);
}

} // namespace

class UntrustedGraphTest : public QObject {
    Q_OBJECT
private slots:
    void inferenceNamesWhatDisagrees_data() { addBadCases(kImpossible); }
    void inferenceNamesWhatDisagrees() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const Status status = inferShapes(*graph, job);
        QVERIFY(!status);
        QVERIFY2(QString::fromStdString(status.error().text()).contains(says), status.error().text().c_str());
        QCOMPARE(status.error().node, std::string("conv1"));
        QCOMPARE(status.error().kind, ErrorKind::Input);
    }

    /// Evaluation must not rely on inference having run.
    void evaluationRepeatsTheChecks_data() { addBadCases(kImpossible); }
    void evaluationRepeatsTheChecks() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        const Value& input = graph->value(graph->inputs().front());
        const Tensor tensor = Tensor::makeZeros(input.type, *input.shape->known());
        JobContext job;
        const auto outputs = evaluateGraph(*graph, std::vector{tensor}, job);
        QVERIFY(!outputs);
        QVERIFY2(QString::fromStdString(outputs.error().text()).contains(says), outputs.error().text().c_str());
    }

    void evaluationChecksContents_data() { addBadCases(kFailing); }
    void evaluationChecksContents() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(QString::fromStdString(outputs.error().text()).contains(says), outputs.error().text().c_str());
        QCOMPARE(outputs.error().node, std::string("div1"));
    }

    void inputsMustFitTheGraph() {
        const auto graph = parseGraph("graph \"\" opset 13\ninput x: float[batch, 2]\nr: y = Relu(x)\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        QVERIFY(!evaluateGraph(*graph, {}, job));
        QVERIFY(!evaluateGraph(*graph, std::vector{Tensor::makeZeros(DataType::Float, {3, 3})}, job));
        QVERIFY(!evaluateGraph(*graph, std::vector{Tensor::makeZeros(DataType::Double, {3, 2})}, job));
        VERIFY_OK(evaluateGraph(*graph, std::vector{Tensor::makeZeros(DataType::Float, {3, 2})}, job));
    }
};

LATHE_TEST(UntrustedGraphTest)
#include "untrusted_graph_test.moc"
