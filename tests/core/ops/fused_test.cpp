#include "tests/core/ops/op_case.h"
#include "tests/core/ops/op_test_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kFused[] = {
    {"BiasGelu", R"(graph "" opset 13 opset com.microsoft 1
const x: float[2, 2] = {1, 2, 3, 4}
const b: float[2] = {-1, -1}
n: y = com.microsoft::BiasGelu(x, b)
const expected: float[2, 2] = {0, 0.8413447, 1.9544997, 2.9959502}
output y
)"},
    {"FusedMatMul with both factors transposed", R"(graph "" opset 13 opset com.microsoft 1
const a: float[3, 2] = {1, 2, 3, 4, 5, 6}
const b: float[2, 3] = {1, 0, 1, 0, 1, 0}
n: y = com.microsoft::FusedMatMul(a, b) {alpha: 0.5, transA: 1, transB: 1}
const expected: float[2, 2] = {3, 1.5, 4, 2}
output y
)"},
    {"FusedMatMul with the batch behind the rows", R"(graph "" opset 13 opset com.microsoft 1
const a: float[2, 3, 1] = {1, 2, 3, 4, 5, 6}
const b: float[3, 1, 1] = {1, 10, 100}
n: y = com.microsoft::FusedMatMul(a, b) {transBatchA: 1}
const expected: float[3, 2, 1] = {1, 4, 20, 50, 300, 600}
output y
)"},
    {"FusedGemm with LeakyRelu", R"(graph "" opset 13 opset com.microsoft 1
const a: float[1, 2] = {1, 2}
const b: float[2, 2] = {1, -1, 1, -1}
const c: float[2] = {1, 1}
n: y = com.microsoft::FusedGemm(a, b, c) {activation: "LeakyRelu", activation_alpha: 0.5}
const expected: float[1, 2] = {4, -1}
output y
)"},
    {"FusedConv adds, then clips", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 1, 1, 3] = {1, 2, 3}
const w: float[1, 1, 1, 1] = {2}
const b: float[1] = {1}
const z: float[1, 1, 1, 3] = {-10, 0, 10}
n: y = com.microsoft::FusedConv(x, w, b, z) {activation: "Clip", activation_params: [0.0, 6.0], kernel_shape: [1, 1]}
m: r = com.microsoft::FusedConv(x, w) {activation: "Relu", pads: [0, 1, 0, 0]}
const expected: float[1, 1, 1, 3] = {0, 5, 6}
const expected1: float[1, 1, 1, 4] = {0, 2, 4, 6}
output y
output r
)"},
    {"NhwcMaxPool", R"(graph "" opset 13 opset com.microsoft 1
const x: uint8[1, 2, 2, 2] = {1, 8, 2, 7, 3, 6, 4, 5}
n: y = com.microsoft::NhwcMaxPool(x) {kernel_shape: [2, 2]}
const expected: uint8[1, 1, 1, 2] = {4, 8}
output y
)"},
    {"what ai.onnx took over", R"(graph "" opset 13 opset com.microsoft 1
const x: float[2] = {3, 1}
const pads: int64[2] = {1, 0}
const axis: int32[] = {0}
const v: float[4] = {3, 1, 3, 2}
a: p = com.microsoft::Pad(x, pads)
b: e = com.microsoft::ExpandDims(x, axis)
c: u, places, counts = com.microsoft::Unique(v)
d: t = com.microsoft::Trilu(e) {upper: 0}
const expected: float[3] = {0, 3, 1}
const expected1: float[1, 2] = {3, 1}
const expected2: float[3] = {3, 1, 2}
const expected3: int64[4] = {0, 1, 0, 2}
const expected4: int64[3] = {2, 1, 1}
const expected5: float[1, 2] = {3, 0}
output p
output e
output u
output places
output counts
output t
)"},
};

const OpCase kNormalizations[] = {
    {"SimplifiedLayerNormalization and what it divided by", R"(graph "" opset 17
const x: float[2, 2] = {3, 4, -6, 8}
const s: float[2] = {1, 2}
n: y, f = SimplifiedLayerNormalization(x, s) {epsilon: 0.0}
const expected: float[2, 2] = {0.8485281, 2.2627417, -0.8485281, 2.2627417}
const expected1: float[2, 1] = {0.2828427, 0.14142136}
output y
output f
)"},
    {"SkipLayerNormalization", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 2, 2] = {0, 1, 5, 5}
const skip: float[1, 2, 2] = {1, 1, -4, 0}
const g: float[2] = {2, 3}
const b: float[2] = {10, 20}
const bias: float[2] = {0, 1}
n: y, _, _, s = com.microsoft::SkipLayerNormalization(x, skip, g, b, bias)
const expected: float[1, 2, 2] = {8, 23, 8, 23}
const expected1: float[1, 2, 2] = {1, 3, 1, 6}
output y
output s
)"},
    {"SkipSimplifiedLayerNormalization", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 1, 2] = {1, 2}
const skip: float[1, 1, 2] = {2, 2}
const g: float[2] = {1, 10}
n: y, _, f, s = com.microsoft::SkipSimplifiedLayerNormalization(x, skip, g)
const expected: float[1, 1, 2] = {0.8485281, 11.313708}
const expected1: float[1, 1, 1] = {0.2828427}
const expected2: float[1, 1, 2] = {3, 4}
output y
output f
output s
)"},
    {"EmbedLayerNormalization", R"(graph "" opset 13 opset com.microsoft 1
const tokens: int32[1, 2] = {2, 0}
const segments: int32[1, 2] = {0, 1}
const words: float[3, 2] = {0, 1, 5, 5, 1, 2}
const places: float[4, 2] = {0, 1, 0, 2, 9, 9, 9, 9}
const kinds: float[2, 2] = {0, 0, 1, 1}
const g: float[2] = {1, 1}
const b: float[2] = {0, 5}
const mask: int32[1, 2] = {1, 0}
n: y, m, s = com.microsoft::EmbedLayerNormalization(tokens, segments, words, places, kinds, g, b, mask)
const expected: float[1, 2, 2] = {-1, 6, -1, 6}
const expected1: int32[1] = {1}
const expected2: float[1, 2, 2] = {1, 3, 1, 4}
output y
output m
output s
)"},
};

const OpCase kQuantized[] = {
    {"MatMulIntegerToFloat", R"(graph "" opset 13 opset com.microsoft 1
const a: uint8[1, 2] = {130, 126}
const b: int8[2, 2] = {1, 2, 3, 4}
const sa: float[] = {0.5}
const sb: float[2] = {1, 10}
const za: uint8[] = {128}
const bias: float[2] = {1, 1}
n: y = com.microsoft::MatMulIntegerToFloat(a, b, sa, sb, za, _, bias)
const expected: float[1, 2] = {-1, -19}
output y
)"},
    {"DynamicQuantizeMatMul", R"(graph "" opset 13 opset com.microsoft 1
const a: float[1, 2] = {0, 255}
const b: uint8[2, 1] = {3, 5}
const sb: float[] = {2}
const zb: uint8[] = {1}
n: y = com.microsoft::DynamicQuantizeMatMul(a, b, sb, zb)
const expected: float[1, 1] = {2040}
output y
)"},
    {"QGemm, quantized and real", R"(graph "" opset 13 opset com.microsoft 1
const a: uint8[2, 1] = {12, 14}
const b: uint8[1, 2] = {3, 2}
const s: float[] = {0.5}
const za: uint8[] = {10}
const zb: uint8[] = {1}
const c: int32[1] = {4}
n: y = com.microsoft::QGemm(a, s, za, b, s, zb, c, s, za) {transA: 1, transB: 1}
m: z = com.microsoft::QGemm(a, s, za, b, s, zb, c) {alpha: 2.0, transA: 1, transB: 1}
const expected: uint8[1, 1] = {16}
const expected1: float[1, 1] = {6}
output y
output z
)"},
    {"QLinearConcat", R"(graph "" opset 13 opset com.microsoft 1
const a: int8[1, 1] = {4}
const b: int8[1, 1] = {8}
const s1: float[] = {1}
const s2: float[] = {2}
const z0: int8[] = {0}
const z2: int8[] = {2}
n: y = com.microsoft::QLinearConcat(s2, z2, a, s1, z0, b, s2, z2) {axis: 1}
const expected: int8[1, 2] = {4, 8}
output y
)"},
    {"QLinearAveragePool, channels last", R"(graph "" opset 13 opset com.microsoft 1
const x: uint8[1, 2, 2, 1] = {10, 20, 30, 40}
const s: float[] = {1}
const h: float[] = {0.5}
const z: uint8[] = {10}
n: y = com.microsoft::QLinearAveragePool(x, s, z, h, z) {channels_last: 1, kernel_shape: [2, 2]}
const expected: uint8[1, 1, 1, 1] = {40}
output y
)"},
    {"QLinearSoftmax of one axis and of all behind it", R"(graph "" opset 13 opset com.microsoft 1
const x: uint8[1, 2, 2] = {5, 5, 5, 5}
const s: float[] = {1}
const q: float[] = {0.01}
n: y = com.microsoft::QLinearSoftmax(x, s, _, q) {axis: -1, opset: 13}
m: z = com.microsoft::QLinearSoftmax(x, s, _, q) {axis: 1, opset: 12}
const expected: uint8[1, 2, 2] = {50, 50, 50, 50}
const expected1: uint8[1, 2, 2] = {25, 25, 25, 25}
output y
output z
)"},
    {"QLinearReduceMean and QLinearWhere", R"(graph "" opset 13 opset com.microsoft 1
const x: uint8[2, 2] = {2, 4, 6, 8}
const c: bool[2] = {true, false}
const s: float[] = {1}
const t: float[] = {2}
const z: uint8[] = {0}
n: y = com.microsoft::QLinearReduceMean(x, s, z, s, z) {axes: [1], keepdims: 0}
m: w = com.microsoft::QLinearWhere(c, x, s, z, x, t, z, t, z)
const expected: uint8[2] = {3, 7}
const expected1: uint8[2, 2] = {1, 4, 3, 8}
output y
output w
)"},
    {"MatMulNBits: zero points of 8, of their own, and groups", R"(graph "" opset 13 opset com.microsoft 1
const a: float[1, 18] = {1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0}
const b: uint8[1, 2, 8] = {169, 136, 136, 136, 136, 136, 136, 136, 143, 136, 136, 136, 136, 136, 136, 136}
const s: float[2] = {0.5, 10}
const z: uint8[1] = {121}
const g: int32[18] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}
const bias: float[1] = {100}
n: y = com.microsoft::MatMulNBits(a, b, s) {K: 18, N: 1, bits: 4, block_size: 16}
m: w = com.microsoft::MatMulNBits(a, b, s, z, _, bias) {K: 18, N: 1, bits: 4, block_size: 16}
o: v = com.microsoft::MatMulNBits(a, b, s, _, g) {K: 18, N: 1, bits: 4, block_size: 16}
const expected: float[1, 1] = {212.5}
const expected1: float[1, 1] = {341}
const expected2: float[1, 1] = {222}
output y
output w
output v
)"},
    {"MatMulNBits with 8 bits", R"(graph "" opset 13 opset com.microsoft 1
const a: float[2, 16] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}
const b: uint8[1, 1, 16] = {130, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255}
const s: float[1] = {0.5}
n: y = com.microsoft::MatMulNBits(a, b, s) {K: 16, N: 1, bits: 8, block_size: 16}
const expected: float[2, 1] = {1, 127}
output y
)"},
};

struct Wrong {
    const char* name;
    const char* text;
    const char* words;
};
const Wrong kWrong[] = {
    {"an unknown activation", "const a: float[1, 1] = {1}\ny = com.microsoft::FusedGemm(a, a) {activation: \"Sinus\"}", "Sinus"},
    {"an embedding without words", "const t: int32[1, 1] = {0}\ny = com.microsoft::EmbedLayerNormalization(t)", "input 2"},
    {"a concatenation with a part missing",
     "const a: int8[1] = {1}\nconst s: float[] = {1}\ny = com.microsoft::QLinearConcat(s, a, a, s, a, a) {axis: 0}", "three inputs"},
    {"packed weights that are too short",
     "const a: float[1, 16] = fill(1)\nconst b: uint8[7] = fill(1)\nconst s: float[1] = {1}\ny = com.microsoft::MatMulNBits(a, b, s) {K: 16, N: 1, bits: 4, "
     "block_size: 16}",
     "expected 8"},
    {"groups outside",
     "const a: float[1, 16] = fill(1)\nconst b: uint8[8] = fill(1)\nconst s: float[1] = {1}\nconst g: int32[16] = fill(1)\ny = "
     "com.microsoft::MatMulNBits(a, b, s, _, g) {K: 16, N: 1, bits: 4, block_size: 16}",
     "group 1"},
    {"blocks of an odd size",
     "const a: float[1, 16] = fill(1)\nconst b: uint8[8] = fill(1)\ny = com.microsoft::MatMulNBits(a, b, a) {K: 16, N: 1, block_size: 17}",
     "power of 2"},
};

} // namespace

class FusedTest : public QObject {
    Q_OBJECT
private slots:
    void fused_data() { addCases(kFused); }
    void fused() {
        QFETCH(QString, text);
        runCase(text);
    }
    void normalizations_data() { addCases(kNormalizations); }
    void normalizations() {
        QFETCH(QString, text);
        runCase(text);
    }
    void quantized_data() { addCases(kQuantized); }
    void quantized() {
        QFETCH(QString, text);
        runCase(text);
    }

    void wrongOnesAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        for (const Wrong& row : kWrong)
            QTest::newRow(row.name) << "graph opset 18 opset com.microsoft 1\n" + QString::fromUtf8(row.text) + "\noutput y\n" << row.words;
    }
    void wrongOnesAreRefused() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }

    /// Means and deviations are float, as ONNX Runtime's operator says, and not rounded.
    void statisticsOfHalvesAreFloat() {
        auto parsed = parseGraph(R"(graph opset 17 opset com.microsoft 1
input x: float16[1, 1, 2]
const skip: float16[1, 1, 2] = {0, 0.5}
const g: float16[2] = {1, 1}
a: y, m, d, s = com.microsoft::SkipLayerNormalization(x, skip, g)
b: z, _, e, t = com.microsoft::SkipSimplifiedLayerNormalization(x, skip, g)
output y
output m
output d
output s
output e
output t
)");
        VERIFY_OK(parsed);
        JobContext job;
        const Tensor x = Tensor::of<std::uint16_t>({1, 1, 2}, {0x3C00, 0x0000}); // 1, 0
        const Tensor half(DataType::Float16, {1, 1, 2}, x.storedBytes(), x.owner());
        const auto outputs = evaluateGraph(*parsed, std::span(&half, 1), job);
        VERIFY_OK(outputs);
        VERIFY_OK(inferShapes(*parsed, job));
        const DataType expected[] = {DataType::Float16, DataType::Float, DataType::Float,
                                     DataType::Float16, DataType::Float, DataType::Float16};
        for (std::size_t i = 0; i < std::size(expected); ++i) {
            QCOMPARE((*outputs)[i].type(), expected[i]);
            QCOMPARE(parsed->value(parsed->outputs()[i]).type, expected[i]);
        }
        QCOMPARE((*outputs)[1].data<float>()[0], 0.75f);
        QVERIFY(std::fabs((*outputs)[4].data<float>()[0] - 1.2649111f) < 1e-6f); // 1 / sqrt(0.625), no float16
    }

    /// Half precision goes in and comes out; what lies between is float.
    void halvesAreRoundedOnce() {
        auto parsed = parseGraph(R"(graph opset 17 opset com.microsoft 1
input x: float16[1, 2]
const b: float16[2] = {1, 1}
y = com.microsoft::BiasGelu(x, b)
output y
)");
        VERIFY_OK(parsed);
        JobContext job;
        const Tensor x = Tensor::of<std::uint16_t>({1, 2}, {0x3C00, 0x0000}); // 1, 0
        const Tensor half(DataType::Float16, {1, 2}, x.storedBytes(), x.owner());
        const auto outputs = evaluateGraph(*parsed, std::span(&half, 1), job);
        VERIFY_OK(outputs);
        QCOMPARE(outputs->front().type(), DataType::Float16);
        QCOMPARE(outputs->front().data<std::uint16_t>()[0], std::uint16_t(0x3FD1)); // 1.9545
        VERIFY_OK(inferShapes(*parsed, job));
        QCOMPARE(parsed->value(parsed->findValue("y")).type, DataType::Float16);
    }
};

LATHE_TEST(FusedTest)
#include "fused_test.moc"
