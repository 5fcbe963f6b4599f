#include "core/pipeline/pipeline.h"

#include "core/base/files.h"
#include "core/formats/image_file.h"
#include "core/formats/npy_file.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

InputSpec imageInput(const char* runtime) {
    InputSpec spec;
    spec.name = "image";
    spec.typeTrain = "rgb";
    spec.typeRuntime = runtime;
    spec.shape = {1, 3, 4, 6};
    spec.imageTransform = "stretch";
    return spec;
}

Status writePicture(const fs::path& file) {
    Image image{6, 4, std::vector<std::uint8_t>(6 * 4 * 3)};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * 3);
    return writePng(image, file);
}

} // namespace

class SamplesTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path folder() const { return m_folder.path().toStdString(); }

private slots:
    void initTestCase() {
        VERIFY_OK(writePicture(folder() / "b.png"));
        VERIFY_OK(writePicture(folder() / "a.png"));
        VERIFY_OK(writeFileAtomically(folder() / "labels.csv", "file,class_index,label\na.png,3,\"x, y\"\nb.png,0,z\n"));
    }

    void picturesBecomeTheRuntimeTensor_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QList<int>>("dims");
        QTest::newRow("rgb") << "rgb" << QList<int>{1, 3, 4, 6};
        QTest::newRow("bgr") << "bgr" << QList<int>{1, 3, 4, 6};
        QTest::newRow("nv12") << "nv12" << QList<int>{1, 6, 6};
        QTest::newRow("yuv444") << "yuv444" << QList<int>{1, 3, 4, 6};
    }
    void picturesBecomeTheRuntimeTensor() {
        QFETCH(QString, type);
        QFETCH(QList<int>, dims);
        const auto set = openSamples({imageInput(type.toUtf8())}, {folder().string()});
        VERIFY_OK(set);
        QCOMPARE(set->count, std::int64_t(2));
        QVERIFY(set->files[0].ends_with("a.png"));
        const auto tensors = set->source(0);
        VERIFY_OK(tensors);
        QCOMPARE(tensors->front().dims(), std::vector<std::int64_t>(dims.begin(), dims.end()));
        const auto values = tensors->front().data<float>();
        if (type == QLatin1String("rgb")) QCOMPARE(values[1], 9.0f);
        if (type == QLatin1String("bgr")) QCOMPARE(values[1], 15.0f);
    }

    void featuremapsNeedAnOrder() {
        const auto set = openSamples({imageInput("featuremap")}, {folder().string()});
        VERIFY_OK(set);
        const auto tensors = set->source(0);
        QVERIFY(!tensors);
        QVERIFY(tensors.error().remedy.find("image_order") != std::string::npos);
    }

    void wrongShapesNameTheFile() {
        QTemporaryDir other;
        const fs::path file = fs::path(other.path().toStdString()) / "x.npy";
        VERIFY_OK(writeNpy(Tensor::makeZeros(DataType::Float, {2, 2}), file));
        const auto set = openSamples({imageInput("rgb")}, {other.path().toStdString()});
        VERIFY_OK(set);
        const auto tensors = set->source(0);
        QVERIFY(!tensors);
        QCOMPARE(tensors.error().place.file, file.string());
        QVERIFY(tensors.error().message.find("[1, 3, 4, 6]") != std::string::npos);
    }

    void emptyFoldersAndWrongCountsAreErrors() {
        QTemporaryDir empty;
        QVERIFY(!openSamples({imageInput("rgb")}, {empty.path().toStdString()}));
        QVERIFY(!openSamples({imageInput("rgb")}, {}));
        QVERIFY(!openSamples({imageInput("rgb")}, {"/nonexistent"}));
    }

    void labelsFollowTheFiles() {
        const auto labels = readLabels(folder() / "labels.csv", 1, {"x/b.png", "x/a.png", "x/c.png"});
        VERIFY_OK(labels);
        QCOMPARE(*labels, (std::vector<std::int64_t>{1, 4, -1}));
    }

    void badLabelsNameTheLine_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("no header") << "a.png,3\n" << 1;
        QTest::newRow("no number") << "file,class_index\na.png,3\nb.png,x\n" << 3;
        QTest::newRow("too few") << "class_index,file\n3\n" << 2;
        QTest::newRow("none found") << "file,class_index\nq.png,3\n" << 0;
    }
    void badLabelsNameTheLine() {
        QFETCH(QString, text);
        QFETCH(int, line);
        VERIFY_OK(writeFileAtomically(folder() / "bad.csv", text.toStdString()));
        const auto labels = readLabels(folder() / "bad.csv", 0, {"a.png"});
        QVERIFY(!labels);
        QCOMPARE(labels.error().place.line, line);
    }
};

LATHE_TEST(SamplesTest)
#include "samples_test.moc"
