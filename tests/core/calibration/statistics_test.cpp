#include "core/calibration/statistics.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TensorStatistics statisticsOf(std::span<const float> values) {
    StatisticsAccumulator accumulator;
    accumulator.add(values);
    return accumulator.finish();
}

/// The definition, element by element.
TensorStatistics slowStatistics(std::span<const float> values, float limit) {
    TensorStatistics slow;
    slow.histogram.resize(kHistogramBins);
    slow.histogramLimit = limit;
    slow.min = kInfinity;
    slow.max = -kInfinity;
    for (const float x : values) {
        ++slow.count;
        slow.min = std::min(slow.min, x);
        slow.max = std::max(slow.max, x);
        const auto bin = static_cast<std::size_t>(double(std::fabs(x)) / limit * kHistogramBins);
        ++slow.histogram[bin];
        if (x >= 0) continue;
        slow.negative.resize(kHistogramBins);
        ++slow.negative[bin];
    }
    return slow;
}

void compareStatistics(const TensorStatistics& a, const TensorStatistics& b) {
    QCOMPARE(a.min, b.min);
    QCOMPARE(a.max, b.max);
    QCOMPARE(a.count, b.count);
    QCOMPARE(a.nonFinite, b.nonFinite);
    QCOMPARE(a.histogramLimit, b.histogramLimit);
    QCOMPARE(a.histogram, b.histogram);
    QCOMPARE(a.negative, b.negative);
}

std::vector<float> heavyTails(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> values(count);
    for (float& x : values)
        x = static_cast<float>(int(random() % 2001) - 1000) / (1.0f + static_cast<float>(random() % 400));
    return values;
}

} // namespace

class StatisticsTest : public QObject {
    Q_OBJECT
private slots:
    void agreesWithTheDefinition_data() {
        QTest::addColumn<int>("count");
        for (const int count : {1, 15, 16, 17, 1023, 1024, 1025, 5000, 70001})
            QTest::newRow(qPrintable(QString::number(count))) << count;
    }
    void agreesWithTheDefinition() {
        QFETCH(int, count);
        const std::vector<float> values = heavyTails(static_cast<std::size_t>(count), static_cast<unsigned>(count));
        float largest = 0;
        for (const float x : values)
            largest = std::max(largest, std::fabs(x));
        float limit = 1.0f / 1024;
        while (limit <= largest)
            limit *= 2;
        compareStatistics(statisticsOf(values), slowStatistics(values, limit));
    }

    void orderAndSplitDoNotMatter() {
        const std::vector<float> values = heavyTails(6000, 7);
        const TensorStatistics whole = statisticsOf(values);
        StatisticsAccumulator ascending, first, second;
        std::vector<float> sorted = values;
        std::sort(sorted.begin(), sorted.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
        for (const float x : sorted)
            ascending.add(std::span(&x, 1)); // the limit grows again and again
        for (std::size_t i = 0; i < values.size(); ++i)
            (i % 3 == 0 ? first : second).add(std::span(&sorted[i], 1));
        StatisticsAccumulator other = second;
        other.merge(first);
        first.merge(second);
        compareStatistics(ascending.finish(), whole);
        compareStatistics(first.finish(), whole);
        compareStatistics(other.finish(), whole);
    }

    void signsThatBeginLateAreKept() {
        std::vector<float> values(3000, 0.5f);
        values[2000] = -0.25f;
        values[2001] = -0.0f;
        const TensorStatistics s = statisticsOf(values);
        QCOMPARE(std::accumulate(s.negative.begin(), s.negative.end(), std::int64_t(0)), std::int64_t(1));
        compareStatistics(s, slowStatistics(values, 1.0f));
    }

    void largePiecesAreCountedInPart() {
        std::vector<float> values = heavyTails(4 * kElementsCounted, 3);
        values[777] = 1.0e4f; // in a block that phase 0 leaves out
        values[40000] = kNan;
        constexpr std::int64_t kPhases = 4;
        StatisticsAccumulator all, parts;
        all.add(values, 0, true);
        for (std::int64_t phase = 0; phase < kPhases; ++phase) {
            StatisticsAccumulator part;
            part.add(values, phase);
            const TensorStatistics s = part.finish();
            QCOMPARE(s.max, 1.0e4f);
            QCOMPARE(s.count, std::int64_t(values.size()));
            QCOMPARE(s.nonFinite, std::int64_t(1));
            QCOMPARE(s.histogramLimit, 16384.0f);
            const std::int64_t counted = std::accumulate(s.histogram.begin(), s.histogram.end(), std::int64_t(0));
            QVERIFY(counted >= std::int64_t(kElementsCounted) - 1 && counted <= std::int64_t(kElementsCounted));
            parts.merge(part);
        }
        QCOMPARE(parts.finish().histogram, all.finish().histogram); // each block in one of the phases
        QCOMPARE(parts.finish().negative, all.finish().negative);
    }

    void powersOfTwoKeepTheirBinWhenTheLimitGrows() {
        StatisticsAccumulator accumulator;
        for (const float x : {1.0f, 2.0f, 4.0f})
            accumulator.add(std::span(&x, 1));
        const TensorStatistics s = accumulator.finish();
        QCOMPARE(s.histogramLimit, 8.0f);
        for (const std::size_t bin : {256, 512, 1024})
            QCOMPARE(s.histogram[bin], std::int64_t(1));
    }

    void extremeValues_data() {
        QTest::addColumn<std::vector<float>>("values");
        QTest::addColumn<float>("min");
        QTest::addColumn<float>("max");
        QTest::addColumn<qint64>("nonFinite");
        constexpr float kLargest = std::numeric_limits<float>::max(), kTiny = std::numeric_limits<float>::denorm_min();
        QTest::newRow("nothing") << std::vector<float>{} << 0.0f << 0.0f << qint64(0);
        QTest::newRow("zeros of both signs") << std::vector<float>{-0.0f, 0.0f} << 0.0f << 0.0f << qint64(0);
        QTest::newRow("no finite value") << std::vector<float>{kNan, kInfinity, -kInfinity} << 0.0f << 0.0f << qint64(3);
        QTest::newRow("some finite values") << std::vector<float>{kNan, 3.0f, -kInfinity, -1.0f} << -1.0f << 3.0f << qint64(2);
        QTest::newRow("largest and smallest") << std::vector<float>{-kLargest, kTiny} << -kLargest << kTiny << qint64(0);
    }
    void extremeValues() {
        QFETCH(std::vector<float>, values);
        const TensorStatistics s = statisticsOf(values);
        QTEST(s.min, "min");
        QTEST(s.max, "max");
        QVERIFY(!std::signbit(s.min) || s.min < 0);
        QTEST(qint64(s.nonFinite), "nonFinite");
        QCOMPARE(s.count, std::int64_t(values.size()));
        QCOMPARE(std::accumulate(s.histogram.begin(), s.histogram.end(), std::int64_t(0)), s.count - s.nonFinite);
    }
};

LATHE_TEST(StatisticsTest)
#include "statistics_test.moc"
