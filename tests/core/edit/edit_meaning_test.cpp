#include "core/edit/edit_text.h"
#include "core/formats/model_file.h"
#include "core/ops/evaluator.h"
#include "tests/core/edit/edit_support.h"
#include "tests/core/passes/graph_comparison.h"
#include "tests/support/zoo.h"

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

Graph networkOf(const fs::path& zoo, const char* file) {
    JobContext context;
    auto graph = readModel(parseModelFiles((zoo / "models" / file).string()), context);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    if (!inferShapes(*graph, context)) qFatal("%s", file);
    return std::move(*graph);
}

std::vector<Tensor> outputsOf(const Graph& graph, const std::vector<Tensor>& inputs) {
    JobContext context;
    auto outputs = evaluateGraph(graph, inputs, context);
    if (!outputs) qFatal("%s", outputs.error().text().c_str());
    return std::move(*outputs);
}

} // namespace

/// Edits that must not change the numbers, on real networks.
class EditMeaningTest : public QObject {
    Q_OBJECT
private slots:
    void numbersStay_data() {
        QTest::addColumn<QString>("file");
        for (const char* file :
             {"onnx/mnist-8.onnx", "onnx/mlperf_tiny_resnet8.onnx", "onnx/dtln_model_1.onnx", "caffe/lenet_mnist.prototxt"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }
    void numbersStay() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, file);
        const Graph graph = networkOf(zoo, file.toLatin1().constData());
        const std::vector<Tensor> inputs = seededInputs(graph, 7);
        const std::vector<Tensor> expected = outputsOf(graph, inputs);
        int raised = 0;
        JobContext context;
        for (std::int64_t opset = graph.opset() + 1; opset <= 21; ++opset) {
            Graph newer = graph;
            if (!applyEdits(newer, {{"set-opset", std::to_string(opset)}}, context)) continue;
            ++raised;
            QCOMPARE(differenceOf(expected, outputsOf(newer, inputs), 0), std::string());
        }
        QVERIFY(raised > 0);
        Graph longer = graph;
        const std::string input = graph.value(graph.inputs().front()).name;
        VERIFY_OK(applyEdits(longer, {{"insert-after", escaped(input) + ":Identity"}, {"insert-after", escaped(input) + ":Mul:value=1"}},
                             context));
        QCOMPARE(differenceOf(expected, outputsOf(longer, inputs), 0), std::string());
    }

    /// Every sample of a larger batch gives what it gave alone.
    void batchesAreSampleBySample() {
        REQUIRE_ZOO(zoo);
        const Graph one = networkOf(zoo, "onnx/mnist-8.onnx"); // its Reshape holds the batch
        Graph two = one;
        JobContext context;
        VERIFY_OK(applyEdits(two, {{"set-batch", "2"}}, context));
        const std::vector<Tensor> inputs = seededInputs(two, 3);
        const std::vector<Tensor> expected = outputsOf(two, inputs);
        const std::vector<std::int64_t> dims = {1, 1, 28, 28};
        for (std::size_t sample = 0; sample < 2; ++sample) {
            const auto alone = outputsOf(one, {Tensor::of<float>(dims, inputs[0].data<float>().subspan(sample * 784, 784))});
            const auto ten = Tensor::of<float>({1, 10}, expected[0].data<float>().subspan(sample * 10, 10));
            QCOMPARE(differenceOf(alone, {ten}, 0), std::string());
        }
    }
};

LATHE_TEST(EditMeaningTest)
#include "edit_meaning_test.moc"
