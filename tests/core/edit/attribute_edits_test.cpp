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

class AttributeEditsTest : public QObject {
    Q_OBJECT
private slots:
    void done_data() {
        editColumns();
        editRow("a number", {{"set-attribute", "act:alpha=0.25"}}, {"LeakyRelu(a) {alpha: 0.25}"});
        editRow("a whole number", {{"set-attribute", "pool:ceil_mode=1"}}, {"ceil_mode: 1"});
        editRow("a list, and the shapes behind it", {{"set-attribute", "pool:strides=2,2"}}, {"strides: [2, 2]", "p: float[1, 2, 2, 2]"});
        editRow("a text", {{"set-attribute", "conv:auto_pad=SAME_UPPER"}}, {"auto_pad: \"SAME_UPPER\""});
        editRow("by the name of the output", {{"set-attribute", "b:alpha=2"}}, {"{alpha: 2.0}"});
        editRow("of an unknown operator, as it is", {{"set-attribute", "odd:size=5"}}, {"Widget(b) {size: 5}"});
        editRow("removed", {{"remove-attribute", "act:alpha"}}, {"LeakyRelu(a)", "!alpha"});
        editRow("another operator", {{"remove-attribute", "act:alpha"}, {"set-operator", "act:Relu"}},
                {"act: b: float[1, 2, 4, 4] = Relu(a)"});
        editRow("the same attributes", {{"set-operator", "act:Elu"}}, {"Elu(a) {alpha: 0.5}"});
        editRow("with attributes", {{"set-operator", "u:Concat:axis=1"}}, {"Concat(b) {axis: 1}"});
        editRow("another domain", {{"set-operator", "u:com.microsoft::QuickGelu"}}, {"com.microsoft::QuickGelu(b)"});
    }
    void done() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkDone(graphOf(kNet), requests, words);
    }

    void refused_data() {
        editColumns();
        editRow("an unknown node", {{"set-attribute", "actt:alpha=1"}}, {"did you mean 'act'"});
        editRow("an ambiguous node", {{"set-attribute", "right:alpha=1"}}, {"'both' (Neg), 'other' (Abs)"});
        editRow("an unknown attribute", {{"set-attribute", "act:alhpa=1"}}, {"LeakyRelu has no attribute 'alhpa'", "did you mean 'alpha'"});
        editRow("none at all", {{"set-attribute", "both:axis=1"}}, {"Neg has no attribute 'axis'", "no attributes"});
        editRow("of a newer opset", {{"set-attribute", "pool:ceil_mode=x"}}, {"must be a whole number, not 'x'"});
        editRow("a fraction", {{"set-attribute", "pool:strides=1,0.5"}}, {"must be whole numbers with commas, not '1,0.5'"});
        editRow("a subgraph", {{"set-attribute", "branch:then_branch=x"}}, {"a subgraph", "cannot be written"});
        editRow("of an unknown operator", {{"set-attribute", "odd:colour=1"}}, {"does not know the operator Widget"});
        editRow("what inference refuses", {{"set-attribute", "conv:group=3"}}, {"conv"});
        editRow("no value", {{"set-attribute", "act:alpha"}}, {"NODE:ATTR=VALUE"});
        editRow("no node", {{"set-attribute", "alpha=1"}}, {"NODE:ATTR=VALUE"});
        editRow("to remove, unknown", {{"remove-attribute", "act:beta"}}, {"has no attribute 'beta'"});
        editRow("to remove, needed", {{"remove-attribute", "pool:kernel_shape"}}, {"MaxPool cannot do without 'kernel_shape'"});
        editRow("an unknown operator", {{"set-operator", "act:Rleu"}}, {"did you mean"});
        editRow("an operator that lacks an attribute", {{"set-operator", "act:Relu"}},
                {"Relu has no attributes alpha", "remove-attribute act:ATTR"});
        editRow("an operator that needs an attribute", {{"set-operator", "u:Concat"}}, {"Concat needs 'axis'"});
        editRow("a newer operator", {{"set-operator", "u:Gelu"}}, {"from opset 20 on", "set-opset"});
        editRow("other inputs", {{"set-operator", "u:Conv"}}, {"other"});
    }
    void refused() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkRefused(graphOf(kNet), requests, words);
    }

    void typesAreThoseOfTheOperatorTable() {
        Graph graph = graphOf("graph opset 13\ninput x: float[2]\nc: y = Cast(x) {to: 7}\noutput y\n");
        checkDone(graph, {{"set-attribute", "c:to=float16"}}, {"to: 10", "y: float16[2]"});
        checkRefused(graph, {{"set-attribute", "c:to=flaot"}}, {"an element type", "'flaot'"});
        checkRefused(graph, {{"set-attribute", "c:saturate=1"}}, {"only from opset 19 on", "the model has opset 13"});
    }
};

LATHE_TEST(AttributeEditsTest)
#include "attribute_edits_test.moc"
