#include "core/quantization/weight_rounding.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <random>

using namespace lathe;

namespace {

/// Inputs whose elements go together: a few hidden causes, and some noise.
std::vector<float> correlatedInputs(std::int64_t size, std::int64_t count, unsigned seed) {
    std::mt19937 random(seed);
    const auto number = [&] { return static_cast<float>(random() % 65536) / 32768.0f - 1.0f; };
    const std::int64_t causes = std::max<std::int64_t>(1, size / 4);
    std::vector<float> mixing(static_cast<std::size_t>(size * causes)), inputs;
    for (float& each : mixing)
        each = number();
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<float> hidden(static_cast<std::size_t>(causes));
        for (float& each : hidden)
            each = number();
        for (std::int64_t j = 0; j < size; ++j) {
            float sum = 0.1f * number() + 0.5f;
            for (std::int64_t c = 0; c < causes; ++c)
                sum += mixing[static_cast<std::size_t>(j * causes + c)] * hidden[static_cast<std::size_t>(c)];
            inputs.push_back(sum);
        }
    }
    return inputs;
}

std::vector<float> randomTarget(std::int64_t size, float reach, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> target(static_cast<std::size_t>(size));
    for (float& each : target)
        each = (static_cast<float>(random() % 65536) / 32768.0f - 1.0f) * reach;
    return target;
}

InputMoments momentsFor(const std::vector<float>& inputs, std::int64_t size, bool isCentred = false, int threads = 1) {
    JobContext context({}, threads);
    auto moments = momentsOf(inputs, size, isCentred, context);
    if (!moments) qFatal("%s", moments.error().text().c_str());
    return std::move(moments).value();
}

/// Every way to round up or down, one after the other.
double leastError(const RoundingProblem& problem, const std::vector<float>& target) {
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::int32_t> rounded(target.size());
    for (unsigned ways = 0; ways < 1U << target.size(); ++ways) {
        for (std::size_t i = 0; i < target.size(); ++i)
            rounded[i] = static_cast<std::int32_t>(std::floor(target[i])) + ((ways >> i & 1U) != 0);
        least = std::min(least, problem.error(target, rounded));
    }
    return least;
}

std::vector<std::int32_t> nearestOf(const std::vector<float>& target) {
    std::vector<std::int32_t> nearest;
    for (const float each : target)
        nearest.push_back(static_cast<std::int32_t>(std::nearbyintf(each)));
    return nearest;
}

} // namespace

class WeightRoundingTest : public QObject {
    Q_OBJECT

private slots:
    void momentsAreTheObviousSums() {
        constexpr std::int64_t kSize = 5, kCount = 200;
        const std::vector<float> inputs = correlatedInputs(kSize, kCount, 1);
        for (const bool isCentred : {false, true}) {
            const InputMoments moments = momentsFor(inputs, kSize, isCentred);
            QCOMPARE(moments.count, kCount);
            for (std::size_t i = 0; i < kSize; ++i)
                for (std::size_t j = 0; j < kSize; ++j) {
                    double sum = 0;
                    for (std::size_t n = 0; n < kCount; ++n)
                        sum += (double(inputs[n * kSize + i]) - (isCentred ? moments.mean[i] : 0)) *
                               (double(inputs[n * kSize + j]) - (isCentred ? moments.mean[j] : 0)) / kCount;
                    QVERIFY(std::fabs(moments.matrix[i * kSize + j] - sum) < 1e-5);
                }
        }
    }

    void momentsDoNotDependOnThreads() {
        const std::vector<float> inputs = correlatedInputs(33, 500, 2);
        QCOMPARE(momentsFor(inputs, 33, true, 4).matrix, momentsFor(inputs, 33, true, 1).matrix);
    }

    /// The best of all 2^n roundings up or down is not always found, but something near it.
    void comesNearTheBestOfAll() {
        constexpr std::int64_t kSize = 10;
        double found = 0, best = 0, nearest = 0;
        for (unsigned seed = 0; seed < 20; ++seed) {
            const RoundingProblem problem(momentsFor(correlatedInputs(kSize, 400, seed), kSize));
            const std::vector<float> target = randomTarget(kSize, 20, seed + 100);
            std::vector<std::int32_t> rounded(kSize);
            problem.round(target, 127, rounded);
            found += problem.error(target, rounded);
            best += leastError(problem, target);
            nearest += problem.error(target, nearestOf(target));
        }
        QVERIFY2(found < 1.5 * best, qPrintable(QString("%1 against %2").arg(found).arg(best)));
        QVERIFY2(found < 0.5 * nearest, qPrintable(QString("%1 against %2 of the nearest").arg(found).arg(nearest)));
    }

    void isNeverWorseThanTheNearest_data() {
        QTest::addColumn<std::int64_t>("size");
        QTest::addColumn<std::int64_t>("count");
        QTest::addRow("one element") << std::int64_t(1) << std::int64_t(10);
        QTest::addRow("fewer inputs than elements") << std::int64_t(40) << std::int64_t(3);
        QTest::addRow("many inputs") << std::int64_t(27) << std::int64_t(900);
    }
    void isNeverWorseThanTheNearest() {
        QFETCH(std::int64_t, size);
        QFETCH(std::int64_t, count);
        for (unsigned seed = 0; seed < 30; ++seed) {
            const RoundingProblem problem(momentsFor(correlatedInputs(size, count, seed), size));
            const std::vector<float> target = randomTarget(size, 7, seed + 1);
            std::vector<std::int32_t> rounded(static_cast<std::size_t>(size));
            problem.round(target, 127, rounded);
            QVERIFY(problem.error(target, rounded) <= problem.error(target, nearestOf(target)));
        }
    }

    void staysWithinTheIntegers() {
        constexpr std::int64_t kSize = 24;
        const RoundingProblem problem(momentsFor(correlatedInputs(kSize, 300, 3), kSize));
        std::vector<std::int32_t> rounded(kSize);
        problem.round(randomTarget(kSize, 9, 4), 7, rounded); // some targets lie beyond
        for (const std::int32_t q : rounded)
            QVERIFY(q >= -7 && q <= 7);
    }

    void independentElementsAreRoundedToTheNearest() {
        InputMoments moments{3, 1000, {0, 0, 0}, {4, 0, 0, 0, 1, 0, 0, 0, 9}};
        const RoundingProblem problem(moments);
        const std::vector<float> target{1.4f, -2.6f, 0.4f};
        std::vector<std::int32_t> rounded(3);
        problem.round(target, 127, rounded);
        QCOMPARE(rounded, nearestOf(target));
    }

    void inputsThatAreAlwaysZeroDoNoHarm() {
        std::vector<float> inputs = correlatedInputs(6, 50, 5);
        for (std::size_t i = 0; i < inputs.size(); i += 6)
            inputs[i] = inputs[i + 3] = 0;
        const RoundingProblem problem(momentsFor(inputs, 6));
        std::vector<std::int32_t> rounded(6);
        problem.round(randomTarget(6, 20, 6), 127, rounded);
        for (const std::int32_t q : rounded)
            QVERIFY(q >= -21 && q <= 21);
    }

    void aStopIsSeen() {
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        const std::vector<float> inputs = correlatedInputs(4, 10, 1);
        const auto moments = momentsOf(inputs, 4, false, context);
        QVERIFY(!moments && moments.error().kind == ErrorKind::Stopped);
    }
};

LATHE_TEST(WeightRoundingTest)
#include "weight_rounding_test.moc"
