#include "core/simulator/functional/requantizer.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <random>

using namespace lathe;

namespace {

/// Rounds a / 2^shift by comparing twice the remainder with the divisor: slow and obvious.
std::int64_t slowRound(Int128 value, int shift, Rounding rounding) {
    const Int128 divisor = Int128(1) << shift;
    Int128 floorQuotient = value / divisor;
    if (value % divisor != 0 && value < 0) --floorQuotient;
    const Int128 twice = 2 * (value - floorQuotient * divisor);
    if (rounding == Rounding::Floor || twice < divisor) return static_cast<std::int64_t>(floorQuotient);
    if (twice > divisor) return static_cast<std::int64_t>(floorQuotient + 1);
    switch (rounding) {
    case Rounding::HalfEven:
        return static_cast<std::int64_t>(floorQuotient + (floorQuotient % 2 != 0 ? 1 : 0));
    case Rounding::HalfAwayFromZero:
        return static_cast<std::int64_t>(floorQuotient + (value > 0 ? 1 : 0));
    default:
        return static_cast<std::int64_t>(floorQuotient + 1);
    }
}

float slowRoundFloat(float value, Rounding rounding) {
    switch (rounding) {
    case Rounding::HalfEven:
        return std::nearbyint(value);
    case Rounding::HalfAwayFromZero:
        return std::round(value);
    case Rounding::HalfUp:
        return static_cast<float>(std::floor(static_cast<double>(value) + 0.5));
    case Rounding::Floor:
        return std::floor(value);
    }
    return 0;
}

} // namespace

class RequantizerTest : public QObject {
    Q_OBJECT
private slots:
    void roundShiftOnTies_data() {
        QTest::addColumn<int>("value");
        QTest::addColumn<int>("even");
        QTest::addColumn<int>("away");
        QTest::addColumn<int>("up");
        QTest::addColumn<int>("floor");
        QTest::newRow("0.5") << 1 << 0 << 1 << 1 << 0;
        QTest::newRow("1.5") << 3 << 2 << 2 << 2 << 1;
        QTest::newRow("2.5") << 5 << 2 << 3 << 3 << 2;
        QTest::newRow("-0.5") << -1 << 0 << -1 << 0 << -1;
        QTest::newRow("-1.5") << -3 << -2 << -2 << -1 << -2;
        QTest::newRow("-2.5") << -5 << -2 << -3 << -2 << -3;
    }
    void roundShiftOnTies() {
        QFETCH(int, value);
        QFETCH(int, even);
        QFETCH(int, away);
        QFETCH(int, up);
        QFETCH(int, floor);
        QCOMPARE(roundShift(value, 1, Rounding::HalfEven), even);
        QCOMPARE(roundShift(value, 1, Rounding::HalfAwayFromZero), away);
        QCOMPARE(roundShift(value, 1, Rounding::HalfUp), up);
        QCOMPARE(roundShift(value, 1, Rounding::Floor), floor);
    }

    void everyModeAgreesWithTheSlowWay_data() {
        QTest::addColumn<int>("rounding");
        for (const Rounding rounding : {Rounding::HalfEven, Rounding::HalfAwayFromZero, Rounding::HalfUp, Rounding::Floor})
            QTest::newRow(std::string(toName(rounding)).c_str()) << static_cast<int>(rounding);
    }
    void everyModeAgreesWithTheSlowWay() {
        QFETCH(int, rounding);
        const auto mode = static_cast<Rounding>(rounding);
        std::mt19937_64 random(42);
        for (int i = 0; i < 200'000; ++i) {
            const int shift = static_cast<int>(random() % 62);
            const auto value = static_cast<std::int64_t>(random()) >> (random() % 40);
            QCOMPARE(roundShift(value, shift, mode), slowRound(value, shift, mode));
            const float real =
                static_cast<float>(static_cast<std::int32_t>(random() % 200'001) - 100'000) / static_cast<float>(1 << (random() % 12));
            QCOMPARE(static_cast<float>(roundReal(real, mode)), slowRoundFloat(real, mode));
        }
        // The largest binary32 below one half must not become 1 by adding a half to it.
        QCOMPARE(roundReal(std::nextafter(0.5f, 0.0f), mode), std::int64_t(0));
    }

    void isNearTheRealProduct_data() {
        QTest::addColumn<int>("requantization");
        QTest::addColumn<int>("rounding");
        for (const Requantization kind :
             {Requantization::FloatMultiplier, Requantization::FixedPoint, Requantization::PowerOfTwo, Requantization::DoublingHighMul})
            for (const Rounding rounding : {Rounding::HalfEven, Rounding::HalfAwayFromZero, Rounding::HalfUp, Rounding::Floor})
                QTest::addRow("%s %s", std::string(toName(kind)).c_str(), std::string(toName(rounding)).c_str())
                    << int(kind) << int(rounding);
    }
    void isNearTheRealProduct() {
        QFETCH(int, requantization);
        QFETCH(int, rounding);
        const NumericsSpec numerics{static_cast<Rounding>(rounding), static_cast<Requantization>(requantization), false};
        std::mt19937 random(7);
        std::vector<std::int32_t> sums(4096);
        for (auto& sum : sums)
            sum = static_cast<std::int32_t>(random()) >> (random() % 24);
        const double factor = numerics.requantization == Requantization::PowerOfTwo ? 0x1p-9 : 0.00173;
        const Requantizer requantizer(factor, numerics, DataType::Int8, false);
        bool anyInside = false;
        for (const std::int32_t sum : sums) {
            const std::int64_t out = requantizer.apply(sum);
            QVERIFY(std::abs(static_cast<double>(out) - std::clamp(sum * factor, -128.0, 127.0)) <= 1.0);
            anyInside |= out != 127 && out != -128 && out != 0;
        }
        QVERIFY(anyInside);
    }

    void fixedPointIsExactForLargeFactors() {
        const Requantizer requantizer(3.0, {Rounding::HalfEven, Requantization::FixedPoint, false}, DataType::Int16, true);
        QCOMPARE(requantizer.apply(1000), std::int64_t(3000));
        QCOMPARE(requantizer.apply(-20000), std::int64_t(-32768));
        const Requantizer tiny(0x1p-100, {Rounding::HalfEven, Requantization::FixedPoint, false}, DataType::Int8, false);
        QCOMPARE(tiny.apply(INT32_MAX), std::int64_t(0));
    }
};

LATHE_TEST(RequantizerTest)
#include "requantizer_test.moc"
