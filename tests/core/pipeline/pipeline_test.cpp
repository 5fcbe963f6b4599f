#include "core/formats/npy_file.h"
#include "core/pipeline/layer_dump.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/quantise_stage.h"

#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "core/formats/program_file.h"
#include "core/graph/text_format.h"
#include "core/targets/target.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

#include <algorithm>
#include <set>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

/// The embedded sample: a few layers, real weights, labelled pictures.
BuildConfig sampleConfig(const fs::path& workingDir, const char* march = "nash-e") {
    const fs::path samples = test::sourceFile("resources/samples");
    BuildConfig config;
    config.onnxModel = (samples / "shapes.onnx").string();
    config.march = march;
    config.prefix = "shapes";
    config.workingDir = workingDir.string();
    config.calibrationType = "max";
    config.optimizeLevel = "O1";
    InputConfig input;
    input.name = "image";
    input.typeTrain = input.typeRuntime = "rgb";
    input.layoutTrain = "NCHW";
    input.normType = "data_mean_and_scale";
    input.mean = {127.5};
    input.scale = {1 / 64.0};
    input.calDataDir = (samples / "calibration").string();
    input.evalDataDir = (samples / "eval").string();
    config.evalLabelFile = (samples / "eval" / "labels.csv").string();
    config.inputs = {input};
    return config;
}

bool hasDiagnostic(const JobContext& context, std::string_view code) {
    return std::ranges::any_of(context.diagnostics(), [&](const Diagnostic& diagnostic) { return diagnostic.code == code; });
}

std::set<Stage> cachedStages(const BuildResult& result) {
    std::set<Stage> stages;
    for (const StageOutcome& outcome : result.stages)
        if (outcome.fromCache) stages.insert(outcome.stage);
    return stages;
}

} // namespace

class PipelineTest : public QObject {
    Q_OBJECT
private slots:
    void buildsTheSampleOnEveryDevice_data() {
        QTest::addColumn<QString>("march");
        // Whole builds on one of each vendor; theNetworkOfTheSampleCompilesForEveryDevice has the others.
        for (const char* march : {"nash-e", "kl720", "j7", "am62a", "xh1", "aic100"})
            QTest::newRow(march) << march;
    }
    void buildsTheSampleOnEveryDevice() {
        QFETCH(QString, march);
        QTemporaryDir folder;
        StageCache cache;
        JobContext context({}, 2);
        const auto result = runBuild(sampleConfig(folder.path().toStdString(), march.toUtf8()), cache, context);
        VERIFY_OK(result);
        QVERIFY(result->comparison && result->comparison->hasLabels);
        QVERIFY2(result->comparison->floatTop1 > 0.85 && result->comparison->floatTop1 < 0.98,
                 qPrintable(QString::number(result->comparison->floatTop1)));
        QVERIFY2(result->comparison->quantizedTop1 > 0.8, qPrintable(QString::number(result->comparison->quantizedTop1)));
        QVERIFY(!result->comparison->layers.empty());
        QVERIFY(result->evaluation->latency > 0);
        VERIFY_OK(writeArtefacts(*result, context));
        for (const char* suffix : {"_original_float_model.onnx", "_optimized_float_model.onnx", "_calibrated_model.onnx",
                                   "_quantized_model.onnx", ".lathe", ".json", ".html", "_accuracy.json", "_build.yaml", ".log"})
            QVERIFY2(fs::file_size(fs::path(folder.path().toStdString()) / (std::string("shapes") + suffix)) > 0, suffix);
    }

    /// A device either compiles it or says by which rules it does not.
    void theNetworkOfTheSampleCompilesForEveryDevice() {
        const auto targets = allTargets();
        VERIFY_OK(targets);
        StageCache cache;
        for (const Target& target : *targets) {
            QTemporaryDir folder;
            JobContext context({}, 2);
            PipelineOptions until;
            until.last = Stage::Simulate;
            const auto result = runBuild(sampleConfig(folder.path().toStdString(), target.name.c_str()), cache, context, until);
            if (!result) {
                QVERIFY2(result.error().kind == ErrorKind::Unsupported, (target.name + ": " + result.error().text()).c_str());
                QVERIFY2(!result.error().details.empty(), target.name.c_str());
                continue;
            }
            QVERIFY2(result->evaluation && result->evaluation->latency > 0, target.name.c_str());
            std::printf("%-14s %.3f ms\n", target.name.c_str(), 1e3 * result->evaluation->latency);
        }
    }

    /// remove_node_type would take the wrong node out before anybody looked at it.
    void wrongEndsAreRefusedBeforeTheyAreRemoved() {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "ends.onnx";
        const auto graph = parseGraph("graph opset 13\ninput x: float[1, 4]\nconst s: float[3] = {1, 1, 1}\n"
                                      "r = Relu(x)\ny = QuantizeLinear(r, s)\noutput y\n");
        VERIFY_OK(graph);
        VERIFY_OK(writeOnnx(*graph, file));
        BuildConfig config;
        config.onnxModel = file.string();
        config.march = "nash-e";
        config.workingDir = folder.path().toStdString();
        config.calibrationType = "skip";
        config.removeNodeTypes = {"Quantize"};
        InputConfig input;
        input.name = "x";
        config.inputs = {input};
        StageCache cache;
        JobContext context;
        const auto result = runBuild(config, cache, context);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Input);
        QVERIFY2(result.error().text().find("the scale along axis 1") != std::string::npos, result.error().text().c_str());
    }

    void whatAnActivationCutsIsComparedBehindIt() {
        QTemporaryDir folder;
        StageCache cache;
        JobContext context({}, 2);
        const auto result = runBuild(sampleConfig(folder.path().toStdString(), "nash-e"), cache, context);
        VERIFY_OK(result);
        const Graph& graph = result->quantized->graph;
        int behind = 0;
        for (const TensorError& error : result->comparison->layers) {
            const Node& node = graph.node(graph.findNode(error.node));
            const Value& value = graph.value(graph.findValue(error.name));
            for (const NodeId reader : value.consumers)
                QVERIFY2(graph.node(reader).opType != "Relu" || value.consumers.size() > 1, error.name.c_str());
            if (node.opType == "Relu") {
                QVERIFY2(error.sourceNodes.size() >= 2, error.node.c_str()); // its own and the convolution's
                ++behind;
            }
        }
        QVERIFY(behind > 0);
    }

    void imageInputsTakeLevels() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "x.npy";
        InputSpec spec;
        spec.name = "x";
        spec.typeTrain = spec.typeRuntime = "rgb";
        spec.shape = {1, 3, 1, 1};
        Tensor tensor = Tensor::makeZeros(DataType::Float, {1, 3, 1, 1});
        tensor.mutableData<float>()[1] = 255;
        VERIFY_OK(writeNpy(tensor, file));
        VERIFY_OK(readSampleFile(file, spec));
        tensor.mutableData<float>()[1] = 0.5F;
        VERIFY_OK(writeNpy(tensor, file));
        const auto scaled = readSampleFile(file, spec);
        QVERIFY(!scaled && scaled.error().message.find("levels") != std::string::npos);
    }

    void aChangeRunsExactlyWhatDependsOnIt() {
        QTemporaryDir folder;
        StageCache cache;
        JobContext context({}, 2);
        BuildConfig config = sampleConfig(folder.path().toStdString());
        const auto first = runBuild(config, cache, context);
        VERIFY_OK(first);
        QVERIFY(cachedStages(*first).empty());
        const auto again = runBuild(config, cache, context);
        VERIFY_OK(again);
        QCOMPARE(cachedStages(*again).size(), kStages.size());

        config.nodeInfo["Conv_1"].outputType = "int16";
        const auto changed = runBuild(config, cache, context);
        VERIFY_OK(changed);
        QCOMPARE(cachedStages(*changed), (std::set{Stage::Import, Stage::Optimise, Stage::Calibrate}));
        QVERIFY(serializeProgram(*changed->program) != serializeProgram(*first->program));

        config.nodeInfo.clear();
        config.calibrationType = "kl";
        const auto method = runBuild(config, cache, context);
        VERIFY_OK(method);
        QVERIFY(cachedStages(*method).contains(Stage::Calibrate));
        QVERIFY(!cachedStages(*method).contains(Stage::Quantise));
    }

    void searchesAreBuiltReportedAndKept() {
        QTemporaryDir folder;
        StageCache cache;
        for (const char* type : {"default", "mix"}) {
            JobContext context({}, 2);
            BuildConfig config = sampleConfig(folder.path().toStdString());
            config.calibrationType = type;
            const auto result = runBuild(config, cache, context);
            VERIFY_OK(result);
            QVERIFY(result->search && result->search->search.rows.size() >= 8);
            const SearchRow& best = result->search->search.best();
            for (const SearchRow& row : result->search->search.rows)
                QVERIFY(!row.judgement.isBetterThan(best.judgement));
            QVERIFY(result->calibration->options.method == best.recipe.thresholds.method);
            QVERIFY(hasDiagnostic(context, "QUA20"));
            VERIFY_OK(writeArtefacts(*result, context));
            const auto json = readTextFile(fs::path(folder.path().toStdString()) / "shapes_calibration_search.json", 1 << 20);
            VERIFY_OK(json);
            QVERIFY(json->find("lathe.calibration_search/1") != std::string::npos && json->find(toText(best.recipe)) != std::string::npos);

            // A node's precision does not start the search again.
            config.nodeInfo["Conv_1"].outputType = "int16";
            JobContext changing({}, 2);
            const auto changed = runBuild(config, cache, changing);
            VERIFY_OK(changed);
            QVERIFY(changed->search == result->search);
            QCOMPARE(changed->quantized->precisionOf(changed->quantized->graph.findNode("Conv_1")), Precision::Int16);
        }
    }

    void biasCorrectionHasAnEffect() {
        QTemporaryDir folder;
        StageCache cache;
        JobContext context({}, 2);
        BuildConfig config = sampleConfig(folder.path().toStdString());
        PipelineOptions options;
        options.last = Stage::Quantise;
        const auto plain = runBuild(config, cache, context, options);
        VERIFY_OK(plain);
        config.optimization = {"bias_correction"};
        const auto corrected = runBuild(config, cache, context, options);
        VERIFY_OK(corrected);
        const bool isLeftOut = hasDiagnostic(context, "QUA22");
        std::size_t different = 0;
        for (const auto& [id, integers] : plain->quantized->integers) {
            const bool isSame = areIdentical(integers, corrected->quantized->integers.at(id));
            QVERIFY(isSame || integers.type() == DataType::Int32); // biases alone
            different += !isSame;
        }
        QCOMPARE(different > 0, !isLeftOut);
    }

    void calibrationOutlivesTheProcess() {
        QTemporaryDir folder;
        const fs::path cacheFolder = fs::path(folder.path().toStdString()) / "cache";
        JobContext context({}, 2);
        const BuildConfig config = sampleConfig(folder.path().toStdString());
        PipelineOptions options;
        options.last = Stage::Compile;
        StageCache first(cacheFolder);
        const auto made = runBuild(config, first, context, options);
        VERIFY_OK(made);
        StageCache second(cacheFolder);
        const auto read = runBuild(config, second, context, options);
        VERIFY_OK(read);
        QCOMPARE(cachedStages(*read), std::set{Stage::Calibrate});
        QCOMPARE(serializeProgram(*read->program), serializeProgram(*made->program));
    }

    void theProgramDoesNotDependOnThreads() {
        QTemporaryDir folder;
        const BuildConfig config = sampleConfig(folder.path().toStdString());
        std::set<std::string> programs;
        for (const int threads : {1, 2, 4}) {
            StageCache cache;
            JobContext context({}, threads);
            PipelineOptions options;
            options.last = Stage::Compile;
            const auto result = runBuild(config, cache, context, options);
            VERIFY_OK(result);
            programs.insert(serializeProgram(*result->program));
        }
        QCOMPARE(programs.size(), std::size_t(1));
    }

    void theNormalisedConfigurationRepeatsTheBuild() {
        QTemporaryDir folder;
        JobContext context({}, 2);
        PipelineOptions options;
        options.last = Stage::Compile;
        StageCache cache, fresh;
        const auto result = runBuild(sampleConfig(folder.path().toStdString()), cache, context, options);
        VERIFY_OK(result);
        const std::vector<std::string> names{"nash-e", "kl720"};
        const auto config = parseConfig(toYaml(result->config), "build.yaml", names, context);
        VERIFY_OK(config);
        const auto repeated = runBuild(*config, fresh, context, options);
        VERIFY_OK(repeated);
        QCOMPARE(serializeProgram(*repeated->program), serializeProgram(*result->program));
    }

    void calibrationDataAreWrittenAndRepeatTheBuild() {
        QTemporaryDir folder;
        const fs::path out = folder.path().toStdString();
        JobContext context({}, 2);
        StageCache cache, fresh;
        BuildConfig config = sampleConfig(out);
        config.debugMode = "dump_calibration_data";
        config.calDataCount = 20;
        config.inputs.front().evalDataDir.clear();
        config.evalLabelFile.clear();
        const auto first = runBuild(config, cache, context);
        VERIFY_OK(first);
        QCOMPARE(first->calibration->samples, std::int64_t(20));
        QVERIFY(!fs::exists(out / "calibration_data"));
        VERIFY_OK(writeArtefacts(*first, context));
        QVERIFY(fs::exists(out / "calibration_data" / "image" / "000019.npy") &&
                !fs::exists(out / "calibration_data" / "image" / "000020.npy"));
        config.inputs.front().calDataDir = (out / "calibration_data").string();
        config.debugMode.clear();
        config.calDataCount = 0;
        const auto again = runBuild(config, fresh, context);
        VERIFY_OK(again);
        QCOMPARE(serializeProgram(*again->program), serializeProgram(*first->program));
    }

    void randomCalibrationDataAreWrittenToo() {
        QTemporaryDir folder;
        JobContext context({}, 2);
        StageCache cache;
        BuildConfig config = sampleConfig(folder.path().toStdString());
        config.debugMode = "dump_calibration_data";
        config.calibrationType = "skip";
        config.inputs.front().calDataDir.clear();
        config.inputs.front().evalDataDir.clear();
        config.evalLabelFile.clear();
        const auto result = runBuild(config, cache, context);
        VERIFY_OK(result);
        VERIFY_OK(writeArtefacts(*result, context));
        QVERIFY(fs::exists(fs::path(config.workingDir) / "calibration_data" / "image" / "000007.npy"));
    }

    void layersAreKeptWhereThatIsAskedFor() {
        QTemporaryDir folder;
        const fs::path out = folder.path().toStdString();
        JobContext context({}, 2);
        StageCache cache;
        BuildConfig config = sampleConfig(out);
        const auto plain = runBuild(config, cache, context);
        VERIFY_OK(plain);
        config.layerOutDump = true;
        const auto kept = runBuild(config, cache, context);
        VERIFY_OK(kept);
        QVERIFY(keepsLayerResults(*kept->program) && !keepsLayerResults(*plain->program));
        const auto bytes = [](const Program& program) {
            std::int64_t sum = 0;
            for (const Instruction& instruction : program.instructions)
                if (instruction.engine == Engine::Store) sum += instruction.ddrBytes;
            return sum;
        };
        std::int64_t results = 0; // of the accelerator's layers, which store every one of them
        for (const Layer& layer : kept->program->layers)
            if (layer.engine == EngineClass::Accelerator) results += layer.outputBytes;
        QVERIFY2(bytes(*plain->program) < bytes(*kept->program), "O1 keeps activations on the chip");
        QVERIFY(bytes(*kept->program) >= results);
        VERIFY_OK(writeArtefacts(*kept, context));
        const auto index = readTextFile(out / "layers" / "index.json");
        VERIFY_OK(index);
        const std::vector<ValueId> values = layerResults(*kept->program);
        QVERIFY(values.size() > 3);
        for (const ValueId value : values)
            QVERIFY2(index->find('"' + kept->program->network.graph.value(value).name + '"') != std::string::npos, index->c_str());
        const auto scores = readNpy(out / "layers" / "scores.npy");
        VERIFY_OK(scores);
        QCOMPARE(scores->elementCount(), std::int64_t(10));
    }

    void stopsInTheMiddle() {
        QTemporaryDir folder;
        std::stop_source stop;
        JobContext context(stop.get_token(), 2);
        StageCache cache;
        PipelineOptions options;
        options.onStage = [&](Stage stage, const StageOutcome*) {
            if (stage == Stage::Quantise) stop.request_stop();
        };
        const auto result = runBuild(sampleConfig(folder.path().toStdString()), cache, context, options);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Stopped);
    }
};

LATHE_TEST(PipelineTest)
#include "pipeline_test.moc"
