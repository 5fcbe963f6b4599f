#include "core/graph/verifier.h"
#include "tests/core/formats/caffe/caffe_support.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <fstream>
#include <random>

namespace lathe::test {
namespace {

const std::string kInput = "input: 'x' input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }\n";

std::string layerText(const std::string& type, const std::string& rest, const std::string& name = "l") {
    return "layer { name: '" + name + "' type: '" + type + "' " + rest + " }\n";
}

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

class UntrustedCaffeTest : public QObject {
    Q_OBJECT

private slots:
    void refuses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const std::string& text, const char* part) {
            QTest::newRow(name) << QString::fromStdString(text) << part;
        };
        const std::string xy = "bottom: 'x' top: 'y' ";
        add("no layer", "name: 'net'", "holds no layer");
        add("no type", "layer { name: 'a' }", "has no type");
        add("unknown bottom", kInput + layerText("ReLU", "bottom: 'q' top: 'y'"), "its bottom 'q' is given by no layer before it");
        add("cycle", layerText("ReLU", "bottom: 'b' top: 'a'") + layerText("ReLU", "bottom: 'a' top: 'b'", "m"), "its bottom 'b'");
        add("own result", layerText("ReLU", "bottom: 'a' top: 'a'"), "its bottom 'a'");
        add("two writers", kInput + layerText("ReLU", xy) + layerText("ReLU", xy, "m"), "written by layer 'm' and, before it, by 'l'");
        add("input twice", kInput + "input: 'x'" + layerText("ReLU", xy), "has the name of another blob");
        add("no bottom", layerText("ReLU", "top: 'y'"), "has 0 bottoms, expected 1");
        add("negative dimension", "input: 'x' input_shape { dim: -1 }" + layerText("ReLU", xy), "impossible shape");
        add("huge dimensions", "input: 'x' input_shape { dim: 4000000000 dim: 4000000000 dim: 4000000000 }" + layerText("ReLU", xy),
            "impossible shape");
        add("many axes",
            "input: 'x' input_shape { dim: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] }" + layerText("ReLU", xy),
            "33 axes");
        add("missing input_dim", "input: 'x' input_dim: 1 input_dim: 3\n" + layerText("ReLU", xy), "needs four input_dim, 2 are left");
        add("huge weights", kInput + layerText("InnerProduct", xy + "inner_product_param { num_output: 4000000000 }"), "impossibly large");
        add("huge kernel", kInput + layerText("Convolution", xy + "convolution_param { num_output: 1 kernel_size: 2000000000 }"),
            "kernel_size is 2000000000");
        add("kernel beyond the image", kInput + layerText("Convolution", xy + "convolution_param { num_output: 1 kernel_size: 9 }"),
            "does not fit");
        add("no kernel", kInput + layerText("Convolution", xy + "convolution_param { num_output: 1 }"), "kernel_size is missing");
        add("no output", kInput + layerText("Convolution", xy + "convolution_param { kernel_size: 1 }"), "num_output is 0");
        add("stride 0", kInput + layerText("Pooling", xy + "pooling_param { kernel_size: 2 stride: 0 }"), "stride is 0");
        add("pad as large as the kernel", kInput + layerText("Pooling", xy + "pooling_param { kernel_size: 2 pad: 2 }"),
            "not smaller than the kernel");
        add("groups", kInput + layerText("Convolution", xy + "convolution_param { num_output: 4 kernel_size: 1 group: 2 }"),
            "does not divide 3 channels");
        add("axis", kInput + layerText("Softmax", xy + "softmax_param { axis: 9 }"), "axis");
        add("slice points", kInput + layerText("Slice", "bottom: 'x' top: 'a' top: 'b' slice_param { slice_point: 7 }"), "slice point 7");
        add("reshape", kInput + layerText("Reshape", xy + "reshape_param { shape { dim: -1 dim: -1 } }"), "-1 more than once");
        add("reshape count", kInput + layerText("Reshape", xy + "reshape_param { shape { dim: 5 dim: 5 } }"), "Reshape");
        add("crop",
            kInput + "input: 'z' input_shape { dim: 1 dim: 3 dim: 9 dim: 9 }" + layerText("Crop", "bottom: 'x' bottom: 'z' top: 'y'"),
            "has no part of 9");
        add("prior boxes",
            "input: 'x' input_shape { dim: 1 dim: 1 dim: 65536 dim: 65536 }" +
                layerText("PriorBox", "bottom: 'x' bottom: 'x' top: 'y' prior_box_param { min_size: 1 }"),
            "too many boxes");
        add("upsample",
            "input: 'x' input_shape { dim: 1 dim: 1 dim: 16777216 dim: 2 }" +
                layerText("Upsample", xy + "upsample_param { scale: 16777216 }"),
            "impossible");
        add("permute", kInput + layerText("Permute", xy + "permute_param { order: 1 order: 1 }"), "order holds 1 twice");
        add("eltwise", kInput + "input: 'z' input_shape { dim: 1 }" + layerText("Eltwise", "bottom: 'x' bottom: 'z' top: 'y'"),
            "must be the same");
        add("V0 type", "layers { layer { name: 'a' type: 'magic' } }", "old layer type 'magic'");
        add("V1 type", "layers { name: 'a' type: MAGIC }", "one of NONE, ACCURACY");
        add("long name", "layer { name: '" + std::string(10000, 'a') + "' type: 'ReLU' }", "a name of 10000 characters");
        add("nothing for inference", kInput + layerText("SoftmaxWithLoss", xy), "no layer for inference");
    }
    void refuses() {
        QFETCH(QString, text);
        QFETCH(QString, part);
        JobContext context;
        const auto graph = readCaffe(text.toStdString(), {}, {}, context);
        QVERIFY(!graph);
        QCOMPARE(graph.error().kind, ErrorKind::Input);
        QVERIFY2(QString::fromStdString(graph.error().text()).contains(part), graph.error().text().c_str());
    }

    void refusesWrongWeights_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<int>("kind");
        QTest::newRow("another size") << "its weights should be [2, 3, 1, 1], but the weights in 'model.caffemodel' are [2, 4, 1, 1]" << 0;
        QTest::newRow("turned around") << "its weights should be [2, 3, 1, 1]" << 1;
        QTest::newRow("too few blobs") << "has 1 blobs" << 2;
        QTest::newRow("count against shape") << "has 3 values, but its dimensions are [2, 3, 1, 1]" << 3;
    }
    void refusesWrongWeights() {
        QFETCH(QString, part);
        QFETCH(int, kind);
        const std::string text =
            kInput + layerText("Convolution", "bottom: 'x' top: 'y' convolution_param { num_output: 2 kernel_size: 1 }");
        LayerBlobs blobs{{"l",
                          {ramp(kind == 0   ? std::vector<std::int64_t>{2, 4, 1, 1}
                                : kind == 1 ? std::vector<std::int64_t>{3, 2, 1, 1}
                                            : std::vector<std::int64_t>{2, 3, 1, 1}),
                           ramp({2})}}};
        if (kind == 2) blobs["l"].pop_back();
        std::string bytes = caffemodelBytes(blobs);
        if (kind == 3) {
            MessageBytes shape, blob, layer, network;
            for (const std::int64_t dim : {2, 3, 1, 1})
                shape.integer(1, dim);
            blob.message(7, shape);
            const Tensor values = ramp({3});
            blob.bytes(5, values.bytes());
            layer.text(1, "l");
            layer.message(7, blob);
            network.message(100, layer);
            bytes = network.content();
        }
        JobContext context;
        const auto graph = readCaffe(text, bytes, {}, context);
        QVERIFY(!graph);
        QCOMPARE(graph.error().node, std::string("l"));
        QVERIFY2(QString::fromStdString(graph.error().message).contains(part), graph.error().message.c_str());
    }

    /// Half a million tops of one layer, of layers of one name: names are found without trying every suffix again.
    void manyEqualNamesTakeNoQuadraticTime() {
        std::string text = kInput;
        for (int i = 0; i < 20000; ++i)
            text += "layer{name:'a' type:'ReLU' bottom:'x' top:'x'}\n";
        JobContext context;
        const auto graph = readCaffe(text, {}, {}, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->nodeCount(), std::int64_t(20000));
    }

    /// Every cut of a file is an error or a network, never anything else.
    void truncatedFiles() {
        REQUIRE_ZOO(zoo);
        const std::string text = contentOf(zoo / "models/caffe/mtcnn_det1.prototxt"),
                          bytes = contentOf(zoo / "models/caffe/mtcnn_det1.caffemodel");
        for (std::size_t size = 0; size < text.size(); size += 37) {
            JobContext context;
            if (const auto graph = readCaffe(text.substr(0, size), {}, {}, context)) QVERIFY(verify(*graph).empty());
        }
        int refused = 0;
        for (std::size_t size = 1; size < bytes.size(); size += 411) {
            JobContext context;
            const auto graph = readCaffe(text, bytes.substr(0, size), {}, context);
            if (graph)
                QVERIFY(verify(*graph).empty());
            else
                ++refused;
        }
        QVERIFY(refused > 60);
    }

    void alteredFiles() {
        REQUIRE_ZOO(zoo);
        const std::string text = contentOf(zoo / "models/caffe/mtcnn_det1.prototxt"),
                          bytes = contentOf(zoo / "models/caffe/mtcnn_det1.caffemodel");
        std::minstd_rand random(7);
        for (int round = 0; round < 300; ++round) {
            std::string a = text, b = bytes;
            for (int i = 0; i < 3; ++i) {
                a[random() % a.size()] = static_cast<char>(random() % 128);
                b[random() % 4000] = static_cast<char>(random());
            }
            JobContext context;
            for (const auto& graph : {readCaffe(a, bytes, {}, context), readCaffe(text, b, {}, context)})
                if (graph) QVERIFY(verify(*graph).empty());
        }
    }
};

} // namespace lathe::test

using lathe::test::UntrustedCaffeTest;
LATHE_TEST(UntrustedCaffeTest)
#include "untrusted_caffe_test.moc"
