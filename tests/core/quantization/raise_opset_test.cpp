#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "core/quantization/raise_opset.h"
#include "tests/core/quantization/quantization_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

Tensor ramp(const std::vector<std::int64_t>& dims) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, dims);
    const std::span<float> values = tensor.mutableData<float>();
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>((i * 37) % 101) / 20.0f - 2.5f;
    return tensor;
}

std::vector<Tensor> outputsOf(const Graph& graph) {
    std::vector<Tensor> inputs;
    for (const ValueId input : graph.inputs())
        inputs.push_back(ramp(*graph.value(input).shape->known()));
    JobContext context;
    Result<std::vector<Tensor>> outputs = evaluateGraph(graph, inputs, context);
    if (!outputs) qFatal("%s", outputs.error().text().c_str());
    return std::move(outputs).value();
}

} // namespace

class RaiseOpsetTest : public QObject {
    Q_OBJECT
private slots:
    void theMeaningStays_data() {
        QTest::addColumn<int>("opset");
        QTest::addColumn<std::string>("body");
        const auto row = [](const char* name, int opset, const char* body) { QTest::newRow(name) << opset << std::string(body); };
        row("Clip with both bounds", 10, "n: y = Clip(x) {min: -1.0, max: 0.5}");
        row("Clip with one bound", 10, "n: y = Clip(x) {max: 0.5}");
        row("Pad", 10, "n: y = Pad(x) {pads: [0, 1, 0, 0, 0, 0, 2, 1], value: 1.5}");
        row("Pad reflecting", 10, "n: y = Pad(x) {pads: [0, 0, 1, 1, 0, 0, 1, 0], mode: \"reflect\"}");
        row("Slice", 9, "n: y = Slice(x) {starts: [0, 1], ends: [2, 3], axes: [1, 3]}");
        row("Slice without axes", 9, "n: y = Slice(x) {starts: [0, 1], ends: [1, 3]}");
        row("Upsample 7", 8, "n: y = Upsample(x) {scales: [1.0, 1.0, 2.0, 1.5], mode: \"nearest\"}");
        row("Upsample 9", 9, "const s: float[4] = {1.0, 1.0, 2.0, 2.0}\nn: y = Upsample(x, s) {mode: \"linear\"}");
        row("Resize 10", 10, "const s: float[4] = {1.0, 1.0, 1.5, 2.0}\nn: y = Resize(x, s) {mode: \"nearest\"}");
        row("TopK", 9, "n: y, z = TopK(x) {k: 2, axis: 3}");
        row("Squeeze", 11, "n: y = Squeeze(x) {axes: [0]}");
        row("Squeeze all", 11, "n: y = Squeeze(x)");
        row("Unsqueeze", 11, "n: y = Unsqueeze(x) {axes: [0, 3]}");
        row("ReduceSum", 11, "n: y = ReduceSum(x) {axes: [1], keepdims: 0}");
        row("ReduceSum of all", 11, "n: y = ReduceSum(x)");
        row("Split", 11, "n: y, z = Split(x) {split: [1, 3], axis: 2}");
        row("Split evenly", 11, "n: y, z = Split(x) {axis: 2}");
        row("Softmax over all that follows", 11, "n: y = Softmax(x) {axis: 1}");
        row("Softmax by default", 8, "n: y = Softmax(x)");
        row("Softmax over the last axis", 11, "n: y = Softmax(x) {axis: 3}");
        row("LogSoftmax", 11, "n: y = LogSoftmax(x) {axis: -2}");
        row("Dropout", 10, "n: y = Dropout(x) {ratio: 0.3}");
    }
    void theMeaningStays() {
        QFETCH(int, opset);
        QFETCH(std::string, body);
        const Graph before = graphOf("graph \"g\" opset " + std::to_string(opset) + "\ninput x: float[1, 3, 4, 5]\n" + body + "\noutput y");
        Graph after = before;
        raiseToOpset13(after);
        QCOMPARE(after.opset(), std::int64_t(13));
        for (const Diagnostic& problem : verify(after))
            QFAIL(toText(problem).c_str());
        JobContext context;
        VERIFY_OK(inferShapes(after, context));
        QVERIFY(context.diagnostics().empty());
        const Tensor expected = outputsOf(before).front(), got = outputsOf(after).front();
        QCOMPARE(toText(got.dims()), toText(expected.dims()));
        QVERIFY(areIdentical(got, expected));
    }

    void graphsOf13AndLaterStay() {
        const Graph before = graphOf("graph \"g\" opset 14\ninput x: float[1, 3, 4, 5]\nn: y = Softmax(x) {axis: 1}\noutput y");
        Graph after = before;
        raiseToOpset13(after);
        QCOMPARE(printGraph(after), printGraph(before));
    }

    void subgraphsAreRaisedToo() {
        auto body = std::make_shared<Graph>(
            graphOf("graph \"body\" opset 10\nconst k: float[2] = {1.0, 9.0}\nn: y = Clip(k) {max: 2.0}\noutput y"));
        Result<Graph> parsed = parseGraph("graph \"g\" opset 10\nconst t: bool[1] = {true}\nn: y = If(t)\noutput y");
        VERIFY_OK(parsed);
        Graph& graph = *parsed;
        const NodeId node = graph.findNode("n");
        graph.attributes(node)["then_branch"] = GraphPtr(body);
        graph.attributes(node)["else_branch"] = GraphPtr(body);
        raiseToOpset13(graph);
        const Graph& raised = *graph.node(node).subgraphs().front();
        QCOMPARE(raised.node(raised.findNode("n")).inputs.size(), std::size_t(3));
        QCOMPARE(body->node(body->findNode("n")).inputs.size(), std::size_t(1)); // the shared original stays
    }
};

LATHE_TEST(RaiseOpsetTest)
#include "raise_opset_test.moc"
