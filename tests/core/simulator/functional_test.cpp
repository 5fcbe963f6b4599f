#include "tests/core/simulator/functional_networks.h"
#include "tests/support/test_main.h"

#include <set>

using namespace lathe;

namespace {

/// conv (grouped, strided, dilated as told) + Relu in one tiled layer, then Add with the conv itself.
Program convNetwork(std::int64_t group, std::vector<std::int64_t> strides, std::vector<std::int64_t> pads,
                    std::vector<std::int64_t> dilations, std::int64_t outSize, NumericsSpec numerics, DataType type = DataType::Int8) {
    NetworkBuilder builder(numerics);
    const float scale = type == DataType::Int16 ? 0.0001f : 0.02f;
    const ValueId x = builder.value("x", {2, 8, 13, 11}, scale, type);
    const ValueId y =
        builder.value("y", {2, 12, outSize, (11 + pads[1] + pads[3] - (2 * dilations[1] + 1)) / strides[1] + 1}, scale * 30, type);
    const ValueId z = builder.value("z", *builder.graph().value(y).shape->known(), scale * 30, type);
    builder.node("Conv", {x, builder.weights({12, 8 / group, 3, 3}, 5), builder.bias(12, 6)}, y,
                 convAttributes(strides, pads, group, dilations));
    builder.node("Relu", {y}, z, {}, true);
    builder.tile(outSize, 12, 3, 5);
    return builder.finish({x}, {z});
}

} // namespace

class FunctionalTest : public QObject {
    Q_OBJECT
private slots:
    void convolutionIsTheSameOnEveryPath_data() {
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("dilation");
        QTest::addColumn<int>("endPad");
        QTest::addColumn<int>("requantization");
        QTest::addColumn<int>("type");
        for (const int kind : {0, 1})
            for (const int type : {int(DataType::Int8), int(DataType::Int16)}) {
                QTest::addRow("plain %d %d", kind, type) << 1 << 1 << 1 << 1 << kind << type;
                QTest::addRow("strided, uneven pads %d %d", kind, type) << 1 << 2 << 1 << 2 << kind << type;
                QTest::addRow("grouped %d %d", kind, type) << 4 << 1 << 1 << 0 << kind << type;
                QTest::addRow("dilated %d %d", kind, type) << 2 << 1 << 2 << 1 << kind << type;
            }
    }
    void convolutionIsTheSameOnEveryPath() {
        QFETCH(int, group);
        QFETCH(int, stride);
        QFETCH(int, dilation);
        QFETCH(int, endPad);
        QFETCH(int, requantization);
        QFETCH(int, type);
        const NumericsSpec numerics{Rounding::HalfEven, static_cast<Requantization>(requantization), false};
        const std::int64_t outSize = (13 + 1 + endPad - (2 * dilation + 1)) / stride + 1;
        const Program program =
            convNetwork(group, {stride, stride}, {1, 0, endPad, 0}, {dilation, dilation}, outSize, numerics, static_cast<DataType>(type));
        const Tensor input = randomInput({2, 8, 13, 11}, 3);
        const auto whole = runWith(program, input, {IntegerPath::Reference, false});
        VERIFY_OK(whole);
        const auto tiled = runWith(program, input, {IntegerPath::Reference, true});
        VERIFY_OK(tiled);
        QVERIFY(areIdentical(whole->front(), tiled->front()));
        for (const IntegerPath path : vectorPaths())
            for (const bool byTiles : {false, true}) {
                const auto fast = runWith(program, input, {path, byTiles});
                VERIFY_OK(fast);
                QVERIFY(areIdentical(whole->front(), fast->front()));
            }
        std::set<float> distinct(whole->front().data<float>().begin(), whole->front().data<float>().end());
        QVERIFY2(distinct.size() > 10, "the network saturates: the comparison would prove nothing");
    }

    void longSumsAreExact() {
        // 2048 channels of weight 127 pass Σ|w|·128 = 2^24, beyond which binary32 sums lose bits.
        NetworkBuilder builder;
        const ValueId x = builder.value("x", {1, 2048, 1, 1}, 0.02f), y = builder.value("y", {1, 1, 1, 1}, 40.0f, DataType::Int16);
        const ValueId w = builder.graph().addConstant("w", Tensor::makeZeros(DataType::Float, {1, 2048, 1, 1}));
        Program program = [&] {
            builder.node("Conv", {x, w}, y);
            return builder.finish({x}, {y});
        }();
        program.network.values[w] = {DataType::Int8, {0.02f}, {0}, 0};
        Tensor weights = Tensor::makeZeros(DataType::Int8, {1, 2048, 1, 1});
        std::ranges::fill(weights.mutableData<std::int8_t>(), std::int8_t(127));
        program.network.integers[w] = weights;
        Tensor input = Tensor::makeZeros(DataType::Float, {1, 2048, 1, 1});
        for (std::size_t i = 0; i < 2048; ++i)
            input.mutableData<float>()[i] = i % 2 ? 2.54f : 2.52f;
        const auto reference = runWith(program, input, {IntegerPath::Reference, false});
        VERIFY_OK(reference);
        for (const IntegerPath path : vectorPaths()) {
            const auto fast = runWith(program, input, {path, false});
            VERIFY_OK(fast);
            QVERIFY(areIdentical(reference->front(), fast->front()));
        }
    }

    void addMulConcatPoolFollowTheFormulas() {
        NetworkBuilder builder;
        const ValueId x = builder.value("x", {1, 2, 4, 4}, 0.05f), r = builder.value("r", {1, 2, 4, 4}, 0.05f);
        const ValueId sum = builder.value("sum", {1, 2, 4, 4}, 0.08f), product = builder.value("product", {1, 2, 4, 4}, 0.1f);
        const ValueId joined = builder.value("joined", {1, 4, 4, 4}, 0.1f), mean = builder.value("mean", {1, 4, 1, 1}, 0.03f);
        builder.node("Relu", {x}, r);
        builder.node("Add", {x, r}, sum);
        builder.node("Mul", {sum, r}, product);
        builder.node("Concat", {sum, product}, joined, {{"axis", std::int64_t(1)}});
        builder.node("GlobalAveragePool", {joined}, mean);
        const Program program = builder.finish({x}, {sum, product, joined, mean});
        const Tensor input = randomInput({1, 2, 4, 4}, 9);
        const auto outputs = runWith(program, input, {});
        VERIFY_OK(outputs);
        const auto at = [&](std::size_t output, std::size_t i) { return double((*outputs)[output].data<float>()[i]); };
        for (std::size_t i = 0; i < 32; ++i) {
            const double q = std::clamp(std::nearbyint(input.data<float>()[i] / 0.05f), -128.0f, 127.0f) * 0.05, relu = std::max(q, 0.0);
            QVERIFY(std::abs(at(0, i) - (q + relu)) <= 0.0401 || std::abs(q + relu) > 127 * 0.08);
            const double expected = std::clamp(at(0, i) * relu, -12.8, 12.7);
            QVERIFY(std::abs(at(1, i) - expected) <= 0.0501);
            QVERIFY(std::abs(at(2, i) - std::clamp(at(0, i), -12.8, 12.7)) <= 0.0501);
            QCOMPARE(at(2, 32 + i), at(1, i));
        }
        for (std::size_t c = 0; c < 4; ++c) {
            double average = 0;
            for (std::size_t i = 0; i < 16; ++i)
                average += at(2, c * 16 + i) / 16;
            QVERIFY(std::abs(at(3, c) - std::clamp(average, -128 * 0.03, 127 * 0.03)) <= 0.0151);
        }
    }

    void wrongInputsAreErrors() {
        NetworkBuilder builder;
        const ValueId x = builder.value("x", {1, 4}, 0.05f), y = builder.value("y", {1, 4}, 0.05f);
        builder.node("Relu", {x}, y);
        Program program = builder.finish({x}, {y});
        const auto outcome = runWith(program, randomInput({1, 5}, 1), {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().message.find("'x'") != std::string::npos);
        program.layers.clear();
        JobContext context;
        QVERIFY(!FunctionalSimulator::create(program, context));
    }

    void anIntegerNodeNeedsItsScales() {
        NetworkBuilder builder;
        const ValueId x = builder.value("x", {1, 4}, 0.05f), y = builder.value("y", {1, 4}, 0.05f);
        builder.node("Relu", {x}, y);
        JobContext context;
        for (const ValueId missing : {x, y}) {
            Program program = builder.finish({x}, {y});
            program.network.values.erase(missing);
            const auto outcome = FunctionalSimulator::create(program, context);
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().kind, ErrorKind::Input);
            QVERIFY(outcome.error().message.find("no scale") != std::string::npos);
        }
    }
};

LATHE_TEST(FunctionalTest)
#include "functional_test.moc"
