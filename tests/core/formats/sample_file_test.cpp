#include "core/formats/image_file.h"
#include "core/formats/npy_file.h"
#include "core/formats/sample_file.h"
#include "tests/core/formats/npz_maker.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <fstream>
#include <limits>
#include <set>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

InputSpec inputOf(const char* runtime, std::vector<std::int64_t> shape, DataType type = DataType::Float) {
    InputSpec spec;
    spec.name = "x";
    spec.typeRuntime = runtime;
    spec.typeTrain = spec.typeRuntime == "featuremap" || spec.typeRuntime == "gray" ? spec.typeRuntime : "rgb";
    spec.shape = std::move(shape);
    spec.elementType = type;
    return spec;
}

} // namespace

class SampleFileTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path file(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path written(const char* name, const std::string& content) const {
        std::ofstream(file(name), std::ios::binary) << content;
        return file(name);
    }
    fs::path written(const Tensor& tensor) const { return writeNpy(tensor, file("x.npy")) ? file("x.npy") : fs::path(); }

private slots:
    void everyEndingHasOneFormat() {
        std::set<std::string> seen;
        for (const SampleFormatRow& row : sampleFormatTable()) {
            QVERIFY(row.read != nullptr && !row.sentence.empty());
            const QStringList endings = QString::fromUtf8(row.extensions.data(), qsizetype(row.extensions.size())).split('|');
            for (const QString& ending : endings) {
                QVERIFY2(seen.insert(ending.toStdString()).second, qPrintable(ending));
                QCOMPARE(findSampleFormat(("A" + ending.toUpper()).toStdString()), &row);
                QVERIFY(QString::fromStdString(sampleExtensionsText()).contains(ending));
            }
        }
        for (const std::string_view ending : imageExtensions())
            QVERIFY(seen.contains(std::string(ending)));
        QVERIFY(!isSampleFileName("labels.csv") && !isSampleFileName("noending"));
    }

    void arraysFitOrSayWhatDoesNot_data() {
        QTest::addColumn<Tensor>("tensor");
        QTest::addColumn<InputSpec>("input");
        QTest::addColumn<QString>("words"); ///< of the error; empty: it is taken
        const auto map = inputOf("featuremap", {1, 2, 1, 2}), rgb = inputOf("rgb", {1, 3, 1, 1});
        const auto ids = inputOf("featuremap", {1, 3}, DataType::Int64), bytes = inputOf("featuremap", {3}, DataType::Uint8);
        const auto real = [](std::vector<std::int64_t> dims, std::initializer_list<float> values) {
            return Tensor::of<float>(std::move(dims), values);
        };
        QTest::newRow("float") << real({1, 2, 1, 2}, {1, -2, 3, 4}) << map << "";
        QTest::newRow("no batch") << real({2, 1, 2}, {1, -2, 3, 4}) << map << "";
        QTest::newRow("double") << Tensor::of<double>({1, 2, 1, 2}, {1, 2, 3, 4}) << map << "";
        QTest::newRow("shape") << real({1, 2, 2}, {1, 2, 3, 4}) << map << "has the shape [1, 2, 2]; the input 'x' needs [1, 2, 1, 2]";
        QTest::newRow("NaN") << real({1, 2, 1, 2}, {1, 2, 3, kNan}) << map << "NaN) at [0, 1, 0, 1]";
        QTest::newRow("infinity") << real({1, 2, 1, 2}, {1, HUGE_VALF, HUGE_VALF, 4}) << map << "an infinity at [0, 0, 0, 1], and 1 more";
        QTest::newRow("too large for float") << Tensor::of<double>({1, 2, 1, 2}, {1, 1e300, 3, 4}) << map << "an infinity";
        QTest::newRow("levels") << real({1, 3, 1, 1}, {0, 255, 7}) << rgb << "";
        QTest::newRow("bytes") << Tensor::of<std::uint8_t>({1, 3, 1, 1}, {0, 255, 7}) << rgb << "";
        QTest::newRow("scaled") << real({1, 3, 1, 1}, {0, 0.5F, 1}) << rgb << "holds 0.5 at [0, 1, 0, 0]; the input 'x' takes rgb levels";
        QTest::newRow("NaN level") << real({1, 3, 1, 1}, {0, kNan, 1}) << rgb << "at [0, 1, 0, 0]";
        QTest::newRow("negative level") << real({1, 3, 1, 1}, {0, 1, -1}) << rgb << "holds -1";
        QTest::newRow("int32 ids") << Tensor::of<std::int32_t>({1, 3}, {1, 2, 3}) << ids << "";
        QTest::newRow("float ids") << real({1, 3}, {1, 2, 3}) << ids << "has elements of type float; the input 'x' takes int64";
        QTest::newRow("small ids") << Tensor::of<std::int64_t>({3}, {1, 255, 0}) << bytes << "";
        QTest::newRow("large ids") << Tensor::of<std::int64_t>({3}, {1, 256, 0}) << bytes
                                   << "holds 256 at [1]; the input 'x' takes uint8, 0 to 255";
        QTest::newRow("half") << real({2}, {1, 0.5F}) << inputOf("featuremap", {2}, DataType::Float16) << "";
    }
    void arraysFitOrSayWhatDoesNot() {
        QFETCH(Tensor, tensor);
        QFETCH(InputSpec, input);
        QFETCH(QString, words);
        const fs::path path = written(tensor);
        const auto sample = readSampleFile(path, input);
        if (words.isEmpty()) {
            VERIFY_OK(sample);
            QCOMPARE(sample->dims(), runtimeShape(input));
            QCOMPARE(sample->type(), input.elementType);
            QCOMPARE(sample->toDoubles(), tensor.toDoubles());
            return;
        }
        QVERIFY(!sample);
        QCOMPARE(sample.error().kind, ErrorKind::Input);
        QCOMPARE(sample.error().place.file, path.string());
        QVERIFY2(sample.error().message.find(words.toStdString()) != std::string::npos, sample.error().text().c_str());
    }

    void archivesGiveTheArrayOfTheInput() {
        const std::string one = makeNpy("|u1", "1, 3, 1, 1", "abc"), other = makeNpy("|u1", "1, 3, 1, 1", "def");
        const auto input = inputOf("rgb", {1, 3, 1, 1});
        const auto named = readSampleFile(written("a.npz", makeZip({{"y.npy", other}, {"x.npy", one}})), input);
        VERIFY_OK(named);
        QCOMPARE(named->toInt64s(), (std::vector<std::int64_t>{'a', 'b', 'c'}));
        VERIFY_OK(readSampleFile(written("b.npz", makeZip({{"anything.npy", one}})), input));
        const auto none = readSampleFile(written("c.npz", makeZip({{"y.npy", other}, {"z.npy", one}})), input);
        QVERIFY(!none && none.error().message.find("has no array 'x'") != std::string::npos);
    }

    void rawFilesHaveAStatedType() {
        const std::string bytes("\x00\x00\x80\x3F\x00\x00\x00\x40", 8); // 1 and 2 as binary32
        const auto map = inputOf("featuremap", {1, 2});
        QCOMPARE(readSampleFile(written("a.bin", bytes), map)->toDoubles(), (std::vector<double>{1, 2}));
        QCOMPARE(readSampleFile(written("a.raw", bytes.substr(0, 2)), map, {DataType::Uint8})->toDoubles(), (std::vector<double>{0, 0}));
        QCOMPARE(readSampleFile(written("a.raw", bytes.substr(2, 4)), map, {DataType::Int16})->toDoubles(),
                 (std::vector<double>{16256, 0}));
        const auto pixel = inputOf("gray", {1, 1, 1, 2});
        QCOMPARE(readSampleFile(written("a.bin", "\x07\xFF"), pixel)->toDoubles(), (std::vector<double>{7, 255}));
        fs::create_directory(file("data_f32"));
        QCOMPARE(readSampleFile(written("data_f32/a.bin", bytes), pixel)->toDoubles(), (std::vector<double>{1, 2}));
        const auto wrong = readSampleFile(written("a.bin", bytes), pixel);
        QVERIFY(!wrong && wrong.error().remedy.find("raw_type") != std::string::npos);
    }

    /// hb_compile's samples are arrays of the trained input, also for a program that takes nv12.
    void trainedArraysBecomeNv12() {
        auto input = inputOf("nv12", {1, 3, 2, 2});
        Image image{2, 2, {200, 10, 30, 200, 10, 30, 0, 90, 60, 255, 255, 255}};
        VERIFY_OK(writePng(image, file("p.png")));
        input.imageTransform = "stretch";
        const auto expected = readSampleFile(file("p.png"), input);
        VERIFY_OK(expected);
        const auto trained = imageToTensor(image, "rgb", "NCHW");
        const auto sample = readSampleFile(written(*trained), input);
        VERIFY_OK(sample);
        QVERIFY(areIdentical(*sample, *expected));
        input.typeTrain = "bgr";
        QVERIFY(areIdentical(*readSampleFile(written(*imageToTensor(image, "bgr", "NCHW")), input), *expected));
        QVERIFY(areIdentical(*readSampleFile(written(*expected), input), *expected)); // what arrives at run time
    }
};

LATHE_TEST(SampleFileTest)
#include "sample_file_test.moc"
