#include "core/analysis/error_metrics.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace lathe;

namespace {

const QuantParams kHalf{DataType::Int8, {0.5f}, {0}, -1};

Tensor reals(const std::vector<float>& values) {
    return Tensor::of<float>({1, 2, static_cast<std::int64_t>(values.size()) / 2}, values);
}
Tensor integers(const std::vector<std::int8_t>& values) {
    return Tensor::of<std::int8_t>({1, 2, static_cast<std::int64_t>(values.size()) / 2}, values);
}

} // namespace

class ErrorMetricsTest : public QObject {
    Q_OBJECT
private slots:
    /// On any number of elements, against sums one by one.
    void sumsAreTheSameOnEveryProcessor() {
        std::vector<float> reference(1003);
        std::vector<std::int8_t> q(reference.size());
        for (std::size_t i = 0; i < reference.size(); ++i) {
            reference[i] = static_cast<float>(std::sin(static_cast<double>(i) * 0.37) * 8);
            q[i] = static_cast<std::int8_t>(std::clamp(std::nearbyint(reference[i] / 0.05f) + 3 + (i % 7 == 0 ? 1 : 0), -128.0f, 127.0f));
        }
        for (const std::int64_t count : {std::int64_t(0), std::int64_t(1), std::int64_t(15), std::int64_t(16), std::int64_t(1003)}) {
            std::optional<IntegerSums> first;
            for (const Isa isa : supportedIsas()) {
                IntegerSums sums;
                vectorKernels(isa).sumBytes(reference.data(), q.data(), count, {0.05f, 3, -128, 127}, sums);
                if (!first) first = sums;
                QVERIFY(std::memcmp(&sums, &*first, sizeof sums) == 0);
            }
            double differenceSquares = 0, largest = 0;
            std::int64_t exact = 0, saturated = 0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                const double difference = double(reference[i]) - double(static_cast<float>(q[i] - 3) * 0.05f);
                differenceSquares += difference * difference;
                largest = std::max(largest, std::abs(difference));
                exact += q[i] - 3 == static_cast<int>(std::clamp(std::nearbyint(reference[i] / 0.05f), -131.0f, 124.0f));
                saturated += (q[i] == 127 && reference[i] / 0.05f > 124.5f) || (q[i] == -128 && reference[i] / 0.05f < -131.5f);
            }
            QVERIFY(std::abs(first->pairs.differenceSquares - differenceSquares) <= 1e-12 * differenceSquares);
            QCOMPARE(first->pairs.maxAbs, largest);
            QCOMPARE(first->off[0], exact);
            QCOMPARE(first->saturated, saturated);
        }
    }

    void integersAreCountedAgainstTheReferencesOwn() {
        QuantizedErrors errors;
        errors.add(reals({1.0f, 2.0f, -1.0f, 0.1f, 100.0f, 3.0f}), integers({2, 5, -4, 0, 127, 11}), kHalf);
        const auto shares = errors.offByShares();
        QCOMPARE(shares[0], 3.0 / 6); // 1.0, 0.1, and 100 that saturates as its own integer does
        QCOMPARE(shares[1], 1.0 / 6);
        QCOMPARE(shares[2], 1.0 / 6);
        QCOMPARE(shares[3], 1.0 / 6);
        QCOMPARE(errors.saturationRatio(), 1.0 / 6);
        QCOMPARE(errors.distinctValues(), std::int64_t(6));
        // 0.1 is below one step: its relative error would say nothing.
        QVERIFY(std::abs(errors.meanRelativeError() - (0.0 + 0.25 + 1.0 + 0.365 + 2.5 / 3) / 5) < 1e-7); // quotients are binary32
    }

    void theLargestIntegerIsNoSaturationWhereItIsMeant() {
        QuantizedErrors errors;
        errors.add(reals({63.5f, 63.7f}), integers({127, 127}), kHalf);
        QCOMPARE(errors.saturationRatio(), 0.0);
    }

    void channelsAreThoseOfTheSecondAxis() {
        QuantizedErrors errors;
        errors.add(reals({1, 2, 3, 4}), integers({2, 4, 6, 9}), kHalf, true);
        QCOMPARE(errors.channels().size(), std::size_t(2));
        QCOMPARE(errors.channels()[0].mse(), 0.0);
        QCOMPARE(errors.channels()[1].mse(), 0.125);
        QCOMPARE(errors.all().mse(), 0.0625);
    }

    void joiningIsAddingInTheSameOrder() {
        QuantizedErrors first, second, both;
        first.add(reals({1, 2}), integers({2, 3}), kHalf, true);
        second.add(reals({-3, 4}), integers({-6, 9}), kHalf, true);
        both.add(reals({1, 2}), integers({2, 3}), kHalf, true);
        both.add(reals({-3, 4}), integers({-6, 9}), kHalf, true);
        first.join(second);
        QCOMPARE(first.all().sqnrDb(), both.all().sqnrDb());
        QCOMPARE(first.offByShares(), both.offByShares());
        QCOMPARE(first.distinctValues(), both.distinctValues());
        QCOMPARE(first.channels()[1].maxAbsError(), both.channels()[1].maxAbsError());
    }

    void nothingAndNotNumbers() {
        const QuantizedErrors none;
        QCOMPARE(none.meanRelativeError(), 0.0);
        QCOMPARE(none.distinctValues(), std::int64_t(0));
        QCOMPARE(none.all().sqnrDb(), 200.0);
        ErrorMetrics broken;
        broken.add(std::vector{1.0f}, std::vector{NAN});
        QVERIFY(std::isnan(broken.sqnrDb()));
        ErrorMetrics fromNothing;
        fromNothing.add(std::vector{0.0f}, std::vector{1.0f});
        QCOMPARE(fromNothing.sqnrDb(), -200.0);
    }
};

LATHE_TEST(ErrorMetricsTest)
#include "error_metrics_test.moc"
