#include "core/base/files.h"
#include "core/calibration/table_formats.h"
#include "core/pipeline/stages.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

BuildConfig sampleConfig(const QTemporaryDir& folder) {
    const fs::path samples = test::sourceFile("resources/samples");
    BuildConfig config;
    config.onnxModel = (samples / "shapes.onnx").string();
    config.march = "nash-e";
    config.workingDir = folder.path().toStdString();
    config.calibrationType = "kl";
    InputConfig input;
    input.name = "image";
    input.typeTrain = input.typeRuntime = "rgb";
    input.layoutTrain = "NCHW";
    input.normType = "data_mean_and_scale";
    input.mean = {127.5};
    input.scale = {1 / 64.0};
    input.calDataDir = (samples / "calibration").string();
    config.inputs = {input};
    return config;
}

Result<BuildResult> quantisedWith(const BuildConfig& config) {
    StageCache cache;
    JobContext context({}, 2);
    PipelineOptions options;
    options.last = Stage::Quantise;
    return runBuild(config, cache, context, options);
}

} // namespace

class CalibrationStageTest : public QObject {
    Q_OBJECT
private slots:
    void optionsOfTheConfigurationHaveEffect() {
        const QTemporaryDir folder;
        BuildConfig config = sampleConfig(folder);
        NumericsSpec numerics;
        QVERIFY((calibrationOptionsOf(config, numerics) == CalibrationOptions{ThresholdMethod::Kl}));
        config.perChannel = true;
        config.optimization = {"asymmetric"};
        numerics.powerOfTwoScales = true;
        const CalibrationOptions all = calibrationOptionsOf(config, numerics);
        QVERIFY(all.perChannel && all.asymmetric && all.powerOfTwo);
        config.calibrationType = "max";
        config.maxPercentile = 0.999;
        QCOMPARE(calibrationOptionsOf(config, numerics).method, ThresholdMethod::Max);
        QCOMPARE(calibrationOptionsOf(config, numerics).percentile, 0.999);
        config.calibrationType = "percentile";
        QCOMPARE(calibrationOptionsOf(config, numerics).method, ThresholdMethod::Percentile);
        QCOMPARE(calibrationOptionsOf(config, numerics).percentile, 0.999);
        config.maxPercentile = 1;
        QCOMPARE(calibrationOptionsOf(config, numerics).percentile, 0.9999);
        config.calibrationType = "mse";
        QCOMPARE(calibrationOptionsOf(config, numerics).method, ThresholdMethod::Mse);
    }

    void kneronRangeMethodsChooseTheMethod_data() {
        QTest::addColumn<QString>("lines");
        QTest::addColumn<int>("method");
        QTest::addColumn<double>("percentile");
        const auto row = [](const char* name, const char* lines, ThresholdMethod method, double percentile) {
            QTest::newRow(name) << QString(lines) << int(method) << percentile;
        };
        row("mmse", "  datapath_range_method: mmse\n", ThresholdMethod::Mse, 1.0);
        row("percentage", "  datapath_range_method: percentage\n", ThresholdMethod::Max, 0.999);
        row("share", "  percentage: 0.9995\n", ThresholdMethod::Max, 0.9995);
        row("all values", "  percentage: 1.0\n", ThresholdMethod::Max, 1.0);
    }
    void kneronRangeMethodsChooseTheMethod() {
        QFETCH(QString, lines);
        QFETCH(int, method);
        QFETCH(double, percentile);
        const std::string samples = test::sourceFile("resources/samples").string();
        const std::string yaml = "model_parameters:\n  onnx_model: '" + samples +
                                 "/shapes.onnx'\n  march: kl720\n  output_model_file_prefix: p\n"
                                 "input_parameters:\n  input_type_train: rgb\n  input_type_rt: rgb\n  input_layout_train: NCHW\n"
                                 "calibration_parameters:\n  cal_data_dir: '" +
                                 samples +
                                 "/calibration'\n"
                                 "compiler_parameters: {}\nkneron_parameters:\n" +
                                 lines.toStdString();
        JobContext context;
        const std::vector<std::string> targets{"kl720"};
        const auto config = parseConfig(yaml, "build.yaml", targets, context);
        VERIFY_OK(config);
        const CalibrationOptions options = calibrationOptionsOf(*config, NumericsSpec{});
        QCOMPARE(int(options.method), method);
        QCOMPARE(options.percentile, percentile);
    }

    void perChannelWidensSomeRanges() {
        const QTemporaryDir folder;
        BuildConfig config = sampleConfig(folder);
        const auto without = quantisedWith(config);
        VERIFY_OK(without);
        config.perChannel = true;
        const auto with = quantisedWith(config);
        VERIFY_OK(with);
        int wider = 0;
        for (const auto& [name, range] : with->calibration->tensors) {
            const float before = without->calibration->tensors.at(name).threshold;
            wider += range.threshold > before;
            if (range.channelThresholds.empty()) QCOMPARE(range.threshold, before);
        }
        QVERIFY(wider > 0);
    }

    void aTableTakesThePlaceOfSamples_data() {
        QTest::addColumn<std::string>("format");
        for (const TableFormatRow& row : tableFormats())
            QTest::newRow(std::string(row.name).c_str()) << std::string(row.name);
    }
    void aTableTakesThePlaceOfSamples() {
        QFETCH(std::string, format);
        const QTemporaryDir folder;
        BuildConfig config = sampleConfig(folder);
        const auto measured = quantisedWith(config);
        VERIFY_OK(measured);
        config.calibrationTable = folder.filePath("ranges").toStdString();
        VERIFY_OK(writeFileAtomically(config.calibrationTable, findTableFormat(format)->write(*measured->calibration)));
        config.inputs.front().calDataDir.clear(); // no samples at all
        const auto taken = quantisedWith(config);
        VERIFY_OK(taken);
        QCOMPARE(taken->quantized->values.size(), measured->quantized->values.size());
        for (const auto& [value, params] : measured->quantized->values) {
            const float scale = taken->quantized->values.at(value).scales[0], before = params.scales[0];
            QVERIFY(std::fabs(scale / before - 1) < 1e-5f);
        }
    }

    void changedTablesAreCalibratedAnew() {
        const QTemporaryDir folder;
        BuildConfig config = sampleConfig(folder);
        const auto measured = quantisedWith(config);
        VERIFY_OK(measured);
        CalibrationTable table = *measured->calibration;
        config.calibrationTable = folder.filePath("ranges.json").toStdString();
        StageCache cache(fs::path(config.workingDir) / "cache");
        JobContext context({}, 2);
        PipelineOptions options;
        options.last = Stage::Quantise;
        for (const float factor : {1.0f, 2.0f}) {
            for (auto& [name, range] : table.tensors)
                range.threshold *= factor;
            VERIFY_OK(writeFileAtomically(config.calibrationTable, toJson(table)));
            const auto result = runBuild(config, cache, context, options);
            VERIFY_OK(result);
            for (const auto& [name, range] : result->calibration->tensors)
                QCOMPARE(range.threshold, table.tensors.at(name).threshold);
        }
        table.tensors["no such tensor"] = {};
        VERIFY_OK(writeFileAtomically(config.calibrationTable, toJson(table)));
        const auto refused = runBuild(config, cache, context, options);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Input);
        QVERIFY(refused.error().text().find("no such tensor") != std::string::npos);
    }
};

LATHE_TEST(CalibrationStageTest)
#include "calibration_test.moc"
