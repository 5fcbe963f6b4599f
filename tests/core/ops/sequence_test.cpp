#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kSequences[] = {
    {"a tensor is put at the end, at a place, and taken out again", R"(graph "" opset 11
const a: float[2] = {1, 2}
const b: float[1] = {3}
const front: int64[] = {0}
const last: int32[] = {-1}
s0 = SequenceEmpty()
s1 = SequenceInsert(s0, a)
s2 = SequenceInsert(s1, b, front)
s3 = SequenceInsert(s2, b)
s4 = SequenceErase(s3, front)
s5 = SequenceErase(s3)
n: y = SequenceAt(s4, front)
m: z = SequenceAt(s5, front)
k: w = SequenceAt(s3, last)
l: n3 = SequenceLength(s3)
const expected: float[2] = {1, 2}
const expected1: float[1] = {3}
const expected2: float[1] = {3}
const expected3: int64[] = {3}
output y
output z
output w
output n3
)"},
    {"parts of one length, the last one shorter", R"(graph "" opset 11
const x: int64[5, 2] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
const two: int64[] = {2}
s = SplitToSequence(x, two)
y = SequenceAt(s, two)
z = SequenceLength(s)
const expected: int64[1, 2] = {8, 9}
const expected1: int64[] = {3}
output y
output z
)"},
    {"parts of the lengths of a list, along the last axis", R"(graph "" opset 11
const x: int64[2, 3] = {0, 1, 2, 3, 4, 5}
const lengths: int64[2] = {1, 2}
const one: int64[] = {1}
s = SplitToSequence(x, lengths) {axis: -1}
y = SequenceAt(s, one)
const expected: int64[2, 2] = {1, 2, 4, 5}
output y
)"},
    {"rows without their axis, stacked again along a new last one", R"(graph "" opset 11
const x: float[2, 3] = {0, 1, 2, 3, 4, 5}
s = SplitToSequence(x) {keepdims: 0}
y = ConcatFromSequence(s) {axis: -1, new_axis: 1}
const expected: float[3, 2] = {0, 3, 1, 4, 2, 5}
output y
)"},
    {"tensors of different lengths are joined", R"(graph "" opset 13
const a: string[1, 2] = {"a", "b"}
const b: string[2, 2] = {"c", "d", "e", "f"}
s = SequenceConstruct(a, b)
t = Identity(s)
y = ConcatFromSequence(t) {axis: 0}
const expected: string[3, 2] = {"a", "b", "c", "d", "e", "f"}
output y
)"},
    {"SequenceMap over two sequences and a tensor", R"(graph "" opset 17
const a: float[2] = {1, 2}
const b: float[1] = {3}
const bias: float[] = {10}
s = SequenceConstruct(a, b)
t = SequenceConstruct(b, a)
u, v = SequenceMap(s, t, bias) {body: graph "g" {
    input p: float
    input q: float
    input c: float
    sum = Add(p, q)
    shifted = Add(sum, c)
    product = Mul(p, q)
    output shifted
    output product
}}
y = ConcatFromSequence(u) {axis: 0}
z = ConcatFromSequence(v) {axis: 0}
const expected: float[4] = {14, 15, 14, 15}
const expected1: float[4] = {3, 6, 3, 6}
output y
output z
)"},
    {"a loop carries a sequence", R"(graph "" opset 13
const most: int64[] = {3}
const start: float[] = {1}
const one: float[1] = {1}
empty = SequenceEmpty() {dtype: 1}
made = Loop(most, _, empty) {body: graph "b" {
    input i: int64[]
    input go: bool[]
    input held: sequence(float)
    outer one: float[1]
    next = Identity(go)
    n = Cast(i) {to: 1}
    row = Add(n, one)
    grown = SequenceInsert(held, row)
    output next
    output grown
}}
y = ConcatFromSequence(made) {axis: 0}
const expected: float[3] = {1, 2, 3}
output y
)"},
    {"If gives one of two sequences", R"(graph "" opset 16
const c: bool[] = {false}
const a: float[1] = {1}
const b: float[2] = {2, 3}
const zero: int64[] = {0}
s = If(c) {then_branch: graph "t" { t = SequenceConstruct(a) output t }, else_branch: graph "e" { e = SequenceConstruct(b) output e }}
y = SequenceAt(s, zero)
const expected: float[2] = {2, 3}
output y
)"},
    {"optionals, full and empty", R"(graph "" opset 15
const a: float[1] = {1}
full = Optional(a)
none = Optional() {type: type float[1]}
s = SequenceConstruct(a, a)
held = Optional(s)
y = OptionalHasElement(full)
z = OptionalHasElement(none)
w = OptionalGetElement(full)
back = OptionalGetElement(held)
n = SequenceLength(back)
const expected: bool[] = {true}
const expected1: bool[] = {false}
const expected2: float[1] = {1}
const expected3: int64[] = {2}
output y
output z
output w
output n
)"},
    {"opset 18 asks for tensors and nothing, too", R"(graph "" opset 18
const a: float[1] = {1}
y = OptionalHasElement(a)
z = OptionalHasElement(_)
w = OptionalGetElement(a)
const expected: bool[] = {true}
const expected1: bool[] = {false}
const expected2: float[1] = {1}
output y
output z
output w
)"},
};

struct Wrong {
    const char* name;
    const char* text;
    const char* words;
};

const Wrong kWrong[] = {
    {"two types in one", "const a: float[1] = {1}\nconst b: int64[1] = {1}\ny = SequenceConstruct(a, b)", "must agree"},
    {"a tensor of another type", "const a: float[1] = {1}\nconst b: int64[1] = {1}\ns = SequenceConstruct(a)\ny = SequenceInsert(s, b)",
     "float"},
    {"a place outside", "const a: float[1] = {1}\nconst p: int64[] = {1}\ns = SequenceConstruct(a)\ny = SequenceAt(s, p)", "position 1"},
    {"erasing from nothing", "s = SequenceEmpty()\ny = SequenceErase(s)", "empty"},
    {"joining nothing", "s = SequenceEmpty()\ny = ConcatFromSequence(s) {axis: 0}", "empty"},
    {"joining what does not fit",
     "const a: float[1, 2] = {1, 2}\nconst b: float[2, 1] = {1, 2}\ns = SequenceConstruct(a, b)\ny = ConcatFromSequence(s) {axis: 0}",
     "do not join"},
    {"a tensor operator on a sequence", "const a: float[1] = {1}\ns = SequenceConstruct(a)\ny = Relu(s)", "expected a tensor"},
    {"a sequence operator on a tensor", "const a: float[1] = {1}\ny = SequenceLength(a)", "sequence"},
    {"taking from an empty optional", "s = Optional() {type: type float}\ny = OptionalGetElement(s)", "empty"},
    {"an optional of an optional", "s = Optional()\ny = Optional(s)", "optional"},
    {"lengths that do not add up", "const a: float[3] = {1, 2, 3}\nconst l: int64[2] = {1, 1}\ny = SplitToSequence(a, l)", "adds up to 2"},
    {"parts of length nothing", "const a: float[3] = {1, 2, 3}\nconst l: int64[] = {0}\ny = SplitToSequence(a, l)", "parts of 0"},
    {"sequences of different lengths",
     "const a: float[1] = {1}\ns = SequenceConstruct(a)\nt = SequenceConstruct(a, a)\ny = SequenceMap(s, t) {body: graph { input p input q r = Add(p, q) "
     "output r }}",
     "as many in each"},
    {"a scan output that is a sequence",
     "const m: int64[] = {1}\nconst a: float[1] = {1}\ny = Loop(m, _) {body: graph { input i: int64[] input g: bool[] h = Identity(g) r = "
     "SequenceConstruct(a) output h output r }}",
     "scan output"},
};

} // namespace

class SequenceTest : public QObject {
    Q_OBJECT
private slots:
    void sequences_data() { addCases(kSequences); }
    void sequences() {
        QFETCH(QString, text);
        auto parsed = parseGraph(text.toStdString());
        VERIFY_OK(parsed);
        Graph graph = *parsed;
        JobContext job;
        const auto outputs = evaluateGraph(graph, {}, job);
        VERIFY_OK(outputs);
        VERIFY_OK(inferShapes(graph, job));
        QVERIFY(job.diagnostics().empty());
        for (std::size_t i = 0; i < outputs->size(); ++i) {
            const ValueId expected = graph.findValue(i == 0 ? std::string("expected") : "expected" + std::to_string(i));
            const QString wrong = difference((*outputs)[i], *graph.constantOf(expected));
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            QCOMPARE(graph.value(graph.outputs()[i]).type, (*outputs)[i].type());
        }
    }

    void wrongOnesAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        for (const Wrong& row : kWrong)
            QTest::newRow(row.name) << "graph opset 18\n" + QString::fromUtf8(row.text) + "\noutput y\n" << row.words;
    }
    void wrongOnesAreRefused() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QCOMPARE(outputs.error().kind, ErrorKind::Input);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }

    void typesOfWhatIsHeldAreInferred_data() {
        QTest::addColumn<QString>("node");
        QTest::addColumn<QString>("type");
        QTest::newRow("common shape") << "y = SequenceConstruct(a, b)"
                                      << "sequence(float [?, 2])";
        QTest::newRow("split") << "y = SplitToSequence(a) {keepdims: 0}"
                               << "sequence(float [2])";
        QTest::newRow("optional sequence") << "s = SequenceConstruct(a) y = Optional(s)"
                                           << "optional(sequence(float [1, 2]))";
        QTest::newRow("an item") << "s = SequenceConstruct(a) y = SequenceAt(s, p)"
                                 << "float [1, 2]";
        QTest::newRow("a loop that changes the shapes")
            << "s = SequenceConstruct(a) y = Loop(p, _, s) {body: graph { input i: int64[] input g: bool[] input h: sequence(float) "
               "n = Identity(g) r = SequenceInsert(h, b) output n output r }}"
            << "sequence(float [?, 2])";
    }
    void typesOfWhatIsHeldAreInferred() {
        QFETCH(QString, node);
        QFETCH(QString, type);
        auto parsed = parseGraph("graph opset 16\ninput a: float[1, 2]\ninput b: float[3, 2]\ninput p: int64[]\n" + node.toStdString() +
                                 "\noutput y\n");
        VERIFY_OK(parsed);
        Graph graph = *parsed;
        JobContext job;
        VERIFY_OK(inferShapes(graph, job));
        const Value& value = graph.value(graph.findValue("y"));
        QCOMPARE(QString::fromStdString(toText(value.type, value.shape, value.element)), type);
    }
};

LATHE_TEST(SequenceTest)
#include "sequence_test.moc"
