#include "core/compiler/candidate.h"
#include "core/compiler/compile.h"
#include "core/compiler/placement.h"
#include "core/compiler/portfolio.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

constexpr const char* kTwo = R"(graph "two" opset 13
input x: float[1, 32, 24, 24]
const w: float[64, 32, 3, 3] = random(1, -1, 1)
const v: float[48, 64, 3, 3] = random(2, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
b = Conv(a, v) {pads: [1, 1, 1, 1], strides: [2, 2]}
output a
output b
)";

constexpr const char* kMatrices = R"(graph "matrices" opset 13
input x: float[24, 96]
const w: float[96, 80] = random(1, -1, 1)
const v: float[80, 64] = random(2, -1, 1)
a = MatMul(x, w)
b = MatMul(a, v)
output b
)";

struct Case {
    const char* name;
    const char* text;
    double onChipBytes, ddrGBps;
};
constexpr Case kCases[] = {{"two, ample", kTwo, 1 << 20, 8}, {"two, tight", kTwo, 40'000, 2}, {"matrices, tight", kMatrices, 12'000, 1}};

Target deviceOf(const Case& which) {
    Target target = findTarget("kl720").value();
    target.onChipBytes.value = which.onChipBytes;
    target.ddrGBps.value = which.ddrGBps;
    return target;
}

double latencyOf(const Program& program, const Target& target) {
    JobContext context;
    return simulateTiming(program, target, context).value().latency;
}

Result<Program> compiled(const QuantizedGraph& network, const Target& target, const char* tiling, std::int64_t steps = kDeepSearchSteps) {
    CompileOptions options;
    options.optimizeLevel = "O2";
    options.tiling = tiling;
    options.searchSteps = steps;
    JobContext context;
    return compile(network, target, options, context);
}

/// The shortest latency over all tilings of both layers, what stays on the chip, and whether they overlap.
double exhaustive(const QuantizedGraph& network, const Target& target) {
    JobContext context;
    const LayerPlan plan = planLayers(network, placeNodes(network, target, context).value());
    std::vector<LayerGeometry> geometries;
    for (const PlannedLayer& layer : plan.layers)
        geometries.push_back(makeGeometry(network, plan, layer, target));
    double best = std::numeric_limits<double>::infinity();
    const auto firsts = allTilings(geometries[0]), seconds = allTilings(geometries[1]);
    for (int bits = 0; bits < 4; ++bits) {
        ScheduleOverrides overrides;
        if (bits & 1) overrides.spilled.insert(plan.layers[0].outputs.front());
        if (bits & 2) overrides.apart = {0, 1};
        for (const TileChoice& first : firsts)
            for (const TileChoice& second : seconds) {
                overrides.tiles = {{0, first}, {1, second}};
                const ScheduleInput input{network, plan, geometries, target, false, &overrides};
                const auto candidate = makeCandidate(input, {2, 100, 1}, context);
                if (candidate) best = std::min(best, candidate->seconds);
            }
    }
    return best + target.fixedOverheadUs.value * 1e-6;
}

} // namespace

class DeepSearchTest : public QObject {
    Q_OBJECT
private slots:
    void comesWithinTwoPercentOfAllTilings_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(kCases)); ++i)
            QTest::newRow(kCases[i].name) << i;
    }
    void comesWithinTwoPercentOfAllTilings() {
        QFETCH(int, index);
        const Target target = deviceOf(kCases[index]);
        const QuantizedGraph network = test::asInt8(test::graphOf(kCases[index].text));
        const auto plain = compiled(network, target, "default"), deep = compiled(network, target, "deep_search");
        VERIFY_OK(plain);
        VERIFY_OK(deep);
        const double best = exhaustive(network, target), found = latencyOf(*deep, target), before = latencyOf(*plain, target);
        qInfo("default %.2f us, deep search %.2f us, all tilings %.2f us", before * 1e6, found * 1e6, best * 1e6);
        QVERIFY(found <= before);
        QVERIFY2(found <= 1.02 * best, qPrintable(QString("%1 us, all tilings %2 us").arg(found * 1e6).arg(best * 1e6)));
    }

    void moreStepsAreNeverSlower() {
        const Target target = deviceOf(kCases[1]);
        const QuantizedGraph network = test::asInt8(test::graphOf(kTwo));
        double before = latencyOf(compiled(network, target, "default").value(), target);
        for (const std::int64_t steps : {1'000, 30'000, 1'000'000}) {
            const double latency = latencyOf(compiled(network, target, "deep_search", steps).value(), target);
            QVERIFY(latency <= before * (1 + 1e-12));
            before = std::min(before, latency);
        }
    }

    void twoSearchesAgree() {
        const Target target = deviceOf(kCases[1]);
        const QuantizedGraph network = test::asInt8(test::graphOf(kTwo));
        const Program first = compiled(network, target, "deep_search", 200'000).value();
        const Program second = compiled(network, target, "deep_search", 200'000).value();
        QCOMPARE(first.instructions.size(), second.instructions.size());
        QVERIFY(first.tiles == second.tiles);
        for (std::size_t i = 0; i < first.instructions.size(); ++i) {
            QCOMPARE(first.instructions[i].cycles, second.instructions[i].cycles);
            QVERIFY(first.instructions[i].dependencies == second.instructions[i].dependencies);
        }
    }

    void anotherNameIsAnError() {
        const Target target = deviceOf(kCases[0]);
        QCOMPARE(compiled(test::asInt8(test::graphOf(kTwo)), target, "thorough").error().kind, ErrorKind::Usage);
    }
};

LATHE_TEST(DeepSearchTest)
#include "deep_search_test.moc"
