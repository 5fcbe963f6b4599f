#include "core/calibration/statistics.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

CalibrationTable makeTable() {
    CalibrationTable table;
    table.samples = 3;
    table.isRandom = true;
    for (const char* name : {"x", "layer/0:out \"quoted\""}) {
        StatisticsAccumulator accumulator;
        const std::vector<float> values{0.1f, -1.0f / 3, 1e-30f, 7.7e7f};
        accumulator.add(values);
        table.tensors[name].statistics = accumulator.finish();
    }
    chooseThresholds(table, {ThresholdMethod::Percentile, 0.9999});
    return table;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace

class CalibrationJsonTest : public QObject {
    Q_OBJECT
private slots:
    void roundTripIsExact() {
        const CalibrationTable table = makeTable();
        const Result<CalibrationTable> read = calibrationFromJson(toJson(table), "t.json");
        VERIFY_OK(read);
        QCOMPARE(toJson(*read), toJson(table));
        QCOMPARE(read->options.method, ThresholdMethod::Percentile);
        QCOMPARE(read->options.percentile, 0.9999);
        QCOMPARE(read->samples, std::int64_t(3));
        QVERIFY(read->isRandom);
        for (const auto& [name, range] : table.tensors) {
            const TensorRange& other = read->tensors.at(name);
            QVERIFY(other.threshold == range.threshold && other.clippedShare == range.clippedShare);
            QVERIFY(other.low == range.low && other.high == range.high && other.int16Threshold == range.int16Threshold);
            QVERIFY(other.statistics.min == range.statistics.min && other.statistics.max == range.statistics.max);
            QCOMPARE(other.statistics.histogram, range.statistics.histogram);
            QVERIFY(other.statistics.histogramLimit == range.statistics.histogramLimit);
        }
    }

    void wrongTablesAreRefusedWithTheirPlace_data() {
        QTest::addColumn<std::string>("from");
        QTest::addColumn<std::string>("to");
        QTest::addColumn<std::string>("said");
        const auto row = [](const char* name, const char* from, const char* to, const char* said) {
            QTest::newRow(name) << std::string(from) << std::string(to) << std::string(said);
        };
        row("no JSON", "{", "", "not JSON");
        row("no object", "{\"schema\"", "[], {\"schema\"", "not JSON");
        row("schema", "calibration/2", "calibration/9", "lathe.calibration/9");
        row("schema type", "\"lathe.calibration/2\"", "7", "$.schema must be a text");
        row("method", "\"percentile\"", "\"minmax\"", "max, percentile, kl or mse");
        row("percentile", "0.9999", "1.5", "$.percentile must be a number from 0");
        row("samples", "\"samples\":3", "\"samples\":-1", "$.samples must be a whole number");
        row("samples too large", "\"samples\":3", "\"samples\":18446744073709551615", "$.samples must be a whole number");
        row("member missing", "\"random\"", "\"other\"", "has no \"random\"");
        row("threshold missing", "\"threshold\"", "\"thresh\"", "has no \"threshold\"");
        row("low missing", "\"low\"", "\"lo\"", "has no \"low\"");
        row("low above high", "\"low\":", "\"low\":8e7,\"was\":", "low is larger than high");
        row("threshold negative", "\"threshold\":", "\"threshold\":-", "threshold must be a number");
        row("threshold beyond binary32", "\"threshold\":", "\"threshold\":1e300,\"was\":", "threshold must be a number");
        row("bins missing", "\"histogram\":[", "\"histogram\":[0,", "2048 counts");
        row("bin negative", "\"histogram\":[3", "\"histogram\":[-3", "histogram[0]");
        row("more in bins than elements", "\"elements\":4", "\"elements\":3", "counts more than elements");
        row("min above max", "\"min\":-0.3333", "\"min\":7777777777.3333", "larger than max");
    }
    void wrongTablesAreRefusedWithTheirPlace() {
        QFETCH(std::string, from);
        QFETCH(std::string, to);
        QFETCH(std::string, said);
        const std::string good = toJson(makeTable()), bad = replaced(good, from, to);
        QVERIFY2(bad != good, from.c_str());
        const Result<CalibrationTable> read = calibrationFromJson(bad, "t.json");
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Input);
        QVERIFY2(read.error().text().find(said) != std::string::npos, read.error().text().c_str());
        QVERIFY(read.error().text().starts_with("t.json: "));
    }

    void everyTruncationIsRefused() {
        const std::string good = toJson(makeTable());
        for (std::size_t length = 0; length + 2 < good.size(); length += 97)
            QVERIFY(!calibrationFromJson(std::string_view(good).substr(0, length), "t.json"));
    }
};

LATHE_TEST(CalibrationJsonTest)
#include "calibration_json_test.moc"
