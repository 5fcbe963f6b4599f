#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

std::string npy(const std::string& dictionary, const std::string& elements, int version = 1) {
    std::string file = "\x93NUMPY";
    file += {static_cast<char>(version), '\0', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
    if (version > 1) file += std::string(2, '\0');
    return file + dictionary + elements;
}

} // namespace

class NpyFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "t.npy"; }

private slots:
    void readsBackWhatItWrote_data() {
        QTest::addColumn<int>("type");
        for (int type = 1; type <= 15; ++type)
            if (static_cast<DataType>(type) != DataType::String)
                QTest::newRow(std::string(toName(static_cast<DataType>(type))).c_str()) << type;
    }
    void readsBackWhatItWrote() {
        QFETCH(int, type);
        for (const std::vector<std::int64_t>& dims : {std::vector<std::int64_t>{}, {3}, {2, 3, 4}, {0, 5}}) {
            Tensor tensor = Tensor::makeZeros(static_cast<DataType>(type), dims);
            auto* bytes = const_cast<std::byte*>(tensor.bytes().data());
            for (std::int64_t i = 0; i < tensor.sizeBytes(); ++i)
                bytes[i] = std::byte(type == int(DataType::Bool) ? i % 2 : i * 7);
            VERIFY_OK(writeNpy(tensor, file()));
            const auto again = readNpy(file());
            VERIFY_OK(again);
            QVERIFY(areIdentical(tensor, *again));
            QCOMPARE(fs::file_size(file()) % 64, std::uintmax_t(tensor.sizeBytes() % 64));
        }
    }

    void refusesTypesThatNumPyLacks() {
        const auto status = writeNpy(Tensor::makeZeros(DataType::Bfloat16, {1}), file());
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Unsupported);
    }

    void fortranOrderBecomesRowMajor() {
        std::string elements;
        for (const char value : {0, 3, 1, 4, 2, 5})
            elements += value;
        for (const int version : {1, 2, 3}) {
            VERIFY_OK(writeFileAtomically(file(), npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", elements, version)));
            const auto tensor = readNpy(file());
            VERIFY_OK(tensor);
            QCOMPARE(tensor->toInt64s(), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
        }
    }

    void unalignedElementsAreCopied() {
        VERIFY_OK(writeFileAtomically(
            file(), npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}", std::string("\1\0\0\0\xff\xff\xff\xff", 8))));
        const auto tensor = readNpy(file());
        VERIFY_OK(tensor);
        QCOMPARE(tensor->toInt64s(), (std::vector<std::int64_t>{1, -1}));
        QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor->bytes().data()) % 4, std::uintptr_t(0));
    }

    void wrongFilesAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << QString(reason);
        };
        row("empty", "", "no .npy file");
        row("text", "hello, this is a text", "no .npy file");
        row("version", npy("{}", "", 9), "version 9");
        row("header past the end", std::string("\x93NUMPY\1\0\xff\xff{'descr'", 18), "cut short");
        row("short", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", "1234"),
            "holds 4 bytes of elements; float [4] takes 16");
        row("long", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "12"), "takes 1");
        row("big-endian", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "1234"), "big-endian");
        row("objects", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "1234"), "'|O' is not supported");
        row("structure", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "1234"), "structure");
        row("huge", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904), }", ""),
            "impossible shape");
        row("negative", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", ""), "no tuple of sizes");
        row("open tuple", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2", ""), "no tuple of sizes");
        row("order", npy("{'descr': '<f4', 'shape': (1,), }", "1234"), "fortran_order");
    }
    void wrongFilesAreRefused() {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        VERIFY_OK(writeFileAtomically(file(), content.toStdString()));
        const auto tensor = readNpy(file());
        QVERIFY(!tensor);
        QCOMPARE(tensor.error().kind, ErrorKind::Input);
        QVERIFY2(tensor.error().text().find(reason.toStdString()) != std::string::npos, tensor.error().text().c_str());
        QVERIFY(tensor.error().text().find(file().string()) != std::string::npos);
    }

    void rawBytesMustFit() {
        VERIFY_OK(writeFileAtomically(file(), std::string("\1\0\2\0", 4)));
        const auto tensor = readRaw(file(), DataType::Int16, {2});
        VERIFY_OK(tensor);
        QCOMPARE(tensor->toInt64s(), (std::vector<std::int64_t>{1, 2}));
        QVERIFY(!readRaw(file(), DataType::Int16, {3}));
        QVERIFY(!readRaw(file(), DataType::Int16, {std::int64_t(1) << 40, std::int64_t(1) << 40}));
    }

    void readsTheReferenceTensors() {
        REQUIRE_ZOO(zoo);
        const auto tensor = readNpy(zoo / "inputs/silero_vad_16k_op15/000/state.npy");
        VERIFY_OK(tensor);
        QCOMPARE(tensor->type(), DataType::Float);
        QCOMPARE(tensor->dims(), (std::vector<std::int64_t>{2, 1, 128}));
    }
};

LATHE_TEST(NpyFileTest)
#include "npy_file_test.moc"
