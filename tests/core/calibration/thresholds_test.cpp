#include "core/calibration/statistics.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

/// KL divergence of one candidate, written down as the rule says it: distributions as vectors, one bin at a time.
double slowDivergence(std::vector<double> bins, std::size_t kept) {
    bins[0] = bins[1];
    std::vector<double> p(bins.begin(), bins.begin() + std::ptrdiff_t(kept)), q(kept, 0.0);
    for (std::size_t i = kept; i < bins.size(); ++i)
        p.back() += bins[i];
    std::array<double, 128> mass{}, occupied{};
    for (std::size_t j = 0; j < kept; ++j)
        if (bins[j] > 0) mass[j * 128 / kept] += bins[j], ++occupied[j * 128 / kept];
    for (std::size_t j = 0; j < kept; ++j)
        if (bins[j] > 0) q[j] = mass[j * 128 / kept] / occupied[j * 128 / kept];
    const double sumP = std::accumulate(p.begin(), p.end(), 0.0), sumQ = std::accumulate(q.begin(), q.end(), 0.0);
    double divergence = 0;
    for (std::size_t j = 0; j < kept; ++j) {
        if (p[j] == 0) continue;
        if (q[j] == 0) return std::numeric_limits<double>::infinity();
        divergence += p[j] / sumP * std::log((p[j] / sumP) / (q[j] / sumQ));
    }
    return divergence;
}

std::vector<float> drawn(const std::string& shape, unsigned seed) {
    std::mt19937 random(seed);
    const auto uniform = [&] { return (static_cast<float>(random() >> 8) + 0.5f) / 16777216.0f; };
    std::vector<float> values(60000);
    for (float& x : values) {
        const float radius = std::sqrt(-2 * std::log(uniform()));
        const float normal = radius * std::cos(6.2831853f * uniform());
        if (shape == "normal")
            x = normal;
        else if (shape == "laplace")
            x = -std::log(uniform()) * (random() % 2 ? 1.0f : -1.0f);
        else if (shape == "uniform")
            x = 2 * uniform() - 1;
        else if (shape == "rectified")
            x = std::max(0.0f, normal);
        else
            x = normal * (random() % 5000 == 0 ? 60.0f : 1.0f);
    }
    return values;
}

TensorStatistics statisticsOf(const std::vector<float>& values) {
    StatisticsAccumulator accumulator;
    accumulator.add(values, 0, true);
    return accumulator.finish();
}

TensorStatistics sample(const std::string& shape, unsigned seed) {
    return statisticsOf(drawn(shape, seed));
}

TensorStatistics ramp() {
    StatisticsAccumulator accumulator;
    std::vector<float> values;
    for (int i = 1; i <= 1000; ++i)
        values.push_back(static_cast<float>(i) / 1000 * (i % 2 ? 1.0f : -1.0f));
    accumulator.add(values);
    return accumulator.finish();
}

/// Mean squared error of one candidate, from points within every bin.
double slowError(const TensorStatistics& statistics, std::size_t kept, double levels) {
    constexpr int kPoints = 64;
    const double top = double(kept), step = top / levels;
    double error = 0;
    for (std::size_t bin = 0; bin < statistics.histogram.size(); ++bin) {
        const auto count = double(bin == 0 ? std::min(statistics.histogram[0], statistics.histogram[1]) : statistics.histogram[bin]);
        for (int point = 0; count > 0 && point < kPoints; ++point) {
            const double x = double(bin) + (point + 0.5) / kPoints;
            const double q = std::min(std::nearbyint(x / step), levels) * step;
            error += count * (x - q) * (x - q) / kPoints;
        }
    }
    return error;
}

} // namespace

class ThresholdsTest : public QObject {
    Q_OBJECT
private slots:
    void klIsTheMinimumOfTheRule_data() {
        QTest::addColumn<std::string>("shape");
        for (const char* shape : {"normal", "laplace", "uniform", "rectified", "outliers"})
            QTest::newRow(shape) << std::string(shape);
    }
    void klIsTheMinimumOfTheRule() {
        QFETCH(std::string, shape);
        const TensorStatistics statistics = sample(shape, 11);
        const std::vector<double> bins(statistics.histogram.begin(), statistics.histogram.end());
        double least = std::numeric_limits<double>::infinity();
        std::size_t leastKept = 0;
        for (std::size_t kept = 2048; kept >= 128; --kept) {
            const double d = slowDivergence(bins, kept);
            if (d < least - 1e-12) least = d, leastKept = kept;
        }
        const float largest = std::max(-statistics.min, statistics.max);
        const float expected = std::min(static_cast<float>(leastKept) * statistics.histogramLimit / 2048, largest);
        QCOMPARE(klThreshold(statistics), expected);
        if (shape == "outliers") QVERIFY(expected < largest / 4);
    }

    void klOfDegenerateTensorsIsTheirMaximum_data() {
        QTest::addColumn<std::vector<float>>("values");
        QTest::addColumn<float>("threshold");
        QTest::newRow("zeros") << std::vector<float>(100, 0.0f) << 0.0f;
        QTest::newRow("one value") << std::vector<float>(100, -3.5f) << 3.5f;
        QTest::newRow("nothing") << std::vector<float>{} << 0.0f;
    }
    void klOfDegenerateTensorsIsTheirMaximum() {
        QFETCH(std::vector<float>, values);
        StatisticsAccumulator accumulator;
        accumulator.add(values);
        QTEST(klThreshold(accumulator.finish()), "threshold");
    }

    void mseIsTheMinimumOfTheDefinition_data() {
        QTest::addColumn<std::string>("shape");
        QTest::addColumn<int>("levels");
        for (const int levels : {127, 32767})
            for (const char* shape : {"normal", "laplace", "uniform", "rectified", "outliers"})
                QTest::addRow("%s, %d", shape, levels) << std::string(shape) << levels;
    }
    void mseIsTheMinimumOfTheDefinition() {
        QFETCH(std::string, shape);
        QFETCH(int, levels);
        const TensorStatistics statistics = sample(shape, 12);
        const double width = double(statistics.histogramLimit) / 2048;
        const auto chosen = static_cast<std::size_t>(std::ceil(double(mseThreshold(statistics, levels)) / width));
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t kept = 128; kept <= 2048; kept += 5)
            least = std::min(least, slowError(statistics, kept, levels));
        QVERIFY(slowError(statistics, chosen, levels) <= least * 1.001);
        if (levels == 127 && shape == "laplace") QVERIFY(double(chosen) * width < 0.9 * largestMagnitude(statistics));
    }

    void expectedErrorIsThatOfRounding_data() {
        QTest::addColumn<std::string>("shape");
        for (const char* shape : {"normal", "laplace", "rectified", "outliers"})
            QTest::newRow(shape) << std::string(shape);
    }
    void expectedErrorIsThatOfRounding() {
        QFETCH(std::string, shape);
        const std::vector<float> values = drawn(shape, 21);
        const TensorStatistics statistics = statisticsOf(values);
        for (const float share : {0.3f, 0.7f, 1.0f}) {
            const double threshold = double(share * largestMagnitude(statistics)), step = threshold / 127;
            double error = 0, signal = 0;
            for (const float x : values) {
                const double q = std::clamp(std::nearbyint(double(x) / step), -127.0, 127.0) * step;
                error += (double(x) - q) * (double(x) - q) / double(values.size());
                signal += double(x) * double(x) / double(values.size());
            }
            const double expected = expectedError(statistics, float(threshold));
            QVERIFY2(std::fabs(expected / error - 1) < 0.05, qPrintable(QString::number(expected / error)));
            QVERIFY(std::fabs(predictedSqnrDb(statistics, float(threshold)) - 10 * std::log10(signal / error)) < 0.3);
        }
    }

    void bothEndsAreChosenForThemselves() {
        std::vector<float> values = drawn("normal", 5);
        for (float& x : values)
            x = x < 0 ? x / 8 : x; // a short side and a long one
        const TensorStatistics statistics = statisticsOf(values);
        const auto error = [&](double low, double high) {
            const double step = (high - low) / 255;
            double sum = 0;
            for (const float x : values) {
                const double q = std::clamp(std::nearbyint(double(x) / step) * step, low, high);
                sum += (double(x) - q) * (double(x) - q);
            }
            return sum;
        };
        const ClippingRange range = mseRange(statistics);
        QVERIFY(range.low < 0 && range.low >= statistics.min && range.high <= statistics.max && range.high > 0);
        double least = std::numeric_limits<double>::infinity();
        for (int i = 1; i <= 20; ++i)
            for (int j = 1; j <= 20; ++j)
                least = std::min(least, error(double(statistics.min) * i / 20, double(statistics.max) * j / 20));
        QVERIFY(error(double(range.low), double(range.high)) <= least * 1.02);
        QVERIFY(error(double(range.low), double(range.high)) <
                0.6 * error(-double(mseThreshold(statistics)), double(mseThreshold(statistics))));
    }

    void percentileLeavesOutHalfAtEachEnd() {
        const ClippingRange all = percentileRange(ramp(), 1.0);
        QCOMPARE(all.low, -1.0f);
        QCOMPARE(all.high, 0.999f);
        const ClippingRange half = percentileRange(ramp(), 0.5); // 250 of 1000 are cut off at each end
        QVERIFY(std::fabs(half.low + 0.5f) < 2.0f / 1024 && std::fabs(half.high - 0.5f) < 2.0f / 1024);
        const TensorStatistics rectified = sample("rectified", 2);
        QCOMPARE(percentileRange(rectified, 0.9).low, 0.0f);
    }

    void channelsWidenTheRange() {
        std::vector<float> wide = drawn("normal", 8), narrow = wide;
        for (float& x : narrow)
            x /= 64;
        StatisticsAccumulator whole, first(kChannelBinBits), second(kChannelBinBits);
        for (int i = 0; i < 30; ++i)
            whole.add(narrow), second.add(narrow);
        whole.add(wide), first.add(wide);
        CalibrationTable table;
        TensorRange& range = table.tensors["x"];
        range.statistics = whole.finish();
        range.statistics.channels = {first.finish(), second.finish()};
        for (const ThresholdMethod method : {ThresholdMethod::Kl, ThresholdMethod::Mse}) {
            CalibrationOptions options;
            options.method = method;
            chooseThresholds(table, options);
            const float without = range.threshold;
            QVERIFY(range.channelThresholds.empty());
            options.perChannel = true;
            chooseThresholds(table, options);
            QCOMPARE(range.channelThresholds.size(), std::size_t(2));
            QCOMPARE(range.threshold, range.channelThresholds[0]);
            QVERIFY(range.channelThresholds[1] < range.threshold / 16);
            QVERIFY2(range.threshold > without * 1.05f, qPrintable(QString::number(double(range.threshold / without))));
        }
    }

    void powersOfTwoTakeTheNeighbourWithLessError() {
        for (const char* shape : {"normal", "uniform", "outliers"}) {
            const TensorStatistics statistics = sample(shape, 4);
            for (const int levels : {127, 32767}) {
                const float largest = largestMagnitude(statistics), chosen = powerOfTwoThreshold(statistics, largest, levels);
                const float scale = chosen / static_cast<float>(levels);
                QCOMPARE(scale, std::exp2(std::round(std::log2(scale))));
                const float other = chosen < largest ? chosen * 2 : chosen / 2;
                QVERIFY(std::max(chosen, other) >= largest && std::min(chosen, other) < largest);
                QVERIFY(expectedError(statistics, chosen, levels) <= expectedError(statistics, other, levels));
            }
        }
        CalibrationTable table;
        TensorRange& range = table.tensors["x"];
        range.statistics = sample("normal", 4);
        CalibrationOptions options{ThresholdMethod::Kl};
        options.powerOfTwo = true;
        chooseThresholds(table, options);
        QCOMPARE(range.threshold, powerOfTwoThreshold(range.statistics, klThreshold(range.statistics)));
        QCOMPARE(range.int16Threshold / 32767, std::exp2(std::round(std::log2(range.int16Threshold / 32767))));
        QCOMPARE(powerOfTwoThreshold(sample("uniform", 4), 127.0f / 128), 127.0f / 128); // holds its own power of two
        QCOMPARE(powerOfTwoThreshold({}, 3.0f), 127.0f / 32);                            // no histogram: never clips
    }

    void sixteenBitsClipLess() {
        CalibrationTable table;
        table.tensors["x"].statistics = sample("laplace", 3);
        chooseThresholds(table, {ThresholdMethod::Mse, 1.0});
        const TensorRange& range = table.tensors["x"];
        QVERIFY(thresholdFor(range, DataType::Int16) > thresholdFor(range, DataType::Int8));
        QCOMPARE(thresholdFor(range, DataType::Int8), range.threshold);
        QVERIFY(range.int16Threshold > 1.5f * largestMagnitude(range.statistics)); // room for what the samples did not show
    }

    void boundsStayWithinWhatWasSeen() {
        StatisticsAccumulator accumulator;
        const std::vector<float> values{-0.25f, 4.0f, 1.0f};
        accumulator.add(values);
        CalibrationTable table;
        table.tensors["x"].statistics = accumulator.finish();
        for (const ThresholdMethodRow& row : thresholdMethods()) {
            chooseThresholds(table, {row.method, 1.0});
            const TensorRange& range = table.tensors["x"];
            QCOMPARE(range.low, -0.25f);
            QVERIFY(range.high <= 4.0f && range.high == std::min(4.0f, range.threshold));
        }
    }

    void tableOfMethodsFindsEachByName() {
        for (const ThresholdMethodRow& row : thresholdMethods()) {
            QCOMPARE(findThresholdMethod(row.name), &row);
            QCOMPARE(toName(row.method), row.name);
            QVERIFY(row.sentence.ends_with("."));
        }
        QVERIFY(!findThresholdMethod("minmax"));
    }

    void percentileKeepsItsShare_data() {
        QTest::addColumn<double>("percentile");
        QTest::addColumn<float>("threshold");
        QTest::newRow("all") << 1.0 << 1.0f;
        QTest::newRow("half") << 0.5 << 513.0f / 1024; // |x| of the 500th is 0.5, which opens bin 512 of 1024 up to 1
        QTest::newRow("the smallest") << 0.0 << 2.0f / 1024;
        QTest::newRow("beyond the maximum is clipped") << 0.9999 << 1.0f;
    }
    void percentileKeepsItsShare() {
        QFETCH(double, percentile);
        QTEST(percentileThreshold(ramp(), percentile), "threshold");
    }

    void chooseReportsWhatIsClipped() {
        CalibrationTable table;
        table.tensors["x"].statistics = ramp();
        chooseThresholds(table, {ThresholdMethod::Max, 1.0});
        QCOMPARE(table.tensors["x"].threshold, 1.0f);
        QCOMPARE(table.tensors["x"].clippedShare, 0.0);
        chooseThresholds(table, {ThresholdMethod::Percentile, 0.5});
        QCOMPARE(table.tensors["x"].clippedShare, 0.5);
        chooseThresholds(table, {ThresholdMethod::Max, 0.5}); // max_percentile
        QCOMPARE(table.tensors["x"].threshold, 513.0f / 1024);
        chooseThresholds(table, {ThresholdMethod::Kl, 1.0});
        QCOMPARE(table.tensors["x"].threshold, klThreshold(ramp()));
    }
};

LATHE_TEST(ThresholdsTest)
#include "thresholds_test.moc"
