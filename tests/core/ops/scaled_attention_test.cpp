#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Where scores are equal the shares are, too: the results can be told without a machine.
const OpCase kAttention[] = {
    {"query heads share keys: the mean of the values", R"(graph opset 23
const q: float[1, 2, 1, 1] = fill(0)
const k: float[1, 1, 2, 1] = {5, -5}
const v: float[1, 1, 2, 1] = {2, 6}
n: y = Attention(q, k, v)
const expected: float[1, 2, 1, 1] = {4, 4}
output y
)"},
    {"neighbouring query heads share a head of keys, in columns", R"(graph opset 23
const q: float[1, 1, 4] = fill(0)
const k: float[1, 2, 2] = fill(1)
const v: float[1, 2, 2] = {1, 10, 3, 30}
n: y = Attention(q, k, v) {q_num_heads: 4, kv_num_heads: 2}
const expected: float[1, 1, 4] = {2, 2, 20, 20}
output y
)"},
    {"a query sees the keys up to its own", R"(graph opset 23
const q: float[1, 1, 3, 1] = fill(0)
const v: float[1, 1, 3, 1] = {1, 3, 8}
n: y = Attention(q, q, v) {is_causal: 1}
const expected: float[1, 1, 3, 1] = {1, 2, 4}
output y
)"},
    {"a past comes before the keys, and before every query", R"(graph opset 23
const q: float[1, 1, 2, 1] = fill(0)
const v: float[1, 1, 2, 1] = {4, 9}
const pk: float[1, 1, 1, 1] = {7}
const pv: float[1, 1, 1, 1] = {2}
n: y, k2, v2 = Attention(q, q, v, _, pk, pv) {is_causal: 1}
const expected: float[1, 1, 2, 1] = {3, 5}
const expected1: float[1, 1, 3, 1] = {7, 0, 0}
const expected2: float[1, 1, 3, 1] = {2, 4, 9}
output y
output k2
output v2
)"},
    {"truth values hide keys", R"(graph opset 23
const q: float[1, 1, 2, 1] = fill(0)
const k: float[1, 1, 3, 1] = fill(0)
const v: float[1, 1, 3, 1] = {1, 3, 8}
const m: bool[2, 3] = {1, 0, 1, 0, 1, 0}
n: y = Attention(q, k, v, m)
const expected: float[1, 1, 2, 1] = {4.5, 3}
output y
)"},
    {"numbers are added to the scores, per head", R"(graph opset 23
const q: float[1, 2, 1, 1] = fill(0)
const k: float[1, 2, 2, 1] = fill(0)
const v: float[1, 2, 2, 1] = {4, 8, 4, 8}
const m: float[1, 2, 1, 2] = {0, 1.0986123, 0, 0}
n: y = Attention(q, k, v, m)
const expected: float[1, 2, 1, 1] = {7, 6}
output y
)"},
    {"scores after each step: scaled, capped, masked, shares", R"(graph opset 23
const q: float[1, 1, 1, 1] = {2}
const k: float[1, 1, 2, 1] = {3, -1}
const v: float[1, 1, 2, 1] = {0, 0}
const m: float[1, 2] = {0, 1}
const even: float[1, 2] = {-1.8102965, 0.92423433}
a: y0, k0, v0, s0 = Attention(q, k, v, m) {scale: 0.5, softcap: 2.0}
b: y1, k1, v1, s1 = Attention(q, k, v, m) {scale: 0.5, softcap: 2.0, qk_matmul_output_mode: 1}
c: y2, k2, v2, s2 = Attention(q, k, v, m) {scale: 0.5, softcap: 2.0, qk_matmul_output_mode: 2}
d: y3, k3, v3, s3 = Attention(q, k, v, even) {scale: 0.5, softcap: 2.0, qk_matmul_output_mode: 3}
const expected: float[1, 1, 1, 2] = {3, -1}
const expected1: float[1, 1, 1, 2] = {1.8102965, -0.92423433}
const expected2: float[1, 1, 1, 2] = {1.8102965, 0.07576567}
const expected3: float[1, 1, 1, 2] = {0.5, 0.5}
output s0
output s1
output s2
output s3
)"},
    {"no key at all is no number", R"(graph opset 23
const q: float[1, 1, 1, 1] = fill(0)
const m: bool[1, 1] = {0}
n: y = Attention(q, q, q, m)
const expected: float[1, 1, 1, 1] = {nan}
output y
)"},
    {"a mask of one column is for all keys before opset 24", R"(graph opset 23
const q: float[1, 1, 1, 1] = fill(0)
const k: float[1, 1, 2, 1] = fill(0)
const v: float[1, 1, 2, 1] = {4, 8}
const m: bool[1, 1] = {1}
n: y = Attention(q, k, v, m)
const expected: float[1, 1, 1, 1] = {6}
output y
)"},
    {"a mask that ends hides the rest from opset 24 on; keys that are filled", R"(graph opset 24
const q: float[1, 1, 1, 1] = fill(0)
const k: float[1, 1, 3, 1] = fill(0)
const v: float[1, 1, 3, 1] = {4, 8, 12}
const m: bool[1, 1] = {1}
const filled: int64[1] = {2}
n: y = Attention(q, k, v, m)
o: z = Attention(q, k, v, _, _, _, filled) {is_causal: 1}
const expected: float[1, 1, 1, 1] = {4}
const expected1: float[1, 1, 1, 1] = {6}
output y
output z
)"},
    {"by its definition, in columns", R"(graph opset 23
const q: float[2, 3, 8] = random(1, -1, 1)
const k: float[2, 5, 8] = random(2, -1, 1)
const v: float[2, 5, 6] = random(3, -1, 1)
const bias: float[2, 2, 3, 5] = random(4, -1, 1)
const heads: int64[4] = {0, 0, 2, -1}
const joined: int64[3] = {0, 0, -1}
const scale: float[] = {0.5}
n: y = Attention(q, k, v, bias) {q_num_heads: 2, kv_num_heads: 2}
qr = Reshape(q, heads)
kr = Reshape(k, heads)
vr = Reshape(v, heads)
qt = Transpose(qr) {perm: [0, 2, 1, 3]}
kt = Transpose(kr) {perm: [0, 2, 3, 1]}
vt = Transpose(vr) {perm: [0, 2, 1, 3]}
s0 = MatMul(qt, kt)
s1 = Mul(s0, scale)
s2 = Add(s1, bias)
a = Softmax(s2) {axis: -1}
o = MatMul(a, vt)
ot = Transpose(o) {perm: [0, 2, 1, 3]}
r = Reshape(ot, joined)
d = Sub(y, r)
const expected: float[2, 3, 6] = fill(0)
output d
)"},
};

struct Wrong {
    const char *name, *node, *words;
};
const Wrong kWrong[] = {
    {"columns without heads", "n: y = Attention(c, c, c)", "q_num_heads"},
    {"heads that do not share", "n: y = Attention(g, h, h)", "heads do not share"},
    {"ranks that differ", "n: y = Attention(c, h, h) {q_num_heads: 2, kv_num_heads: 2}", "same rank"},
    {"a past of keys alone", "n: y = Attention(h, h, h, _, h)", "stand together"},
    {"a mask of other scores", "n: y = Attention(h, h, h, m)", "does not fit"},
    {"values of another length", "n: y = Attention(h, h, w)", "positions"},
    {"an unknown mode", "n: y = Attention(h, h, h) {qk_matmul_output_mode: 4}", "0 to 3"},
    {"integers among floats", "n: y = Attention(h, i, h)", "must agree"},
};

} // namespace

class ScaledAttentionTest : public QObject {
    Q_OBJECT
private slots:
    void attention_data() { addCases(kAttention); }
    void attention() {
        QFETCH(QString, text);
        runCase(text);
    }

    void wrongOnesAreRefused_data() {
        QTest::addColumn<QString>("node");
        QTest::addColumn<QString>("words");
        for (const Wrong& row : kWrong)
            QTest::newRow(row.name) << row.node << row.words;
    }
    void wrongOnesAreRefused() {
        QFETCH(QString, node);
        QFETCH(QString, words);
        const auto graph = parseGraph(R"(graph opset 23
const c: float[1, 2, 4] = fill(1)
const g: float[1, 3, 2, 2] = fill(1)
const h: float[1, 2, 2, 2] = fill(1)
const w: float[1, 2, 3, 2] = fill(1)
const i: int64[1, 2, 2, 2] = fill(1)
const m: float[3, 2] = fill(0)
)" + node.toStdString() + "\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }
};

LATHE_TEST(ScaledAttentionTest)
#include "scaled_attention_test.moc"
