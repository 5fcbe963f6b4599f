#include "core/formats/npy_file.h"
#include "tests/core/edit/edit_support.h"

#include <QTemporaryDir>

using namespace lathe;
using namespace lathe::test;

namespace {

const std::string kNet = "graph opset 11\n"
                         "input x: float[1, 2, 3]\n"
                         "input c: bool[]\n"
                         "const axes_less: float[1] = {1}\n"
                         "relu: a = Relu(x)\n"
                         "prob: b = Softmax(a) {axis: -1}\n"
                         "sum: d = Add(b, axes_less)\n"
                         "output d\n";

} // namespace

class ModelEditsTest : public QObject {
    Q_OBJECT
private slots:
    void done_data() {
        editColumns();
        editRow("metadata", {{"set-metadata", "author=Kim = K."}}, {"author", "Kim = K."});
        editRow("metadata and back", {{"set-metadata", "author=Kim"}, {"remove-metadata", "author"}}, {"!Kim"});
        editRow("doc string", {{"set-doc", "About: x=1, y"}}, {"About: x=1, y"});
        editRow("a newer opset", {{"set-opset", "17"}}, {"opset 17"});
        editRow("the same opset", {{"set-opset", "11"}}, {"opset 11"});
    }
    void done() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkDone(graphOf(kNet), requests, words);
    }

    void refused_data() {
        editColumns();
        editRow("no value", {{"set-metadata", "author"}}, {"KEY=VALUE"});
        editRow("unknown metadata", {{"set-metadata", "author=Kim"}, {"remove-metadata", "auhtor"}}, {"did you mean 'author'"});
        editRow("an older opset", {{"set-opset", "10"}}, {"cannot be lowered"});
        editRow("too new", {{"set-opset", "99"}}, {"up to 21"});
        editRow("no number", {{"set-opset", "x"}}, {"no version"});
        editRow("a constant that is none", {{"set-constant", "a=w.npy"}}, {"'a' is no constant", "computed"});
        editRow("an input", {{"set-constant", "x=w.npy"}}, {"'x' is no constant", "an input"});
        editRow("a missing file", {{"set-constant", "axes_less=/nowhere/w.npy"}}, {"w.npy"});
    }
    void refused() {
        QFETCH(Requests, requests);
        QFETCH(Words, words);
        checkRefused(graphOf(kNet), requests, words);
    }

    void operatorsOfAnotherFormAreNamed() {
        const Graph graph = graphOf(
            "graph opset 11\ninput x: float[1, 2, 3]\ninput c: bool[]\nr: a = ReduceSum(x) {axes: [1]}\np: b = Softmax(a) {axis: 1}\n"
            "i: d = If(c) {then_branch: graph { n: q = Squeeze(a) {axes: [1]} output q }, else_branch: graph { e: s = Squeeze(a) "
            "{axes: [1]} output s }}\nz: w = Widget(d)\noutput b\noutput d\noutput w\n");
        checkRefused(graph, {{"set-opset", "13"}},
                     {"'r' (ReduceSum): its axes became an input in opset 13", "'p' (Softmax)", "'n' (Squeeze)", "'e' (Squeeze)",
                      "'z' (Widget): Lathe does not know it"});
        checkRefused(graph, {{"set-opset", "12"}}, {"Widget"});
    }
    void constantsFromFiles() {
        QTemporaryDir folder;
        const auto file = [&](const char* name, const Tensor& tensor) {
            const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
            if (!writeNpy(tensor, path)) qFatal("no file");
            return "axes_less=" + path;
        };
        const Graph graph = graphOf(kNet);
        checkDone(graph, {{"set-constant", file("same.npy", Tensor::of<float>({1}, {5}))}}, {"axes_less: float[1] = {5}"});
        checkDone(graph, {{"set-constant", file("wide.npy", Tensor::of<float>({4, 1, 1}, {1, 2, 3, 4}))}},
                  {"axes_less: float[4, 1, 1]", "d: float[4, 2, 3]"});
        checkRefused(graph, {{"set-constant", file("odd.npy", Tensor::of<float>({2}, {1, 2}))}}, {"sum"});
        checkRefused(graph, {{"set-constant", file("type.npy", Tensor::of<std::int64_t>({1}, {1}))}},
                     {"is float[1], the file has int64[1]", "astype"});
    }
};

LATHE_TEST(ModelEditsTest)
#include "model_edits_test.moc"
