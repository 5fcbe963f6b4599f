#include "core/simulator/functional/channel_scales.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <cstdlib>

using namespace lathe;

/// Every kind of requantization in every rounding mode on 10^8 random accumulators (LATHE_ROUNDING_CASES sets another number), against
/// arithmetic of its own: magnitude and sign, quotient and remainder, in 128 bits where the product needs them.
namespace {

constexpr std::int64_t kCases = 100'000'000;
constexpr std::size_t kBlock = 4096;

/// xorshift64*: fast and the same everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return m_state * 0x2545F4914F6CDD1DULL;
    }

private:
    std::uint64_t m_state;
};

/// Whether the magnitude q + r / 2^s goes up to q + 1. `half`: 2^(s-1).
template <Rounding mode>
bool goesUp(std::uint64_t q, std::uint64_t r, std::uint64_t half, bool isNegative) {
    if constexpr (mode == Rounding::HalfEven) return r > half || (r == half && (q & 1) == 1);
    if constexpr (mode == Rounding::HalfAwayFromZero) return r >= half;
    if constexpr (mode == Rounding::HalfUp) return isNegative ? r > half : r >= half;
    return isNegative && r != 0; // Floor
}

/// value / 2^shift.
template <Rounding mode>
std::int64_t divided(std::int64_t value, int shift) {
    const bool isNegative = value < 0;
    const std::uint64_t magnitude = isNegative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    if (shift == 0) return value;
    const std::uint64_t q = magnitude >> shift, r = magnitude & ((std::uint64_t(1) << shift) - 1), half = std::uint64_t(1) << (shift - 1);
    const auto rounded = static_cast<std::int64_t>(q + (goesUp<mode>(q, r, half, isNegative) ? 1 : 0));
    return isNegative ? -rounded : rounded;
}

/// A real number of binary64 to an integer by its exact fraction.
template <Rounding mode>
double toInteger(double value) {
    const double magnitude = std::fabs(value), whole = std::trunc(magnitude), fraction = magnitude - whole;
    const auto q = static_cast<std::uint64_t>(whole);
    // The fraction as 2^53rds: exact, because the magnitude has no more bits.
    const auto r = static_cast<std::uint64_t>(fraction * 0x1p53);
    const double rounded = whole + (goesUp<mode>(q, r, std::uint64_t(1) << 52, value < 0) ? 1 : 0);
    return value < 0 ? -rounded : rounded;
}

/// One block: a factor M0 · 2^-shift with M0 in [2^30, 2^31) and what it makes of random sums.
struct Block {
    std::int64_t mantissa = 0;
    int shift = 0;
    double factor = 0;
    std::int32_t zero = 0; ///< of the output
    std::vector<std::int32_t> sums = std::vector<std::int32_t>(kBlock);

    void fill(Random& random, Requantization kind) {
        const bool isPower = kind == Requantization::PowerOfTwo || random.next() % 4 == 0; // powers of two make ties
        mantissa = isPower ? std::int64_t(1) << 30 : static_cast<std::int64_t>((random.next() & 0x3FFFFFFF) | 0x40000000);
        shift = 31 + static_cast<int>(random.next() % 24);
        factor = std::ldexp(static_cast<double>(mantissa), -shift);
        zero = random.next() % 2 == 0 ? 0 : static_cast<std::int32_t>(random.next() % 256) - 128;
        // Results spread over twice the range of int16, and half of the blocks over few values.
        const int bits = std::min(31, 16 + (shift - 30) - (random.next() % 2 == 0 ? 0 : static_cast<int>(random.next() % 12)));
        for (std::int32_t& sum : sums)
            sum = static_cast<std::int32_t>(static_cast<std::int64_t>(random.next()) >> (63 - bits));
    }
};

template <Rounding mode>
std::int64_t reference(const Block& block, std::int32_t sum, Requantization kind) {
    switch (kind) {
    case Requantization::FloatMultiplier: {
        // The product of two binary32 is exact in binary64: rounding it once is the binary32 product.
        const auto product =
            static_cast<float>(static_cast<double>(static_cast<float>(sum)) * static_cast<double>(static_cast<float>(block.factor)));
        return static_cast<std::int64_t>(toInteger<mode>(product));
    }
    case Requantization::DoublingHighMul:
        return divided<mode>(divided<Rounding::HalfUp>(sum * block.mantissa, 31), block.shift - 31);
    default:
        return divided<mode>(sum * block.mantissa, block.shift);
    }
}

void requantizeInVectors(const Requantizer& requantizer, const std::vector<std::int32_t>& sums, const VectorKernels& vectors,
                         std::vector<std::int16_t>& out) {
    constexpr std::int64_t kChannels = 64;
    RequantizeTile tile;
    tile.sums = sums.data();
    tile.rows = kBlock / kChannels;
    tile.channels = tile.sumStride = tile.outStride = kChannels;
    tile.out = out.data();
    std::ranges::fill(out, std::int16_t(0));
    ChannelScales({requantizer}, kChannels, false, DataType::Int16, vectors).run(tile, IntegerRange::of(DataType::Int16));
}

/// Number of the first case that differs; -1 for none.
template <Rounding mode>
std::int64_t firstDifference(Requantization kind, std::int64_t cases) {
    Random random(1 + static_cast<std::uint64_t>(kind) * 4 + static_cast<std::uint64_t>(mode));
    Block block;
    std::vector<std::int16_t> actual(kBlock), expected(kBlock);
    for (std::int64_t done = 0; done < cases; done += kBlock) {
        block.fill(random, kind);
        const Requantizer requantizer(block.factor, {mode, kind, false}, DataType::Int16, false, block.zero);
        std::ranges::transform(block.sums, actual.begin(),
                               [&](std::int32_t sum) { return static_cast<std::int16_t>(requantizer.apply(sum)); });
        for (std::size_t i = 0; i < kBlock; ++i)
            expected[i] = static_cast<std::int16_t>(
                std::clamp<std::int64_t>(reference<mode>(block, block.sums[i], kind) + block.zero, -32768, 32767));
        if (actual != expected) return done + (std::ranges::mismatch(actual, expected).in1 - actual.begin());
        for (const Isa isa : supportedIsas()) {
            requantizeInVectors(requantizer, block.sums, vectorKernels(isa), actual);
            if (actual != expected) return done + (std::ranges::mismatch(actual, expected).in1 - actual.begin());
        }
    }
    return -1;
}

std::int64_t firstDifference(Requantization kind, Rounding mode, std::int64_t cases) {
    switch (mode) {
    case Rounding::HalfEven:
        return firstDifference<Rounding::HalfEven>(kind, cases);
    case Rounding::HalfAwayFromZero:
        return firstDifference<Rounding::HalfAwayFromZero>(kind, cases);
    case Rounding::HalfUp:
        return firstDifference<Rounding::HalfUp>(kind, cases);
    case Rounding::Floor:
        return firstDifference<Rounding::Floor>(kind, cases);
    }
    return 0;
}

/// google/gemmlowp fixedpoint/fixedpoint.h, written as there.
std::int32_t gemmlowpHighMul(std::int32_t a, std::int32_t b) {
    const std::int64_t product = std::int64_t(a) * std::int64_t(b);
    const std::int32_t nudge = product >= 0 ? (1 << 30) : (1 - (1 << 30));
    return static_cast<std::int32_t>((product + nudge) / (std::int64_t(1) << 31));
}
std::int32_t gemmlowpDivide(std::int32_t x, int exponent) {
    const std::int32_t mask = static_cast<std::int32_t>((std::int64_t(1) << exponent) - 1);
    const std::int32_t remainder = x & mask, threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

} // namespace

class RoundingCasesTest : public QObject {
    Q_OBJECT
private slots:
    void everyModeOnRandomCases_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("rounding");
        for (const Requantization kind :
             {Requantization::FloatMultiplier, Requantization::FixedPoint, Requantization::PowerOfTwo, Requantization::DoublingHighMul})
            for (const Rounding rounding : {Rounding::HalfEven, Rounding::HalfAwayFromZero, Rounding::HalfUp, Rounding::Floor})
                QTest::addRow("%s %s", std::string(toName(kind)).c_str(), std::string(toName(rounding)).c_str())
                    << int(kind) << int(rounding);
    }
    void everyModeOnRandomCases() {
        QFETCH(int, kind);
        QFETCH(int, rounding);
        const char* asked = std::getenv("LATHE_ROUNDING_CASES");
        const std::int64_t cases = asked ? std::atoll(asked) : kCases;
        QCOMPARE(firstDifference(static_cast<Requantization>(kind), static_cast<Rounding>(rounding), cases), std::int64_t(-1));
    }

    /// Two kinds that could be mistaken for each other do differ on these cases: the check would see it.
    void theCheckTellsModesApart() {
        Random random(9);
        Block block;
        std::int64_t differing = 0;
        for (int i = 0; i < 64; ++i) {
            block.fill(random, Requantization::FixedPoint);
            for (const std::int32_t sum : block.sums)
                differing += reference<Rounding::HalfAwayFromZero>(block, sum, Requantization::DoublingHighMul) !=
                             reference<Rounding::HalfAwayFromZero>(block, sum, Requantization::FixedPoint);
        }
        QVERIFY(differing > 0);
    }

    /// doubling-high-mul with half-away-from-zero is gemmlowp's arithmetic; fixed-point with half-up TFLite's single rounding.
    void theNamedArithmetics() {
        Random random(5);
        Block block;
        for (int i = 0; i < 256; ++i) {
            block.fill(random, Requantization::FixedPoint);
            const Requantizer gemmlowp(block.factor, {Rounding::HalfAwayFromZero, Requantization::DoublingHighMul, false}, DataType::Int16,
                                       false);
            const Requantizer single(block.factor, {Rounding::HalfUp, Requantization::FixedPoint, false}, DataType::Int16, false);
            for (const std::int32_t sum : block.sums) {
                const std::int64_t twice =
                    gemmlowpDivide(gemmlowpHighMul(sum, static_cast<std::int32_t>(block.mantissa)), block.shift - 31);
                const std::int64_t once = (sum * block.mantissa + (std::int64_t(1) << (block.shift - 1))) >> block.shift;
                QCOMPARE(gemmlowp.apply(sum), std::clamp<std::int64_t>(twice, -32768, 32767));
                QCOMPARE(single.apply(sum), std::clamp<std::int64_t>(once, -32768, 32767));
            }
        }
    }

    /// Sums of 64 bits, as int16 layers have them, take the same two roundings.
    void wideSumsAndFactorsOfOneAndMore() {
        const NumericsSpec numerics{Rounding::HalfAwayFromZero, Requantization::DoublingHighMul, false};
        const Requantizer twice(2.0, numerics, DataType::Int16, true);
        QCOMPARE(twice.apply(-5), std::int64_t(-10));
        QCOMPARE(twice.apply(std::int64_t(1) << 62), std::int64_t(32767));
        const Requantizer small(0x1p-40, numerics, DataType::Int16, true);
        QCOMPARE(small.apply((std::int64_t(5) << 39) + 1), std::int64_t(3));
        QCOMPARE(small.apply(-(std::int64_t(5) << 39)), std::int64_t(-3));
    }
};

LATHE_TEST(RoundingCasesTest)
#include "rounding_cases_test.moc"
