#include "core/analysis/evaluation.h"
#include "core/compiler/compile.h"
#include "core/formats/onnx_file.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

using namespace lathe;

class ZooLatencyTest : public QObject {
    Q_OBJECT
private slots:
    void realNetworksKeepTheirBounds_data() {
        QTest::addColumn<QString>("model");
        for (const char* name :
             {"mobilenet_v2_1.0_224", "squeezenet_v1.0_dc", "mobilenet_v1_0.5_160", "mlperf_tiny_resnet8", "yolox_nano"}) {
            QTest::newRow(name) << QString(QLatin1String(name));
        }
    }
    void realNetworksKeepTheirBounds() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        JobContext context;
        auto graph = readOnnx(zoo / "models" / "onnx" / (model.toStdString() + ".onnx"), context);
        VERIFY_OK(graph);
        InferenceOptions inference;
        inference.unknownDim = 1;
        VERIFY_OK(inferShapes(*graph, context, inference));
        const QuantizedGraph network = test::asInt8(*graph, {"Softmax"});
        for (const char* name : {"nash-e", "kl720"}) {
            const Target target = findTarget(name).value();
            double before = std::numeric_limits<double>::infinity();
            for (const char* level : {"O0", "O1", "O2"}) {
                CompileOptions options;
                options.optimizeLevel = level;
                const auto program = compile(network, target, options, context);
                VERIFY_OK(program);
                const auto trace = simulateTiming(*program, target, context);
                VERIFY_OK(trace);
                const Evaluation evaluation = evaluateProgram(*program, target, *trace);
                double layers = 0;
                for (const LayerEvaluation& layer : evaluation.layers)
                    layers += layer.latency;
                QVERIFY(std::abs(layers + evaluation.overheadTime - evaluation.latency) < 1e-9 * evaluation.latency + 1e-12);
                QVERIFY(evaluation.latency <= before);
                QVERIFY(evaluation.macUtilization < 1);
                QVERIFY(evaluation.sramPeakBytes <= static_cast<std::int64_t>(target.onChipBytes.value));
                before = evaluation.latency;
                qInfo(
                    "%s %s %s: %.3f ms, utilization %.1f %%, DDR %.2f MB, on chip %.0f KB, %zu layers, %zu instructions, estimate %.3f ms",
                    qPrintable(model), name, level, evaluation.latency * 1e3, evaluation.macUtilization * 100,
                    static_cast<double>(evaluation.ddrReadBytes + evaluation.ddrWriteBytes) / 1e6,
                    static_cast<double>(evaluation.sramPeakBytes) / 1024, program->layers.size(), program->instructions.size(),
                    estimateLatency(network.graph, target) * 1e3);
            }
        }
    }
};

LATHE_TEST(ZooLatencyTest)
#include "zoo_latency_test.moc"
