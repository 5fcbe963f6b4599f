#include "core/edit/edit.h"
#include "core/edit/node_names.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace lathe;

namespace {

/// Transposes and casts at the beginning, Reshape, Softmax and DequantizeLinear at the ends, one Reshape in the middle.
const std::string kNet = "graph opset 13\n"
                         "input image: uint8[1, 4, 4, 2]\n"
                         "const w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                         "const flat: int64[2] = {1, 32}\n"
                         "const back: int64[4] = {1, 2, 4, 4}\n"
                         "to_nchw: planar = Transpose(image) {perm: [0, 3, 1, 2]}\n"
                         "to_float: x = Cast(planar) {to: 1}\n"
                         "conv: a = Conv(x, w) from [\"conv\", \"bn\"]\n"
                         "middle: b = Reshape(a, flat)\n"
                         "relu: c = Relu(b)\n"
                         "left: d = Reshape(c, back)\n"
                         "prob: p = Softmax(d) {axis: 1}\n"
                         "right: q = Neg(c)\n"
                         "output p\n"
                         "output q\n";

Graph net() {
    auto graph = parseGraph(kNet);
    if (!graph) qFatal("the test's graph is wrong");
    return std::move(*graph);
}

QByteArray namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    QByteArray names;
    for (const ValueId id : ids)
        names += (names.isEmpty() ? "" : " ") + QByteArray::fromStdString(graph.value(id).name);
    return names;
}

QByteArray nodesOf(const Graph& graph) {
    QByteArray names;
    for (const NodeId id : graph.nodes())
        names += (names.isEmpty() ? "" : " ") + QByteArray::fromStdString(graph.node(id).name);
    return names;
}

} // namespace

class EditTest : public QObject {
    Q_OBJECT
private slots:
    void removesByType_data() {
        QTest::addColumn<std::vector<std::string>>("types");
        QTest::addColumn<QByteArray>("nodes");
        QTest::addColumn<QByteArray>("outputs");
        QTest::addColumn<QByteArray>("input");
        const auto row = [](const char* name, std::vector<std::string> types, const char* nodes, const char* outputs, const char* input) {
            QTest::newRow(name) << types << QByteArray(nodes) << QByteArray(outputs) << QByteArray(input);
        };
        row("softmax", {"Softmax"}, "to_nchw to_float conv middle relu left right", "d q", "uint8[1, 4, 4, 2]");
        row("softmax, then what stands at the end then", {"Reshape", "Softmax"}, "to_nchw to_float conv middle relu right", "c q",
            "uint8[1, 4, 4, 2]");
        row("only at the ends", {"Reshape"}, "to_nchw to_float conv middle relu left prob right", "p q", "uint8[1, 4, 4, 2]");
        row("transpose at the beginning", {"Transpose"}, "to_float conv middle relu left prob right", "p q", "uint8[1, 2, 4, 4]");
        row("transpose and cast at the beginning", {"Cast", "Transpose"}, "conv middle relu left prob right", "p q", "float[1, 2, 4, 4]");
        row("cast behind a transpose that stays", {"Cast"}, "to_nchw to_float conv middle relu left prob right", "p q",
            "uint8[1, 4, 4, 2]");
    }

    void removesByType() {
        QFETCH(std::vector<std::string>, types);
        Graph graph = net();
        const std::int64_t before = graph.nodeCount();
        JobContext context;
        const auto removed = removeNodesByType(graph, types, context);
        VERIFY_OK(removed);
        QCOMPARE(std::int64_t(*removed), before - graph.nodeCount());
        QCOMPARE(context.diagnostics().empty(), *removed > 0);
        QTEST(nodesOf(graph), "nodes");
        QTEST(namesOf(graph, graph.outputs()), "outputs");
        const Value& input = graph.value(graph.inputs().front());
        QCOMPARE(input.name, std::string("image"));
        QTEST(QByteArray::fromStdString(std::string(toName(input.type)) + toText(*input.shape)), "input");
        for (const Diagnostic& problem : verify(graph))
            QFAIL(toText(problem).c_str());
        VERIFY_OK(inferShapes(graph, context));
    }

    void refusesOtherTypes() {
        Graph graph = net();
        JobContext context;
        const auto refused = removeNodesByType(graph, {"Softmax", "Conv"}, context);
        QVERIFY(!refused.isOk());
        QCOMPARE(refused.error().kind, ErrorKind::Usage);
        QVERIFY(refused.error().remedy.find("Quantize, Transpose, Dequantize, Cast, Reshape, Softmax") != std::string::npos);
        QVERIFY(graph.findNode("prob").isValid());
    }

    void quantizationNodesGoByBothSpellings() {
        auto graph = parseGraph("graph opset 13\ninput x: float[2]\nconst s: float[] = {0.5}\nconst z: int8[] = {0}\n"
                                "q: a = QuantizeLinear(x, s, z)\nd: b = DequantizeLinear(a, s, z)\nr: c = Relu(b)\n"
                                "q2: e = QuantizeLinear(c, s, z)\nd2: y = DequantizeLinear(e, s, z)\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        VERIFY_OK(inferShapes(*graph, context));
        const auto removed = removeNodesByType(*graph, {"Quantize", "DequantizeLinear"}, context);
        VERIFY_OK(removed);
        QCOMPARE(*removed, 4);
        QCOMPARE(nodesOf(*graph), QByteArray("r"));
        QVERIFY(!graph->findValue("s").isValid());
    }

    void aNodeBetweenInputAndOutputStays() {
        auto graph = parseGraph("graph opset 13\ninput x: float[2]\nc: y = Cast(x) {to: 7}\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        const auto removed = removeNodesByType(*graph, {"Cast"}, context);
        VERIFY_OK(removed);
        QCOMPARE(*removed, 0);
        QCOMPARE(context.diagnostics().front().code, std::string("EDIT03"));
    }

    void anInputWithTwoReadersStays() {
        auto graph = parseGraph("graph opset 13\ninput x: float[2]\nc: t = Cast(x) {to: 1}\na: y = Add(t, x)\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        const auto removed = removeNodesByType(*graph, {"Cast"}, context);
        VERIFY_OK(removed);
        QCOMPARE(*removed, 0);
    }

    void removesByName() {
        Graph graph = net();
        JobContext context;
        const auto removed = removeNodesByName(graph, {"d", "prob", "middle"}, context); // "d" is the output of "left"
        VERIFY_OK(removed);
        QCOMPARE(*removed, 2);
        QCOMPARE(namesOf(graph, graph.outputs()), QByteArray("c q"));
        QCOMPARE(context.diagnostics().size(), std::size_t(1));
        QCOMPARE(context.diagnostics().front().node, std::string("middle"));
    }

    void namesThatCannotBeRemoved_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<std::string>("words");
        QTest::newRow("unknown") << std::string("porb") << std::string("did you mean 'prob'");
        QTest::newRow("another type") << std::string("conv") << std::string("cannot be removed");
        QTest::newRow("another type by origin") << std::string("bn") << std::string("'conv' is a Conv");
    }

    void namesThatCannotBeRemoved() {
        QFETCH(std::string, name);
        QFETCH(std::string, words);
        Graph graph = net();
        JobContext context;
        const auto refused = removeNodesByName(graph, {"prob", name}, context);
        QVERIFY(!refused.isOk());
        QCOMPARE(refused.error().kind, ErrorKind::Usage);
        QVERIFY2(refused.error().text().find(words) != std::string::npos, refused.error().text().c_str());
        QVERIFY(graph.findNode("prob").isValid());
    }

    void cutsAtNamedNodes_data() {
        QTest::addColumn<std::vector<std::string>>("names");
        QTest::addColumn<QByteArray>("outputs");
        QTest::addColumn<QByteArray>("nodes");
        const auto row = [](const char* name, std::vector<std::string> names, const char* outputs, const char* nodes) {
            QTest::newRow(name) << names << QByteArray(outputs) << QByteArray(nodes);
        };
        row("a node", {"relu"}, "c", "to_nchw to_float conv middle relu");
        row("an output", {"a"}, "a", "to_nchw to_float conv");
        row("an origin", {"bn"}, "a", "to_nchw to_float conv");
        row("several, one twice", {"right", "a", "conv"}, "q a", "to_nchw to_float conv middle relu right");
    }

    void cutsAtNamedNodes() {
        QFETCH(std::vector<std::string>, names);
        Graph graph = net();
        VERIFY_OK(setOutputNodes(graph, names));
        QTEST(namesOf(graph, graph.outputs()), "outputs");
        QTEST(nodesOf(graph), "nodes");
        QVERIFY(!graph.findValue("back").isValid());
        for (const Diagnostic& problem : verify(graph))
            QFAIL(toText(problem).c_str());
    }

    void cutKeepsWhatBodiesRead() {
        auto graph =
            parseGraph("graph opset 13\ninput x: float[2]\ninput c: bool[]\nconst k: float[2] = {1, 2}\nn: t = Neg(x)\n"
                       "i: y = If(c) {then_branch: graph { a: p = Add(t, k) output p }, else_branch: graph { b: q = Exp(t) output q }}\n"
                       "r: z = Relu(y)\noutput z\n");
        VERIFY_OK(graph);
        VERIFY_OK(setOutputNodes(*graph, {"i"}));
        QCOMPARE(nodesOf(*graph), QByteArray("n i"));
        QVERIFY(verify(*graph).empty());
    }

    void ambiguousNamesListTheCandidates() {
        auto graph = parseGraph(
            "graph opset 13\ninput x: float[2]\na: b = Neg(x)\nb: y = Exp(b)\nc: z = Relu(y) from [\"o\"]\nd: w = Abs(y) from [\"o\"]\noutput z\noutput w\n");
        VERIFY_OK(graph);
        for (const char* name : {"b", "o"}) {
            const Status refused = setOutputNodes(*graph, {name});
            QVERIFY(!refused.isOk());
            QVERIFY(refused.error().message.find("several nodes") != std::string::npos);
        }
        QVERIFY(resolveNode(*graph, "o").error().message.find("'c' (Relu), 'd' (Abs)") != std::string::npos);
        QVERIFY(!setOutputNodes(*graph, {"nothing"}).isOk());
        QVERIFY(!setOutputNodes(*graph, {}).isOk());
    }

    void allOutputsOfANodeOrOneOfThem() {
        auto graph = parseGraph("graph opset 13\ninput x: float[2]\ns: p, q = Split(x) {axis: 0}\nn: y = Add(p, q)\noutput y\n");
        VERIFY_OK(graph);
        Graph one = *graph;
        VERIFY_OK(setOutputNodes(one, {"q"}));
        QCOMPARE(namesOf(one, one.outputs()), QByteArray("q"));
        VERIFY_OK(setOutputNodes(*graph, {"s"}));
        QCOMPARE(namesOf(*graph, graph->outputs()), QByteArray("p q"));
    }

    void setsInputShapes() {
        auto graph = parseGraph("graph opset 13\ninput x: float[n, 2, 8, 8]\nconst w: float[3, 2, 3, 3] = random(1, -1, 1)\n"
                                "c: a: float[9, 9, 9, 9] = Conv(x, w)\nr: y = Relu(a)\noutput y\n");
        VERIFY_OK(graph);
        JobContext context;
        VERIFY_OK(setInputShape(*graph, "x", Shape(std::vector<Dim>{2, 2, 10, 6}), context));
        QCOMPARE(toText(*graph->value(graph->findValue("y")).shape), std::string("[2, 3, 8, 4]"));
        QVERIFY(!setInputShape(*graph, "x", Shape(std::vector<Dim>{2, 2, 10}), context).isOk());
        QVERIFY(!setInputShape(*graph, "x", Shape(std::vector<Dim>{2, 5, 10, 6}), context).isOk());
        QCOMPARE(toText(*graph->value(graph->findValue("x")).shape), std::string("[2, 2, 10, 6]"));
        const Status unknown = setInputShape(*graph, "xx", Shape(std::vector<Dim>{2}), context);
        QVERIFY(!unknown.isOk());
        QCOMPARE(unknown.error().remedy, std::string("did you mean 'x'?"));
    }

    void dimensionsOfOneNameFollow() {
        auto graph = parseGraph(
            "graph opset 13\ninput x: float[N, L]\ninput p: float[N, 3, L, M]\nr: y = Relu(x)\nq: z = Relu(p)\noutput y\noutput z\n");
        VERIFY_OK(graph);
        JobContext context;
        VERIFY_OK(setInputShape(*graph, "x", Shape(std::vector<Dim>{4, 7}), context));
        QCOMPARE(toText(*graph->value(graph->findValue("p")).shape), std::string("[4, 3, 7, M]"));
        QCOMPARE(toText(*graph->value(graph->findValue("z")).shape), std::string("[4, 3, 7, M]"));
        auto square = parseGraph("graph opset 13\ninput x: float[N, N]\nr: y = Relu(x)\noutput y\n");
        VERIFY_OK(square);
        const Status unequal = setInputShape(*square, "x", Shape(std::vector<Dim>{4, 7}), context);
        QVERIFY(!unequal.isOk());
        QVERIFY(unequal.error().message.find("'N' are equal") != std::string::npos);
    }

    void severalTypesAreReportedInOneLine() {
        Graph graph = net();
        JobContext context;
        VERIFY_OK(removeNodesByType(graph, {"Quantize", "Dequantize", "Softmax"}, context));
        const auto isReport = [](const Diagnostic& each) { return each.code == "EDIT03"; };
        const std::vector<Diagnostic> all = context.diagnostics();
        QCOMPARE(std::ranges::count_if(all, isReport), 1);
        const auto report = std::ranges::find_if(all, isReport);
        QCOMPARE(report->severity, Severity::Info);
        QVERIFY(report->message.find("Quantize, Dequantize") != std::string::npos);
    }
};

LATHE_TEST(EditTest)
#include "edit_test.moc"
