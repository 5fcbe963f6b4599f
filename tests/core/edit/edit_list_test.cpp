#include "core/edit/edit_list.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

/// A chain with a side branch: x -> conv -> wide -> relu -> {left -> softmax, right}.
const std::string kNet = "graph opset 13\n"
                         "input x: float[n, 2, 4, 4]\n"
                         "input other: float[1]\n"
                         "const w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                         "const v: float[3, 2, 1, 1] = random(2, -1, 1)\n"
                         "conv: a = Conv(x, w)\n"
                         "wide: e = Conv(a, v)\n"
                         "relu: b = Relu(e)\n"
                         "left: c = Sigmoid(b)\n"
                         "sum: d = Add(c, other)\n"
                         "prob: p = Softmax(d) {axis: 1}\n"
                         "right: q = Neg(b)\n"
                         "output p\n"
                         "output q\n";

Graph net() {
    auto graph = parseGraph(kNet);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    return std::move(*graph);
}

QByteArray summaryOf(const Graph& graph) {
    QByteArray text;
    const auto add = [&](const std::string& word) {
        text += (text.isEmpty() || text.endsWith(' ') ? "" : " ") + QByteArray::fromStdString(word);
    };
    for (const ValueId id : graph.inputs())
        add(graph.value(id).name);
    text += " | ";
    for (const NodeId id : graph.nodes())
        add(graph.node(id).name);
    text += " | ";
    for (const ValueId id : graph.outputs())
        add(graph.value(id).name);
    return text;
}

using Requests = std::vector<EditRequest>;

} // namespace
Q_DECLARE_METATYPE(Requests)

class EditListTest : public QObject {
    Q_OBJECT
private slots:
    void operationsDoWhatTheySay_data() {
        QTest::addColumn<Requests>("requests");
        QTest::addColumn<QByteArray>("summary");
        const auto row = [](const char* name, Requests requests, const char* summary) {
            QTest::newRow(name) << std::move(requests) << QByteArray(summary);
        };
        row("nothing", {}, "x other | conv wide relu left sum prob right | p q");
        row("by type", {{"remove-type", "Softmax"}}, "x other | conv wide relu left sum right | d q");
        row("a node at the end", {{"remove-node", "prob"}}, "x other | conv wide relu left sum right | d q");
        row("a node in the middle", {{"remove-node", "left"}}, "x other | conv wide relu sum prob right | p q");
        row("by the name of its output", {{"remove-node", "b"}}, "x other | conv wide left sum prob right | p q");
        row("two nodes", {{"remove-node", "relu"}, {"remove-node", "left"}}, "x other | conv wide sum prob right | p q");
        row("outputs", {{"outputs", "relu"}}, "x other | conv wide relu | b");
        row("outputs in this order", {{"outputs", "q,left"}}, "x other | conv wide relu left right | q c");
        row("between tensors", {{"extract", "b:c"}}, "b | left | c");
        row("between nodes", {{"extract", "relu:left"}}, "e | relu left | c");
        row("a list on both sides", {{"extract", "b,other:d,q"}}, "b other | left sum right | d q");
        row("only an end", {{"extract", ":c"}}, "x | conv wide relu left | c");
        row("only a beginning", {{"extract", "b,other:"}}, "b other | left sum prob right | p q");
        row("renamed", {{"rename", "x:image"}, {"rename", "p:scores"}, {"rename", "conv:first"}},
            "image other | first wide relu left sum prob right | scores q");
        row("escaped separators", {{"rename", "x:a\\:b\\,c"}}, "a:b,c other | conv wide relu left sum prob right | p q");
        row("in the order given", {{"rename", "c:cut"}, {"extract", "b:cut"}}, "b | left | cut");
    }
    void operationsDoWhatTheySay() {
        QFETCH(Requests, requests);
        Graph graph = net();
        JobContext context;
        VERIFY_OK(applyEdits(graph, requests, context));
        QTEST(summaryOf(graph), "summary");
        for (const Diagnostic& problem : verify(graph))
            QFAIL(toText(problem).c_str());
    }

    void shapesAreSetAndInferred_data() {
        QTest::addColumn<std::string>("argument");
        QTest::addColumn<std::string>("shape");
        QTest::newRow("commas") << std::string("x:3,2,4,4") << std::string("[3, 3, 4, 4]");
        QTest::newRow("x") << std::string("x:3x2x8x4") << std::string("[3, 3, 8, 4]");
        QTest::newRow("open and named") << std::string("x:batch,2,4,4") << std::string("[batch, 3, 4, 4]");
    }
    void shapesAreSetAndInferred() {
        QFETCH(std::string, argument);
        Graph graph = net();
        JobContext context;
        VERIFY_OK(applyEdits(graph, {{"set-shape", argument}}, context));
        QTEST(toText(*graph.value(graph.findValue("q")).shape), "shape");
    }

    void whatCannotBeDoneIsRefused_data() {
        QTest::addColumn<Requests>("requests");
        QTest::addColumn<std::vector<std::string>>("words");
        const auto row = [](const char* name, Requests requests, std::vector<std::string> words) {
            QTest::newRow(name) << std::move(requests) << std::move(words);
        };
        row("a shape beyond all bounds", {{"set-shape", "x:1,2,4611686018427387904,4"}}, {"4611686018427387904 is too large"});
        row("a product beyond all bounds", {{"set-shape", "x:2147483648,2,2147483648,2147483648"}}, {"is too large"});
        row("no type", {{"remove-type", ","}}, {"names no type"});
        row("all at once",
            {{"remove-node", "rleu"}, {"rename", "y:z"}, {"set-shape", "xx:1,2"}, {"outputs", "sun"}, {"remove-type", "Conv"}},
            {"5 edits", "did you mean 'relu'", "--rename y:z", "--set-shape xx:1,2", "did you mean 'x'", "did you mean 'sum'",
             "Quantize, Transpose"});
        row("a node that nothing can stand in for", {{"remove-node", "wide"}, {"remove-node", "sum"}}, {"1 edit ", "'wide' (Conv)"});
        row("a taken name", {{"rename", "x:other"}}, {"there is one of that name"});
        row("a name of two lines", {{"rename", "x:a\nb"}}, {"'a?b' has a line break at character 2", "one line"});
        row("a node's name with a tab", {{"rename", "conv:a\tb"}}, {"a tab"});
        row("a dimension with a bell", {{"set-shape", "x:n\a,2,4,4"}}, {"a control character"});
        row("a key of two lines", {{"set-metadata", "a\nb=c"}}, {"a line break"});
        row("no colon", {{"rename", "x"}}, {"OLD:NEW", "\\:"});
        row("another rank", {{"set-shape", "x:1,2"}}, {"4 dimensions"});
        row("no number", {{"set-shape", "x:1,-2,4,4"}}, {"is no shape"});
        row("a part that needs more", {{"extract", "b:d"}}, {"also need 'other'"});
        row("an input for nothing", {{"extract", "b,a:c"}}, {"no chosen output needs 'a'"});
        row("a constant as beginning", {{"extract", "w:c"}}, {"constant"});
        row("neither end", {{"extract", ":"}}, {"neither"});
    }
    void whatCannotBeDoneIsRefused() {
        QFETCH(Requests, requests);
        QFETCH(std::vector<std::string>, words);
        Graph graph = net();
        JobContext context;
        const Status status = applyEdits(graph, requests, context);
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Usage);
        for (const std::string& word : words)
            QVERIFY2(status.error().text().find(word) != std::string::npos, (word + " in " + status.error().text()).c_str());
        QCOMPARE(QByteArray::fromStdString(printGraph(graph)), QByteArray::fromStdString(printGraph(net())));
    }
};

LATHE_TEST(EditListTest)
#include "edit_list_test.moc"
