#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

// Affine activations (x itself by default) keep the numbers exact.
const OpCase kLayers[] = {
    {"RNN, both directions, batch first, sequences of different length", R"(graph "" opset 14
const x: float[2, 2, 1] = {1, 2, 3, 4}
const w: float[2, 1, 1] = {1, 10}
const r: float[2, 1, 1] = {1, 1}
const none: float[2, 2] = fill(0)
const lengths: int32[2] = {2, 1}
n: y, h = RNN(x, w, r, none, lengths) {hidden_size: 1, direction: "bidirectional", layout: 1, activations: ["Affine", "affine"]}
const expected: float[2, 2, 2, 1] = {1, 30, 3, 20, 3, 30, 0, 0}
const expected1: float[2, 2, 1] = {3, 30, 3, 30}
output y
output h
)"},
    {"GRU resets the state before its product", R"(graph "" opset 14
const x: float[1, 1, 1] = {1}
const w: float[1, 3, 1] = {0.5, 0.25, 1}
const r: float[1, 3, 1] = {0, 0, 2}
const b: float[1, 6] = {0, 0, 0, 0, 0, 3}
const h0: float[1, 1, 1] = {4}
n: y, h = GRU(x, w, r, b, _, h0) {hidden_size: 1, activations: ["Affine", "Affine"]}
const expected: float[1, 1, 1, 1] = {5}
const expected1: float[1, 1, 1] = {5}
output y
output h
)"},
    {"GRU resets the product of the state, bias included", R"(graph "" opset 14
const x: float[1, 1, 1] = {1}
const w: float[1, 3, 1] = {0.5, 0.25, 1}
const r: float[1, 3, 1] = {0, 0, 2}
const b: float[1, 6] = {0, 0, 0, 0, 0, 3}
const h0: float[1, 1, 1] = {4}
n: y, h = GRU(x, w, r, b, _, h0) {hidden_size: 1, linear_before_reset: 1, activations: ["Affine", "Affine"]}
const expected: float[1, 1, 1, 1] = {3.875}
const expected1: float[1, 1, 1] = {3.875}
output y
output h
)"},
    {"LSTM with peepholes and clip", R"(graph "" opset 14
const x: float[1, 1, 1] = {1}
const w: float[1, 4, 1] = {0.5, 1, 0.25, 2}
const r: float[1, 4, 1] = {0, 0, 0, 0}
const b: float[1, 8] = fill(0)
const c0: float[1, 1, 1] = {2}
const h0: float[1, 1, 1] = {0}
const p: float[1, 3] = {0.25, -0.5, 0.125}
n: y, h, c = LSTM(x, w, r, b, _, h0, c0, p) {hidden_size: 1, clip: 1.5, activations: ["Affine", "Affine", "Affine"]}
const expected: float[1, 1, 1, 1] = {-0.375}
const expected1: float[1, 1, 1] = {-0.375}
const expected2: float[1, 1, 1] = {2.5}
output y
output h
output c
)"},
    {"LSTM couples input and forget gate; alpha of the one activation that takes it", R"(graph "" opset 14
const x: float[1, 1, 1] = {0.25}
const w: float[1, 4, 1] = {1, 2, 100, 4}
const r: float[1, 4, 1] = {0, 0, 0, 0}
const b: float[1, 8] = fill(0)
const c0: float[1, 1, 1] = {4}
n: y, h, c = LSTM(x, w, r, b, _, _, c0) {hidden_size: 1, input_forget: 1, activations: ["Relu", "Affine", "Relu"], activation_alpha: [2.0]}
const expected: float[1, 1, 1, 1] = {1.75}
const expected1: float[1, 1, 1] = {1.75}
const expected2: float[1, 1, 1] = {3.5}
output y
output h
output c
)"},
};

const OpCase kControl[] = {
    {"Loop carries, scans and stops by its condition", R"(graph "" opset 13
const most: int64[] = {10}
const go: bool[] = {1}
const start: float[1] = {1}
const two: float[1] = {2}
const end: int64[] = {2}
n: last, all = Loop(most, go, start) {body: graph "body" {
input i: int64[]
input on: bool[]
input v: float[1]
double: next = Mul(v, two)
check: goes = Less(i, end)
same: slice = Identity(v)
output goes
output next
output slice
}}
const expected: float[1] = {8}
const expected1: float[3, 1] = {1, 2, 4}
output last
output all
)"},
    {"Scan of opset 8 runs every sequence of the batch", R"(graph "" opset 8
const start: float[2, 1] = {0, 10}
const x: float[2, 2, 1] = {1, 2, 3, 4}
n: last, all = Scan(_, start, x) {num_scan_inputs: 1, body: graph "body" {
input s: float[1]
input e: float[1]
add: next = Add(s, e)
keep: seen = Identity(next)
output next
output seen
}}
const expected: float[2, 1] = {3, 17}
const expected1: float[2, 2, 1] = {1, 3, 13, 17}
output last
output all
)"},
    {"Scan from the end, results at the last axis", R"(graph "" opset 13
const start: float[] = {0}
const x: float[2, 3] = {1, 2, 3, 4, 5, 6}
n: last, all = Scan(start, x) {num_scan_inputs: 1, scan_input_axes: [1], scan_input_directions: [1], scan_output_axes: [-1], body: graph "body" {
input s: float[]
input column: float[2]
sum: c = ReduceSum(column) {keepdims: 0}
add: next = Add(s, c)
keep: twice = Add(column, column)
output next
output twice
}}
const expected: float[] = {21}
const expected1: float[2, 3] = {6, 4, 2, 12, 10, 8}
output last
output all
)"},
    {"If takes values of the graph around it", R"(graph "" opset 13
const x: float[1] = {3}
const yes: bool[] = {0}
n: y = If(yes) {then_branch: graph "a" {
id: p = Identity(x)
output p
}, else_branch: graph "b" {
neg: q = Neg(x)
output q
}}
const expected: float[1] = {-3}
output y
)"},
};

/// The shapes of Loop and If where nothing is known but types: outputs, and what is inferred for them.
struct OpenCase {
    const char* name;
    const char* text;
    const char* shape;
};
const OpenCase kOpen[] = {
    {"a carried value that grows", R"(graph "" opset 13
input most: int64[]
input x: float[1, 4]
n: y = Loop(most, _, x) {body: graph "body" {
input i: int64[]
input on: bool[]
input v: float[1, 4]
c: goes = Identity(on)
grow: next = Concat(v, v) {axis: 0}
output goes
output next
}}
output y
)",
     "[?, 4]"},
    {"branches that differ in one dimension", R"(graph "" opset 13
input which: bool[]
input x: float[2, 4]
n: y = If(which) {then_branch: graph "a" {
id: p = Identity(x)
output p
}, else_branch: graph "b" {
more: q = Concat(x, x) {axis: 1}
output q
}}
output y
)",
     "[2, ?]"},
};

} // namespace

class RecurrentTest : public QObject {
    Q_OBJECT
private slots:
    void layers_data() { addCases(kLayers); }
    void layers() {
        QFETCH(QString, text);
        runCase(text);
    }

    void control_data() { addCases(kControl); }
    void control() {
        QFETCH(QString, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        VERIFY_OK(outputs);
        for (std::size_t i = 0; i < outputs->size(); ++i) {
            const QString wrong = difference(
                (*outputs)[i], *graph->constantOf(graph->findValue(i == 0 ? std::string("expected") : "expected" + std::to_string(i))));
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void openShapesStayOpen_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shape");
        for (const OpenCase& one : kOpen)
            QTest::newRow(one.name) << QString(one.text) << QString(one.shape);
    }
    void openShapesStayOpen() {
        QFETCH(QString, text);
        QFETCH(QString, shape);
        auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        VERIFY_OK(inferShapes(*graph, job));
        const Value& output = graph->value(graph->outputs().front());
        QVERIFY(output.shape.has_value());
        QCOMPARE(QString::fromStdString(toText(*output.shape)), shape);
    }
};

LATHE_TEST(RecurrentTest)
#include "recurrent_test.moc"
