#include "core/quantization/scales.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

const NumericsSpec kPowerOfTwo{Rounding::HalfUp, Requantization::PowerOfTwo, true};

std::int32_t biasOf(const QuantizedWeights& made, std::size_t channel) {
    return made.bias.data<std::int32_t>()[channel];
}

} // namespace

class ScalesTest : public QObject {
    Q_OBJECT
private slots:
    void activationScale_data() {
        QTest::addColumn<float>("threshold");
        QTest::addColumn<bool>("wide");
        QTest::addColumn<bool>("powerOfTwo");
        QTest::addColumn<float>("scale");
        QTest::newRow("int8") << 6.0f << false << false << 6.0f / 127;
        QTest::newRow("int16") << 6.0f << true << false << 6.0f / 32767;
        QTest::newRow("zero") << 0.0f << false << false << 1.0f;
        QTest::newRow("rounded up") << 6.0f << false << true << 1.0f / 16;
        QTest::newRow("is a power already") << 127.0f / 4 << false << true << 0.25f;
        QTest::newRow("too small to divide by") << 1e-44f << false << false << std::numeric_limits<float>::min();
    }
    void activationScale() {
        QFETCH(float, threshold);
        QFETCH(bool, wide);
        QFETCH(bool, powerOfTwo);
        const QuantParams params =
            activationParams(threshold, wide ? DataType::Int16 : DataType::Int8, powerOfTwo ? kPowerOfTwo : NumericsSpec{});
        QTEST(params.scales.at(0), "scale");
        QCOMPARE(params.zeroPoints, std::vector<std::int32_t>{0});
        QCOMPARE(params.axis, -1);
    }

    void asymmetricScale_data() {
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::addColumn<bool>("powerOfTwo");
        QTest::addColumn<float>("scale");
        QTest::addColumn<int>("zero");
        QTest::addRow("behind Relu") << 0.0f << 2.55f << false << 2.55f / 255 << -128;
        QTest::addRow("both sides") << -1.0f << 1.55f << false << 2.55f / 255 << -28;
        QTest::addRow("below 0") << -5.1f << -1.0f << false << 5.1f / 255 << 127;
        QTest::addRow("above 0") << 1.0f << 5.1f << false << 5.1f / 255 << -128;
        QTest::addRow("nothing") << 0.0f << 0.0f << false << 1.0f << 0;
        QTest::addRow("power of two") << 0.0f << 3.0f << true << 1.0f / 64 << -128;
    }
    void asymmetricScale() {
        QFETCH(float, low);
        QFETCH(float, high);
        QFETCH(bool, powerOfTwo);
        QFETCH(float, scale);
        QFETCH(int, zero);
        const QuantParams params = asymmetricParams(low, high, {Rounding::HalfEven, Requantization::FloatMultiplier, powerOfTwo, true});
        QCOMPARE(params.type, DataType::Int8);
        QCOMPARE(params.scales, std::vector{scale});
        QCOMPARE(params.zeroPoint(), zero);
        QCOMPARE(quantizeToInteger(0, params.scales[0], DataType::Int8, params.zeroPoint()), zero); // 0 is an integer
    }

    void borderIn_data() {
        QTest::addColumn<float>("x");
        QTest::addColumn<int>("int8");
        QTest::addColumn<int>("int16");
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        QTest::newRow("tie to even down") << 1.25f << 2 << 2;
        QTest::newRow("tie to even up") << 1.75f << 4 << 4;
        QTest::newRow("negative tie") << -1.25f << -2 << -2;
        QTest::newRow("saturates") << 1000.0f << 127 << 2000;
        QTest::newRow("saturates below") << -1000.0f << -128 << -2000;
        QTest::newRow("infinity") << -kInfinity << -128 << -32768;
        QTest::newRow("not a number") << std::numeric_limits<float>::quiet_NaN() << 0 << 0;
    }
    void borderIn() {
        QFETCH(float, x);
        QTEST(int(quantizeToInteger(x, 0.5f, DataType::Int8)), "int8");
        QTEST(int(quantizeToInteger(x, 0.5f, DataType::Int16)), "int16");
    }

    void weightsHaveOneScalePerChannel() {
        const Tensor weight = Tensor::of<float>({2, 2, 1, 1}, {1.0f, -2.0f, 0.25f, 0.5f});
        const QuantizedWeights made = quantizeWeights(weight, 0, {}, 2, 0.1f, {});
        QCOMPARE(made.weightParams.scales, (std::vector<float>{2.0f / 127, 0.5f / 127}));
        QCOMPARE(made.weightParams.axis, 0);
        QVERIFY(areIdentical(made.weight, Tensor::of<std::int8_t>({2, 2, 1, 1}, {64, -127, 64, 127})));
        QVERIFY(!made.bias.isPresent());
        const QuantizedWeights columns = quantizeWeights(weight.reshaped({2, 2}), 1, {}, 2, 0.1f, {});
        QCOMPARE(columns.weightParams.scales, (std::vector<float>{1.0f / 127, 2.0f / 127}));
        const QuantizedWeights whole = quantizeWeights(weight, -1, {}, 2, 0.1f, {});
        QCOMPARE(whole.weightParams.scales, std::vector<float>{2.0f / 127});
    }

    void channelOfZeros_data() {
        QTest::addColumn<float>("bias");
        QTest::addColumn<float>("scale");
        QTest::addColumn<int>("integer");
        QTest::newRow("no bias either") << 0.0f << 1.0f << 0;
        QTest::newRow("bias alone sets the scale") << 3.0f << 3.0f / (0.5f * 1073741824.0f) << (1 << 30);
    }
    void channelOfZeros() {
        QFETCH(float, bias);
        const QuantizedWeights made =
            quantizeWeights(Tensor::of<float>({1, 2}, {0.0f, 0.0f}), 0, Tensor::of<float>({1}, {bias}), 1, 0.5f, {});
        QTEST(made.weightParams.scales[0], "scale");
        QTEST(int(biasOf(made, 0)), "integer");
        QCOMPARE(made.biasParams.scales[0], 0.5f * made.weightParams.scales[0]);
    }

    void biasNeverLeavesItsBits_data() {
        QTest::addColumn<float>("weight");
        QTest::addColumn<float>("bias");
        QTest::addColumn<float>("inputScale");
        QTest::addColumn<bool>("powerOfTwo");
        for (const bool pow2 : {false, true})
            for (const float bias : {1e-30f, 0.3f, 77.7f, -12345.678f, 1e17f})
                for (const float weight : {0.0f, 1e-37f, 1e-12f, 0.1f})
                    for (const float inputScale : {1.2e-38f, 1e-9f, 0.007f, 3.0f})
                        QTest::addRow("w %g b %g s %g %d", double(weight), double(bias), double(inputScale), int(pow2))
                            << weight << bias << inputScale << pow2;
    }
    void biasNeverLeavesItsBits() {
        QFETCH(float, weight);
        QFETCH(float, bias);
        QFETCH(float, inputScale);
        QFETCH(bool, powerOfTwo);
        const QuantizedWeights made = quantizeWeights(Tensor::of<float>({1, 1}, {weight}), 0, Tensor::of<float>({1}, {bias}), 1, inputScale,
                                                      powerOfTwo ? kPowerOfTwo : NumericsSpec{});
        const double scale = made.biasParams.scales[0];
        QVERIFY(scale >= std::numeric_limits<float>::min() && std::isfinite(scale));
        QVERIFY(std::abs(std::int64_t(biasOf(made, 0))) <= std::int64_t(1) << 30);
        const double limit = 1 << 30; // reached only where no binary32 scale is large enough
        QCOMPARE(double(biasOf(made, 0)), std::clamp(std::nearbyint(double(bias) / scale), -limit, limit));
        const float weightScale = made.weightParams.scales[0];
        if (powerOfTwo) QCOMPARE(std::ldexp(1.0f, std::ilogb(weightScale)), weightScale);
    }

    void tinyWeightsWithLargeBiasGiveWay() {
        // 1e-6 / 127 would make the bias 1.27e10 / 0.5 steps; the rule widens the scale until it is 2^30.
        const QuantizedWeights made = quantizeWeights(Tensor::of<float>({1, 1}, {1e-6f}), 0, Tensor::of<float>({1}, {100.0f}), 1, 0.5f, {});
        QCOMPARE(made.weightParams.scales[0], 100.0f / (0.5f * 1073741824.0f));
        QCOMPARE(biasOf(made, 0), std::int32_t(1) << 30);
        QCOMPARE(int(made.weight.data<std::int8_t>()[0]), int(std::nearbyintf(1e-6f / made.weightParams.scales[0])));
    }
};

LATHE_TEST(ScalesTest)
#include "scales_test.moc"
