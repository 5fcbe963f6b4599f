#include "core/graph/graph_change.h"
#include "core/graph/text_format.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

Graph sample() {
    auto graph = parseGraph("graph opset 13\ninput x: float[1, 2]\nconst k: float[2] = {1, 2}\nfirst: a = Add(x, k)\n"
                            "second: b = Relu(a)\nthird: y = Neg(b)\noutput y\n");
    return graph ? std::move(*graph) : Graph();
}

struct Case {
    const char* name;
    void (*change)(Graph&);
};

const Case kCases[] = {
    {"nothing", [](Graph&) {}},
    {"attribute", [](Graph& g) { g.attributes(g.findNode("second"))["k"] = std::int64_t(3); }},
    {"constant",
     [](Graph& g) {
         g.setConstant(g.findValue("k"), Tensor::of<float>({2}, {1, 3}));
     }},
    {"constant of another shape", [](Graph& g) { g.setConstant(g.findValue("k"), Tensor::of<float>({1}, {1})); }},
    {"node removed",
     [](Graph& g) {
         g.replaceUses(g.findValue("b"), g.findValue("a"));
         g.removeNode(g.findNode("second"));
         g.removeValue(g.findValue("b"));
     }},
    {"node added",
     [](Graph& g) {
         Value value;
         value.name = "z";
         const ValueId z = g.addValue(std::move(value));
         Node node;
         node.opType = "Abs";
         node.inputs = {g.findValue("a")};
         node.outputs = {z};
         g.addNode(std::move(node));
         g.setOutputs({z, g.findValue("y")});
     }},
    {"names swapped",
     [](Graph& g) {
         const ValueId a = g.findValue("a"), b = g.findValue("b");
         g.renameValue(a, "t");
         g.renameValue(b, "a");
         g.renameValue(a, "b");
         g.renameNode(g.findNode("first"), "zeroth");
     }},
    {"head",
     [](Graph& g) {
         g.docString = "text";
         g.opsets["com.microsoft"] = 1;
     }},
};

} // namespace

class GraphChangeTest : public QObject {
    Q_OBJECT
private slots:
    void undoAndRedo_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < std::size(kCases); ++i)
            QTest::newRow(kCases[i].name) << static_cast<int>(i);
    }
    void undoAndRedo() {
        QFETCH(int, index);
        const Graph before = sample();
        Graph after = before;
        kCases[index].change(after);
        const GraphChange change = GraphChange::between(before, after);
        QCOMPARE(change.isEmpty(), index == 0);
        Graph graph = before;
        change.redo(graph);
        QCOMPARE(printGraph(graph), printGraph(after));
        QVERIFY(GraphChange::between(graph, after).isEmpty());
        change.undo(graph);
        QCOMPARE(printGraph(graph), printGraph(before));
        QVERIFY(GraphChange::between(graph, before).isEmpty());
        for (const ValueId id : before.values())
            QVERIFY(graph.findValue(before.value(id).name) == id);
        for (const NodeId id : before.nodes())
            QVERIFY(graph.findNode(before.node(id).name) == id);
        QCOMPARE(graph.nodeCount(), before.nodeCount());
    }

    void namesWhatChanged() {
        const Graph before = sample();
        Graph after = before;
        after.attributes(after.findNode("second"))["k"] = std::int64_t(3);
        const GraphChange change = GraphChange::between(before, after);
        QCOMPARE(change.changedNodes(), std::vector{before.findNode("second")});
        QVERIFY(change.changedValues().empty());
    }

    void floatsAreComparedToTheBit() {
        QVERIFY(isSame(Attribute(NAN), Attribute(NAN)));
        QVERIFY(!isSame(Attribute(0.0F), Attribute(-0.0F)));
        QVERIFY(isSame(Tensor::of<float>({2}, {1, NAN}), Tensor::of<float>({2}, {1, NAN})));
        QVERIFY(!isSame(Tensor::of<float>({2}, {1, 2}), Tensor::of<float>({1, 2}, {1, 2})));
    }
};

LATHE_TEST(GraphChangeTest)
#include "graph_change_test.moc"
