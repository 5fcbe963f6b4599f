#include "core/passes/preprocessing/insert_preprocessing.h"

#include "core/formats/image_file.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "tests/core/passes/graph_comparison.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

constexpr std::int64_t kWidth = 6, kHeight = 4;

/// Blocks of 2×2 pixels of one colour, so that nv12 loses nothing but the rounding; corners of the colour cube among them.
Image blockImage() {
    Image image{kWidth, kHeight, std::vector<std::uint8_t>(kWidth * kHeight * 3)};
    constexpr std::uint8_t kColors[6][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}, {12, 200, 77}, {0, 0, 0}};
    for (std::int64_t y = 0; y < kHeight; ++y)
        for (std::int64_t x = 0; x < kWidth; ++x)
            for (std::int64_t c = 0; c < 3; ++c)
                image.pixels[std::size_t((y * kWidth + x) * 3 + c)] = kColors[(y / 2) * 3 + x / 2][c];
    return image;
}

Tensor shifted(const Tensor& tensor, float by) {
    Tensor result = tensor.clone();
    for (float& value : result.mutableData<float>())
        value += by;
    return result;
}

Tensor pixelsOf(const std::string& type, const std::string& layout, bool videoRange) {
    const Image image = blockImage();
    if (type == "nv12") return std::move(*imageToNv12(image, videoRange));
    if (type == "yuv444") return std::move(*imageToYuv444(image, layout));
    if (type == "yuv444_128") return shifted(*imageToYuv444(image, layout), -128);
    return std::move(*imageToTensor(image, type, layout));
}

Graph model(const std::string& shape, int opset = 13) {
    auto graph = parseGraph("graph opset " + std::to_string(opset) + "\ninput x: float" + shape + "\nn: y = Neg(x)\noutput y\n");
    if (!graph) qFatal("the test's graph is wrong");
    return std::move(*graph);
}

/// The largest distance of −output from `(trained − mean) · scale`.
double largestError(const Tensor& output, const Tensor& trained, const Preprocessing& wanted, bool isNhwc) {
    const std::int64_t channels = trained.dim(isNhwc ? 3 : 1), inner = isNhwc ? 1 : trained.dim(2) * trained.dim(3);
    double largest = output.dims() == trained.dims() ? 0 : 1e9;
    for (std::int64_t i = 0; largest < 1e9 && i < trained.elementCount(); ++i) {
        const auto c = std::size_t(i / inner % channels);
        const double mean = wanted.mean.empty() ? 0 : wanted.mean[wanted.mean.size() == 1 ? 0 : c];
        const double scale = wanted.scale.empty() ? 1 : wanted.scale[wanted.scale.size() == 1 ? 0 : c];
        const double expected = (double(trained.data<float>()[std::size_t(i)]) - mean) * scale;
        largest = std::max(largest, std::abs(-double(output.data<float>()[std::size_t(i)]) - expected));
    }
    return largest;
}

} // namespace

class InsertPreprocessingTest : public QObject {
    Q_OBJECT
private slots:
    void pixelsArriveAsTrained_data() {
        QTest::addColumn<QByteArray>("train");
        QTest::addColumn<QByteArray>("runtime");
        QTest::addColumn<QByteArray>("layout");
        QTest::addColumn<bool>("videoRange");
        QTest::addColumn<double>("tolerance");
        // Rounding of Y, U and V by half a step grows to at most 0.5 + 1.772 / 2 (full range) and that times 255/219 (video).
        constexpr double kExact = 1e-4, kFull = 1.4, kVideo = 1.7;
        struct Row {
            const char *train, *runtime;
            bool videoRange;
            double tolerance;
        };
        const Row rows[] = {
            {"rgb", "rgb", false, kExact},       {"rgb", "bgr", false, kExact},           {"bgr", "rgb", false, kExact},
            {"rgb", "yuv444", false, kFull},     {"bgr", "yuv444", false, kFull},         {"rgb", "yuv444_128", false, kFull},
            {"bgr", "yuv444_128", false, kFull}, {"rgb", "nv12", false, kFull},           {"bgr", "nv12", false, kFull},
            {"rgb", "nv12", true, kVideo},       {"bgr", "nv12", true, kVideo},           {"yuv444", "nv12", false, kExact},
            {"yuv444", "nv12", true, kVideo},    {"yuv444", "yuv444_128", false, kExact}, {"yuv444_128", "yuv444", false, kExact},
            {"yuv444", "yuv444", false, kExact}, {"gray", "gray", false, kExact},         {"gray", "nv12", false, kFull},
            {"gray", "nv12", true, kVideo},      {"gray", "yuv444", false, kFull},        {"gray", "rgb", false, kExact},
            {"yuv444", "rgb", false, 0.51},      {"yuv444_128", "bgr", false, 0.51}};
        for (const Row& row : rows)
            for (const char* layout : {"NCHW", "NHWC"})
                QTest::newRow((std::string(row.train) + " from " + row.runtime + (row.videoRange ? " video " : " ") + layout).c_str())
                    << QByteArray(row.train) << QByteArray(row.runtime) << QByteArray(layout) << row.videoRange << row.tolerance;
    }

    void pixelsArriveAsTrained() {
        QFETCH(QByteArray, train);
        QFETCH(QByteArray, runtime);
        QFETCH(QByteArray, layout);
        QFETCH(bool, videoRange);
        QFETCH(double, tolerance);
        const bool isNhwc = layout == "NHWC";
        const std::string channels = train == "gray" ? "1" : "3";
        Preprocessing wanted{
            "x", train.toStdString(), runtime.toStdString(), layout.toStdString(), videoRange ? "bt601_video" : "regular", {}, {}};
        for (const bool hasNorm : {false, true}) {
            if (hasNorm) {
                wanted.mean = train == "gray" ? std::vector<double>{100} : std::vector<double>{123.675, 116.28, 103.53};
                wanted.scale = train == "gray" ? std::vector<double>{0.5} : std::vector<double>{0.25, 0.5, 0.75};
            }
            Graph graph = model(isNhwc ? "[1, 4, 6, " + channels + "]" : "[1, " + channels + ", 4, 6]");
            JobContext context;
            VERIFY_OK(insertPreprocessing(graph, {wanted}, context));
            for (const Diagnostic& problem : verify(graph))
                QFAIL(toText(problem).c_str());
            const Tensor arriving = pixelsOf(wanted.typeRuntime, wanted.layoutTrain, videoRange);
            const Value& input = graph.value(graph.inputs().front());
            QCOMPARE(input.name, std::string("x"));
            QCOMPARE(input.shape->known().value(), arriving.dims());
            const auto outputs = evaluateGraph(graph, std::vector<Tensor>{arriving}, context);
            VERIFY_OK(outputs);
            const double error = largestError(outputs->front(), pixelsOf(wanted.typeTrain, wanted.layoutTrain, false), wanted, isNhwc);
            QVERIFY2(error <= tolerance, std::to_string(error).c_str());
        }
    }

    void nv12WorksInEveryOpset_data() {
        QTest::addColumn<int>("opset");
        for (const int opset : {7, 9, 10, 11, 13, 18, 21})
            QTest::addRow("opset %d", opset) << opset;
    }

    void nv12WorksInEveryOpset() {
        QFETCH(int, opset);
        Graph graph = model("[batch, 3, 4, 6]", opset);
        JobContext context;
        VERIFY_OK(insertPreprocessing(graph, {{"x", "yuv444", "nv12", "NCHW", "regular", {}, {}}}, context));
        const auto outputs = evaluateGraph(graph, std::vector<Tensor>{pixelsOf("nv12", "NCHW", false)}, context);
        VERIFY_OK(outputs);
        QCOMPARE(largestError(outputs->front(), pixelsOf("yuv444", "NCHW", false), {}, false), 0.0);
        QCOMPARE(toText(*graph.value(graph.findValue("y")).shape), std::string("[batch, 3, 4, 6]"));
    }

    void featuremapsTakeMeanAndScale() {
        Graph graph = model("[2, 3]");
        JobContext context;
        VERIFY_OK(insertPreprocessing(graph, {{"", "featuremap", "featuremap", "NCHW", "regular", {1, 2, 3}, {2}}}, context));
        const auto outputs = evaluateGraph(graph, std::vector<Tensor>{Tensor::of<float>({2, 3}, {1, 2, 3, 4, 5, 6})}, context);
        VERIFY_OK(outputs);
        QVERIFY(areIdentical(outputs->front(), Tensor::of<float>({2, 3}, {-0.0f, -0.0f, -0.0f, -6, -6, -6})));
        QVERIFY(graph.findNode("x_preprocess_mean").isValid());
        QVERIFY(graph.node(graph.findNode("x_preprocess_scale")).origins.empty());
    }

    void nothingToDoLeavesTheGraph() {
        JobContext context;
        for (const char* type : {"featuremap", "rgb"}) {
            Graph graph = model("[1, 3, 4, 6]");
            VERIFY_OK(insertPreprocessing(graph, {{"x", type, type, "NCHW", "regular", {0}, {1, 1, 1}}}, context));
            QCOMPARE(graph.nodeCount(), std::int64_t(1));
        }
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("shape");
        QTest::addColumn<Preprocessing>("wanted");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* shape, Preprocessing wanted, const char* words) {
            QTest::newRow(name) << QByteArray(shape) << wanted << QByteArray(words);
        };
        const char* const kShape = "[1, 3, 4, 6]";
        row("unknown input", kShape, {"y", "rgb", "rgb", "NCHW", "regular", {}, {}}, "does not have");
        row("odd nv12", "[1, 3, 5, 6]", {"x", "rgb", "nv12", "NCHW", "regular", {}, {}}, "even");
        row("open nv12", "[1, 3, h, 6]", {"x", "rgb", "nv12", "NCHW", "regular", {}, {}}, "known height");
        row("three dimensions", "[3, 4, 6]", {"x", "rgb", "nv12", "NCHW", "regular", {}, {}}, "four dimensions");
        row("channels in the other place", "[1, 4, 6, 3]", {"x", "rgb", "bgr", "NCHW", "regular", {}, {}}, "4 channels");
        row("mean of another length", kShape, {"x", "rgb", "rgb", "NCHW", "regular", {1, 2}, {}}, "do not fit");
        row("unknown layout", kShape, {"x", "rgb", "rgb", "NWHC", "regular", {}, {}}, "layout");
        row("unknown type", kShape, {"x", "rgb", "rgba", "NCHW", "regular", {}, {}}, "rgba");
        row("image from featuremap", kShape, {"x", "rgb", "featuremap", "NCHW", "regular", {}, {}}, "featuremap");
        row("video range of rgb", kShape, {"x", "rgb", "rgb", "NCHW", "bt601_video", {}, {}}, "nv12");
    }

    void refusals() {
        QFETCH(QByteArray, shape);
        QFETCH(Preprocessing, wanted);
        QFETCH(QByteArray, words);
        Graph graph = model(shape.toStdString());
        const std::string before = printGraph(graph);
        JobContext context;
        const Status refused = insertPreprocessing(graph, {wanted}, context);
        QVERIFY(!refused.isOk());
        QCOMPARE(refused.error().kind, ErrorKind::Usage);
        QVERIFY2(refused.error().text().find(words.toStdString()) != std::string::npos, refused.error().text().c_str());
        QCOMPARE(printGraph(graph), before);
    }

    void twiceForOneInputIsRefused() {
        Graph graph = model("[1, 3, 4, 6]");
        JobContext context;
        const Preprocessing one{"x", "rgb", "bgr", "NCHW", "regular", {}, {}};
        QVERIFY(!insertPreprocessing(graph, {one, one}, context).isOk());
    }
};

LATHE_TEST(InsertPreprocessingTest)
#include "insert_preprocessing_test.moc"
