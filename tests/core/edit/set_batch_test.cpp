#include "tests/core/edit/edit_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const std::string kNet = "graph opset 13\n"
                         "input x: float[1, 2, 4, 4]\n"
                         "input y: float[1, 8]\n"
                         "input k: float[3]\n"
                         "const w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                         "const flat: int64[2] = {1, 32}\n"
                         "const rest: int64[3] = {1, -1, 4}\n"
                         "const any: int64[2] = {-1, 8}\n"
                         "const twice: int64[2] = {1, 8}\n"
                         "conv: a = Conv(x, w)\n"
                         "r1: b = Reshape(a, flat)\n"
                         "r2: d = Reshape(a, rest)\n"
                         "r3: e = Reshape(y, any)\n"
                         "r4: f = Reshape(y, twice)\n"
                         "grow: g = Expand(e, twice)\n"
                         "scale: h = Mul(k, k)\n"
                         "output b\n"
                         "output d\n"
                         "output f\n"
                         "output g\n"
                         "output h\n";

} // namespace

class SetBatchTest : public QObject {
    Q_OBJECT
private slots:
    void done_data() {
        editColumns();
        editRow("a number", {{"set-batch", "4"}},
                {"input x: float[4, 2, 4, 4]", "input y: float[4, 8]", "input k: float[3]", "flat: int64[2] = {4, 32}",
                 "rest: int64[3] = {4, -1, 4}", "any: int64[2] = {-1, 8}", "b: float[4, 32]", "d: float[4, 8, 4]"});
        editRow("a constant that others read", {{"set-batch", "4"}},
                {"twice: int64[2] = {1, 8}", "twice_batch: int64[2] = {4, 8}", "Reshape(y, twice_batch)", "Expand(e, twice)",
                 "g: float[4, 8]"});
        editRow("only of inputs named", {{"set-batch", "4:x"}},
                {"input x: float[4, 2, 4, 4]", "input y: float[1, 8]", "twice: int64[2] = {1, 8}"});
        editRow("open", {{"set-batch", "?"}}, {"input x: float[?, 2, 4, 4]", "flat: int64[2] = {0, 32}"});
        editRow("named", {{"set-batch", "n"}}, {"input x: float[n, 2, 4, 4]", "b: float[n, 32]"});
        editRow("the batch that it has", {{"set-batch", "1"}}, {"flat: int64[2] = {1, 32}"});
    }
    void done() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkDone(graphOf(kNet), requests, words);
    }

    void refused_data() {
        editColumns();
        editRow("nothing", {{"set-batch", ""}}, {"is no dimension"});
        editRow("negative", {{"set-batch", "-1"}}, {"is no dimension"});
        editRow("an unknown input", {{"set-batch", "4:z"}}, {"no input named 'z'"});
        editRow("inputs of two batches", {{"set-batch", "4:x,k"}}, {"'k' begins with [3], 'x' with [1]"});
        editRow("zero", {{"set-batch", "0"}}, {"at least 1"});
    }
    void refused() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkRefused(graphOf(kNet), requests, words);
    }

    void constantsThatCannotFollowAreNamed() {
        const Graph graph =
            graphOf("graph opset 13\ninput x: float[1, 12, 4]\nconst heads: int64[2] = {12, 4}\nconst all: int64[1] = {48}\n"
                    "r: a = Reshape(x, heads)\ns: b = Reshape(x, all)\noutput a\noutput b\n");
        checkRefused(graph, {{"set-batch", "2"}}, {"'r' (Reshape) with the shape [12, 4] of 'heads'", "'s' (Reshape)", "set-constant"});
    }
    void otherOperatorsThatContradictAreNamed() {
        const Graph graph =
            graphOf("graph opset 13\ninput x: float[2, 3]\nconst k: float[2, 3] = {1, 2, 3, 4, 5, 6}\nsum: y = Add(x, k)\noutput y\n");
        checkRefused(graph, {{"set-batch", "3"}}, {"sum"});
    }
    void fromOpenToANumber() {
        const Graph graph =
            graphOf("graph opset 13\ninput x: float[n, 4]\nconst s: int64[3] = {0, 2, 2}\nr: y = Reshape(x, s)\noutput y\n");
        checkDone(graph, {{"set-batch", "8"}}, {"input x: float[8, 4]", "y: float[8, 2, 2]"});
    }
    void shapesOfConstantNodes() {
        const Graph graph = graphOf(
            "graph opset 13\ninput x: float[1, 4]\nc: s = Constant() {value: int64[3] = {1, 2, 2}}\nr: y = Reshape(x, s)\noutput y\n");
        checkDone(graph, {{"set-batch", "8"}}, {"s_batch: int64[3] = {8, 2, 2}", "!Constant(", "y: float[8, 2, 2]"});
    }
    void scalarsHaveNoBatch() {
        checkRefused(graphOf("graph opset 13\ninput x: float[]\nr: y = Relu(x)\noutput y\n"), {{"set-batch", "2"}},
                     {"no input has a known shape", "set-shape"});
    }
};

LATHE_TEST(SetBatchTest)
#include "set_batch_test.moc"
