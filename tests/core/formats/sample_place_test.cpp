#include "core/base/files.h"
#include "core/formats/sample_place.h"
#include "tests/core/formats/npz_maker.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace lathe;
namespace fs = std::filesystem;

class SamplePlaceTest : public QObject {
    Q_OBJECT
    std::optional<QTemporaryDir> m_folder;
    fs::path folder() const { return m_folder->path().toStdString(); }
    std::string at(const char* name) const { return (folder() / name).string(); }
    void write(const char* name, std::string_view content = "") const {
        VERIFY_OK(makeFolder((folder() / name).parent_path()));
        VERIFY_OK(writeFileAtomically(folder() / name, content));
    }
    static QStringList names(const std::vector<fs::path>& files) {
        QStringList all;
        for (const fs::path& file : files)
            all << QString::fromStdString(file.parent_path().filename() / file.filename());
        return all;
    }
    void failsWith(const SamplePlaces& places, const char* words) const {
        const auto files = listSamples(places);
        QVERIFY(!files);
        QVERIFY2(files.error().text().find(words) != std::string::npos, files.error().text().c_str());
    }

private slots:
    void init() { m_folder.emplace(); }

    void aFolderIsListedByName() {
        write("s/b.png");
        write("s/a.npy");
        write("s/labels.csv");
        write("s/inner.png/c.png"); // a folder called like a picture
        fs::create_symlink("loop.png", folder() / "s/loop.png");
        fs::create_symlink("..", folder() / "s/up");
        const auto files = listSamples(at("s"), "x");
        VERIFY_OK(files);
        QCOMPARE(names(*files), (QStringList{"s/a.npy", "s/b.png", "s/loop.png"})); // the last is a bad sample, not none
    }

    void aListNamesFilesBesideIt() {
        write("lists/train.txt", "\xEF\xBB\xBF# chosen by hand\r\n../s/b.png\r\n\n../s/a.png  \n/abs/c.png");
        const auto files = listSamples(at("lists/train.txt"), "x");
        VERIFY_OK(files);
        QCOMPARE(names(*files), (QStringList{"s/b.png", "s/a.png", "abs/c.png"}));
        QCOMPARE(files->front(), folder() / "s/b.png");
    }

    void wrongListsNameTheLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray("# nothing\n\n") << 1 << "names no samples";
        QTest::newRow("columns") << QByteArray("a.png\tb.png\nc.png\n") << 2 << "list:2: error: the line has 1 paths, the first has 2";
        QTest::newRow("empty path") << QByteArray("a.png\t\tb.png\n") << 3 << "list:1: error: the line has an empty path";
        QTest::newRow("for one input") << QByteArray("a.png\tb.png\n") << 1 << "2 paths on a line for 1 input";
        QTest::newRow("for three") << QByteArray("a.png\tb.png\n") << 3 << "2 paths on a line for 3 inputs";
        QTest::newRow("binary") << QByteArray("a\0b", 3) << 1 << "NUL byte";
    }
    void wrongListsNameTheLine() {
        QFETCH(QByteArray, text);
        QFETCH(int, inputs);
        QFETCH(QString, words);
        write("list", std::string_view(text.data(), std::size_t(text.size())));
        SamplePlaces places;
        for (int i = 0; i < inputs; ++i) {
            places.inputs.push_back("x" + std::to_string(i));
            places.paths.push_back(at("list"));
        }
        failsWith(places, words.toUtf8());
    }

    void onePlaceServesSeveralInputs() {
        const std::vector<std::string> inputs{"left/x", "right"};
        write("d/left_x/0.png");
        write("d/right/0.npy");
        QVERIFY(servesAllInputs(at("d"), inputs));
        auto files = listSamples({inputs, {at("d"), at("d")}, {}});
        VERIFY_OK(files);
        QCOMPARE(names((*files)[0]), QStringList{"left_x/0.png"});
        QCOMPARE(names((*files)[1]), QStringList{"right/0.npy"});
        write("pairs.txt", "r.png\tl.png\n");
        files = listSamples({inputs, {at("pairs.txt"), at("pairs.txt")}, {1, 0}}); // input_name: right; left/x
        VERIFY_OK(files);
        QCOMPARE((*files)[0].front().filename(), fs::path("l.png"));
        write("z/a.npz");
        QVERIFY(servesAllInputs(at("z"), inputs) && servesAllInputs(at("pairs.txt"), inputs));
        files = listSamples({inputs, {at("z"), at("z")}, {}});
        VERIFY_OK(files);
        QCOMPARE((*files)[0], (*files)[1]);
        write("plain/a.npy");
        QVERIFY(!servesAllInputs(at("plain"), inputs));
    }

    void whatIsWrittenForDebuggingIsRead() { // a subfolder for the one input
        write("calibration_data/x/000000.npy");
        write("calibration_data/index.json");
        const auto files = listSamples(at("calibration_data"), "x");
        VERIFY_OK(files);
        QCOMPARE(names(*files), QStringList{"x/000000.npy"});
    }

    void wrongPlacesAreNamed() {
        write("one/a.png");
        write("two/a.png");
        write("two/b.png");
        write("none/notes.md");
        failsWith({{"x"}, {at("nothing")}, {}}, "neither a folder of samples nor a list");
        failsWith({{"x"}, {at("none")}, {}}, ".npz");
        failsWith({{"x", "y"}, {at("one"), at("two")}, {}}, "has 2 samples for the input 'y'; there are 1 for 'x'");
        fs::create_directory_symlink("round", folder() / "round");
        failsWith({{"x"}, {at("round")}, {}}, "neither a folder");
    }
};

LATHE_TEST(SamplePlaceTest)
#include "sample_place_test.moc"
