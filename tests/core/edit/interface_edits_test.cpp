#include "tests/core/edit/edit_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const std::string kNet =
    "graph opset 13\n"
    "input x: float[1, 2]\n"
    "input k: int64[1]\n"
    "input c: bool[]\n"
    "input s: float[2]\n"
    "const w: float[2, 2] = {1, 2, 3, 4}\n"
    "mm: a = MatMul(x, w)\n"
    "relu: b = Relu(a)\n"
    "neg: d = Neg(b)\n"
    "branch: i = If(c) {then_branch: graph { n: q = Neg(s) output q }, else_branch: graph { e: r = Exp(s) output r }}\n"
    "split: f, g = Split(d) {axis: 1}\n"
    "output d\n"
    "output i\n";

} // namespace

class InterfaceEditsTest : public QObject {
    Q_OBJECT
private slots:
    void done_data() {
        editColumns();
        editRow("one more output", {{"add-output", "a"}}, {"output d", "output i", "output a"});
        editRow("by the name of the node", {{"add-output", "relu"}}, {"output b"});
        editRow("one of several outputs", {{"add-output", "g"}}, {"output g"});
        editRow("one output less, nothing cut", {{"remove-output", "i"}}, {"!output i", "branch: i"});
        editRow("by the name of its node", {{"remove-output", "branch"}}, {"!output i"});
        editRow("a narrower input", {{"set-input-type", "x:float16"}},
                {"input x: float16[1, 2]", "x_float: float[1, 2] = Cast(x) {to: 1}", "MatMul(x_float, w)"});
        editRow("there and back", {{"set-input-type", "x:float16"}, {"set-input-type", "x:float"}},
                {"input x: float[1, 2]", "Cast(x) {to: 1}", "MatMul(x_float, w)"});
        editRow("the type that it has", {{"set-input-type", "x:float"}}, {"MatMul(x, w)"});
    }
    void done() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkDone(graphOf(kNet), requests, words);
    }

    void refused_data() {
        editColumns();
        editRow("an output twice", {{"add-output", "d"}}, {"an output already"});
        editRow("an input as output", {{"add-output", "x"}}, {"made by no node", "insert-after"});
        editRow("a weight as output", {{"add-output", "w"}}, {"made by no node"});
        editRow("an unknown tensor", {{"add-output", "reul"}}, {"did you mean 'relu'"});
        editRow("a node with several outputs", {{"add-output", "split"}}, {"several outputs: 'f', 'g'"});
        editRow("no output", {{"remove-output", "a"}}, {"no output named 'a'"});
        editRow("all outputs", {{"remove-output", "d"}, {"remove-output", "i"}}, {"1 edit ", "'i' is the only output", "add-output"});
        editRow("no input", {{"set-input-type", "xx:float16"}}, {"did you mean 'x'"});
        editRow("no real numbers", {{"set-input-type", "k:float"}}, {"'k' is int64"});
        editRow("no type", {{"set-input-type", "x:half"}}, {"cannot become 'half'", "float16"});
        editRow("an integer type", {{"set-input-type", "x:int8"}}, {"cannot become 'int8'"});
        editRow("an input of a subgraph", {{"set-input-type", "s:float16"}}, {"a subgraph reads"});
    }
    void refused() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkRefused(graphOf(kNet), requests, words);
    }
};

LATHE_TEST(InterfaceEditsTest)
#include "interface_edits_test.moc"
