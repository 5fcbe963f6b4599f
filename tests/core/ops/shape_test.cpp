#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kShapes[] = {
    {"Shape of a range of axes", R"(graph "" opset 15
const x: int8[2, 3, 4] = fill(0)
n: y = Shape(x) {start: -2, end: 9}
const expected: int64[2] = {3, 4}
output y
)"},
    {"Reshape copies a dimension", R"(graph "" opset 13
const x: int16[2, 3] = {1, 2, 3, 4, 5, 6}
const s: int64[3] = {0, -1, 1}
n: y = Reshape(x, s)
const expected: int16[2, 3, 1] = {1, 2, 3, 4, 5, 6}
output y
)"},
    {"Reshape to nothing", R"(graph "" opset 14
const x: float[0, 3] = {}
const s: int64[2] = {3, 0}
n: y = Reshape(x, s) {allowzero: 1}
const expected: float[3, 0] = {}
output y
)"},
    {"Flatten at the end", R"(graph "" opset 13
const x: float[2, 2] = {1, 2, 3, 4}
n: y = Flatten(x) {axis: 2}
const expected: float[4, 1] = {1, 2, 3, 4}
output y
)"},
    {"Squeeze of all ones", R"(graph "" opset 13
const x: int8[1, 2, 1] = {1, 2}
n: y = Squeeze(x)
const expected: int8[2] = {1, 2}
output y
)"},
    {"Unsqueeze counts from the end of the result", R"(graph "" opset 11
const x: int8[2] = {1, 2}
n: y = Unsqueeze(x) {axes: [-1, 0]}
const expected: int8[1, 2, 1] = {1, 2}
output y
)"},
    {"ConstantOfShape of one value", R"(graph "" opset 9
const s: int64[2] = {2, 1}
n: y = ConstantOfShape(s) {value: int32[1] = {-7}}
const expected: int32[2, 1] = {-7, -7}
output y
)"},
    {"Range downwards", R"(graph "" opset 11
const a: int16[] = {5}
const b: int16[] = {0}
const c: int16[] = {-2}
n: y = Range(a, b, c)
const expected: int16[3] = {5, 3, 1}
output y
)"},
    {"EyeLike above the diagonal", R"(graph "" opset 9
const x: float[2, 3] = fill(9)
n: y = EyeLike(x) {k: 1, dtype: 3}
const expected: int8[2, 3] = {0, 1, 0, 0, 0, 1}
output y
)"},
    {"Dropout keeps everything", R"(graph "" opset 13
const x: int8[2] = {0, 2}
n: y, mask = Dropout(x)
const expected: int8[2] = {0, 2}
const expected1: bool[2] = {1, 1}
output y
output mask
)"},
};

/// A graph whose output has the shape given; `x` is the input.
struct OpenCase {
    const char* name;
    const char* text;
    const char* shape;
};

const OpenCase kOpen[] = {
    {"Reshape cancels a symbol", "input x: float[batch, 2, 3]\nconst s: int64[2] = {0, -1}\nn: y = Reshape(x, s)\n", "[batch, 6]"},
    {"Reshape moves a symbol", "input x: float[batch, 6]\nconst s: int64[3] = {-1, 2, 3}\nn: y = Reshape(x, s)\n", "[batch, 2, 3]"},
    {"Reshape deduces what the export computes",
     "input x: float[batch, 4, 5]\ns: dims = Shape(x)\nconst zero: int64[1] = {0}\ng: b = Gather(dims, zero)\nconst rest: int64[1] = "
     "{-1}\nc: t = Concat(b, rest) {axis: 0}\nn: y = Reshape(x, t)\n",
     "[batch, 20]"},
    {"Reshape of two symbols stays open", "input x: float[a, b]\nconst s: int64[1] = {-1}\nn: y = Reshape(x, s)\n", "[?]"},
    {"Flatten keeps a lone symbol", "input x: float[batch, 2, 3]\nn: y = Flatten(x)\n", "[batch, 6]"},
    {"Slice of a whole axis keeps its symbol",
     "input x: float[batch, 8]\nconst a: int64[2] = {0, 1}\nconst e: int64[2] = {9223372036854775807, 4}\nn: y = Slice(x, a, e)\n",
     "[batch, 3]"},
    {"Slice with open bounds",
     "input x: float[batch, 8]\ninput a: int64[1]\nconst e: int64[1] = {4}\nconst axes: int64[1] = {1}\nn: y = Slice(x, a, e, axes)\n",
     "[batch, ?]"},
    {"Concat adds up what is known", "input x: float[batch, 3]\ninput z: float[?, 5]\nn: y = Concat(x, z) {axis: 1}\n", "[batch, 8]"},
    {"Expand to the shape of another", "input x: float[1, 3]\ninput z: float[batch, 3]\ns: t = Shape(z)\nn: y = Expand(x, t)\n",
     "[batch, 3]"},
    {"Resize doubles the known", "input x: float[batch, 3, h, 10]\nconst s: float[4] = {1, 1, 2, 2}\nn: y = Resize(x, _, s)\n",
     "[batch, 3, ?, 20]"},
    {"Pad of known axes", "input x: float[batch, 3]\nconst p: int64[4] = {0, 1, 0, 1}\nn: y = Pad(x, p)\n", "[batch, 5]"},
    {"NonZero counts axes", "input x: float[batch, 3]\nn: y = NonZero(x)\n", "[2, ?]"},
    {"TopK with open k", "input x: float[2, 3]\ninput k: int64[1]\nn: y, i = TopK(x, k)\n", "[2, ?]"},
    {"LSTM",
     "input x: float[t, batch, 2]\nconst w: float[2, 12, 2] = fill(0)\nconst r: float[2, 12, 3] = fill(0)\nn: y = LSTM(x, w, r) "
     "{hidden_size: 3, direction: \"bidirectional\"}\n",
     "[t, 2, batch, 3]"},
    {"Einsum keeps symbols", "input x: float[batch, 2, k]\ninput z: float[batch, k, 5]\nn: y = Einsum(x, z) {equation: \"bij,bjk->bik\"}\n",
     "[batch, 2, 5]"},
};

} // namespace

class ShapeTest : public QObject {
    Q_OBJECT
private slots:
    void shapes_data() { addCases(kShapes); }
    void shapes() {
        QFETCH(QString, text);
        runCase(text);
    }

    void symbolsSurvive_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shape");
        for (const OpenCase& one : kOpen)
            QTest::newRow(one.name) << QString("graph \"\" opset 13\n%1output y\n").arg(one.text) << QString(one.shape);
    }
    void symbolsSurvive() {
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

LATHE_TEST(ShapeTest)
#include "shape_test.moc"
