#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace lathe;

namespace {

constexpr const char* kSound = R"(graph opset 13
input x: float[2]
input c: bool[]
const k: float[2] = {1, 2}
add: s = Add(x, k)
if: y = If(c) {then_branch: graph { neg: n = Neg(s) output n }, else_branch: graph { exp: e = Exp(x) output e }}
output y
)";

struct Damage {
    const char* name;
    void (*apply)(Graph&);
    const char* code;
};

NodeId addRelu(Graph& graph, ValueId from, const char* outputName) {
    Value value;
    value.name = outputName;
    Node node;
    node.opType = "Relu";
    node.inputs = {from};
    node.outputs = {graph.addValue(std::move(value))};
    return graph.addNode(std::move(node));
}

const Damage kDamages[] = {
    {"cycle", [](Graph& g) { g.setInput(g.findNode("add"), 0, g.findValue("y")); }, "GRAPH10"},
    {"self loop", [](Graph& g) { g.setInput(g.findNode("add"), 0, g.findValue("s")); }, "GRAPH10"},
    {"nothing produces an input", [](Graph& g) { g.setInput(g.findNode("add"), 0, g.addValue({})); }, "GRAPH04"},
    {"captured value lost its producer", [](Graph& g) { g.removeNode(g.findNode("add")); }, "GRAPH04"},
    {"captured name is gone", [](Graph& g) { g.renameValue(g.findValue("s"), "other"); }, "GRAPH04"},
    {"input is no graph input any more", [](Graph& g) { g.setInputs({g.findValue("c")}); }, "GRAPH04"},
    {"output without producer", [](Graph& g) { g.removeNode(g.findNode("if")); }, "GRAPH04"},
    {"output does not exist", [](Graph& g) { g.setOutputs({ValueId{}}); }, "GRAPH03"},
    {"produced and constant",
     [](Graph& g) {
         g.setConstant(g.findValue("s"), Tensor::of<float>({2}, {1, 2}));
     },
     "GRAPH05"},
    {"produced and input",
     [](Graph& g) {
         g.setInputs({g.findValue("x"), g.findValue("c"), g.findValue("s")});
     },
     "GRAPH05"},
    {"input twice",
     [](Graph& g) {
         g.setInputs({g.findValue("x"), g.findValue("c"), g.findValue("x")});
     },
     "GRAPH09"},
    {"constant whose shape was changed", [](Graph& g) { g.setShape(g.findValue("k"), Shape(std::vector<Dim>{3})); }, "GRAPH08"},
    {"constant whose type was changed", [](Graph& g) { g.setType(g.findValue("k"), DataType::Int32); }, "GRAPH08"},
    {"a sequence with a shape", [](Graph& g) { g.setType(g.findValue("s"), DataType::Sequence), g.setShape(g.findValue("s"), Shape()); },
     "GRAPH08"},
    {"a tensor that holds something", [](Graph& g) { g.setType(g.findValue("s"), DataType::Float, makeElement(DataType::Float)); },
     "GRAPH08"},
    {"dead value as output",
     [](Graph& g) {
         const NodeId relu = addRelu(g, g.findValue("x"), "r");
         const ValueId r = g.node(relu).output();
         g.removeNode(relu);
         g.setOutputs({r});
         g.removeValue(r);
     },
     "GRAPH03"},
    {"no operator", [](Graph& g) { g.setOpType(addRelu(g, g.findValue("x"), "r"), ""); }, "GRAPH01"},
    {"broken subgraph",
     [](Graph& g) {
         Graph body = *std::get<GraphPtr>(g.node(g.findNode("if")).attributes.at("then_branch"));
         body.removeNode(body.findNode("neg"));
         g.attributes(g.findNode("if"))["then_branch"] = std::make_shared<const Graph>(std::move(body));
     },
     "GRAPH04"},
};

} // namespace

class VerifierTest : public QObject {
    Q_OBJECT
private slots:
    void soundGraphHasNoProblems() {
        const auto graph = parseGraph(kSound);
        VERIFY_OK(graph);
        for (const Diagnostic& problem : verify(*graph))
            QFAIL(toText(problem).c_str());
    }

    void damageIsFound_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(kDamages)); ++i)
            QTest::newRow(kDamages[i].name) << i;
    }

    void damageIsFound() {
        QFETCH(int, row);
        auto graph = parseGraph(kSound);
        VERIFY_OK(graph);
        kDamages[row].apply(*graph);
        const auto problems = verify(*graph);
        const bool isFound =
            std::any_of(problems.begin(), problems.end(), [&](const Diagnostic& d) { return d.code == kDamages[row].code; });
        std::string all;
        for (const Diagnostic& problem : problems)
            all += toText(problem) + "\n";
        QVERIFY2(isFound, all.c_str());
    }
};

LATHE_TEST(VerifierTest)
#include "verifier_test.moc"
