#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <cmath>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

/// The models that the reference loops finish in a second or two, and how many of their samples.
struct ZooRow {
    const char* model;
    int samples;
};
constexpr ZooRow kSmallModels[] = {
    {"TFBertForQuestionAnswering", 1},
    {"dtln_model_1", 4},
    {"gtcrn_simple", 4},
    {"mlperf_tiny_resnet8", 1},
    {"mnist-8", 1},
    {"mobilenet_v1_0.25_128", 1},
    {"resnet20_cifar10", 1},
    {"shufflenet-v2-12-int8", 1},
    {"silero_vad_16k_op15", 4},
    {"version-RFB-320", 1},
    {"version-RFB-320_simplified", 1},
    {"vitTracker", 1},
    {"yunet_n_320_320", 1},
};

/// Tensor files are named as the tensors, without what file systems refuse.
fs::path tensorFile(const fs::path& folder, std::string name) {
    std::ranges::replace(name, ':', '_');
    std::ranges::replace(name, '/', '_');
    return folder / (name + ".npy");
}

/// Largest difference, as a fraction of the range (or of the size, for constant outputs) of what is expected.
double relativeDifference(const Tensor& actual, const Tensor& expected) {
    const std::vector<double> a = actual.toDoubles(), b = expected.toDoubles();
    if (a.empty()) return 0;
    const auto [low, high] = std::ranges::minmax(b);
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::isnan(a[i]) ? HUGE_VAL : std::abs(a[i] - b[i]));
    return worst / std::max({high - low, std::abs(high), 1e-12});
}

void compareSample(const Graph& graph, const Graph& inferred, const fs::path& sample) {
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        const auto tensor = readNpy(tensorFile(sample, graph.value(id).name));
        if (!tensor && graph.isConstant(id)) {
            inputs.emplace_back();
            continue;
        }
        VERIFY_OK(tensor);
        inputs.push_back(*tensor);
    }
    JobContext job;
    const auto outputs = evaluateGraph(graph, inputs, job);
    VERIFY_OK(outputs);
    for (std::size_t i = 0; i < outputs->size(); ++i) {
        const Value& value = inferred.value(graph.outputs()[i]);
        const auto expected = readNpy(tensorFile(sample / "expected", value.name));
        VERIFY_OK(expected);
        const Tensor& actual = (*outputs)[i];
        QCOMPARE(actual.type(), expected->type());
        QCOMPARE(actual.dims(), expected->dims());
        QCOMPARE(value.type, actual.type());
        if (const auto dims = value.shape ? value.shape->known() : std::nullopt) QCOMPARE(*dims, actual.dims());
        const double difference = relativeDifference(actual, *expected);
        QVERIFY2(difference <= 1e-4, qPrintable(QString("%1 differs by %2 of its range").arg(value.name.c_str()).arg(difference)));
    }
}

} // namespace

class OpsZooTest : public QObject {
    Q_OBJECT
private slots:
    void staticInputsGiveStaticShapes() {
        REQUIRE_ZOO(zoo);
        int models = 0;
        for (const auto& entry : fs::directory_iterator(zoo / "models" / "onnx")) {
            if (entry.path().extension() != ".onnx") continue;
            JobContext job;
            auto graph = readOnnx(entry.path(), job);
            VERIFY_OK(graph);
            VERIFY_OK(inferShapes(*graph, job));
            const auto isStatic = [&](ValueId id) { return graph->value(id).shape && graph->value(id).shape->isStatic(); };
            if (!std::ranges::all_of(graph->inputs(), isStatic)) continue;
            ++models;
            for (const ValueId id : graph->values())
                QVERIFY2(isStatic(id), qPrintable(QString("%1: %2").arg(entry.path().stem().c_str(), graph->value(id).name.c_str())));
            QVERIFY2(totalWork(*graph).macs > 0, entry.path().stem().c_str());
        }
        QVERIFY(models >= 15);
    }

    void evaluationAgreesWithOnnxRuntime_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("samples");
        for (const ZooRow& row : kSmallModels)
            QTest::newRow(row.model) << QString(row.model) << row.samples;
    }
    void evaluationAgreesWithOnnxRuntime() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        QFETCH(int, samples);
        JobContext job;
        const auto graph = readOnnx(zoo / "models" / "onnx" / (model.toStdString() + ".onnx"), job);
        VERIFY_OK(graph);
        Graph inferred = *graph;
        VERIFY_OK(inferShapes(inferred, job));
        for (int i = 0; i < samples; ++i) {
            compareSample(*graph, inferred, zoo / "inputs" / model.toStdString() / QString("%1").arg(i, 3, 10, QChar('0')).toStdString());
            if (QTest::currentTestFailed()) return;
        }
    }
};

LATHE_TEST(OpsZooTest)
#include "zoo_test.moc"
