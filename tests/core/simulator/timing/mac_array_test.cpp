#include "core/base/files.h"
#include "core/compiler/geometry.h"
#include "core/compiler/mac_array.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/core/simulator/timing/systolic_array.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <random>
#include <sstream>

using namespace lathe;

namespace {

/// A layer as SCALE-Sim's tables name it: no padding, and a started stride counts.
MatrixProduct productOf(std::int64_t height, std::int64_t width, std::int64_t kernelHeight, std::int64_t kernelWidth, std::int64_t channels,
                        std::int64_t filters, std::int64_t stride) {
    const std::int64_t rows = (height - kernelHeight + 2 * stride - 1) / stride, columns = (width - kernelWidth + 2 * stride - 1) / stride;
    return {rows * columns, kernelHeight * kernelWidth * channels, filters};
}

} // namespace

class MacArrayTest : public QObject {
    Q_OBJECT
private slots:
    /// Compute cycles that SCALE-Sim v3 (scalesim-project, commit 1d62b68) prints for its ResNet-18 table on 32 × 32, weight stationary.
    void weightStationaryIsScaleSims_data() {
        QTest::addColumn<QList<int>>("layer"); // height, width, kernel height, kernel width, channels, filters, stride
        QTest::addColumn<int>("cycles");
        QTest::newRow("Conv1") << QList<int>{224, 224, 7, 7, 3, 64, 2} << 121939;
        QTest::newRow("Conv4_1b") << QList<int>{14, 14, 3, 3, 256, 256, 1} << 137087;
        QTest::newRow("FC") << QList<int>{1, 1, 1, 1, 512, 1000, 1} << 48639;
    }
    void weightStationaryIsScaleSims() {
        QFETCH(QList<int>, layer);
        QFETCH(int, cycles);
        const auto product = productOf(layer[0], layer[1], layer[2], layer[3], layer[4], layer[5], layer[6]);
        QVERIFY(std::abs(systolicCycles(product, Dataflow::WeightStationary, 32, 32) - cycles) <= 1);
    }

    void weightStationaryIsScaleSimsOnAllLayers() {
        REQUIRE_ZOO(zoo);
        const auto text = readTextFile(zoo / "data" / "scalesim_resnet18_ws32.csv", 1 << 20);
        if (!text) QSKIP("no data/scalesim_resnet18_ws32.csv in the zoo");
        std::istringstream lines(*text);
        std::string line;
        std::getline(lines, line);
        int layers = 0;
        while (std::getline(lines, line)) {
            std::istringstream fields(line.substr(line.find(',') + 1));
            std::vector<std::int64_t> numbers;
            for (std::string field; std::getline(fields, field, ',');)
                numbers.push_back(std::stoll(field));
            QCOMPARE(numbers.size(), std::size_t(9));
            const auto product = productOf(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
            const std::int64_t cycles = systolicCycles(product, Dataflow::WeightStationary, 32, 32);
            QVERIFY2(std::abs(cycles - numbers[8]) <= 1, line.c_str());
            ++layers;
        }
        QCOMPARE(layers, 21);
    }

    void closedFormsAreThoseOfTheSteppedArray_data() {
        QTest::addColumn<int>("dataflow");
        QTest::newRow("weight stationary") << static_cast<int>(Dataflow::WeightStationary);
        QTest::newRow("output stationary") << static_cast<int>(Dataflow::OutputStationary);
    }
    void closedFormsAreThoseOfTheSteppedArray() {
        QFETCH(int, dataflow);
        std::mt19937 random(6);
        const auto upTo = [&](std::int64_t most) {
            return std::int64_t(1) + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
        };
        for (int i = 0; i < 60; ++i) {
            const MatrixProduct product{upTo(30), upTo(30), upTo(30)};
            const std::int64_t rows = upTo(9), columns = upTo(9);
            const test::SystolicRun run = test::stepProduct(product, static_cast<Dataflow>(dataflow), rows, columns);
            QVERIFY(run.isRight);
            QCOMPARE(systolicCycles(product, static_cast<Dataflow>(dataflow), rows, columns), run.cycles);
        }
    }

    /// Layers reach the array as the products they are, groups one after the other.
    void tilesOfASystolicDevice_data() {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<int>("groups");
        QTest::addColumn<qint64>("cycles");
        const auto folds = [](qint64 count, qint64 pixels) { return count * (2 * 16 + 16 + pixels - 2); };
        QTest::newRow("dense") << QStringLiteral("40, 32, 3, 3") << 1 << folds(18 * 3, 64);
        QTest::newRow("grouped") << QStringLiteral("40, 8, 3, 3") << 4 << 4 * folds(5 * 1, 64);
        QTest::newRow("depthwise") << QStringLiteral("32, 1, 3, 3") << 32 << 32 * folds(1, 64);
    }
    void tilesOfASystolicDevice() {
        QFETCH(QString, weights);
        QFETCH(int, groups);
        QFETCH(qint64, cycles);
        Target device = findTarget("kl720").value();
        device.dataflow = Dataflow::WeightStationary;
        device.macEfficiency.value = 1;
        device.macsPerCycle.value = 256;
        device.arrayInputChannels.value = device.arrayOutputChannels.value = 16;
        const QuantizedGraph network = test::asInt8(
            test::graphOf("graph \"g\" opset 13\ninput x: float[1, 32, 8, 8]\nconst w: float[" + weights.toStdString() +
                          "] = fill(1.0)\ny = Conv(x, w) {pads: [1, 1, 1, 1], group: " + std::to_string(groups) + "}\noutput y\n"));
        JobContext context;
        const LayerPlan plan = planLayers(network, placeNodes(network, device, context).value());
        const LayerGeometry geometry = makeGeometry(network, plan, plan.layers[0], device);
        QCOMPARE(static_cast<qint64>(macCycles(geometry, device, geometry.rows, geometry.channels)), cycles);
    }
};

LATHE_TEST(MacArrayTest)
#include "mac_array_test.moc"
