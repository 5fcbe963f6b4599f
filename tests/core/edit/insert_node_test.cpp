#include "tests/core/edit/edit_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const std::string kNet =
    "graph opset 13\n"
    "input x: float[1, 2, 4, 4]\n"
    "input c: bool[]\n"
    "const w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
    "conv: a = Conv(x, w)\n"
    "act: b = LeakyRelu(a) {alpha: 0.5}\n"
    "pool: p = MaxPool(b) {kernel_shape: [2, 2]}\n"
    "both: t = Neg(b) from [\"left\", \"right\"]\n"
    "other: u = Abs(b) from [\"right\"]\n"
    "branch: i = If(c) {then_branch: graph { n: q = Neg(p) output q }, else_branch: graph { e: r = Exp(p) output r }}\n"
    "odd: z = Widget(b) {size: 3}\n"
    "output t\n"
    "output u\n"
    "output i\n"
    "output z\n";

} // namespace

class InsertNodeTest : public QObject {
    Q_OBJECT
private slots:
    void done_data() {
        editColumns();
        editRow("behind a tensor", {{"insert-after", "a:Relu"}}, {"a_Relu: float[1, 2, 4, 4] = Relu(a)", "LeakyRelu(a_Relu)"});
        editRow("behind an input", {{"insert-after", "x:Identity"}}, {"Identity(x)", "Conv(x_Identity, w)"});
        editRow("behind an output", {{"insert-after", "t:Neg"}}, {"Neg(t)", "output t_Neg"});
        editRow("behind a weight", {{"insert-after", "w:Neg"}}, {"Conv(x, w_Neg)"});
        editRow("by the name of the node", {{"insert-after", "conv:Relu"}}, {"LeakyRelu(a_Relu)"});
        editRow("with an attribute", {{"insert-after", "u:Transpose:perm=0,2,3,1"}},
                {"Transpose(u) {perm: [0, 2, 3, 1]}", "float[1, 4, 4, 2]"});
        editRow("with inputs as settings", {{"insert-after", "a:Clip:min=0:max=6"}},
                {"a_min: float[] = {0}", "a_max: float[] = {6}", "Clip(a, a_min, a_max)"});
        editRow("only the second of them", {{"insert-after", "a:Clip:max=6"}}, {"Clip(a, _, a_max)"});
        editRow("a list as input", {{"insert-after", "u:Reshape:shape=1,-1"}}, {"Reshape(u, u_shape)", "float[1, 32]"});
        editRow("a type by name", {{"insert-after", "u:Cast:to=float16"}}, {"to: 10", "float16[1, 2, 4, 4]"});
        editRow("a pair of quantizers", {{"insert-after", "a:QuantizeLinear:scale=0.5:zero_point=3:type=uint8"}},
                {"QuantizeLinear(a, a_scale, a_zero_point)", "DequantizeLinear(a_quantized, a_scale, a_zero_point)",
                 "a_zero_point: uint8[] = {3}", "LeakyRelu(a_QuantizeLinear)"});
        editRow("in front of a tensor", {{"insert-before", "b:Clip:min=0"}},
                {"b_before_Clip: float[1, 2, 4, 4] = LeakyRelu(a)", "b_Clip: b", "b: float[1, 2, 4, 4] = Clip(b_before_Clip, b_min)"});
        editRow("in front of an output, which keeps its name", {{"insert-before", "t:Neg"}},
                {"t: float[1, 2, 4, 4] = Neg(t_before_Neg)", "output t"});
        editRow("in front of what a subgraph reads", {{"insert-before", "p:Relu"}}, {"p: float[1, 2, 3, 3] = Relu(p_before_Relu)"});
    }
    void done() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkDone(graphOf(kNet), requests, words);
    }

    void refused_data() {
        editColumns();
        editRow("an unknown tensor", {{"insert-after", "xx:Relu"}}, {"did you mean 'x'"});
        editRow("an ambiguous node", {{"insert-after", "right:Relu"}}, {"'both' (Neg), 'other' (Abs)"});
        editRow("an unknown operator", {{"insert-after", "a:Rellu"}}, {"does not know the operator Rellu", "did you mean"});
        editRow("a newer operator", {{"insert-after", "a:Gelu"}}, {"from opset 20 on", "set-opset"});
        editRow("an unknown setting", {{"insert-after", "a:Transpose:prem=0,1"}}, {"did you mean 'perm'"});
        editRow("what a subgraph reads", {{"insert-after", "p:Relu"}}, {"a subgraph reads", "insert-before"});
        editRow("in front of an input", {{"insert-before", "x:Relu"}}, {"made by no node", "insert-after"});
        editRow("in front of a weight", {{"insert-before", "w:Relu"}}, {"made by no node"});
        editRow("an operator that needs more", {{"insert-after", "a:Concat"}}, {"Concat needs 'axis'", "add :axis=VALUE"});
        editRow("a missing input", {{"insert-after", "a:Reshape"}}, {"Reshape"});
        editRow("what the readers cannot take", {{"insert-after", "x:Transpose:perm=0,2,3,1"}}, {"conv"});
        editRow("a wrong permutation", {{"insert-after", "a:Transpose:perm=0,1"}}, {"Transpose"});
        editRow("no operator", {{"insert-after", "a"}}, {"TENSOR:TYPE"});
        editRow("no scale", {{"insert-after", "a:QuantizeLinear"}}, {"a scale above 0", "add :scale=0.05"});
        editRow("a quantized type of a newer opset", {{"insert-after", "a:QuantizeLinear:scale=1:type=int16"}}, {"int8, uint8"});
        editRow("a number that is none", {{"insert-after", "a:Clip:min=low"}}, {"'min' must be a number of type float, not 'low'"});
        editRow("booleans", {{"insert-after", "c:Clip:min=0"}}, {"needs a tensor of numbers, 'c' is bool"});
    }
    void refused() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkRefused(graphOf(kNet), requests, words);
    }

    void ofAnOldOpset() {
        const Graph graph = graphOf("graph opset 10\ninput x: float[2]\nr: y = Relu(x)\noutput y\n");
        checkDone(graph, {{"insert-after", "x:Clip:min=0:max=6"}}, {"Clip(x) {max: 6.0, min: 0.0}"});
    }
};

LATHE_TEST(InsertNodeTest)
#include "insert_node_test.moc"
