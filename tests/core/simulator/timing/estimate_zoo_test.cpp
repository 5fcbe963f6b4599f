#include "core/analysis/evaluation.h"
#include "core/compiler/compile.h"
#include "core/formats/onnx_file.h"
#include "core/simulator/timing/estimate.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

using namespace lathe;

namespace {

struct Distribution {
    std::vector<double> errors;
    double quantile(double share) {
        if (errors.empty()) return 0;
        std::sort(errors.begin(), errors.end());
        return errors[static_cast<std::size_t>(share * static_cast<double>(errors.size() - 1))];
    }
    double shareWithin(double bound) const {
        return static_cast<double>(std::count_if(errors.begin(), errors.end(), [&](double e) { return e <= bound; })) /
               static_cast<double>(std::max<std::size_t>(1, errors.size()));
    }
};

double errorOf(double estimated, double simulated) {
    return std::abs(estimated - simulated) / simulated;
}

} // namespace

class EstimateZooTest : public QObject {
    Q_OBJECT
private slots:
    void estimatesAgainstTheEventSimulation() {
        REQUIRE_ZOO(zoo);
        Distribution networks, layers, onAccelerator, planned;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(zoo / "models" / "onnx"))
            if (entry.path().extension() == ".onnx") files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            JobContext context;
            auto graph = readOnnx(file, context);
            InferenceOptions inference;
            inference.unknownDim = 1;
            if (!graph || !inferShapes(*graph, context, inference)) continue;
            const QuantizedGraph network = test::asInt8(*graph, {"Softmax"});
            for (const char* name : {"nash-e", "kl720"}) {
                const Target target = findTarget(name).value();
                for (int level = 0; level <= 2; ++level) {
                    CompileOptions options;
                    options.optimizeLevel = "O" + std::to_string(level);
                    const auto program = compile(network, target, options, context);
                    if (!program) continue;
                    const auto trace = simulateTiming(*program, target, context);
                    VERIFY_OK(trace);
                    const Estimate estimate = estimateProgram(*program, target);
                    networks.errors.push_back(errorOf(estimate.latency, trace->latency));
                    QVERIFY2(estimate.latency >= estimate.roofline, file.c_str());
                    QVERIFY2(trace->latency >= estimate.roofline * (1 - 1e-9), file.c_str());
                    const Evaluation evaluation = evaluateProgram(*program, target, *trace);
                    std::size_t counted = 0, close = 0;
                    for (std::size_t i = 0; i < evaluation.layers.size(); ++i) {
                        const double simulated = evaluation.layers[i].latency;
                        if (simulated <= 0) continue;
                        layers.errors.push_back(errorOf(estimate.layers[i], simulated));
                        if (evaluation.layers[i].engine == EngineClass::Accelerator) onAccelerator.errors.push_back(layers.errors.back());
                        ++counted;
                        close += layers.errors.back() <= 0.05;
                    }
                    const auto plan = estimateNetwork(network, target, level, context);
                    VERIFY_OK(plan);
                    planned.errors.push_back(errorOf(plan->latency, trace->latency));
                    qInfo("%s %s O%d: event %.4f ms, estimate %+.2f %%, layers within 5 %%: %zu of %zu, before the compile %+.2f %%",
                          file.stem().c_str(), name, level, trace->latency * 1e3, (estimate.latency / trace->latency - 1) * 100, close,
                          counted, (plan->latency / trace->latency - 1) * 100);
                }
            }
        }
        QVERIFY(networks.errors.size() >= 60);
        qInfo("%zu programs: median %.3f %%, 95th percentile %.3f %%, maximum %.3f %%", networks.errors.size(),
              networks.quantile(0.5) * 100, networks.quantile(0.95) * 100, networks.quantile(1) * 100);
        qInfo("%zu layers: within 5 %%: %.2f %%; median %.3f %%, 95th percentile %.3f %%", layers.errors.size(),
              layers.shareWithin(0.05) * 100, layers.quantile(0.5) * 100, layers.quantile(0.95) * 100);
        qInfo("%zu of them on the accelerator: within 5 %%: %.2f %%; median %.3f %%, 95th percentile %.3f %%", onAccelerator.errors.size(),
              onAccelerator.shareWithin(0.05) * 100, onAccelerator.quantile(0.5) * 100, onAccelerator.quantile(0.95) * 100);
        qInfo("before the compile: median %.3f %%, 95th percentile %.3f %%, maximum %.3f %%, within 3 %%: %.1f %%",
              planned.quantile(0.5) * 100, planned.quantile(0.95) * 100, planned.quantile(1) * 100, planned.shareWithin(0.03) * 100);
        QVERIFY(networks.quantile(1) <= 0.03);
        QVERIFY(layers.shareWithin(0.05) >= 0.95);
    }
};

LATHE_TEST(EstimateZooTest)
#include "estimate_zoo_test.moc"
