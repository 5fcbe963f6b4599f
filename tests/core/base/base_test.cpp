#include "core/base/file_target.h"
#include "core/base/files.h"
#include "core/base/float16.h"
#include "core/base/hash.h"
#include "core/base/memory_budget.h"
#include "core/base/parallel.h"
#include "core/base/spelling.h"
#include "core/base/temporary_folder.h"
#include "core/base/visible_text.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <sys/stat.h>

#include <cerrno>
#include <cmath>
#include <filesystem>
#include <fstream>

using namespace lathe;

class BaseTest : public QObject {
    Q_OBJECT
private slots:
    void pipesAndDevicesAreNoFiles() {
        const QTemporaryDir folder;
        const std::filesystem::path pipe = folder.filePath(QStringLiteral("pipe")).toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(!MappedFile::open(pipe)); // and comes back at once
        QVERIFY(!writeFileAtomically(pipe, "text"));
        QVERIFY(std::filesystem::is_fifo(pipe));
        QVERIFY(!writeFileAtomically(folder.path().toStdString(), "text"));
    }

    void writingThroughALinkKeepsTheLink() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("file")).toStdString();
        const std::filesystem::path link = folder.filePath(QStringLiteral("link")).toStdString();
        VERIFY_OK(writeFileAtomically(file, "old"));
        std::filesystem::create_symlink(file, link);
        VERIFY_OK(writeFileAtomically(link, "new"));
        QVERIFY(std::filesystem::is_symlink(link));
        QCOMPARE(*readTextFile(file), std::string("new"));
    }

    void partsOfKilledWritersAreRemoved() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("m.onnx")).toStdString();
        const std::filesystem::path stale = file.string() + ".part999999999", running = file.string() + ".part1",
                                    other = folder.filePath(QStringLiteral("n.onnx.part999999999")).toStdString(),
                                    document = file.string() + ".parts";
        for (const auto& path : {stale, running, other, document})
            VERIFY_OK(writeFileAtomically(path, "half"));
        VERIFY_OK(writeFileAtomically(file, "new"));
        QVERIFY(!std::filesystem::exists(stale));
        for (const auto& path : {file, running, other, document})
            QVERIFY2(std::filesystem::exists(path), path.c_str());
    }

    void allPartsOfAFolderAreRemoved() {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        for (const char* name :
             {"net_a.json.part999999999", "net_b.lathe.part999999999", "net.json.part1", "other.part999999999", "net.parts"})
            std::ofstream(root / name) << "half";
        removeAllStaleParts(root, "net");
        QVERIFY(!std::filesystem::exists(root / "net_a.json.part999999999") &&
                !std::filesystem::exists(root / "net_b.lathe.part999999999"));
        for (const char* name : {"net.json.part1", "other.part999999999", "net.parts"})
            QVERIFY2(std::filesystem::exists(root / name), name);
    }

    void aFolderTakesItsPlaceWhenAllIsThere() {
        const QTemporaryDir folder;
        const std::filesystem::path target = std::filesystem::path(folder.path().toStdString()) / "out",
                                    stale = target.string() + ".part999999999";
        const auto entries = [&] { return std::distance(std::filesystem::directory_iterator(target.parent_path()), {}); };
        std::filesystem::create_directories(stale / "inner");
        std::filesystem::create_directories(target);
        std::ofstream(target / "old") << "old";
        {
            auto made = TemporaryFolder::besides(target);
            VERIFY_OK(made);
            std::ofstream(made->path() / "new") << "new";
            QVERIFY(std::filesystem::exists(target / "old") && !std::filesystem::exists(target / "new"));
        }
        QVERIFY(std::filesystem::exists(target / "old")); // it was not published
        QCOMPARE(entries(), std::ptrdiff_t(1));
        auto made = TemporaryFolder::besides(target);
        VERIFY_OK(made);
        std::ofstream(made->path() / "new") << "new";
        VERIFY_OK(made->publish());
        QVERIFY(std::filesystem::exists(target / "new") && !std::filesystem::exists(target / "old"));
        QCOMPARE(entries(), std::ptrdiff_t(1));
        QCOMPARE(TemporaryFolder::besides(target / "new").error().kind, ErrorKind::Usage);
    }

    void textOfFilesCannotSteerTheTerminal_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("conv1: größer — 数据 😀") << QByteArray("conv1: größer — 数据 😀");
        QTest::newRow("escape") << QByteArray("a\x1b[31mb") << QByteArray("a?[31mb");
        QTest::newRow("line") << QByteArray("a\nerror: b\tc\r") << QByteArray("a?error: b?c?");
        QTest::newRow("C1 of UTF-8") << QByteArray("a\xC2\x9B"
                                                   "31m")
                                     << QByteArray("a?31m");
        QTest::newRow("C1 alone") << QByteArray("a\x9B"
                                                "31m")
                                  << QByteArray("a?31m");
        QTest::newRow("delete") << QByteArray("a\x7F") << QByteArray("a?");
        QTest::newRow("right to left") << QByteArray("a\xE2\x80\xAE"
                                                     "b")
                                       << QByteArray("a?b");
        QTest::newRow("cut short") << QByteArray("a\xE6\x95") << QByteArray("a??");
        QTest::newRow("overlong") << QByteArray("\xC0\x9B") << QByteArray("??");
    }
    void textOfFilesCannotSteerTheTerminal() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(visibleText(text.toStdString())), shown);
        QCOMPARE(visibleLines("a\n\tb\x1b"), std::string("a\n\tb?"));
        const Error error = Error::input("x\ny", "f\x1b[m", "do\nit");
        QCOMPARE(error.text(), std::string("f?[m: error: x?y — do?it"));
    }

    void aWrongPlaceIsTheUsersMistake() {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        QCOMPARE(writeFileAtomically(root / "none" / "f", "text").error().kind, ErrorKind::Usage);
        QCOMPARE(writeFileAtomically(root, "text").error().kind, ErrorKind::Usage);
        QCOMPARE(writeFileAtomically("", "text").error().kind, ErrorKind::Usage);
        VERIFY_OK(writeFileAtomically(root / "f", "text"));
        QCOMPARE(makeFolder(root / "f" / "g").error().kind, ErrorKind::Usage);
        QCOMPARE(cannotWrite(root, ENOSPC).kind, ErrorKind::Internal);
    }

    void memoryHasABudget() {
        const std::int64_t before = memoryBudget();
        MemoryShare share(1 << 20);
        setMemoryBudget(2 << 20);
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, share.grow(2 << 20));
        share.grow(1 << 20);
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, MemoryShare(1));
        setMemoryBudget(before);
    }

    void parallelForSurvivesALackOfMemory() {
        JobContext context({}, 4);
        const Status status = parallelFor(context, 100, [](std::int64_t i, int) -> Status {
            if (i % 3 == 2) throw std::bad_alloc();
            return {};
        });
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Input);
    }

    void halfRoundTripsEveryBitPattern() {
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
            const float value = halfToFloat(static_cast<std::uint16_t>(bits));
            if (std::isnan(value))
                QVERIFY(std::isnan(halfToFloat(floatToHalf(value))));
            else
                QCOMPARE(floatToHalf(value), static_cast<std::uint16_t>(bits));
        }
    }

    void halfRoundsTiesToEven() {
        QCOMPARE(floatToHalf(1.0f + 0x1p-11f), std::uint16_t(0x3C00));
        QCOMPARE(floatToHalf(1.0f + 3 * 0x1p-11f), std::uint16_t(0x3C02));
        QCOMPARE(floatToHalf(65520.0f), std::uint16_t(0x7C00));
        QCOMPARE(floatToHalf(65519.0f), std::uint16_t(0x7BFF));
    }

    void atomicWriteKeepsTheOldFileOnFailure() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "f.txt";
        VERIFY_OK(writeFileAtomically(path, "old"));
        QVERIFY(!writeFileAtomically(path, [](std::ostream& out) { out.setstate(std::ios::badbit); }));
        QCOMPARE(*readTextFile(path), std::string("old"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), std::ptrdiff_t(1));
    }

    void resolveInsideRefusesWhatLeavesTheFolder() {
        QTemporaryDir folder;
        const std::filesystem::path root(folder.path().toStdString());
        VERIFY_OK(writeFileAtomically(root / "in.bin", "x"));
        std::filesystem::create_symlink("/etc/passwd", root / "link");
        VERIFY_OK(resolveInside(root, "in.bin"));
        QVERIFY(!resolveInside(root, "../in.bin"));
        QVERIFY(!resolveInside(root, "/etc/passwd"));
        QVERIFY(!resolveInside(root, "link"));
        QVERIFY(!resolveInside(root, "missing.bin"));
        QVERIFY(!resolveInside(root, std::string("in.bin\0../..", 12)));
    }

    void hashFramesItsParts() {
        QVERIFY(Hasher().add("ab").add("c").finish() != Hasher().add("a").add("bc").finish());
        QVERIFY(Hasher().add("ab").finish() == Hasher().add("ab").finish());
    }

    void parallelForReportsTheSmallestFailure() {
        JobContext context({}, 4);
        const Status status = parallelFor(context, 100, [](std::int64_t i, int) -> Status {
            if (i == 7) return Error::input("seven");
            return {};
        });
        QVERIFY(!status);
        QCOMPARE(status.error().message, std::string("seven"));
    }

    void parallelForStops() {
        std::stop_source stop;
        JobContext context(stop.get_token(), 2);
        std::atomic<int> done = 0;
        const Status status = parallelFor(context, 1000, [&](std::int64_t, int) -> Status {
            if (++done == 10) stop.request_stop();
            return {};
        });
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Stopped);
        QVERIFY(done < 1000);
    }

    void nearestSpellingFindsTypos() {
        const std::vector<std::string> words{"latency", "bandwidth", "balance"};
        QCOMPARE(nearestSpelling("latncy", words), std::string("latency"));
        QCOMPARE(nearestSpelling("BALANCE", words), std::string("balance"));
        QCOMPARE(nearestSpelling("zzzzzzzz", words), std::string());
    }
};

LATHE_TEST(BaseTest)
#include "base_test.moc"
