#include "core/formats/model_file.h"
#include "tests/core/edit/edit_support.h"
#include "tests/core/edit/random_edits.h"
#include "tests/support/zoo.h"

#include <map>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

const char* const kTexts[] = {
    "graph opset 13\ninput x: float[1, 2, 8, 8]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\nconst s: int64[2] = {1, 128}\n"
    "conv: a = Conv(x, w)\nact: b = LeakyRelu(a) {alpha: 0.5}\npool: p = MaxPool(b) {kernel_shape: [2, 2]}\nflat: f = Reshape(b, s)\n"
    "prob: q = Softmax(f) {axis: 1}\nside: r = Neg(b)\noutput q\noutput p\noutput r\n",
    "graph opset 11\ninput x: float[n, 4]\ninput c: bool[]\nconst k: float[4] = {1, 2, 3, 4}\nneg: t = Neg(x)\n"
    "i: y = If(c) {then_branch: graph { a: p = Add(t, k) output p }, else_branch: graph { b: q = Exp(t) output q }}\nr: z = Relu(y)\noutput z\n",
    "graph opset 13\ninput x: uint8[1, 4, 4, 2]\nto_nchw: t = Transpose(x) {perm: [0, 3, 1, 2]}\nreal: f = Cast(t) {to: 1}\nodd: o = Widget(f)\n"
    "sum: y = ReduceSum(f)\noutput o\noutput y\n",
};

/// Sound, and inferred if the state before could be.
void checkState(const Graph& graph, bool couldBeInferred, const EditRequest& request) {
    const std::string what = request.operation + " " + request.argument + ": ";
    for (const Diagnostic& problem : verify(graph))
        QFAIL((what + toText(problem)).c_str());
    JobContext context;
    const auto values = inferValues(graph, context);
    if (!values && couldBeInferred) QFAIL((what + values.error().text()).c_str());
}

/// Random edits, then all of it back and forth. Returns how many were carried out, of which `byOperation` says more.
int run(const Graph& start, std::uint64_t seed, int count, std::map<std::string, int>* byOperation = nullptr) {
    EditHistory history(start);
    JobContext context;
    std::vector<Graph> states{start};
    for (int i = 0; i < count; ++i) {
        const EditRequest request = randomEdit(history.graph(), seed * 1000 + static_cast<std::uint64_t>(i));
        const bool couldBeInferred = inferValues(history.graph(), context).isOk();
        if (!history.apply(request, context)) {
            if (!isEqual(history.graph(), states.back())) qFatal("a refused edit changed the graph: %s", request.operation.c_str());
            continue;
        }
        checkState(history.graph(), couldBeInferred, request);
        states.push_back(history.graph());
        if (byOperation) ++(*byOperation)[request.operation];
    }
    for (std::size_t i = states.size(); i-- > 0; history.undo())
        if (!isEqual(history.graph(), states[i])) QTest::qFail("undo gives another graph", __FILE__, __LINE__);
    for (std::size_t i = 0; i < states.size(); ++i, history.redo())
        if (!isEqual(history.graph(), states[i])) QTest::qFail("redo gives another graph", __FILE__, __LINE__);
    return static_cast<int>(states.size()) - 1;
}

} // namespace

class RandomEditsTest : public QObject {
    Q_OBJECT
private slots:
    void backAndForthOnGraphsOfTests() {
        int done = 0;
        std::map<std::string, int> byOperation;
        for (const char* text : kTexts)
            for (std::uint64_t seed = 0; seed < 60; ++seed)
                done += run(graphOf(text), seed, 40, &byOperation);
        QVERIFY2(done > 1500, std::to_string(done).c_str());
        for (const EditRow& row : editTable()) // set-constant needs files
            QVERIFY2(byOperation[std::string(row.name)] >= 5 || row.name == "set-constant", std::string(row.name).c_str());
    }

    void backAndForthOnTheZoo_data() {
        QTest::addColumn<QString>("file");
        for (const char* file :
             {"onnx/mnist-8.onnx", "onnx/mlperf_tiny_resnet8.onnx", "onnx/light_resnet50.onnx", "onnx/yunet_n_320_320.onnx",
              "onnx/dtln_model_1.onnx", "onnx/super_resolution_10.onnx", "onnx/mobilenet_v1_0.25_128_external.onnx",
              "onnx/silero_vad_16k_op15.onnx", "onnx/gtcrn_simple.onnx", "caffe/lenet_mnist.prototxt"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }
    void backAndForthOnTheZoo() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, file);
        JobContext context;
        const auto graph = readModel(parseModelFiles((zoo / "models" / file.toStdString()).string()), context);
        VERIFY_OK(graph);
        int done = 0;
        for (std::uint64_t seed = 0; seed < 3; ++seed)
            done += run(*graph, seed + 100, 25);
        QVERIFY2(done >= 9, std::to_string(done).c_str());
    }
};

LATHE_TEST(RandomEditsTest)
#include "random_edits_test.moc"
