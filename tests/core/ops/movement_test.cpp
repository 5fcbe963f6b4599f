#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kMoves[] = {
    {"Transpose of int4 by default reverses", R"(graph "" opset 21
const x: int4[2, 3] = {1, -2, 3, -4, 5, -6}
n: y = Transpose(x)
const expected: int4[3, 2] = {1, -4, -2, 5, 3, -6}
output y
)"},
    {"Slice backwards, bounds beyond the axis", R"(graph "" opset 13
const x: int8[2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const starts: int64[1] = {100}
const ends: int64[1] = {-9223372036854775807}
const axes: int64[1] = {-1}
const steps: int64[1] = {-3}
n: y = Slice(x, starts, ends, axes, steps)
const expected: int8[2, 2] = {4, 1, 8, 5}
output y
)"},
    {"Slice by attributes", R"(graph "" opset 9
const x: int16[4] = {1, 2, 3, 4}
n: y = Slice(x) {starts: [-3], ends: [9223372036854775807]}
const expected: int16[3] = {2, 3, 4}
output y
)"},
    {"Slice of nothing", R"(graph "" opset 13
const x: float[2, 2] = {1, 2, 3, 4}
const starts: int32[1] = {1}
const ends: int32[1] = {1}
n: y = Slice(x, starts, ends)
const expected: float[0, 2] = {}
output y
)"},
    {"Split by number of outputs, last part smaller", R"(graph "" opset 18
const x: int8[5] = {1, 2, 3, 4, 5}
n: a, b, c = Split(x) {num_outputs: 3}
const expected: int8[2] = {1, 2}
const expected1: int8[2] = {3, 4}
const expected2: int8[1] = {5}
output a
output b
output c
)"},
    {"Split by sizes along the last axis", R"(graph "" opset 13
const x: double[2, 3] = {1, 2, 3, 4, 5, 6}
const sizes: int64[2] = {1, 2}
n: a, b = Split(x, sizes) {axis: -1}
const expected: double[2, 1] = {1, 4}
const expected1: double[2, 2] = {2, 3, 5, 6}
output a
output b
)"},
    {"Concat with an empty part", R"(graph "" opset 13
const a: uint8[2, 1] = {1, 2}
const b: uint8[2, 0] = {}
const c: uint8[2, 2] = {3, 4, 5, 6}
n: y = Concat(a, b, c) {axis: 1}
const expected: uint8[2, 3] = {1, 3, 4, 2, 5, 6}
output y
)"},
    {"Tile", R"(graph "" opset 13
const x: int16[1, 2] = {1, 2}
const repeats: int64[2] = {2, 2}
n: y = Tile(x, repeats)
const expected: int16[2, 4] = {1, 2, 1, 2, 1, 2, 1, 2}
output y
)"},
    {"Pad of some axes", R"(graph "" opset 18
const x: int8[2, 2] = {1, 2, 3, 4}
const pads: int64[2] = {1, 2}
const value: int8[] = {-7}
const axes: int64[1] = {-1}
n: y = Pad(x, pads, value, axes)
const expected: int8[2, 5] = {-7, 1, 2, -7, -7, -7, 3, 4, -7, -7}
output y
)"},
    {"Pad by attributes", R"(graph "" opset 10
const x: float[2] = {1, 2}
n: y = Pad(x) {pads: [1, 1], value: 0.5}
const expected: float[4] = {0.5, 1, 2, 0.5}
output y
)"},
    {"Pad, negative pads remove", R"(graph "" opset 13
const x: float[4] = {1, 2, 3, 4}
const pads: int64[2] = {-1, 1}
n: y = Pad(x, pads)
const expected: float[4] = {2, 3, 4, 0}
output y
)"},
    {"Pad reflects beyond its own length", R"(graph "" opset 13
const x: float[3] = {1, 2, 3}
const pads: int64[2] = {3, 5}
n: y = Pad(x, pads) {mode: "reflect"}
const expected: float[11] = {2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2}
output y
)"},
    {"Pad with the edge", R"(graph "" opset 13
const x: float[2, 2] = {1, 2, 3, 4}
const pads: int64[4] = {1, 0, 0, 1}
n: y = Pad(x, pads) {mode: "edge"}
const expected: float[3, 3] = {1, 2, 2, 1, 2, 2, 3, 4, 4}
output y
)"},
    {"Pad wraps", R"(graph "" opset 19
const x: float[3] = {1, 2, 3}
const pads: int64[2] = {4, 1}
n: y = Pad(x, pads) {mode: "wrap"}
const expected: float[8] = {3, 1, 2, 3, 1, 2, 3, 1}
output y
)"},
    {"DepthToSpace, depth first", R"(graph "" opset 13
const x: int8[1, 8, 1, 1] = {0, 1, 2, 3, 4, 5, 6, 7}
n: y = DepthToSpace(x) {blocksize: 2}
const expected: int8[1, 2, 2, 2] = {0, 2, 4, 6, 1, 3, 5, 7}
output y
)"},
    {"DepthToSpace, column first", R"(graph "" opset 13
const x: int8[1, 8, 1, 1] = {0, 1, 2, 3, 4, 5, 6, 7}
n: y = DepthToSpace(x) {blocksize: 2, mode: "CRD"}
const expected: int8[1, 2, 2, 2] = {0, 1, 2, 3, 4, 5, 6, 7}
output y
)"},
    {"SpaceToDepth", R"(graph "" opset 13
const x: int8[1, 2, 2, 2] = {0, 2, 4, 6, 1, 3, 5, 7}
n: y = SpaceToDepth(x) {blocksize: 2}
const expected: int8[1, 8, 1, 1] = {0, 1, 2, 3, 4, 5, 6, 7}
output y
)"},
    {"Trilu, lower, one below the diagonal", R"(graph "" opset 14
const x: int64[2, 3] = {1, 2, 3, 4, 5, 6}
const k: int64[] = {-1}
n: y = Trilu(x, k) {upper: 0}
const expected: int64[2, 3] = {0, 0, 0, 4, 0, 0}
output y
)"},
    {"Expand to more dimensions, 1 keeps", R"(graph "" opset 13
const x: uint16[2, 1] = {1, 2}
const shape: int64[3] = {2, 1, 3}
n: y = Expand(x, shape)
const expected: uint16[2, 2, 3] = {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}
output y
)"},
};

const OpCase kSelections[] = {
    {"Gather with negative indices of shape [2, 1]", R"(graph "" opset 13
const x: int8[2, 3] = {1, 2, 3, 4, 5, 6}
const i: int32[2, 1] = {-1, 0}
n: y = Gather(x, i) {axis: 1}
const expected: int8[2, 2, 1] = {3, 1, 6, 4}
output y
)"},
    {"GatherElements", R"(graph "" opset 13
const x: float[2, 2] = {1, 2, 3, 4}
const i: int64[1, 2] = {1, -2}
n: y = GatherElements(x, i)
const expected: float[1, 2] = {3, 2}
output y
)"},
    {"GatherND within batches", R"(graph "" opset 13
const x: int16[2, 2, 2] = {0, 1, 2, 3, 4, 5, 6, 7}
const i: int64[2, 1] = {1, 0}
n: y = GatherND(x, i) {batch_dims: 1}
const expected: int16[2, 2] = {2, 3, 4, 5}
output y
)"},
    {"ScatterElements adds twice to one place", R"(graph "" opset 18
const x: int8[1, 3] = {1, 2, 3}
const i: int64[1, 2] = {1, -2}
const u: int8[1, 2] = {10, 20}
n: y = ScatterElements(x, i, u) {axis: 1, reduction: "add"}
const expected: int8[1, 3] = {1, 32, 3}
output y
)"},
    {"ScatterND of rows keeps the largest", R"(graph "" opset 18
const x: float[2, 2] = {1, 8, 3, 4}
const i: int64[1, 1] = {0}
const u: float[1, 2] = {5, 6}
n: y = ScatterND(x, i, u) {reduction: "max"}
const expected: float[2, 2] = {5, 8, 3, 4}
output y
)"},
    {"Compress along an axis, short condition", R"(graph "" opset 11
const x: int8[2, 3] = {1, 2, 3, 4, 5, 6}
const c: bool[2] = {0, 1}
n: y = Compress(x, c) {axis: 1}
const expected: int8[2, 1] = {2, 5}
output y
)"},
    {"ReverseSequence, time first", R"(graph "" opset 10
const x: float[3, 2] = {1, 2, 3, 4, 5, 6}
const lengths: int64[2] = {2, 3}
n: y = ReverseSequence(x, lengths)
const expected: float[3, 2] = {3, 6, 1, 4, 5, 2}
output y
)"},
    {"NonZero of a scalar", R"(graph "" opset 13
const x: float[] = {2}
n: y = NonZero(x)
const expected: int64[1, 1] = {0}
output y
)"},
    {"Unique in order of occurrence", R"(graph "" opset 11
const x: float[5] = {2, 1, 1, 3, 2}
n: y, first, inverse, counts = Unique(x) {sorted: 0}
const expected: float[3] = {2, 1, 3}
const expected1: int64[3] = {0, 1, 3}
const expected2: int64[5] = {0, 1, 1, 2, 0}
const expected3: int64[3] = {2, 2, 1}
output y
output first
output inverse
output counts
)"},
    {"Unique rows, sorted", R"(graph "" opset 11
const x: int64[3, 2] = {1, 0, 0, 5, 1, 0}
n: y, first, inverse, counts = Unique(x) {axis: 0}
const expected: int64[2, 2] = {0, 5, 1, 0}
const expected1: int64[2] = {1, 0}
const expected2: int64[3] = {1, 0, 1}
const expected3: int64[2] = {1, 2}
output y
output first
output inverse
output counts
)"},
    {"TopK takes the earlier of equals", R"(graph "" opset 11
const x: float[2, 3] = {1, 3, 3, 5, 4, 5}
const k: int64[1] = {2}
n: values, places = TopK(x, k)
const expected: float[2, 2] = {3, 3, 5, 5}
const expected1: int64[2, 2] = {1, 2, 0, 2}
output values
output places
)"},
    {"TopK of the smallest along axis 0", R"(graph "" opset 11
const x: int8[3, 1] = {7, -7, 0}
const k: int64[1] = {2}
n: values, places = TopK(x, k) {axis: 0, largest: 0}
const expected: int8[2, 1] = {-7, 0}
const expected1: int64[2, 1] = {1, 2}
output values
output places
)"},
    {"NonMaxSuppression, corners in any order", R"(graph "" opset 11
const boxes: float[1, 3, 4] = {0, 0, 1, 1, 1, 1.1, 0, 0.1, 0, 10, 1, 11}
const scores: float[1, 1, 3] = {0.8, 0.9, 0.3}
const most: int64[] = {3}
const overlap: float[] = {0.5}
const least: float[] = {0.2}
n: y = NonMaxSuppression(boxes, scores, most, overlap, least)
const expected: int64[2, 3] = {0, 0, 1, 0, 0, 2}
output y
)"},
    {"OneHot, outside indices are off", R"(graph "" opset 11
const i: int64[3] = {1, -1, 5}
const depth: int64[] = {3}
const values: int8[2] = {2, 9}
n: y = OneHot(i, depth, values) {axis: 0}
const expected: int8[3, 3] = {2, 2, 2, 9, 2, 2, 2, 9, 2}
output y
)"},
};

/// What the error must say; the node is "n".
struct BadCase {
    const char* name;
    const char* text;
    const char* says;
};

const BadCase kBad[] = {
    {"permutation repeats an axis", "const x: float[2, 2] = fill(1)\nn: y = Transpose(x) {perm: [0, 0]}\n", "axis 0 is named twice"},
    {"step of 0", "const x: float[4] = fill(1)\nconst a: int64[1] = {0}\nn: y = Slice(x, a, a, a, a)\n", "a step is 0"},
    {"parts too large", "const x: float[4] = fill(1)\nconst s: int64[2] = {3, 3}\nn: y, z = Split(x, s)\n", "do not fit a dimension of 4"},
    {"parts too small", "const x: float[4] = fill(1)\nconst s: int64[2] = {1, 1}\nn: y, z = Split(x, s)\n", "do not add up to 4"},
    {"joined shapes disagree", "const a: float[1, 2] = fill(1)\nconst b: float[1, 3] = fill(1)\nn: y = Concat(a, b) {axis: 0}\n",
     "2 against 3"},
    {"index outside", "const x: float[2] = fill(1)\nconst i: int64[1] = {2}\nn: y = Gather(x, i)\n", "index 2 is outside [-2, 1]"},
    {"indices of floats", "const x: float[2] = fill(1)\nn: y = Gather(x, x)\n", "the indices has type float"},
    {"tuple outside", "const x: float[2, 2] = fill(1)\nconst i: int64[1, 2] = {0, -3}\nn: y = GatherND(x, i)\n",
     "index -3 is outside a dimension of 2"},
    {"tuples too long", "const x: float[2] = fill(1)\nconst i: int64[1, 2] = {0, 0}\nn: y = GatherND(x, i)\n",
     "indices of 2 numbers do not fit"},
    {"updates disagree",
     "const x: float[2, 2] = fill(1)\nconst i: int64[1, 1] = {0}\nconst u: float[1, 3] = fill(1)\nn: y = ScatterND(x, i, u)\n",
     "2 against 3"},
    {"scatter beyond the data",
     "const x: float[1, 2] = fill(1)\nconst i: int64[2, 1] = {0, 0}\nconst u: float[2, 1] = {1, 1}\nn: y = ScatterElements(x, i, u) {axis: "
     "1}\n",
     "reach beyond"},
    {"pads remove too much", "const x: float[2] = fill(1)\nconst p: int64[2] = {-2, -1}\nn: y = Pad(x, p)\n",
     "remove more than the 2 elements"},
    {"nothing to reflect", "const x: float[0] = {}\nconst p: int64[2] = {1, 1}\nn: y = Pad(x, p) {mode: \"reflect\"}\n",
     "has none to repeat"},
    {"absurd pads", "const x: float[1] = {1}\nconst p: int64[2] = {0, 9223372036854775807}\nn: y = Pad(x, p)\n", "absurdly large"},
    {"absurd repeats", "const x: float[1] = {1}\nconst r: int64[1] = {1099511627776}\nn: y = Tile(x, r)\n", "larger than the limit"},
    {"absurd range", "const a: int64[] = {0}\nconst b: int64[] = {9223372036854775807}\nconst c: int64[] = {1}\nn: y = Range(a, b, c)\n",
     "too long"},
    {"absurd shape", "const s: int64[2] = {4294967296, 4294967296}\nn: y = ConstantOfShape(s)\n", "does not follow"},
    {"reshape that does not fit", "const x: float[2, 3] = fill(1)\nconst s: int64[2] = {4, -1}\nn: y = Reshape(x, s)\n",
     "6 elements cannot be divided"},
    {"two open dimensions", "const x: float[2, 3] = fill(1)\nconst s: int64[2] = {-1, -1}\nn: y = Reshape(x, s)\n",
     "more than one dimension open"},
    {"squeezed dimension of 3", "const x: float[2, 3] = fill(1)\nconst a: int64[1] = {1}\nn: y = Squeeze(x, a)\n", "is not 1"},
    {"k too large", "const x: float[3] = fill(1)\nconst k: int64[1] = {4}\nn: y, i = TopK(x, k)\n", "k is 4"},
    {"block does not divide", "const x: float[1, 3, 1, 1] = fill(1)\nn: y = DepthToSpace(x) {blocksize: 2}\n", "not a multiple of 4"},
    {"scales missing", "const x: float[1, 1, 2, 2] = fill(1)\nn: y = Resize(x)\n", "neither scales nor sizes"},
    {"scale not a number", "const x: float[2] = fill(1)\nconst s: float[1] = {-1}\nn: y = Resize(x, _, s)\n", "scales must be positive"},
    {"unknown mode", "const x: float[2] = fill(1)\nconst s: float[1] = {2}\nn: y = Resize(x, _, s) {mode: \"lanczos\"}\n",
     "known are nearest, linear, cubic"},
    {"grid of three coordinates", "const x: float[1, 1, 2, 2] = fill(1)\nconst g: float[1, 1, 1, 3] = fill(0)\nn: y = GridSample(x, g)\n",
     "3 against 2"},
    {"sizes of a label", "const a: float[2, 3] = fill(1)\nconst b: float[2, 3] = fill(1)\nn: y = Einsum(a, b) {equation: \"ij,jk->ik\"}\n",
     "label 'j': 3 against 2"},
    {"recurrent weights",
     "const x: float[1, 1, 2] = fill(1)\nconst w: float[1, 3, 3] = fill(1)\nconst r: float[1, 3, 1] = fill(1)\nn: y = GRU(x, w, r) "
     "{hidden_size: 1}\n",
     "W, dimension 2: 3 against 2"},
    {"sequence too long",
     "const x: float[1, 1, 2] = fill(1)\nconst w: float[1, 1, 2] = fill(1)\nconst r: float[1, 1, 1] = fill(1)\nconst l: int32[1] = {2}\nn: "
     "y = RNN(x, w, r, _, l) {hidden_size: 1}\n",
     "outside [0, 1]"},
};

} // namespace

class MovementTest : public QObject {
    Q_OBJECT
private slots:
    void moves_data() { addCases(kMoves); }
    void moves() {
        QFETCH(QString, text);
        runCase(text);
    }

    void selections_data() { addCases(kSelections); }
    void selections() {
        QFETCH(QString, text);
        runCase(text);
    }

    void badNodesAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        for (const BadCase& one : kBad)
            QTest::newRow(one.name) << QString("graph \"\" opset 18\n%1output y\n").arg(one.text) << QString(one.says);
    }
    void badNodesAreRefused() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(QString::fromStdString(outputs.error().text()).contains(says), outputs.error().text().c_str());
        QCOMPARE(outputs.error().node, std::string("n"));
    }

    void stringsMove() {
        const Tensor words = Tensor::ofStrings({2, 2}, {"a", "b", "c", "d"});
        Graph graph;
        graph.opsets[""] = 13;
        Node node;
        node.opType = "Transpose";
        node.inputs = {graph.addConstant("x", words)};
        Value value;
        value.name = "y";
        node.outputs = {graph.addValue(value)};
        graph.setOutputs(node.outputs);
        graph.addNode(std::move(node));
        JobContext job;
        const auto outputs = evaluateGraph(graph, {}, job);
        VERIFY_OK(outputs);
        QVERIFY(areIdentical(outputs->front(), Tensor::ofStrings({2, 2}, {"a", "c", "b", "d"})));
    }
};

LATHE_TEST(MovementTest)
#include "movement_test.moc"
