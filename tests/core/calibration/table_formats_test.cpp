#include "core/calibration/statistics.h"
#include "core/calibration/table_formats.h"
#include "core/graph/text_format.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lathe;

namespace {

Result<CalibrationTable> readText(const std::string& text) {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("table").toStdString();
    std::ofstream(file, std::ios::binary) << text;
    return readCalibrationTable(file);
}

CalibrationTable makeTable() {
    CalibrationTable table;
    const std::vector<std::pair<std::string, std::vector<float>>> tensors{
        {"conv1/out:0", {-0.5f, 3.25f}}, {"input", {0.0f, 255.0f}}, {"all zero", {0.0f, 0.0f}}};
    for (const auto& [name, values] : tensors) {
        StatisticsAccumulator accumulator;
        accumulator.add(values);
        table.tensors[name].statistics = accumulator.finish();
    }
    chooseThresholds(table, {ThresholdMethod::Max});
    return table;
}

} // namespace

class TableFormatsTest : public QObject {
    Q_OBJECT
private slots:
    void eachFormatReadsWhatItWrites_data() {
        QTest::addColumn<std::string>("format");
        for (const TableFormatRow& row : tableFormats())
            QTest::newRow(std::string(row.name).c_str()) << std::string(row.name);
    }
    void eachFormatReadsWhatItWrites() {
        QFETCH(std::string, format);
        const TableFormatRow* row = findTableFormat(format);
        QVERIFY(row && row->sentence.ends_with("."));
        const CalibrationTable table = makeTable();
        const std::string text = row->write(table);
        QVERIFY(row->recognises(text));
        const Result<CalibrationTable> read = readText(text);
        VERIFY_OK(read);
        QCOMPARE(read->tensors.size(), table.tensors.size());
        for (const auto& [name, range] : table.tensors) {
            const TensorRange& other = read->tensors.at(name);
            QVERIFY(std::fabs(other.threshold - range.threshold) <= 1e-6f * range.threshold);
            // Only Lathe's own format has the statistics that int16 takes its range from.
            QCOMPARE(thresholdFor(other, DataType::Int16), format == "lathe" ? thresholdFor(range, DataType::Int16) : other.threshold);
            if (format == "lathe" || format == "onnxruntime") QVERIFY(other.low == range.low && other.high == range.high);
        }
    }

    void filesOfOtherToolsAreRead_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::newRow("onnxruntime pairs") << std::string(R"({"x": [-1.5, 2.0]})") << -1.5f << 2.0f;
        QTest::newRow("onnxruntime tensor data")
            << std::string(
                   R"({"x": {"lowest": {"data": -1.5, "dtype": "float32", "CLS": "numpy.array"}, "highest": {"data": [2.0], "dtype": "float32", "CLS": "numpy.array"}, "CLS": "TensorData"}})")
            << -1.5f << 2.0f;
        QTest::newRow("onnxruntime wrapped")
            << std::string(R"({"CLS": "TensorsData", "data": {"x": {"lowest": -1.5, "highest": 2}}, "calibration_method": {}})") << -1.5f
            << 2.0f;
        QTest::newRow("onnxruntime positive range") << std::string(R"({"x": [0.5, 2.0]})") << 0.0f << 2.0f; // zero is always held
        QTest::newRow("onnxruntime text") << std::string("x 2.5\n") << -2.5f << 2.5f;
        QTest::newRow("tensorrt") << std::string("TRT-7000-EntropyCalibration2\r\nx: 3f800000\r\n") << -127.0f << 127.0f;
    }
    void filesOfOtherToolsAreRead() {
        QFETCH(std::string, text);
        const Result<CalibrationTable> read = readText(text);
        VERIFY_OK(read);
        QCOMPARE(read->tensors.size(), std::size_t(1));
        QTEST(read->tensors.at("x").low, "low");
        QTEST(read->tensors.at("x").high, "high");
    }

    /// Laid out by hand from the description of the format, unlike what Lathe writes: vtables behind their tables, the value in front.
    void flatBuffersOfAnyLayoutAreRead() {
        const auto word = [](std::uint32_t value) {
            std::string bytes;
            for (int i = 0; i < 4; ++i)
                bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
            return bytes;
        };
        const auto half = [](int value) { return std::string{static_cast<char>(value), '\0'}; };
        const std::string root = word(4) + word(0u - 8) + word(12) + half(6) + half(8) + half(4) + half(0); // 0 to 20, vtable at 12
        const std::string dict = word(1) + word(4);                                                         // 20: one entry, at 28
        const std::string entry = word(0u - 12) + word(16) + word(20);                                      // 28: value at 48, key at 56
        const std::string vtable = half(8) + half(12) + half(8) + half(4);                                  // 40
        const std::string strings = word(3) + "2.5" + '\0' + word(1) + "x" + std::string(3, '\0');          // 48, 56
        const std::string file = root + dict + entry + vtable + strings;
        const Result<CalibrationTable> read = readText(file);
        VERIFY_OK(read);
        QCOMPARE(read->tensors.at("x").threshold, 2.5f);
        for (std::size_t size = 0; size < file.size() - 3; ++size) // the padding may be missing
            QVERIFY2(!readText(file.substr(0, size)), std::to_string(size).c_str());
        std::string negative = file;
        negative[52] = '-';
        QVERIFY(!readText(negative));
    }

    void namesWithSeparatorsAreKept() {
        QCOMPARE(readText("TRT-1-X\na: b: c: 3f800000").value().tensors.begin()->first, std::string("a: b: c"));
        QCOMPARE(readText("a b c 1.5").value().tensors.begin()->first, std::string("a b c"));
    }

    void brokenFilesAreRefused_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("said");
        const auto row = [](const char* name, std::string text, const char* said) {
            QTest::newRow(name) << std::move(text) << std::string(said);
        };
        row("nothing", "", "is no calibration table");
        row("prose", "hello world", "is no calibration table");
        row("cut short", R"({"x": [1, 2])", "is no JSON object");
        row("one number", R"({"x": [1]})", "tensor \"x\" has no range");
        row("text for a number", R"({"x": ["a", 1]})", "tensor \"x\" has no range");
        row("ends swapped", R"({"x": [2, 1]})", "tensor \"x\" has no range");
        row("too large", R"({"x": [0, 1e300]})", "tensor \"x\" has no range");
        row("nested", R"({"x": {"lowest": {"data": {"data": 1}}, "highest": 2}})", "tensor \"x\" has no range");
        row("deep", "{\"x\":" + std::string(100000, '['), "is no JSON object");
        row("tensorrt digits", "TRT-1-X\nx: 3f80000g", "line 2");
        row("tensorrt too many digits", "TRT-1-X\nx: 13f800000", "line 2");
        row("tensorrt not a number", "TRT-1-X\nx: 7fc00000", "line 2");
        row("tensorrt negative", "TRT-1-X\n\nx: bf800000", "line 3");
        row("tensorrt no name", "TRT-1-X\n: 3f800000", "line 2");
        row("text second line", "x 1\ny", "line 2");
        row("text negative", "x 1\ny -1", "line 2");
        row("lathe schema", R"({"schema":"lathe.calibration/0"})", "lathe.calibration/0");
    }
    void brokenFilesAreRefused() {
        QFETCH(std::string, text);
        QFETCH(std::string, said);
        const Result<CalibrationTable> read = readText(text);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Input);
        QVERIFY2(read.error().text().find(said) != std::string::npos, read.error().text().c_str());
    }

    void namesAreHeldAgainstTheModel() {
        const Graph original =
            parseGraph("graph \"g\" opset 13\ninput x: float[1, 4]\nn: inner = Neg(x)\nm: y = Abs(inner)\noutput y").value();
        const Graph optimised = parseGraph("graph \"g\" opset 13\ninput x: float[1, 4]\nm: y = Abs(x)\noutput y").value();
        const auto tableOf = [](std::initializer_list<const char*> names) {
            CalibrationTable table;
            for (const char* name : names)
                table.tensors[name].threshold = 2;
            return table;
        };
        JobContext context;
        const Result<CalibrationTable> good =
            tableForModel(tableOf({"x", "inner", "(Unnamed Layer* 3) [Shuffle]"}), optimised, original, "t.json", context);
        VERIFY_OK(good);
        QCOMPARE(good->tensors.size(), std::size_t(1));
        QCOMPARE(context.diagnostics().size(), std::size_t(1));
        QCOMPARE(context.diagnostics().front().code, std::string("CAL03"));

        const Result<CalibrationTable> bad = tableForModel(tableOf({"x", "iner", "what else"}), optimised, original, "t.json", context);
        QVERIFY(!bad);
        QCOMPARE(bad.error().kind, ErrorKind::Input);
        const std::string text = bad.error().text();
        QVERIFY2(text.find("\"iner\" (did you mean \"inner\"?), \"what else\"") != std::string::npos, text.c_str());
        QVERIFY(!tableForModel(tableOf({"inner"}), optimised, original, "t.json", context));
    }
};

LATHE_TEST(TableFormatsTest)
#include "table_formats_test.moc"
