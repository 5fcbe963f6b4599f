#include "core/compiler/compile.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <map>

using namespace lathe;
using lathe::test::asInt8;
using lathe::test::graphOf;

namespace {

constexpr const char* kResidual = R"(graph "residual" opset 13
input x: float[1, 32, 112, 112]
const w1: float[128, 32, 3, 3] = random(1, -1, 1)
const w2: float[128, 128, 3, 3] = random(2, -1, 1)
const w3: float[128, 32, 1, 1] = random(3, -1, 1)
const w4: float[1000, 128] = random(4, -1, 1)
a = Conv(x, w1) {pads: [1, 1, 1, 1]}
r = Relu(a)
b = Conv(r, w2) {pads: [1, 1, 1, 1]}
s = Conv(x, w3)
sum = Add(b, s)
p = GlobalAveragePool(sum)
f = Flatten(p)
y = Gemm(f, w4) {transB: 1}
output y
)";

constexpr const char* kWithHost = R"(graph "host" opset 13
input x: float[1, 16, 64, 64]
const w1: float[64, 16, 3, 3] = random(1, -1, 1)
const w2: float[64, 64, 3, 3] = random(2, -1, 1)
a = Conv(x, w1) {pads: [1, 1, 1, 1]}
h = Erf(a)
b = Conv(h, w2) {pads: [1, 1, 1, 1], strides: [2, 2]}
q = MaxPool(b) {kernel_shape: [2, 2], strides: [2, 2]}
output q
)";

constexpr const char* kHeads = R"(graph "heads" opset 13
input q: float[1, 8, 256, 64]
input k: float[1, 8, 64, 256]
input v: float[1, 8, 256, 64]
s = MatMul(q, k)
o = MatMul(s, v)
output o
)";

constexpr const char* kTiny = R"(graph "tiny" opset 13
input x: float[1, 4, 1, 1]
const w: float[4, 4, 1, 1] = random(1, -1, 1)
a = Conv(x, w)
output a
)";

struct Named {
    const char* name;
    const char* text;
};
constexpr Named kNetworks[] = {{"residual", kResidual}, {"host", kWithHost}, {"heads", kHeads}, {"tiny", kTiny}};

struct Device {
    const char* name;
    std::int32_t cores;
    CoreMemory memory;
};
constexpr Device kDevices[] = {{"xh1", 2, CoreMemory::PerCore},
                               {"xh1", 4, CoreMemory::PerCore},
                               {"xh1", 4, CoreMemory::Shared},
                               {"aic100", 14, CoreMemory::PerCore},
                               {"aic100", 3, CoreMemory::Shared}};

QuantizedGraph networkOf(const char* text) {
    return asInt8(graphOf(text), {"Erf"});
}

Target deviceOf(const Device& row) {
    Target target = findTarget(row.name).value();
    target.coreMemory = row.memory;
    return target;
}

CompileOptions optionsFor(std::int32_t cores, const char* level = "O2") {
    CompileOptions options;
    options.optimizeLevel = level;
    options.cores.count = cores;
    return options;
}

std::int64_t ddrBytes(const Program& program) {
    std::int64_t bytes = 0;
    for (const Instruction& instruction : program.instructions)
        bytes += instruction.ddrBytes;
    return bytes;
}

double latencyOf(const Program& program, const Target& target) {
    JobContext context;
    return simulateTiming(program, target, context).value().latency;
}

/// First start and last end of the instructions of a layer, on one engine class of all cores.
struct Span {
    double start = std::numeric_limits<double>::infinity(), end = 0;
    void add(const TraceEvent& event) {
        start = std::min(start, event.start);
        end = std::max(end, event.end);
    }
};

struct LayerSpans {
    Span load, compute, store;
};

std::vector<LayerSpans> spansOf(const Program& program, const Trace& trace) {
    std::vector<LayerSpans> spans(program.layers.size());
    for (const TraceEvent& event : trace.events) {
        const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
        LayerSpans& layer = spans[static_cast<std::size_t>(instruction.layer)];
        if (instruction.engine == Engine::Load) layer.load.add(event);
        if (instruction.engine == Engine::Store) layer.store.add(event);
        if (instruction.engine == Engine::Mac || instruction.engine == Engine::Vector || instruction.engine == Engine::Host)
            layer.compute.add(event);
    }
    return spans;
}

} // namespace

/// One inference on several cores.
class CoresTest : public QObject {
    Q_OBJECT
private slots:
    void programsAreSound_data() { addCombinations(); }
    void programsAreSound() {
        QFETCH(int, network);
        QFETCH(int, device);
        const Device& row = kDevices[device];
        const Target target = deviceOf(row);
        JobContext context;
        for (const char* level : {"O0", "O1", "O2"}) {
            const auto program = compile(networkOf(kNetworks[network].text), target, optionsFor(row.cores, level), context);
            VERIFY_OK(program);
            verifyWork(*program);
            const auto trace = simulateTiming(*program, target, context);
            VERIFY_OK(trace);
            verifyOrder(*program, *trace);
        }
    }

    void severalCoresAreNeverSlower_data() { addCombinations(); }
    void severalCoresAreNeverSlower() {
        QFETCH(int, network);
        QFETCH(int, device);
        const Device& row = kDevices[device];
        const Target target = deviceOf(row);
        const QuantizedGraph quantized = networkOf(kNetworks[network].text);
        JobContext context;
        const auto alone = compile(quantized, target, optionsFor(1), context),
                   shared = compile(quantized, target, optionsFor(row.cores), context);
        VERIFY_OK(alone);
        VERIFY_OK(shared);
        QVERIFY(latencyOf(*shared, target) <= latencyOf(*alone, target));
    }

    void largeLayersAreShared() {
        const Target target = findTarget("xh1").value();
        JobContext context;
        const QuantizedGraph network = networkOf(kResidual);
        const Program alone = compile(network, target, optionsFor(1), context).value();
        const Program shared = compile(network, target, optionsFor(4), context).value();
        QCOMPARE(shared.options.at("cores_used"), std::string("4"));
        QVERIFY(latencyOf(shared, target) < latencyOf(alone, target));
        std::map<std::int32_t, std::int64_t> macs;
        for (const Instruction& instruction : shared.instructions)
            macs[instruction.core] += instruction.macs;
        QCOMPARE(macs.size(), std::size_t(4));
        for (const auto& [core, count] : macs)
            QVERIFY2(count > 0, qPrintable(QString("core %1 idles").arg(core)));
    }

    void multicastMovesWeightsOnce() {
        const Target target = findTarget("aic100").value();
        JobContext context;
        const QuantizedGraph network = networkOf(kResidual);
        CompileOptions options = optionsFor(14);
        const Program apart = compile(network, target, options, context).value();
        options.cores.multicastsWeights = true;
        const Program together = compile(network, target, options, context).value();
        const double with = latencyOf(together, target), without = latencyOf(apart, target);
        QVERIFY2(with < without, qPrintable(QString("%1, %2").arg(with * 1e6).arg(without * 1e6)));
        QVERIFY2(ddrBytes(together) < ddrBytes(apart), qPrintable(QString("%1, %2").arg(ddrBytes(together)).arg(ddrBytes(apart))));
        verifyOrder(together, simulateTiming(together, target, context).value());
    }

    void splitLevelMakesMoreParts() {
        const Target target = findTarget("aic100").value();
        JobContext context;
        const QuantizedGraph network = networkOf(kResidual);
        CompileOptions options = optionsFor(4);
        const Program coarse = compile(network, target, options, context).value();
        options.cores.splitLevel = 16;
        const Program fine = compile(network, target, options, context).value();
        QVERIFY2(fine.tiles.size() > coarse.tiles.size(), qPrintable(QString("%1, %2").arg(fine.tiles.size()).arg(coarse.tiles.size())));
    }

    void memoryEffortTakesLess() {
        Target target = findTarget("aic100").value();
        target.onChipBytes.value = 1 << 20;
        JobContext context;
        const QuantizedGraph network = networkOf(kResidual);
        CompileOptions options = optionsFor(4, "O0");
        const Program plain = compile(network, target, options, context).value();
        options.cores.memoryEffort = 4;
        const Program small = compile(network, target, options, context).value();
        QVERIFY2(small.onChipBytes < plain.onChipBytes, qPrintable(QString("%1, %2").arg(small.onChipBytes).arg(plain.onChipBytes)));
    }

    void sharingThatLosesIsSaid() {
        const Target target = findTarget("aic100").value();
        JobContext context;
        const Program program = compile(networkOf(kTiny), target, optionsFor(14), context).value();
        QCOMPARE(program.options.at("cores_used"), std::string("1"));
        const std::vector<Diagnostic> all = context.diagnostics();
        QVERIFY(std::ranges::any_of(all, [](const Diagnostic& each) { return each.code == "COMPILE09"; }));
    }

    void numbersThatADeviceLacksAreRefused() {
        JobContext context;
        const auto program = compile(networkOf(kTiny), findTarget("xh1").value(), optionsFor(3), context);
        QVERIFY(!program);
        QVERIFY(program.error().text().find("1, 2, 4") != std::string::npos);
    }

    void deepSearchIsNotSlower() {
        const Target target = findTarget("xh1").value();
        JobContext context;
        const QuantizedGraph network = networkOf(kWithHost);
        CompileOptions options = optionsFor(4);
        const Program plain = compile(network, target, options, context).value();
        options.tiling = "deep_search";
        options.searchSteps = 200'000;
        const Program deep = compile(network, target, options, context).value();
        QVERIFY(latencyOf(deep, target) <= latencyOf(plain, target));
        verifyOrder(deep, simulateTiming(deep, target, context).value());
    }

    void callsAreCutOnAllCores() {
        const Target target = findTarget("xh1").value();
        JobContext context;
        CompileOptions options = optionsFor(4);
        options.mostMicrosecondsPerCall = 100;
        const Program program = compile(networkOf(kResidual), target, options, context).value();
        QVERIFY(program.callEnds.size() > 1);
        verifyOrder(program, simulateTiming(program, target, context).value());
    }

private:
    static void addCombinations() {
        QTest::addColumn<int>("network");
        QTest::addColumn<int>("device");
        for (int n = 0; n < static_cast<int>(std::size(kNetworks)); ++n)
            for (int d = 0; d < static_cast<int>(std::size(kDevices)); ++d)
                QTest::addRow("%s, %d cores of %s, %s", kNetworks[n].name, kDevices[d].cores, kDevices[d].name,
                              std::string(toName(kDevices[d].memory)).c_str())
                    << n << d;
    }

    /// Tiles do not meet, and every multiply-accumulate is done once.
    static void verifyWork(const Program& program) {
        for (std::size_t i = 0; i < program.tiles.size(); ++i) {
            const Tile& a = program.tiles[i];
            for (std::size_t j = 0; j < i; ++j) {
                const Tile& b = program.tiles[j];
                const bool meet = a.layer == b.layer && a.rowBegin < b.rowEnd && b.rowBegin < a.rowEnd && a.channelBegin < b.channelEnd &&
                                  b.channelBegin < a.channelEnd;
                QVERIFY(!meet);
            }
        }
        std::vector<std::int64_t> macs(program.layers.size(), 0), stored(program.layers.size(), 0);
        for (const Instruction& instruction : program.instructions) {
            macs[static_cast<std::size_t>(instruction.layer)] += instruction.macs;
            if (instruction.engine == Engine::Store) stored[static_cast<std::size_t>(instruction.layer)] += instruction.ddrBytes;
        }
        for (std::size_t i = 0; i < macs.size(); ++i) {
            if (program.layers[i].engine != EngineClass::Accelerator) continue;
            QCOMPARE(macs[i], program.layers[i].macs);
            QVERIFY(stored[i] <= program.layers[i].outputBytes);
        }
    }

    /// What reads a tensor begins when every core has made its part, and loads it when every part is stored.
    static void verifyOrder(const Program& program, const Trace& trace) {
        const std::vector<LayerSpans> spans = spansOf(program, trace);
        std::map<ValueId, std::size_t> makers;
        const Graph& graph = program.network.graph;
        for (std::size_t i = 0; i < program.layers.size(); ++i)
            for (const NodeId id : program.layers[i].nodes)
                for (const ValueId output : graph.node(id).outputs)
                    makers[output] = i;
        for (std::size_t i = 0; i < program.layers.size(); ++i) {
            for (const NodeId id : program.layers[i].nodes) {
                for (const ValueId input : graph.node(id).inputs) {
                    const auto maker = makers.find(input);
                    if (maker == makers.end() || maker->second == i) continue;
                    const LayerSpans& made = spans[maker->second];
                    QVERIFY2(spans[i].compute.start >= made.compute.end, program.layers[i].name.c_str());
                    const bool isStored = made.store.end > 0, isLoaded = spans[i].load.end > 0;
                    if (isStored && isLoaded && program.callEnds.empty())
                        QVERIFY2(spans[i].load.start >= made.compute.end, program.layers[i].name.c_str());
                }
            }
        }
    }
};

LATHE_TEST(CoresTest)
#include "cores_test.moc"
