#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "tests/core/formats/caffe/caffe_support.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <filesystem>
#include <set>

namespace lathe::test {
namespace fs = std::filesystem;
namespace {

/// The models of the zoo by stem.
std::set<std::string> zooModels() {
    std::set<std::string> names;
    if (const auto zoo = zooFolder())
        for (const auto& entry : fs::directory_iterator(*zoo / "models" / "caffe"))
            if (entry.path().extension() == ".prototxt") names.insert(entry.path().stem());
    return names;
}

fs::path modelFile(const fs::path& zoo, const std::string& name) {
    return zoo / "models" / "caffe" / (name + ".prototxt");
}

/// The only graph input takes this tensor's shape.
Result<Graph> readFor(const fs::path& file, const Tensor& input, JobContext& context) {
    LATHE_TRY(const Graph asWritten, readCaffe(file, {}, context));
    CaffeReadOptions options;
    options.inputShapes[asWritten.value(asWritten.inputs()[0]).name] = input.dims();
    return readCaffe(file, options, context);
}

} // namespace

class CaffeZooTest : public QObject {
    Q_OBJECT

private slots:
    void opensEveryModel_data() {
        QTest::addColumn<QString>("model");
        for (const std::string& name : zooModels())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    /// The shapes set on reading are those that inference finds; every operator is known.
    void opensEveryModel() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        JobContext context;
        auto graph = readCaffe(modelFile(zoo, model.toStdString()), {}, context);
        VERIFY_OK(graph);
        QVERIFY(verify(*graph).empty());
        for (const NodeId id : graph->nodes()) {
            QVERIFY2(findOp(graph->node(id)), graph->node(id).opType.c_str());
            QVERIFY(!graph->node(id).origins.empty());
        }
        const std::size_t before = context.diagnostics().size();
        VERIFY_OK(inferShapes(*graph, context));
        QCOMPARE(context.diagnostics().size(), before);
        for (const ValueId output : graph->outputs())
            QVERIFY(graph->value(output).shape && graph->value(output).shape->isStatic());
    }

    void agreesWithOpenCv_data() {
        QTest::addColumn<QString>("model");
        const auto zoo = zooFolder();
        for (const std::string& name : zooModels())
            if (fs::is_directory(*zoo / "inputs" / ("caffe_" + name))) QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void agreesWithOpenCv() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        const fs::path sample = zoo / "inputs" / ("caffe_" + model.toStdString()) / "000";
        const auto input = readNpy(sample / "input.npy");
        VERIFY_OK(input);
        JobContext context;
        const auto graph = readFor(modelFile(zoo, model.toStdString()), *input, context);
        VERIFY_OK(graph);
        const auto outputs = runCaffe(*graph, {*input});
        VERIFY_OK(outputs);
        std::size_t compared = 0;
        for (std::size_t i = 0; i < outputs->size(); ++i) {
            const auto expected = readNpy(sample / "expected" / (graph->value(graph->outputs()[i]).name + ".npy"));
            VERIFY_OK(expected);
            // OpenCV keeps four axes where Caffe has two.
            QCOMPARE(outputs->at(i).elementCount(), expected->elementCount());
            QCOMPARE(differenceOf(expected->reshaped(outputs->at(i).dims()), outputs->at(i), 1e-4), std::string());
            ++compared;
        }
        std::size_t files = 0;
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(sample / "expected"))
            ++files;
        QCOMPARE(compared, files);
    }

    /// The same weights in both formats.
    void squeezeNetIsItsOnnxSibling() {
        REQUIRE_ZOO(zoo);
        JobContext context;
        const auto caffe = readCaffe(modelFile(zoo, "squeezenet_v1.0_dc"), {}, context);
        const auto onnx = readOnnx(zoo / "models/onnx/squeezenet_v1.0_dc.onnx", context);
        const auto input = readNpy(zoo / "inputs/squeezenet_v1.0_dc/000/data.npy");
        VERIFY_OK(caffe);
        VERIFY_OK(onnx);
        VERIFY_OK(input);
        const auto a = runCaffe(*caffe, {*input}), b = runCaffe(*onnx, {*input});
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(differenceOf(b->at(0), a->at(0), 1e-6), std::string());
    }

    /// A network for training: no weights, layers and inputs for training fall away.
    void trainingNetworkIsTakenForInference() {
        REQUIRE_ZOO(zoo);
        JobContext context;
        const auto graph = readCaffe(modelFile(zoo, "squeezenext_1.0_23v5_train_val"), {}, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->inputs().size(), std::size_t(1));
        QCOMPARE(toText(*graph->value(graph->inputs()[0]).shape), std::string("[1, 3, 227, 227]"));
        QCOMPARE(graph->outputs().size(), std::size_t(1));
        QCOMPARE(graph->value(graph->outputs()[0]).name, std::string("fc1000"));
        std::set<std::string> codes;
        for (const Diagnostic& diagnostic : context.diagnostics())
            codes.insert(diagnostic.code);
        QCOMPARE(codes, (std::set<std::string>{"CAFFE_DATA_INPUT", "CAFFE_LAYERS_LEFT_OUT", "CAFFE_NO_WEIGHTS"}));
    }

    /// The file of weights holds the description, too.
    void caffemodelAloneIsEnough() {
        REQUIRE_ZOO(zoo);
        JobContext context;
        const auto alone = readCaffe(zoo / "models/caffe/lenet_mnist.caffemodel", {}, context);
        const auto pair = readCaffe(modelFile(zoo, "lenet_mnist"), {}, context);
        const auto input = readNpy(zoo / "inputs/caffe_lenet_mnist/000/input.npy");
        VERIFY_OK(alone);
        VERIFY_OK(pair);
        VERIFY_OK(input);
        const auto a = runCaffe(*alone, {*input}), b = runCaffe(*pair, {*input});
        VERIFY_OK(a);
        VERIFY_OK(b);
        QVERIFY(areIdentical(a->at(0), b->at(0)));
    }

    /// Written as ONNX and read again it gives the same bits.
    void writesAsOnnx_data() { agreesWithOpenCv_data(); }
    void writesAsOnnx() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        QTemporaryDir folder;
        JobContext context;
        const auto input = readNpy(zoo / "inputs" / ("caffe_" + model.toStdString()) / "000" / "input.npy");
        VERIFY_OK(input);
        const auto graph = readFor(modelFile(zoo, model.toStdString()), *input, context);
        VERIFY_OK(graph);
        const fs::path file = folder.filePath("model.onnx").toStdString();
        VERIFY_OK(writeOnnx(*graph, file));
        const auto again = readOnnx(file, context);
        VERIFY_OK(again);
        const auto a = runCaffe(*graph, {*input}), b = runCaffe(*again, {*input});
        VERIFY_OK(a);
        VERIFY_OK(b);
        for (std::size_t i = 0; i < a->size(); ++i)
            QVERIFY(areIdentical(a->at(i), b->at(i)));
    }
};

} // namespace lathe::test

using lathe::test::CaffeZooTest;
LATHE_TEST(CaffeZooTest)
#include "caffe_zoo_test.moc"
