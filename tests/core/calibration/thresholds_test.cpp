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

TensorStatistics sample(const std::string& shape, unsigned seed) {
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
    StatisticsAccumulator accumulator;
    accumulator.add(values);
    return accumulator.finish();
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

    void sixteenBitsClipLess() {
        CalibrationTable table;
        table.tensors["x"].statistics = sample("laplace", 3);
        chooseThresholds(table, {ThresholdMethod::Mse, 1.0});
        const TensorRange& range = table.tensors["x"];
        QVERIFY(thresholdFor(range, DataType::Int16) > thresholdFor(range, DataType::Int8));
        QCOMPARE(thresholdFor(range, DataType::Int8), range.threshold);
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
