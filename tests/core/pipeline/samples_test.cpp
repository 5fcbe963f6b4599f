#include "core/pipeline/pipeline.h"

#include "core/base/files.h"
#include "core/formats/image_file.h"
#include "core/formats/npy_file.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

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

InputSpec vectorInput(std::vector<std::int64_t> shape) {
    InputSpec spec;
    spec.name = "x";
    spec.shape = std::move(shape);
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

    void aCountTakesTheSameSamplesEverywhere() {
        QTemporaryDir other;
        const fs::path many = other.path().toStdString();
        for (int i = 0; i < 20; ++i)
            VERIFY_OK(writeNpy(Tensor::makeZeros(DataType::Float, {1}), many / ("s" + std::to_string(i) + ".npy")));
        SampleRequest request;
        request.paths = {many.string()};
        const auto chosen = [&](std::int64_t count, std::uint64_t seed) {
            request.count = count;
            request.seed = seed;
            const auto set = openSamples({vectorInput({1})}, request);
            return set ? set->files : std::vector<std::string>();
        };
        const std::vector<std::string> five = chosen(5, 1);
        QCOMPARE(five.size(), std::size_t(5));
        QVERIFY(std::ranges::is_sorted(five));
        QCOMPARE(chosen(5, 1), five);
        QVERIFY(chosen(5, 2) != five);
        QVERIFY(std::ranges::includes(chosen(6, 1), five));
        QCOMPARE(chosen(0, 1).size(), std::size_t(20));
        QCOMPARE(chosen(99, 1).size(), std::size_t(20));
        VERIFY_OK(writeNpy(Tensor::makeZeros(DataType::Float, {1}), many / "another.npy"));
        std::vector<std::string> kept;
        std::ranges::set_intersection(chosen(5, 1), five, std::back_inserter(kept));
        QVERIFY(kept.size() >= 4);
        // Where the folder lies does not matter.
        QTemporaryDir elsewhere;
        fs::copy(many, elsewhere.path().toStdString(), fs::copy_options::recursive);
        const std::vector<std::string> before = chosen(5, 1);
        request.paths = {elsewhere.path().toStdString()};
        const std::vector<std::string> after = chosen(5, 1);
        QVERIFY(std::ranges::equal(
            before, after, {}, [](const std::string& f) { return fs::path(f).filename(); },
            [](const std::string& f) { return fs::path(f).filename(); }));
    }

    void badSamplesAreNamedOrLeftOut_data() {
        QTest::addColumn<int>("threads");
        QTest::newRow("1") << 1;
        QTest::newRow("4") << 4;
    }
    void badSamplesAreNamedOrLeftOut() {
        QFETCH(int, threads);
        QTemporaryDir other;
        const fs::path some = other.path().toStdString();
        for (int i = 0; i < 100; ++i)
            VERIFY_OK(writeNpy(Tensor::makeZeros(DataType::Float, {i % 30 == 7 ? 2 : 1}), some / ("s" + std::to_string(100 + i) + ".npy")));
        SampleRequest request;
        request.paths = {some.string()};
        JobContext context({}, threads);
        auto set = openSamples({vectorInput({1})}, request);
        VERIFY_OK(set);
        QCOMPARE(usableSamples(*set, context)->count, std::int64_t(100)); // nobody asked for less
        const auto bad = set->source(7);
        QVERIFY(!bad);
        const Error error = withAllBad(bad.error(), *set, context);
        QCOMPARE(error.place.file, (some / "s107.npy").string());
        QVERIFY2(error.message.find("4 of 100 samples cannot be used") != std::string::npos, error.message.c_str());
        QVERIFY(error.remedy.find("--skip-bad") != std::string::npos);
        QCOMPARE(error.details.size(), std::size_t(3));
        QCOMPARE(error.details[2].place.file, (some / "s197.npy").string());
        const Error unrelated = withAllBad(Error::input("else", "model.onnx"), *set, context);
        QVERIFY(unrelated.details.empty() && unrelated.message == "else");

        request.skipBad = true;
        set = openSamples({vectorInput({1})}, request);
        VERIFY_OK(set);
        const auto usable = usableSamples(*set, context);
        VERIFY_OK(usable);
        QCOMPARE(usable->count, std::int64_t(96));
        for (std::int64_t i = 0; i < usable->count; ++i)
            VERIFY_OK(usable->source(i));
        const auto said = context.diagnostics();
        QCOMPARE(said.size(), std::size_t(5));
        QCOMPARE(said[0].place.file, (some / "s107.npy").string());
        QVERIFY2(said[4].message.find("4 of 100 samples cannot be used and are left out") != std::string::npos, said[4].message.c_str());
        const auto none = openSamples({vectorInput({9})}, request);
        VERIFY_OK(none);
        const auto nothing = usableSamples(*none, context);
        QVERIFY(!nothing && nothing.error().message.find("none of the 100") != std::string::npos);
    }

    void manyBadSamplesAreNamedUpToALimit() {
        QTemporaryDir other;
        for (int i = 0; i < 200; ++i)
            VERIFY_OK(writeFileAtomically(fs::path(other.path().toStdString()) / (std::to_string(i) + ".npy"), "no array"));
        const auto set = openSamples({vectorInput({1})}, {other.path().toStdString()});
        VERIFY_OK(set);
        JobContext context({}, 2);
        const Error error = withAllBad(set->source(0).error(), *set, context);
        QVERIFY2(error.message.find("at least 64 of 200") != std::string::npos, error.message.c_str());
        QCOMPARE(error.details.size(), std::size_t(20));
    }

    void dumpsReadBackAsTheyWere() {
        QTemporaryDir other;
        const fs::path dump = fs::path(other.path().toStdString()) / "calibration_data";
        auto input = imageInput("nv12");
        input.name = "data/0";
        const auto set = openSamples({input}, {folder().string()});
        VERIFY_OK(set);
        JobContext context({}, 2);
        VERIFY_OK(writeFileAtomically((fs::create_directories(dump / "old"), dump / "old" / "0.npy"), ""));
        VERIFY_OK(dumpSamples(*set, dump, context));
        QVERIFY(!fs::exists(dump / "old"));
        const auto index = readTextFile(dump / "index.json");
        VERIFY_OK(index);
        QVERIFY(index->find("\"data/0\"") != std::string::npos && index->find("a.png") != std::string::npos);
        const auto again = openSamples({input}, {dump.string()});
        VERIFY_OK(again);
        QCOMPARE(again->count, set->count);
        for (std::int64_t i = 0; i < set->count; ++i)
            QVERIFY(areIdentical(again->source(i)->front(), set->source(i)->front()));
        std::stop_source stop;
        stop.request_stop();
        JobContext stopped(stop.get_token(), 2);
        QVERIFY(!dumpSamples(*set, dump, stopped));
        QCOMPARE(std::distance(fs::directory_iterator(other.path().toStdString()), fs::directory_iterator()), std::ptrdiff_t(1));
    }

    void theTablesAreDocumented() {
        const fs::path path = test::sourceFile("docs/samples.md");
        if (qEnvironmentVariableIsSet("LATHE_WRITE_GOLDEN")) VERIFY_OK(writeFileAtomically(path, samplesMarkdown()));
        const auto text = readTextFile(path);
        VERIFY_OK(text);
        QVERIFY2(*text == samplesMarkdown(), "docs/samples.md is not what the tables say: run pipeline_test with LATHE_WRITE_GOLDEN=1");
    }

    void emptyFoldersAndWrongCountsAreErrors() {
        QTemporaryDir empty;
        QVERIFY(!openSamples({imageInput("rgb")}, {empty.path().toStdString()}));
        QVERIFY(!openSamples({imageInput("rgb")}, std::vector<std::string>()));
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
