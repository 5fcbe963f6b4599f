#include "core/graph/graph.h"
#include "core/graph/shape_fit.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

ValueId addFloat(Graph& graph, const char* name) {
    Value value;
    value.name = name;
    value.type = DataType::Float;
    return graph.addValue(std::move(value));
}

Node makeNode(const char* op, std::vector<ValueId> inputs, std::vector<ValueId> outputs) {
    Node node;
    node.opType = op;
    node.inputs = std::move(inputs);
    node.outputs = std::move(outputs);
    return node;
}

} // namespace

class GraphTest : public QObject {
    Q_OBJECT
private slots:
    void linksFollowEveryChange() {
        Graph graph;
        const ValueId x = addFloat(graph, "x"), y = addFloat(graph, "y"), z = addFloat(graph, "z");
        graph.setInputs({x});
        const NodeId relu = graph.addNode(makeNode("Relu", {x}, {y}));
        const NodeId add = graph.addNode(makeNode("Add", {y, y}, {z}));
        QCOMPARE(graph.value(y).producer, relu);
        QCOMPARE(graph.value(y).consumers.size(), std::size_t(2));
        graph.replaceUses(y, x);
        QVERIFY(graph.value(y).consumers.empty());
        QCOMPARE(graph.value(x).consumers.size(), std::size_t(3));
        graph.removeNode(relu);
        graph.removeValue(y);
        QVERIFY(!graph.findValue("y").isValid());
        QCOMPARE(graph.nodes(), std::vector<NodeId>{add});
    }

    void namelessNodesGetTheirTypeAndIndex() {
        Graph graph;
        const ValueId x = addFloat(graph, "x");
        const NodeId first = graph.addNode(makeNode("Relu", {x}, {addFloat(graph, "a")}));
        const NodeId second = graph.addNode(makeNode("Relu", {x}, {addFloat(graph, "b")}));
        QCOMPARE(graph.node(first).name, std::string("Relu_0"));
        QCOMPARE(graph.node(second).name, std::string("Relu_1"));
    }

    void orderIsTopologicalAndShowsCycles() {
        Graph graph;
        const ValueId a = addFloat(graph, "a"), b = addFloat(graph, "b"), c = addFloat(graph, "c");
        const NodeId late = graph.addNode(makeNode("Neg", {b}, {c}));
        const NodeId early = graph.addNode(makeNode("Neg", {a}, {b}));
        QCOMPARE(graph.topologicalOrder(), (std::vector<NodeId>{early, late}));
        graph.setInput(early, 0, c);
        QVERIFY(graph.topologicalOrder().empty());
    }

    void copiesAreIndependent() {
        Graph graph;
        const ValueId x = addFloat(graph, "x");
        graph.addNode(makeNode("Relu", {x}, {addFloat(graph, "y")}));
        Graph copy = graph;
        copy.removeNode(copy.nodes().front());
        QCOMPARE(graph.nodeCount(), std::int64_t(1));
        QCOMPARE(copy.nodeCount(), std::int64_t(0));
    }

    void elementCountRefusesOverflow() {
        QVERIFY(!elementCountOf(std::vector<std::int64_t>{std::int64_t(1) << 40, std::int64_t(1) << 40}));
        QCOMPARE(elementCountOf(std::vector<std::int64_t>{std::int64_t(1) << 40, 0}).value(), std::int64_t(0));
        QVERIFY(!Tensor::makeChecked(DataType::Float, {std::int64_t(1) << 40}));
    }

    void openDimensionsTakeAnySize() {
        const Shape stated({Dim::named("batch"), Dim(3), Dim()});
        QVERIFY(fits(std::vector<std::int64_t>{7, 3, 0}, stated));
        QVERIFY(!fits(std::vector<std::int64_t>{7, 4, 0}, stated));
        QVERIFY(!fits(std::vector<std::int64_t>{7, 3}, stated));
        QVERIFY(fits({}, Shape()));
    }

    /// What bytes() shows of elements off their alignment is a copy that the owner knows nothing of.
    void aViewOfStoredBytesOutlivesItsTensor() {
        auto file = std::make_shared<std::vector<std::byte>>(9);
        (*file)[5] = std::byte{2}; // the second float begins at 5
        std::optional<Tensor> source(Tensor(DataType::Float, {2}, std::span<const std::byte>(*file).subspan(1), file));
        QVERIFY(source->bytes().data() != source->storedBytes().data());
        const Tensor view(DataType::Int32, {2}, source->storedBytes(), source->owner());
        source.reset();
        QCOMPARE(view.toInt64s(), (std::vector<std::int64_t>{0, 2}));
    }

    void fourBitTensorsUnpack() {
        Tensor tensor = Tensor::makeZeros(DataType::Int4, {3});
        tensor.mutableData<std::uint8_t>();
        const std::byte packed[2] = {std::byte{0xF1}, std::byte{0x07}};
        const Tensor view(DataType::Int4, {3}, packed, nullptr);
        QCOMPARE(view.toInt64s(), (std::vector<std::int64_t>{1, -1, 7}));
    }
};

LATHE_TEST(GraphTest)
#include "graph_test.moc"
