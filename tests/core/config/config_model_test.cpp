#include "core/graph/text_format.h"
#include "tests/core/config/config_support.h"
#include "tests/support/test_main.h"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr const char* kModel = R"(
graph "net" opset 13
input data: float[1, 3, 8, 8]
const w: float[4, 3, 1, 1] = fill(0.5)
quant: q = Transpose(data) {perm: [0, 1, 2, 3]}
conv1: c = Conv(q, w)
relu1: r = Relu(c)
tail: y: float[1, 4, 8, 8] = Transpose(r) {perm: [0, 1, 2, 3]}
output y
)";

std::string withInput(const std::string& shape) {
    std::string text = kModel;
    return text.replace(text.find("[1, 3, 8, 8]"), 12, shape);
}

} // namespace

class ConfigModelTest : public QObject {
    Q_OBJECT

    /// A configuration that fits kModel.
    static BuildConfig base() {
        BuildConfig config;
        config.inputs.resize(1);
        config.inputs.front().typeTrain = "rgb";
        config.inputs.front().typeRuntime = "nv12";
        config.inputs.front().layoutTrain = "NCHW";
        return config;
    }

private slots:
    void theModelFillsWhatItDecides() {
        const auto model = parseGraph(kModel);
        VERIFY_OK(model);
        BuildConfig config = base();
        config.nodeInfo["conv1"].on = "BPU";
        config.outputNodes = {"c"}; // the name of an output is as good as that of its node
        config.nodeInfo["data_preprocess_color"].on = "CPU";
        JobContext context;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", context));
        QCOMPARE(config.inputs.front().name, std::string("data"));
        QCOMPARE(*config.inputs.front().shape, (std::vector<std::int64_t>{1, 3, 8, 8}));
        QVERIFY2(context.diagnostics().empty(), toText(context.diagnostics()).c_str());
    }

    void problemsAreFound_data() {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("odd") << "[1, 3, 7, 8]"
                             << ""
                             << "HZ11"
                             << "8x8";
        QTest::newRow("rank") << "[3, 8, 8]"
                              << ""
                              << "HZ12"
                              << "not four-dimensional";
        QTest::newRow("channels") << "[1, 1, 8, 8]"
                                  << ""
                                  << "HZ14"
                                  << "has 1 channels";
        QTest::newRow("open") << "[1, 3, h, w]"
                              << ""
                              << "HZ15"
                              << "add input_shape";
        QTest::newRow("does not fit") << "[1, 3, 8, 8]"
                                      << "shape"
                                      << "HZ12"
                                      << "1x3x8x8";
        QTest::newRow("batch") << "[2, 3, 8, 8]"
                               << "batch"
                               << "HZ16"
                               << "first dimension of 1";
        QTest::newRow("input name") << "[1, 3, 8, 8]"
                                    << "name"
                                    << "HZ08"
                                    << "did you mean 'data'";
        QTest::newRow("node_info") << "[1, 3, 8, 8]"
                                   << "node"
                                   << "HZ06"
                                   << "did you mean 'conv1'";
        QTest::newRow("quant_config") << "[1, 3, 8, 8]"
                                      << "quant"
                                      << "HZ26"
                                      << "conv9";
        QTest::newRow("output_nodes") << "[1, 3, 8, 8]"
                                      << "output"
                                      << "CFG_NODE"
                                      << "did you mean 'relu1'";
        QTest::newRow("remove_node_name") << "[1, 3, 8, 8]"
                                          << "remove"
                                          << "HZ05"
                                          << "does not have";
        QTest::newRow("mean") << "[1, 5, 8, 8]"
                              << "mean"
                              << "HZ20"
                              << "2 values for 5 channels";
    }
    void problemsAreFound() {
        QFETCH(QString, shape);
        QFETCH(QString, change);
        QFETCH(QString, code);
        QFETCH(QString, sentence);
        const auto model = parseGraph(withInput(shape.toStdString()));
        VERIFY_OK(model);
        BuildConfig config = base();
        if (change == "shape") config.inputs.front().shape = {1, 3, 10, 10};
        if (change == "batch") config.inputBatch = 4;
        if (change == "name") config.inputs.front().name = "dat";
        if (change == "node") config.nodeInfo["conv2"].on = "CPU";
        if (change == "quant") config.quantConfig.nodeTypes["conv9"] = "int16";
        if (change == "output") config.outputNodes = {"relu2"};
        if (change == "remove") config.removeNodeNames = {"head"};
        if (change == "mean") {
            config.inputs.front() = {};
            config.inputs.front().mean = {1, 2};
            config.inputs.front().normType = "data_mean";
        }
        JobContext context;
        const auto status = validateAgainstModel(config, *model, {}, "b.yaml", context);
        QVERIFY(!status);
        QCOMPARE(status.error().details.size(), std::size_t(1));
        QCOMPARE(status.error().details.front().code, code.toStdString());
        QVERIFY2(status.error().text().find(sentence.toStdString()) != std::string::npos, status.error().text().c_str());
    }

    void aQuantizedModelNeedsNoSamples() {
        const auto model = parseGraph(R"(graph "q" opset 13
input data: float[1, 3, 8, 8]
const s: float[] = {0.1}
const z: int8[] = {0}
quantize: q = QuantizeLinear(data, s, z)
dequantize: y: float[1, 3, 8, 8] = DequantizeLinear(q, s, z)
output y
)");
        VERIFY_OK(model);
        BuildConfig config = base();
        JobContext context;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", context));
        QCOMPARE(context.diagnostics().size(), std::size_t(1));
        QCOMPARE(context.diagnostics().front().code, std::string("HZ21"));
        const std::string text = configTemplate("nash-e", &*model);
        QVERIFY(text.find("\n  calibration_type: 'skip'") != std::string::npos);
        QVERIFY(text.find("\n  # cal_data_dir:") != std::string::npos);
    }

    void whatIsTakenForOpenDimensionsIsSaid() {
        const auto model = parseGraph(withInput("[n, 3, h, 8]"));
        VERIFY_OK(model);
        BuildConfig config = base();
        config.inputs.front().shape = {1, 3, 8, 8};
        JobContext context;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", context));
        QCOMPARE(context.diagnostics().size(), std::size_t(1));
        QCOMPARE(context.diagnostics().front().code, std::string("HZ15"));
        QVERIFY(context.diagnostics().front().message.find("built for 1x3x8x8 alone") != std::string::npos);
        QVERIFY(configTemplate("nash-e", &*model).find("1 stands for it here: data ") != std::string::npos);
    }

    void severalInputsNeedNames() {
        const auto model = parseGraph("graph \"two\" opset 13\ninput a: float[1, 2]\ninput b: float[1, 2]\nsum: y = Add(a, b)\noutput y\n");
        VERIFY_OK(model);
        BuildConfig config;
        config.inputs.resize(1);
        JobContext context;
        const auto nameless = validateAgainstModel(config, *model, {}, "b.yaml", context);
        QVERIFY(!nameless);
        QVERIFY2(nameless.error().text().find("input_name: 'a; b'") != std::string::npos, nameless.error().text().c_str());
        config.inputs.assign(1, {});
        config.inputs.front().name = "b";
        const auto incomplete = validateAgainstModel(config, *model, {}, "b.yaml", context);
        QVERIFY(!incomplete);
        QVERIFY(incomplete.error().text().find("'a' of the model is not among input_name") != std::string::npos);
    }

    void anOpenBatchBecomesOne() {
        const auto model = parseGraph(withInput("[batch, 3, 8, 8]"));
        VERIFY_OK(model);
        BuildConfig config = base();
        JobContext context;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", context));
        QCOMPARE(config.inputs.front().shape->front(), std::int64_t(1));
        QVERIFY(toText(context.diagnostics()).find("info HZ15") != std::string::npos);
    }

    void whatDoesNothingIsAWarning() {
        const auto model = parseGraph(kModel);
        VERIFY_OK(model);
        BuildConfig config = base();
        config.removeNodeNames = {"relu1", "tail"};
        config.optimization = {"set_Gemm_input_int16", "set_model_output_int8"};
        config.quantConfig.opTypes["Softmax"] = "int16";
        JobContext context;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", context));
        const std::string text = toText(context.diagnostics());
        QVERIFY2(text.find("HZ25") != std::string::npos && text.find("HZ26") != std::string::npos, text.c_str());
        // relu1 is at an end once tail is gone.
        QVERIFY2(text.find("HZ05") == std::string::npos, text.c_str());
        config.removeNodeNames = {"relu1"};
        JobContext second;
        VERIFY_OK(validateAgainstModel(config, *model, {}, "b.yaml", second));
        QVERIFY(toText(second.diagnostics()).find("warning HZ05: node 'relu1' stands at no end") != std::string::npos);
    }

    void placesComeFromTheText() {
        const auto model = parseGraph(kModel);
        VERIFY_OK(model);
        BuildConfig config = base();
        config.outputNodes = {"nothing"};
        JobContext context;
        const auto status =
            validateAgainstModel(config, *model, "model_parameters:\n  march: x\n  output_nodes: 'nothing'\n", "b.yaml", context);
        QVERIFY(!status);
        QCOMPARE(status.error().details.front().place.line, 3);
        QCOMPARE(status.error().details.front().place.column, 17);
    }

    void templateOfAModelFitsIt() {
        const auto model = parseGraph(withInput("[n, 3, 8, 8]"));
        VERIFY_OK(model);
        ConfigSandbox sandbox;
        VERIFY_OK(makeFolder(sandbox.folder() / "calibration_data"));
        VERIFY_OK(writeFileAtomically(sandbox.folder() / "calibration_data/0.npy", ""));
        JobContext context;
        auto config = sandbox.parse(configTemplate("nash-e", &*model), context);
        VERIFY_OK(config);
        VERIFY_OK(validateAgainstModel(*config, *model, {}, "b.yaml", context));
        QCOMPARE(config->inputs.front().name, std::string("data"));
    }
};

LATHE_TEST(ConfigModelTest)
#include "config_model_test.moc"
