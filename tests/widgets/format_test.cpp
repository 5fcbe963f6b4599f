#include "tests/support/test_main.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

using namespace lathe;

class FormatTest : public QObject {
    Q_OBJECT
private slots:
    void numbersKeepTheirSignificantDigits_data() {
        QTest::addColumn<QString>("made");
        QTest::addColumn<QString>("expected");
        QTest::newRow("zero") << significant(0) << u"0"_s;
        QTest::newRow("three") << significant(12.345) << u"12.3"_s;
        QTest::newRow("below one") << significant(0.94231) << u"0.942"_s;
        QTest::newRow("rounds up a decade") << significant(9.996) << u"10.0"_s;
        QTest::newRow("thousands") << significant(1240) << u"1,240"_s;
        QTest::newRow("negative") << significant(-0.0123456) << u"-0.0123"_s;
        QTest::newRow("nan") << significant(std::nan("")) << u"–"_s;
        QTest::newRow("ms") << formatTime(0.00094231) << u"942 µs"_s;
        QTest::newRow("ms above") << formatTime(0.0123) << u"12.3 ms"_s;
        QTest::newRow("just under a second") << formatTime(0.99996) << u"1.00 s"_s;
        QTest::newRow("first tick") << formatTick(0, 20e-6, 480e-6) << u"0 µs"_s;
        QTest::newRow("tick") << formatTick(100e-6, 20e-6, 480e-6) << u"100 µs"_s;
        QTest::newRow("close ticks") << formatTick(1.2e-3, 50e-6, 1.6e-3) << u"1.20 ms"_s;
        QTest::newRow("ns") << formatTime(3.2e-9) << u"3.20 ns"_s;
        QTest::newRow("count") << formatCount(3.49e6) << u"3.49 M"_s;
        QTest::newRow("small count") << formatCount(87) << u"87"_s;
        QTest::newRow("count with unit") << formatCount(3.0e8, u"MAC"_s) << u"300 MMAC"_s;
        QTest::newRow("bytes") << formatBytes(1536) << u"1.50 KiB"_s;
        QTest::newRow("rate") << formatRate(12.34e9) << u"12.3 GB/s"_s;
        QTest::newRow("percent") << formatPercent(0.9634) << u"96.3 %"_s;
        QTest::newRow("integer") << formatInteger(1234567) << u"1,234,567"_s;
    }
    void numbersKeepTheirSignificantDigits() {
        QFETCH(QString, made);
        QTEST(made, "expected");
    }
};

LATHE_TEST(FormatTest)
#include "format_test.moc"
