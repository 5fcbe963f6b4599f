#include "core/formats/model_file.h"
#include "core/graph/verifier.h"
#include "tests/core/formats/caffe/caffe_support.h"
#include "tests/support/test_main.h"

#include <filesystem>
#include <fstream>
#include <set>

namespace lathe::test {
namespace fs = std::filesystem;
namespace {

const std::string kInput = "input: 'x' input_shape { dim: 1 dim: 1 dim: 1 dim: 2 }\n";

std::set<std::string> codesOf(const JobContext& context) {
    std::set<std::string> codes;
    for (const Diagnostic& diagnostic : context.diagnostics())
        codes.insert(diagnostic.code);
    return codes;
}

std::string namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::string text;
    for (const ValueId id : ids)
        text += (text.empty() ? "" : " ") + graph.value(id).name;
    return text;
}

void write(const fs::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
}

constexpr const char* kScaled = "layer { name: 's' type: 'Scale' bottom: 'x' top: 'y' }";

} // namespace

class CaffeFileTest : public QObject {
    Q_OBJECT

private slots:
    /// The last value of a blob bears its name, the ones before that of their layers; an input keeps its own.
    void namesValuesWrittenInPlace() {
        JobContext context;
        const auto graph = readCaffe(kInput + "layer { name: 'first' type: 'Power' bottom: 'x' top: 'x' power_param { shift: 1 } }\n"
                                              "layer { name: 'c' type: 'Power' bottom: 'x' top: 'c' power_param { scale: 2 } }\n"
                                              "layer { name: 'r' type: 'ReLU' bottom: 'c' top: 'c' }\n"
                                              "layer { name: 'e' type: 'ELU' bottom: 'c' top: 'c' }\n",
                                     {}, {}, context);
        VERIFY_OK(graph);
        QVERIFY(verify(*graph).empty());
        QCOMPARE(namesOf(*graph, graph->inputs()), std::string("x"));
        QCOMPARE(namesOf(*graph, graph->outputs()), std::string("c"));
        QCOMPARE(graph->value(graph->node(graph->findNode("first")).output()).name, std::string("x_first"));
        QCOMPARE(graph->value(graph->node(graph->findNode("c")).output()).name, std::string("c_raw"));
        QCOMPARE(graph->value(graph->node(graph->findNode("r")).output()).name, std::string("r"));
        const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 2}, {1, -3})});
        VERIFY_OK(outputs);
        QCOMPARE(differenceOf(floats({1, 1, 1, 2}, {4, 0}), outputs->at(0), 0), std::string());
    }

    void obeysRules_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<bool>("isIn");
        QTest::newRow("none") << ""
                              << "" << true;
        QTest::newRow("test") << ""
                              << "include { phase: TEST }" << true;
        QTest::newRow("train") << ""
                               << "include { phase: TRAIN }" << false;
        QTest::newRow("either") << ""
                                << "include { phase: TRAIN } include { phase: TEST }" << true;
        QTest::newRow("not test") << ""
                                  << "exclude { phase: TEST }" << false;
        QTest::newRow("not train") << ""
                                   << "exclude { phase: TRAIN }" << true;
        QTest::newRow("stage") << ""
                               << "include { stage: 'deploy' }" << false;
        QTest::newRow("stage that is on") << "state { stage: 'deploy' }"
                                          << "include { stage: 'deploy' }" << true;
        QTest::newRow("one of two stages") << "state { stage: 'a' }"
                                           << "include { stage: 'a' stage: 'b' }" << false;
        QTest::newRow("not stage") << "state { stage: 'a' }"
                                   << "include { not_stage: 'a' }" << false;
        QTest::newRow("level") << "state { level: 2 }"
                               << "include { min_level: 1 max_level: 3 }" << true;
        QTest::newRow("low level") << ""
                                   << "include { min_level: 1 }" << false;
    }
    void obeysRules() {
        QFETCH(QString, state);
        QFETCH(QString, rule);
        QFETCH(bool, isIn);
        JobContext context;
        const auto graph = readCaffe(state.toStdString() + kInput + "layer { name: 'a' type: 'ReLU' bottom: 'x' top: 'a' }\n" +
                                         "layer { name: 'b' type: 'ELU' bottom: 'a' top: 'b' " + rule.toStdString() + " }",
                                     {}, {}, context);
        VERIFY_OK(graph);
        QCOMPARE(namesOf(*graph, graph->outputs()), std::string(isIn ? "b" : "a"));
    }

    void readsOlderFormats_data() {
        QTest::addColumn<QString>("text");
        const char* input = "input: 'x' input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 2\n";
        QTest::newRow("V1")
            << QString(input) +
                   "layers { bottom: 'x' top: 'c' name: 'c' type: CONVOLUTION convolution_param { num_output: 1 kernel_size: 1 pad: 1 } }\n"
                   "layers { bottom: 'c' top: 'c' name: 'r' type: RELU }";
        QTest::newRow("V0 with padding")
            << QString(input) +
                   "layers { layer { name: 'pad' type: 'padding' pad: 1 } bottom: 'x' top: 'padded' }\n"
                   "layers { layer { name: 'c' type: 'conv' num_output: 1 kernelsize: 1 biasterm: true } bottom: 'padded' top: 'c' }\n"
                   "layers { layer { name: 'r' type: 'relu' } bottom: 'c' top: 'c' }";
        QTest::newRow("now")
            << QString(input) +
                   "layer { bottom: 'x' top: 'c' name: 'c' type: 'Convolution' convolution_param { num_output: 1 kernel_size: 1 pad: 1 } }\n"
                   "layer { bottom: 'c' top: 'c' name: 'r' type: 'ReLU' }";
    }
    void readsOlderFormats() {
        QFETCH(QString, text);
        JobContext context;
        const auto graph =
            readCaffe(text.toStdString(), caffemodelBytes({{"c", {floats({1, 1, 1, 1}, {2}), floats({1}, {-3})}}}), {}, context);
        VERIFY_OK(graph);
        QCOMPARE(operatorsOf(*graph), std::string("Conv Relu"));
        const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 2}, {1, 5})});
        VERIFY_OK(outputs);
        QCOMPARE(differenceOf(floats({1, 1, 3, 4}, {0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0}), outputs->at(0), 0), std::string());
    }

    /// V1 blobs of four dimensions, one value at a time, as double; weights in the text itself.
    void readsEveryKindOfBlob() {
        MessageBytes old, layer, network;
        for (std::uint32_t field = 1; field <= 4; ++field)
            old.integer(field, field == 4 ? 2 : 1);
        old.real(5, 3.0f);
        old.real(5, 4.0f);
        layer.text(4, "s");
        layer.integer(5, 18); // RELU
        layer.message(6, old);
        network.message(2, layer);
        const std::string text = kInput + "layer { name: 's' type: 'Scale' bottom: 'x' top: 'y' scale_param { axis: 3 } ";
        const std::string inside = "blobs { shape { dim: 2 } data: 3 data: 4 } }";
        const std::string doubles = "blobs { shape { dim: 2 } double_data: [3, 4] } }";
        for (const auto& [description, weights] :
             {std::pair(text + "}", network.content()), {text + inside, std::string()}, {text + doubles, std::string()}}) {
            JobContext context;
            const auto graph = readCaffe(description, weights, {}, context);
            VERIFY_OK(graph);
            QVERIFY(context.diagnostics().empty());
            const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 2}, {1, 10})});
            VERIFY_OK(outputs);
            QCOMPARE(differenceOf(floats({1, 1, 1, 2}, {3, 40}), outputs->at(0), 0), std::string());
        }
    }

    /// Layers that share their weights by name need them once.
    void sharesWeights() {
        const std::string text =
            kInput +
            "layer { name: 'a' type: 'InnerProduct' bottom: 'x' top: 'a' param { name: 'w' } inner_product_param { num_output: 2 bias_term: false } }\n"
            "layer { name: 'b' type: 'InnerProduct' bottom: 'a' top: 'b' param { name: 'w' } inner_product_param { num_output: 2 bias_term: false } }\n";
        JobContext context;
        const auto graph = readCaffe(text, caffemodelBytes({{"a", {floats({2, 2}, {0, 1, 2, 0})}}}), {}, context);
        VERIFY_OK(graph);
        const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 2}, {1, 10})});
        VERIFY_OK(outputs);
        QCOMPARE(differenceOf(floats({1, 2}, {2, 20}), outputs->at(0), 0), std::string());
    }

    void keepsUnknownLayers() {
        const std::string text =
            kInput +
            "layer { name: 'u' type: 'Magic' bottom: 'x' top: 'u' magic_param { count: 2 list: 1.5 list: 2 mode: FAST inner { deep: 'a' } } }\n"
            "layer { name: 'f' type: 'Flatten' bottom: 'u' top: 'f' }\n"
            "layer { name: 'r' type: 'ReLU' bottom: 'f' top: 'r' }";
        JobContext context;
        const auto graph = readCaffe(text, caffemodelBytes({{"u", {ramp({2})}}}), {}, context);
        VERIFY_OK(graph);
        QVERIFY(verify(*graph).empty());
        QCOMPARE(operatorsOf(*graph), std::string("Magic Flatten Relu"));
        const Node& magic = graph->node(graph->findNode("u"));
        QCOMPARE(magic.domain, std::string("caffe"));
        QCOMPARE(magic.inputs.size(), std::size_t(2));
        QCOMPARE(magic.intAttribute("count", 0), std::int64_t(2));
        QCOMPARE(magic.floatsAttribute("list"), (std::vector<float>{1.5f, 2.0f}));
        QCOMPARE(magic.stringAttribute("mode", ""), std::string("FAST"));
        QCOMPARE(magic.stringAttribute("inner.deep", ""), std::string("a"));
        // Flatten needs a shape that nobody knows: it is kept, too.
        QCOMPARE(graph->node(graph->findNode("f")).domain, std::string("caffe"));
        QCOMPARE(codesOf(context), (std::set<std::string>{"CAFFE_LAYER_KEPT"}));
    }

    void saysWhatWeightsAreMissing() {
        JobContext none, other;
        VERIFY_OK(readCaffe(kInput + kScaled, {}, {}, none));
        QCOMPARE(codesOf(none), (std::set<std::string>{"CAFFE_NO_WEIGHTS"}));
        VERIFY_OK(readCaffe(kInput + kScaled, caffemodelBytes({{"another", {ramp({1})}}}), {}, other));
        QCOMPARE(codesOf(other), (std::set<std::string>{"CAFFE_WEIGHTS_MISSING"}));
        QCOMPARE(other.diagnostics()[0].node, std::string("s"));
    }

    void takesOtherShapes() {
        const std::string text =
            kInput +
            "layer { name: 'p' type: 'Pooling' bottom: 'x' top: 'p' pooling_param { pool: AVE kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2 } }";
        JobContext context;
        const auto graph = readCaffe(text, {}, {{}, {{"x", {2, 1, 1, 5}}}}, context);
        VERIFY_OK(graph);
        QCOMPARE(toText(*graph->value(graph->outputs()[0]).shape), std::string("[2, 1, 1, 3]"));
        const auto wrong = readCaffe(text, {}, {{}, {{"q", {1}}}}, context);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ErrorKind::Usage);
    }

    void inputLayers_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("shape");
        QTest::newRow("Input") << "type: 'Input' top: 'x' input_param { shape { dim: 1 dim: 2 } }"
                               << "[1, 2]";
        QTest::newRow("DummyData") << "type: 'DummyData' top: 'x' dummy_data_param { num: 2 channels: 3 height: 4 width: 5 }"
                                   << "[2, 3, 4, 5]";
        QTest::newRow("MemoryData")
            << "type: 'MemoryData' top: 'x' top: 'label' memory_data_param { batch_size: 7 channels: 3 height: 4 width: 5 }"
            << "[1, 3, 4, 5]";
        QTest::newRow("Data") << "type: 'Data' top: 'x' transform_param { crop_size: 9 } data_param { batch_size: 50 }"
                              << "[1, 3, 9, 9]";
        QTest::newRow("gray") << "type: 'Data' top: 'x' transform_param { crop_size: 9 force_gray: true }"
                              << "[1, 1, 9, 9]";
        QTest::newRow("ImageData") << "type: 'ImageData' top: 'x' image_data_param { new_height: 4 new_width: 6 is_color: false }"
                                   << "[1, 1, 4, 6]";
    }
    void inputLayers() {
        QFETCH(QString, layer);
        QFETCH(QString, shape);
        JobContext context;
        const auto graph = readCaffe(
            "layer { name: 'data' " + layer.toStdString() + " } layer { name: 'r' type: 'ReLU' bottom: 'x' top: 'r' }", {}, {}, context);
        VERIFY_OK(graph);
        QCOMPARE(namesOf(*graph, graph->inputs()), std::string("x"));
        QCOMPARE(toText(*graph->value(graph->inputs()[0]).shape), shape.toStdString());
    }

    /// One way in: by extension, with weights beside or named.
    void readModelTakesBoth() {
        QTemporaryDir folder;
        const fs::path at = folder.path().toStdString();
        write(at / "net.prototxt", kInput + kScaled);
        write(at / "other.caffemodel", caffemodelBytes({{"s", {floats({1}, {5})}}}));
        const auto scale = [&](const ModelFiles& files) {
            JobContext context;
            const auto graph = readModel(files, context);
            if (!graph) return -1.0f;
            const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 2}, {1, 1})});
            return outputs ? outputs->at(0).data<float>()[0] : -2.0f;
        };
        QCOMPARE(scale(at / "net.prototxt"), 1.0f);
        QCOMPARE(scale({at / "net.prototxt", at / "other.caffemodel"}), 5.0f);
        QCOMPARE(scale(parseModelFiles((at / "net.prototxt").string() + "," + (at / "other.caffemodel").string())), 5.0f);
        QCOMPARE(filesOf(at / "net.prototxt").size(), std::size_t(1));
        write(at / "net.caffemodel", caffemodelBytes({{"s", {floats({1}, {7})}}}));
        QCOMPARE(scale(at / "net.prototxt"), 7.0f);
        QCOMPARE(filesOf(at / "net.prototxt").size(), std::size_t(2));
        QCOMPARE(scale({at / "net.prototxt", at / "missing.caffemodel"}), -1.0f);
        QCOMPARE(scale({at / "net.onnx", at / "other.caffemodel"}), -1.0f);
        QVERIFY(isModelFile("a.ONNX") && isModelFile("a.prototxt") && !isModelFile("a.txt"));
    }
};

} // namespace lathe::test

using lathe::test::CaffeFileTest;
LATHE_TEST(CaffeFileTest)
#include "caffe_file_test.moc"
