#include "core/analysis/evaluation.h"
#include "core/compiler/compile.h"
#include "tests/core/compiler/published_networks.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr YoloV8Scale kNano{0.25, 0.33, 1024}, kSmall{0.5, 0.33, 1024}, kMedium{0.75, 0.67, 768};

/// A latency that a vendor published. Sources: docs/simulator.md.
struct PublishedRow {
    const char* target;
    const char* network;
    double milliseconds;
    std::int64_t macMillions; ///< what the network's authors state, within a twentieth: the network is the one that was measured
    Graph (*build)();
};
const PublishedRow kRows[] = {
    {"nash-e", "MobileNetV2 224", 0.405, 300, [] { return mobileNetV2(224); }},
    {"nash-e", "EfficientNet_lite0 224", 0.448, 385, [] { return efficientNetLite(224, 1, 1); }},
    {"nash-e", "EfficientNet_lite2 260", 0.565, 845, [] { return efficientNetLite(260, 1.1, 1.2); }},
    {"nash-e", "EfficientNet_lite4 380", 0.915, 0, [] { return efficientNetLite(380, 1.4, 1.8); }},
    {"nash-e", "YOLOv8n CLS 224", 0.49, 0, [] { return yoloV8Classify(224, kNano); }},
    {"nash-e", "YOLOv8s CLS 224", 0.62, 0, [] { return yoloV8Classify(224, kSmall); }},
    {"nash-e", "YOLOv8m CLS 224", 1.00, 0, [] { return yoloV8Classify(224, kMedium); }},
    {"nash-e", "YOLOv8n Detect 640", 1.53, 4350, [] { return yoloV8Detect(640, kNano); }},
    {"nash-e", "YOLOv8s Detect 640", 2.63, 14300, [] { return yoloV8Detect(640, kSmall); }},
    {"nash-e", "YOLOv8m Detect 640", 5.18, 39450, [] { return yoloV8Detect(640, kMedium); }},
    {"kl720", "MobileNetV1 224", 2.311, 569, [] { return mobileNetV1(224); }},
    {"kl720", "MobileNetV2 224", 1.463, 300, [] { return mobileNetV2(224); }},
    {"kl720", "ResNet50 224", 18.21, 4100, [] { return resNet50(224); }},
    {"kl720", "TinyYOLOv3 416", 6.441, 2780, [] { return tinyYoloV3(416); }},
    {"kl720", "YOLOv3 416", 97.72, 32900, [] { return yoloV3(416); }},
};

Result<Evaluation> evaluatedAtO2(const PublishedRow& row, const Target& target) {
    JobContext context;
    CompileOptions options;
    options.optimizeLevel = "O2";
    LATHE_TRY(const Program program, compile(asInt8(row.build()), target, options, context));
    LATHE_TRY(const Trace trace, simulateTiming(program, target, context));
    return evaluateProgram(program, target, trace);
}

struct Errors {
    double sum = 0, worst = 0;
    int rows = 0;

    void add(double error) {
        sum += error;
        worst = std::max(worst, error);
        ++rows;
    }
    /// As the device's file states it: "the mean error is 11 %, the largest 35 %".
    QString sentence() const {
        return QStringLiteral("the mean error is %1 %, the largest %2 %").arg(std::lround(100 * sum / rows)).arg(std::lround(100 * worst));
    }
};

} // namespace

/// Predictions against published latencies: what a device's file says of its errors is what comes out today.
class PublishedLatencyTest : public QObject {
    Q_OBJECT
private slots:
    void statedErrorsAreMeasured() {
        std::map<std::string, Errors> errors;
        for (const PublishedRow& row : kRows) {
            const Target target = findTarget(row.target).value();
            const auto evaluation = evaluatedAtO2(row, target);
            VERIFY_OK(evaluation);
            const double predicted = evaluation->latency * 1e3, error = std::abs(predicted / row.milliseconds - 1);
            qInfo("%-7s %-24s %9.0f M MACs, predicted %8.3f ms, published %8.3f ms, error %5.1f %%", row.target, row.network,
                  static_cast<double>(evaluation->macs) / 1e6, predicted, row.milliseconds, 100 * (predicted / row.milliseconds - 1));
            if (row.macMillions > 0) {
                const double stated = static_cast<double>(row.macMillions) * 1e6;
                QVERIFY2(std::abs(static_cast<double>(evaluation->macs) / stated - 1) < 0.05, row.network);
            }
            errors[row.target].add(error);
        }
        for (const auto& [name, error] : errors) {
            const QString stated = QString::fromStdString(findTarget(name)->validation);
            QVERIFY2(stated.contains(error.sentence()), qPrintable(QString::fromStdString(name + ": measured: ") + error.sentence()));
        }
    }
};

LATHE_TEST(PublishedLatencyTest)
#include "published_latency_test.moc"
