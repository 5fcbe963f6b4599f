#include "core/base/memory_budget.h"
#include "core/formats/npz_file.h"
#include "tests/core/formats/npz_maker.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <fstream>
#include <random>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

std::string floats(std::initializer_list<float> values) {
    std::string bytes;
    for (const float value : values)
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    return bytes;
}

const std::string kMatrix = makeNpy("<f4", "2, 2", floats({1, 2, 3, 4}));
const std::string kIds = makeNpy("|u1", "3,", "\x05\x06\x07");

} // namespace

class NpzFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "arrays.npz"; }
    Result<Tensor> read(const std::string& content, const std::string& name) const {
        std::ofstream(file(), std::ios::binary) << content;
        return readNpz(file(), name);
    }

private slots:
    void arraysAreReadByName_data() {
        QTest::addColumn<bool>("isDeflated");
        QTest::addColumn<bool>("isZip64");
        QTest::addColumn<QString>("comment");
        QTest::newRow("stored") << false << false << "";
        QTest::newRow("deflated") << true << false << "";
        QTest::newRow("stored, zip64") << false << true << "";
        QTest::newRow("deflated, zip64, comment") << true << true << "PK\x05\x06 made by hand, and long enough to be taken for a directory";
    }
    void arraysAreReadByName() {
        QFETCH(bool, isDeflated);
        QFETCH(bool, isZip64);
        QFETCH(QString, comment);
        const std::string archive =
            makeZip({{"image.npy", kMatrix}, {"ids.npy", kIds}}, {isDeflated, isZip64, 0, 0, comment.toStdString()});
        const auto image = read(archive, "image");
        VERIFY_OK(image);
        QVERIFY(areIdentical(*image, Tensor::of<float>({2, 2}, {1, 2, 3, 4})));
        const auto ids = readNpz(file(), "ids");
        VERIFY_OK(ids);
        QVERIFY(areIdentical(*ids, Tensor::of<std::uint8_t>({3}, {5, 6, 7})));
        const auto names = listNpz(file());
        VERIFY_OK(names);
        QCOMPARE(*names, (std::vector<std::string>{"image", "ids"}));
    }

    void aMissingArrayNamesTheNearest() {
        const auto array = read(makeZip({{"image.npy", kMatrix}, {"ids.npy", kIds}}), "imgae");
        QVERIFY(!array);
        QCOMPARE(array.error().place.file, file().string());
        QVERIFY2(array.error().remedy.find("did you mean 'image'") != std::string::npos, array.error().text().c_str());
    }

    void wrongArchivesAreErrors_data() {
        QTest::addColumn<QByteArray>("archive");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const std::string& archive, const char* words) {
            QTest::newRow(name) << QByteArray(archive.data(), qsizetype(archive.size())) << words;
        };
        row("no archive", "text", "cut short");
        row("no directory", std::string(100, 'x'), "directory is missing");
        row("checksum", makeZip({{"a.npy", kMatrix}}, {false, false, 1, 0, ""}), "checksum");
        row("checksum, deflated", makeZip({{"a.npy", kMatrix}}, {true, false, 1, 0, ""}), "checksum");
        row("size", makeZip({{"a.npy", kMatrix}}, {false, false, 0, 4, ""}), "cannot hold");
        row("too little", makeZip({{"a.npy", kMatrix}}, {true, false, 0, 4, ""}), "does not unpack");
        row("bomb", makeZip({{"a.npy", kMatrix}}, {true, true, 0, std::uint64_t(1) << 40, ""}), "cannot hold");
        row("no array", makeZip({{"a.npy", "text"}}), "no .npy file");
        row("big endian", makeZip({{"a.npy", makeNpy(">f4", "1,", "abcd")}}), "big-endian");
        row("shape", makeZip({{"a.npy", makeNpy("<f4", "9, 9", "abcd")}}), "holds 4 bytes of elements");
        row("impossible", makeZip({{"a.npy", makeNpy("<f4", "9223372036854775807, 9", "abcd")}}), "impossible shape");
    }
    void wrongArchivesAreErrors() {
        QFETCH(QByteArray, archive);
        QFETCH(QString, words);
        const auto array = read(archive.toStdString(), "a");
        QVERIFY(!array);
        QCOMPARE(array.error().kind, ErrorKind::Input);
        QCOMPARE(array.error().place.file, file().string());
        QVERIFY2(array.error().text().find(words.toStdString()) != std::string::npos, array.error().text().c_str());
    }

    /// A thousand times its size is what deflate can make; the memory budget says no before anything is unpacked.
    void bombsAreRefusedByTheBudget() {
        const std::string zeros = makeNpy("|u1", "33554432,", std::string(std::size_t(32) << 20, '\0'));
        const std::string archive = makeZip({{"a.npy", zeros}}, {true, false, 0, 0, ""});
        QVERIFY(archive.size() < 64 << 10);
        const std::int64_t budget = memoryBudget();
        setMemoryBudget(std::int64_t(16) << 20);
        const auto array = [&]() -> Result<Tensor> {
            try {
                return read(archive, "a");
            } catch (const std::bad_alloc&) {
                return Error::noMemory();
            }
        }();
        QVERIFY(!array);
        const bool isRefused = array.error().isNoMemory(); // its message names the budget
        setMemoryBudget(budget);
        QVERIFY2(isRefused, array.error().text().c_str());
        VERIFY_OK(read(archive, "a"));
    }

    void damageIsNeverACrash() {
        for (const bool isDeflated : {false, true}) {
            const std::string whole = makeZip({{"a.npy", kMatrix}, {"ids.npy", kIds}}, {isDeflated, isDeflated, 0, 0, ""});
            for (std::size_t size = 0; size < whole.size(); ++size)
                QVERIFY2(!read(whole.substr(0, size), "a"), std::to_string(size).c_str());
            std::mt19937 random(5);
            for (int round = 0; round < 500; ++round) {
                std::string altered = whole;
                altered[random() % altered.size()] ^= static_cast<char>(1 << (random() % 8));
                (void)read(altered, "a"); // any outcome but a crash
            }
        }
    }
};

LATHE_TEST(NpzFileTest)
#include "npz_file_test.moc"
