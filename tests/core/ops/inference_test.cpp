#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

struct ShapeCase {
    const char* name;
    const char* text;
    const char* shape; ///< of the first output
};

const ShapeCase kShapes[] = {
    {"Shape, Gather, Unsqueeze, Concat, Reshape fold", R"(graph "" opset 13
input x: float[2, 3, 4, 5]
s: shape = Shape(x)
const zero: int64[] = {0}
g: batch = Gather(shape, zero)
const axes: int64[1] = {0}
u: batch1 = Unsqueeze(batch, axes)
const rest: int64[1] = {-1}
c: target = Concat(batch1, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)",
     "[2, 60]"},
    {"shape arithmetic through floats (Resize exports)", R"(graph "" opset 13
input x: float[1, 1, 5, 7]
s: shape = Shape(x)
const start: int64[1] = {2}
const end: int64[1] = {4}
sl: size = Slice(shape, start, end)
f: real = Cast(size) {to: 1}
const half: float[] = {0.5}
m: scaled = Mul(real, half)
fl: floored = Floor(scaled)
i: target = Cast(floored) {to: 7}
cs: y = ConstantOfShape(target)
output y
)",
     "[2, 3]"},
    {"a named batch stays named", R"(graph "" opset 13
input x: float[batch, 3, 4, 5]
s: shape = Shape(x)
const zero: int64[1] = {0}
g: batch1 = Gather(shape, zero)
const rest: int64[1] = {60}
c: target = Concat(batch1, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)",
     "[batch, 60]"},
    {"arithmetic on known entries beside an open one", R"(graph "" opset 13
input x: float[batch, 3, 4]
s: shape = Shape(x)
const factors: int64[3] = {1, 1, 2}
m: target = Mul(shape, factors)
e: y = ConstantOfShape(target)
output y
)",
     "[batch, 3, 8]"},
    {"division of an open entry is open", R"(graph "" opset 13
input x: float[batch, 6]
s: shape = Shape(x)
const two: int64[] = {2}
m: target = Div(shape, two)
e: y = ConstantOfShape(target)
output y
)",
     "[?, 3]"},
    {"broadcasting prefers the known size", R"(graph "" opset 13
input a: float[batch, 1, 4]
input b: float[n, 5, 1]
n: y = Add(a, b)
output y
)",
     "[?, 5, 4]"},
    {"convolution of an open size", R"(graph "" opset 13
input x: float[batch, 3, h, 8]
const w: float[4, 3, 3, 3] = fill(1)
n: y = Conv(x, w) {pads: [1, 1, 1, 1], strides: [1, 2]}
output y
)",
     "[batch, 4, ?, 4]"},
    {"an unknown operator keeps what the file says", R"(graph "" opset 13
input x: float[2, 3]
n: h: float[7, 3] = com.example::Mystery(x)
r: y = Relu(h)
output y
)",
     "[7, 3]"},
};

constexpr const char* kNet = R"(graph "" opset 13
input x: float[batch, 3, ?, 8]
const w: float[4, 3, 1, 1] = fill(1)
n: y = Conv(x, w)
output y
)";

std::string firstOutputShape(const Graph& graph) {
    const auto& shape = graph.value(graph.outputs().front()).shape;
    return shape ? toText(*shape) : "unknown rank";
}

} // namespace

class InferenceTest : public QObject {
    Q_OBJECT
private slots:
    void shapes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shape");
        for (const ShapeCase& one : kShapes)
            QTest::newRow(one.name) << QString(one.text) << QString(one.shape);
    }
    void shapes() {
        QFETCH(QString, text);
        QFETCH(QString, shape);
        auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        JobContext job;
        VERIFY_OK(inferShapes(*graph, job));
        QCOMPARE(QString::fromStdString(firstOutputShape(*graph)), shape);
        QVERIFY(job.diagnostics().empty());
        const Graph first = *graph;
        VERIFY_OK(inferShapes(*graph, job));
        QCOMPARE(printGraph(*graph), printGraph(first));
    }

    void optionsReplaceOpenDimensions() {
        auto graph = parseGraph(kNet);
        VERIFY_OK(graph);
        JobContext job;
        InferenceOptions options;
        options.symbolValues["batch"] = 2;
        options.unknownDim = 6;
        VERIFY_OK(inferShapes(*graph, job, options));
        QCOMPARE(firstOutputShape(*graph), std::string("[2, 4, 6, 8]"));
    }

    void inputShapesReplaceStoredOnesWithoutDiagnostics() {
        auto graph = parseGraph(R"(graph "" opset 13
input x: float[1, 2]
r: y: float[1, 2] = Relu(x)
output y
)");
        VERIFY_OK(graph);
        JobContext job;
        InferenceOptions options;
        options.inputShapes["x"] = Shape({5, 2});
        VERIFY_OK(inferShapes(*graph, job, options));
        QCOMPARE(firstOutputShape(*graph), std::string("[5, 2]"));
        QVERIFY(job.diagnostics().empty());
        options.inputShapes["z"] = Shape({1});
        const Status status = inferShapes(*graph, job, options);
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Usage);
    }

    void contradictionsAreReportedAndReplaced() {
        auto graph = parseGraph(R"(graph "" opset 13
input x: float[1, 2]
r: y: float[1, 3] = Relu(x)
output y
)");
        VERIFY_OK(graph);
        JobContext job;
        VERIFY_OK(inferShapes(*graph, job));
        QCOMPARE(firstOutputShape(*graph), std::string("[1, 2]"));
        const std::vector<Diagnostic> diagnostics = job.diagnostics();
        QCOMPARE(diagnostics.size(), std::size_t(1));
        QCOMPARE(diagnostics[0].code, std::string("SHAPE01"));
        QCOMPARE(diagnostics[0].node, std::string("y"));
        QVERIFY(QString::fromStdString(diagnostics[0].message).contains("[1, 3]"));
    }

    void cyclesAreErrors() {
        auto graph = parseGraph("graph \"\" opset 13\na: x = Relu(y)\nb: y = Relu(x)\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        QVERIFY(!inferShapes(*graph, job));
        QVERIFY(!evaluateGraph(*graph, {}, job));
    }

    void stopIsObeyed() {
        const auto graph = parseGraph(kNet);
        VERIFY_OK(graph);
        std::stop_source source;
        source.request_stop();
        JobContext job(source.get_token());
        const auto values = inferValues(*graph, job);
        QVERIFY(!values);
        QCOMPARE(values.error().kind, ErrorKind::Stopped);
    }

    void contentsAreKnownWithoutChangingTheGraph() {
        const auto graph = parseGraph("graph \"\" opset 13\ninput x: float[batch, 3]\ns: y = Shape(x)\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        const auto open = inferValues(*graph, job);
        VERIFY_OK(open);
        const InferredTensor& y = (*open)[static_cast<std::size_t>(graph->outputs()[0].index)];
        QVERIFY(!y.value && y.dims);
        QVERIFY(*y.dims == (std::vector<Dim>{Dim::named("batch"), Dim(3)}));
        InferenceOptions options;
        options.symbolValues["batch"] = 4;
        const auto closed = inferValues(*graph, job, options);
        VERIFY_OK(closed);
        const InferredTensor& known = (*closed)[static_cast<std::size_t>(graph->outputs()[0].index)];
        QVERIFY(known.value.has_value());
        QCOMPARE(known.value->toInt64s(), (std::vector<std::int64_t>{4, 3}));
        QVERIFY(!graph->value(graph->outputs()[0]).shape);
    }

    void workIsCounted() {
        auto graph = parseGraph(R"(graph "" opset 13
input x: float[1, 4, 8, 8]
const w: float[6, 2, 3, 3] = fill(1)
const b: float[6] = fill(0)
conv: c = Conv(x, w, b) {group: 2, pads: [1, 1, 1, 1], strides: [2, 2]}
sig: s = Sigmoid(c)
flat: f = Flatten(s)
const m: float[96, 10] = fill(1)
mm: y = MatMul(f, m)
output y
)");
        VERIFY_OK(graph);
        JobContext job;
        QCOMPARE(totalWork(*graph).macs, std::int64_t(0));
        VERIFY_OK(inferShapes(*graph, job));
        QCOMPARE(workOf(*graph, graph->findNode("conv")).macs, std::int64_t(6 * 4 * 4 * 2 * 9));
        QCOMPARE(workOf(*graph, graph->findNode("conv")).vectorOps, std::int64_t(96));
        QCOMPARE(workOf(*graph, graph->findNode("sig")).specialOps, std::int64_t(96));
        QCOMPARE(totalWork(*graph).macs, std::int64_t(6 * 4 * 4 * 2 * 9 + 960));
        QCOMPARE(parameterCount(*graph), std::int64_t(108 + 6 + 960));
    }
};

LATHE_TEST(InferenceTest)
#include "inference_test.moc"
