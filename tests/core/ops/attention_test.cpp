#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Where scores are equal the shares are, too: the results can be told without a machine.
const OpCase kAttention[] = {
    {"Attention with weights that make all scores 0 gives the mean of the values", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 2, 2] = {1, 2, 3, 6}
const w: float[2, 6] = {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1}
const b: float[6] = {0, 0, 0, 0, 10, 20}
n: y, p = com.microsoft::Attention(x, w, b) {num_heads: 2}
const expected: float[1, 2, 2] = {12, 24, 12, 24}
const expected1: float[2, 1, 2, 2, 1] = {0, 0, 0, 0, 11, 13, 22, 26}
output y
output p
)"},
    {"Attention that looks back only", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 3, 1] = {1, 3, 8}
const w: float[1, 3] = {0, 0, 1}
n: y = com.microsoft::Attention(x, w) {num_heads: 1, unidirectional: 1}
const expected: float[1, 3, 1] = {1, 2, 4}
output y
)"},
    {"Attention with lengths, with masks, with ends and starts", R"(graph "" opset 13 opset com.microsoft 1
const x: float[2, 2, 1] = {1, 3, 5, 7}
const w: float[1, 3] = {0, 0, 1}
const lengths: int32[2] = {1, 2}
const raw: int32[2, 2] = {0, 1, 1, 1}
const ends: int32[4] = {2, 2, 1, 0}
n: y = com.microsoft::Attention(x, w, _, lengths) {num_heads: 1}
m: z = com.microsoft::Attention(x, w, _, raw) {num_heads: 1}
o: v = com.microsoft::Attention(x, w, _, ends) {num_heads: 1}
const expected: float[2, 2, 1] = {1, 1, 6, 6}
const expected1: float[2, 2, 1] = {3, 3, 6, 6}
const expected2: float[2, 2, 1] = {3, 3, 6, 6}
output y
output z
output v
)"},
    {"Attention behind a past", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 1, 1] = {4}
const w: float[1, 3] = {0, 0, 1}
const past: float[2, 1, 1, 1, 1] = {0, 2}
n: y, p = com.microsoft::Attention(x, w, _, _, past) {num_heads: 1}
const expected: float[1, 1, 1] = {3}
const expected1: float[2, 1, 1, 2, 1] = {0, 0, 2, 4}
output y
output p
)"},
    {"MultiHeadAttention by its definition", R"(graph "" opset 13 opset com.microsoft 1
const q: float[2, 3, 4] = random(1, -1, 1)
const k: float[2, 5, 4] = random(2, -1, 1)
const v: float[2, 5, 6] = random(3, -1, 1)
const heads: int64[4] = {0, 0, 2, -1}
const joined: int64[3] = {0, 0, -1}
const scale: float[] = {0.25}
const bias: float[1, 2, 3, 5] = random(4, -1, 1)
n: y, pk, pv = com.microsoft::MultiHeadAttention(q, k, v, _, _, bias) {num_heads: 2, scale: 0.25}
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
e = Sub(pv, vt)
const expected: float[2, 3, 6] = fill(0)
const expected1: float[2, 2, 5, 3] = fill(0)
output d
output e
)"},
    {"MultiHeadAttention with bias, mask and past", R"(graph "" opset 13 opset com.microsoft 1
const q: float[1, 1, 1] = {5}
const k: float[1, 2, 1] = {0, 0}
const v: float[1, 2, 1] = {1, 7}
const b: float[3] = {-5, 9, 1}
const mask: int32[1, 3] = {1, 1, 0}
const pk: float[1, 1, 1, 1] = {0}
const pv: float[1, 1, 1, 1] = {4}
n: y, k2, v2 = com.microsoft::MultiHeadAttention(q, k, v, b, mask, _, pk, pv) {num_heads: 1}
const expected: float[1, 1, 1] = {3}
const expected1: float[1, 1, 3, 1] = {0, 9, 9}
const expected2: float[1, 1, 3, 1] = {4, 2, 8}
output y
output k2
output v2
)"},
    {"MultiHeadAttention of packed tensors is that of their parts", R"(graph "" opset 13 opset com.microsoft 1
const q: float[2, 3, 4] = random(1, -1, 1)
const k: float[2, 3, 4] = random(2, -1, 1)
const v: float[2, 3, 4] = random(3, -1, 1)
const b: float[12] = random(4, -1, 1)
const split: int64[5] = {2, 3, 2, 1, 2}
q5 = Reshape(q, split)
k5 = Reshape(k, split)
v5 = Reshape(v, split)
qkv = Concat(q5, k5, v5) {axis: 3}
kv = Concat(k5, v5) {axis: 3}
n: y, pk, pv = com.microsoft::MultiHeadAttention(q, k, v) {num_heads: 2}
m: z, zk, zv = com.microsoft::MultiHeadAttention(q, kv) {num_heads: 2}
o: w = com.microsoft::MultiHeadAttention(q, k, v, b) {num_heads: 2}
p: x, xk, xv = com.microsoft::MultiHeadAttention(qkv, _, _, b) {num_heads: 2}
d = Sub(y, z)
e = Sub(pv, zv)
f = Sub(w, x)
const expected: float[2, 3, 4] = fill(0)
const expected1: float[2, 2, 3, 2] = fill(0)
const expected2: float[2, 3, 4] = fill(0)
output d
output e
output f
)"},
    {"Attention turns queries and keys by their positions", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 1, 4] = {1, 2, 3, 4}
const w: float[4, 12] = {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0}
const past: float[2, 1, 1, 2, 4] = fill(0)
const at: int64[1] = {2}
const c: float[3, 2] = {1, 1, 1, 1, -0.41614684, 0.9998}
const s: float[3, 2] = {0, 0, 0, 0, 0.90929743, 0.0199987}
n: y, p = com.microsoft::Attention(x, w, _, _, past) {do_rotary: 1, num_heads: 1}
r = com.microsoft::RotaryEmbedding(x, at, c, s)
const zero: int64[] = {0}
const last: int64[1] = {2}
const end: int64[1] = {3}
const axis: int64[1] = {2}
keys = Gather(p, zero) {axis: 0}
key = Slice(keys, last, end, axis)
flat = Squeeze(key, first)
const first: int64[1] = {0}
d = Sub(flat, r)
const expected: float[1, 1, 4] = fill(0)
output d
)"},
    {"RotaryEmbedding of halves and of neighbours, part of a head", R"(graph "" opset 13 opset com.microsoft 1
const x: float[1, 2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const at: int64[1] = {0}
const places: int64[1, 2] = {1, 0}
const c: float[2, 2] = {1, 1, 0, -1}
const s: float[2, 2] = {0, 0, 1, 0}
n: y = com.microsoft::RotaryEmbedding(x, at, c, s)
m: z = com.microsoft::RotaryEmbedding(x, places, c, s) {interleaved: 1}
const x4: float[1, 1, 1, 5] = {1, 2, 3, 4, 5}
const one: int64[1] = {1}
o: w = com.microsoft::RotaryEmbedding(x4, one, c, s) {rotary_embedding_dim: 4}
const expected: float[1, 2, 4] = {1, 2, 3, 4, -7, -6, 5, -8}
const expected1: float[1, 2, 4] = {-2, 1, -3, -4, 5, 6, 7, 8}
const expected2: float[1, 1, 1, 5] = {-3, -2, 1, -4, 5}
output y
output z
output w
)"},
    {"GroupQueryAttention of a prompt: two heads share the values", R"(graph "" opset 13 opset com.microsoft 1
const q: float[1, 3, 2] = fill(0)
const k: float[1, 3, 1] = {1, 2, 3}
const v: float[1, 3, 1] = {1, 3, 8}
const last: int32[1] = {2}
const total: int32[] = {3}
n: y, pk, pv = com.microsoft::GroupQueryAttention(q, k, v, _, _, last, total) {num_heads: 2, kv_num_heads: 1}
m: z, pk2, pv2 = com.microsoft::GroupQueryAttention(q, k, v, _, _, last, total) {num_heads: 2, kv_num_heads: 1, local_window_size: 1, softcap: 5.0}
o: s, pk3, pv3 = com.microsoft::GroupQueryAttention(q, k, v, _, _, last, total) {num_heads: 2, kv_num_heads: 1, smooth_softmax: 1}
const expected: float[1, 3, 2] = {1, 1, 2, 2, 4, 4}
const expected1: float[1, 1, 3, 1] = {1, 2, 3}
const expected2: float[1, 3, 2] = {1, 1, 2, 2, 5.5, 5.5}
const expected3: float[1, 3, 2] = {0.5, 0.5, 1.3333333, 1.3333333, 3, 3}
output y
output pk
output z
output s
)"},
    {"GroupQueryAttention with a bias that hides the first key", R"(graph "" opset 13 opset com.microsoft 1
const q: float[1, 2, 2] = fill(0)
const k: float[1, 2, 1] = {1, 2}
const v: float[1, 2, 1] = {1, 3}
const last: int32[1] = {1}
const total: int32[] = {2}
const bias: float[1, 2, 2, 2] = {0, 0, 0, 0, 0, 0, -10000, 0}
n: y, pk, pv = com.microsoft::GroupQueryAttention(q, k, v, _, _, last, total, _, _, _, bias) {num_heads: 2, kv_num_heads: 1}
const expected: float[1, 2, 2] = {1, 1, 2, 3}
output y
)"},
    {"GroupQueryAttention of one more token, packed, turned, in a larger cache", R"(graph "" opset 13 opset com.microsoft 1
const qkv: float[1, 1, 6] = {0, 0, 5, 7, 4, 6}
const pk: float[1, 1, 3, 2] = {1, 1, 0, 0, 0, 0}
const pv: float[1, 1, 3, 2] = {2, 2, 0, 0, 0, 0}
const last: int32[1] = {1}
const total: int32[] = {2}
const c: float[2, 1] = {1, 0}
const s: float[2, 1] = {0, 1}
n: y, k2, v2 = com.microsoft::GroupQueryAttention(qkv, _, _, pk, pv, last, total, c, s) {num_heads: 1, kv_num_heads: 1, do_rotary: 1}
const expected: float[1, 1, 2] = {3, 4}
const expected1: float[1, 1, 3, 2] = {1, 1, -7, 5, 0, 0}
const expected2: float[1, 1, 3, 2] = {2, 2, 4, 6, 0, 0}
output y
output k2
output v2
)"},
};

struct Wrong {
    const char* name;
    const char* node;
    const char* words;
};
const Wrong kWrong[] = {
    {"heads that do not divide", "y = com.microsoft::Attention(x, w) {num_heads: 4}", "4 heads"},
    {"no heads", "y = com.microsoft::Attention(x, w)", "num_heads"},
    {"a mask of another shape", "y = com.microsoft::Attention(x, w, _, mask) {num_heads: 1}", "mask of shape"},
    {"keys of another width", "y = com.microsoft::MultiHeadAttention(x, w3, w3) {num_heads: 1}", "do not fit"},
    {"a bias that is too short", "y = com.microsoft::MultiHeadAttention(x, x, x, one) {num_heads: 1}", "too short"},
    {"packed keys", "y = com.microsoft::MultiHeadAttention(x) {num_heads: 1}", "packed"},
    {"a position outside the tables", "y = com.microsoft::RotaryEmbedding(x, far, w2, w2)", "position 9"},
    {"heads that do not share", "y, a, b = com.microsoft::GroupQueryAttention(x, x, x, _, _, last, last) {num_heads: 3, kv_num_heads: 2}",
     "share"},
    {"a bias of another shape",
     "y, a, b = com.microsoft::GroupQueryAttention(x, x, x, _, _, last, two, _, _, _, w) {num_heads: 1, kv_num_heads: 1}",
     "attention bias"},
    {"a cache that is too small", "y, a, b = com.microsoft::GroupQueryAttention(x, x, x, _, _, long, long) {num_heads: 1, kv_num_heads: 1}",
     "cache"},
};

} // namespace

class AttentionTest : public QObject {
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
        const auto graph = parseGraph(R"(graph opset 13 opset com.microsoft 1
const x: float[1, 2, 2] = {1, 2, 3, 4}
const w: float[2, 6] = fill(1)
const w2: float[2, 1] = fill(1)
const w3: float[1, 2, 3] = fill(1)
const mask: int32[7] = fill(1)
const one: float[1] = {1}
const far: int64[1] = {9}
const last: int32[1] = {1}
const two: int32[1] = {2}
const long: int32[1] = {5}
)" + node.toStdString() + "\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }
};

LATHE_TEST(AttentionTest)
#include "attention_test.moc"
