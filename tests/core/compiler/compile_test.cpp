#include "core/compiler/compile.h"
#include "core/program/layer_grid.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <set>

using namespace lathe;
using lathe::test::asInt8;
using lathe::test::graphOf;

namespace {

constexpr const char* kResidual = R"(graph "residual" opset 13
input x: float[1, 16, 56, 56]
const w1: float[64, 16, 3, 3] = random(1, -1, 1)
const w2: float[64, 64, 3, 3] = random(2, -1, 1)
const w3: float[64, 16, 1, 1] = random(3, -1, 1)
const b1: float[64] = random(4, -1, 1)
a = Conv(x, w1, b1) {pads: [1, 1, 1, 1]}
r = Relu(a)
b = Conv(r, w2) {pads: [1, 1, 1, 1]}
s = Conv(x, w3)
sum = Add(b, s)
out = Relu(sum)
p = GlobalAveragePool(out)
f = Flatten(p)
output f
)";

constexpr const char* kGated = R"(graph "gated" opset 13
input x: float[1, 32, 28, 28]
const w: float[32, 32, 3, 3] = random(1, -1, 1)
const d: float[32, 1, 3, 3] = random(2, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
g = Sigmoid(a)
m = Mul(a, g)
y = Conv(m, d) {pads: [1, 1, 1, 1], group: 32}
z = Concat(y, m) {axis: 1}
q = MaxPool(z) {kernel_shape: [2, 2], strides: [2, 2]}
output q
)";

constexpr const char* kLarge = R"(graph "large" opset 13
input x: float[1, 3, 512, 512]
const w1: float[96, 3, 3, 3] = random(1, -1, 1)
const w2: float[128, 96, 3, 3] = random(2, -1, 1)
const w3: float[1024, 128, 3, 3] = random(3, -1, 1)
a = Conv(x, w1) {pads: [1, 1, 1, 1], strides: [2, 2]}
b = Conv(a, w2) {pads: [1, 1, 1, 1], strides: [2, 2]}
c = Conv(b, w3) {pads: [1, 1, 1, 1], strides: [2, 2]}
output c
)";

constexpr const char* kAttention = R"(graph "attention" opset 13
input q: float[1, 4, 64, 32]
input k: float[1, 4, 32, 64]
input v: float[1, 4, 64, 32]
const w: float[32, 48] = random(1, -1, 1)
const half: float[] = {0.5}
s = MatMul(q, k)
scaled = Mul(s, half)
p = Softmax(scaled) {axis: -1}
o = MatMul(p, v)
t = MatMul(o, w)
output t
)";

constexpr const char* kLongAttention = R"(graph "long attention" opset 13
input q: float[1, 4, 512, 32]
input k: float[1, 4, 32, 512]
input v: float[1, 4, 512, 32]
const half: float[] = {0.5}
s = MatMul(q, k)
scaled = Mul(s, half)
p = Softmax(scaled) {axis: -1}
o = MatMul(p, v)
output o
)";

constexpr const char* kSequence = R"(graph "sequence" opset 13
input x: float[1, 24, 100]
const w: float[32, 24, 5] = random(1, -1, 1)
const f: float[3200, 10] = random(2, -1, 1)
a = Conv(x, w) {pads: [2, 2]}
r = Relu(a)
e = Flatten(r)
y = Gemm(e, f)
h = Erf(y)
output h
)";

struct Named {
    const char* name;
    const char* text;
};
constexpr Named kNetworks[] = {
    {"residual", kResidual}, {"gated", kGated}, {"large", kLarge}, {"attention", kAttention}, {"sequence", kSequence}};
constexpr const char* kTargets[] = {"nash-e", "kl720"};
constexpr const char* kLevels[] = {"O0", "O1", "O2"};

QuantizedGraph networkOf(const QString& name) {
    for (const Named& row : kNetworks) {
        if (name == QLatin1String(row.name)) return asInt8(graphOf(row.text), {"Softmax", "Erf"});
    }
    return {};
}

Result<Program> compiled(const QuantizedGraph& network, const Target& target, const char* level = "O2", const char* mode = "latency") {
    CompileOptions options;
    options.optimizeLevel = level;
    options.compileMode = mode;
    JobContext context;
    return compile(network, target, options, context);
}

void addCombinations() {
    QTest::addColumn<QString>("network");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("level");
    for (const Named& row : kNetworks) {
        for (const char* target : kTargets) {
            for (const char* level : kLevels)
                QTest::addRow("%s %s %s", row.name, target, level)
                    << QString(QLatin1String(row.name)) << QString(QLatin1String(target)) << QString(QLatin1String(level));
        }
    }
}

/// Rows × channels of the output of a layer's first node, as tiles count them.
std::int64_t gridArea(const Program& program, const Layer& layer) {
    const auto dims = program.network.graph.value(program.network.graph.node(gridNodeOf(program.network.graph, layer.nodes)).output())
                          .shape->known()
                          .value();
    return dims.size() < 2 ? 1 : dims[dims.size() - 2] * dims[1];
}

double bytesOnce(const Program& program) {
    double bytes = 0;
    for (const Layer& layer : program.layers)
        bytes += static_cast<double>(layer.weightBytes);
    return bytes;
}

} // namespace

class CompileTest : public QObject {
    Q_OBJECT
private slots:
    void programsAreSound_data() { addCombinations(); }
    void programsAreSound() {
        QFETCH(QString, network);
        QFETCH(QString, target);
        QFETCH(QString, level);
        const Target device = findTarget(target.toStdString()).value();
        const QuantizedGraph quantized = networkOf(network);
        const auto program = compiled(quantized, device, level.toLatin1().constData());
        VERIFY_OK(program);
        verifyLayers(*program);
        verifyTiles(*program);
        verifyBuffers(*program, static_cast<std::int64_t>(device.onChipBytes.value));
        verifyInstructions(*program);
        JobContext context;
        const auto trace = simulateTiming(*program, device, context);
        VERIFY_OK(trace);
        verifyTimes(*program, *trace);
        double macs = 0;
        for (const Layer& layer : program->layers)
            macs += layer.engine == EngineClass::Accelerator ? static_cast<double>(layer.macs) : 0.0;
        QVERIFY(trace->latency >= macs / device.peakMacsPerSecond());
        QVERIFY(trace->latency >= bytesOnce(*program) / device.ddrBytesPerSecond());
    }

    void higherLevelsAreNeverSlower_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QString>("target");
        for (const Named& row : kNetworks) {
            for (const char* target : kTargets)
                QTest::addRow("%s %s", row.name, target) << QString(QLatin1String(row.name)) << QString(QLatin1String(target));
        }
    }
    void higherLevelsAreNeverSlower() {
        QFETCH(QString, network);
        QFETCH(QString, target);
        const Target device = findTarget(target.toStdString()).value();
        const QuantizedGraph quantized = networkOf(network);
        double before = std::numeric_limits<double>::infinity();
        for (const char* level : kLevels) {
            const auto program = compiled(quantized, device, level);
            VERIFY_OK(program);
            JobContext context;
            const double latency = simulateTiming(*program, device, context).value().latency;
            QVERIFY2(latency <= before, level);
            before = latency;
        }
    }

    void bandwidthModeMovesNoMoreBytes() {
        const Target device = findTarget("kl720").value();
        for (const Named& row : kNetworks) {
            const QuantizedGraph quantized = networkOf(QLatin1String(row.name));
            const auto bytesOf = [&](const char* mode) {
                std::int64_t bytes = 0;
                const Program program = compiled(quantized, device, "O2", mode).value();
                for (const Instruction& instruction : program.instructions)
                    bytes += instruction.ddrBytes;
                return bytes;
            };
            QVERIFY2(bytesOf("bandwidth") <= bytesOf("latency"), row.name);
        }
    }

    void activationsGatesAndResidualsJoinTheirLayer() {
        const Target device = findTarget("nash-e").value();
        const Program residual = compiled(networkOf(QStringLiteral("residual")), device, "O0").value();
        QCOMPARE(residual.layers.size(), std::size_t(4)); // conv+relu, conv, conv+add+relu, pool+flatten
        QCOMPARE(residual.layers[0].nodes.size(), std::size_t(2));
        QCOMPARE(residual.layers[2].nodes.size(), std::size_t(3));
        const Program gated = compiled(networkOf(QStringLiteral("gated")), device, "O0").value();
        QCOMPARE(gated.layers[0].nodes.size(), std::size_t(3)); // conv · sigmoid(conv)
    }

    /// On a device whose memory cannot hold the picture between the two.
    void poolingJoinsTheConvolutionInFront() {
        Target device = findTarget("kl720").value();
        device.onChipBytes.value = 96 * 1024;
        const QuantizedGraph network = asInt8(graphOf(R"(graph "pooled" opset 13
input x: float[1, 16, 64, 64]
const w: float[64, 16, 3, 3] = random(1, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = Relu(a)
p = MaxPool(r) {kernel_shape: [2, 2], strides: [2, 2]}
output p
)"));
        QCOMPARE(compiled(network, device, "O0").value().layers.size(), std::size_t(2));
        const Program fused = compiled(network, device, "O1").value();
        QCOMPARE(fused.layers.size(), std::size_t(1));
        verifyTiles(fused);
        verifyInstructions(fused);
        verifyBuffers(fused, static_cast<std::int64_t>(device.onChipBytes.value));
    }

    /// Where the pictures between layers do not fit the memory and the bus is slow, runs of layers go stripe by stripe.
    void stripesSaveTransfers() {
        Target device = findTarget("kl720").value();
        device.onChipBytes.value = 1024 * 1024;
        device.ddrGBps.value = 0.5;
        const auto bytesOf = [&](const char* level) {
            std::int64_t bytes = 0;
            const Program program = compiled(networkOf(QStringLiteral("large")), device, level).value();
            for (const Instruction& instruction : program.instructions)
                bytes += instruction.ddrBytes;
            return std::pair(bytes, program.layers.size());
        };
        const auto [plainBytes, plainLayers] = bytesOf("O1");
        const auto [fusedBytes, fusedLayers] = bytesOf("O2");
        QVERIFY(fusedLayers < plainLayers);
        QVERIFY2(fusedBytes * 3 < plainBytes * 2, qPrintable(QString("%1 of %2 bytes").arg(fusedBytes).arg(plainBytes)));
    }

    /// Scores, their scaling, Softmax and the product with the values: one layer, and the scores stay on the chip.
    void attentionIsOneLayer() {
        Target device = findTarget("nash-e").value();
        device.onChipBytes.value = 256 * 1024;
        device.ddrGBps.value = 1;
        const QuantizedGraph network = asInt8(graphOf(kLongAttention));
        const Program plain = compiled(network, device, "O1").value(), fused = compiled(network, device, "O2").value();
        QCOMPARE(fused.layers.size(), std::size_t(1));
        QCOMPARE(fused.layers.front().nodes.size(), std::size_t(4));
        const auto bytesOf = [](const Program& program) {
            std::int64_t bytes = 0;
            for (const Instruction& instruction : program.instructions)
                bytes += instruction.ddrBytes;
            return bytes;
        };
        // Queries, keys, values and the result, each once, 4 heads of 512 × 32 bytes; and the number that scales.
        QCOMPARE(bytesOf(fused), std::int64_t(4 * 4 * 512 * 32 + 4));
        QVERIFY(bytesOf(plain) > 4 * bytesOf(fused));
        verifyTiles(fused);
        verifyInstructions(fused);
        verifyBuffers(fused, static_cast<std::int64_t>(device.onChipBytes.value));
    }

    void hostLayersSayWhy() {
        const Program program = compiled(networkOf(QStringLiteral("sequence")), findTarget("nash-e").value()).value();
        const Layer& last = program.layers.back();
        QCOMPARE(last.engine, EngineClass::Host);
        QVERIFY(last.hostReason.find("Erf") != std::string::npos);
        const Program softmax = compiled(networkOf(QStringLiteral("attention")), findTarget("nash-e").value()).value();
        for (const Layer& layer : softmax.layers)
            QCOMPARE(layer.engine, EngineClass::Accelerator);
    }

    void refusedNodesAreAllNamed() {
        const Graph graph = graphOf(R"(graph "refused" opset 13
input x: float[1, 4]
a = acme.One(x)
b = Relu(a)
c = acme.Two(b)
output c
)");
        const auto program = compiled(asInt8(graph), findTarget("kl720").value());
        QVERIFY(!program);
        QCOMPARE(program.error().kind, ErrorKind::Unsupported);
        QCOMPARE(program.error().details.size(), std::size_t(2));
        QVERIFY(program.error().text().find("acme.Two") != std::string::npos);
    }

    void wrongOptionsAndOpenShapesAreErrors() {
        const Target device = findTarget("nash-e").value();
        QCOMPARE(compiled(networkOf(QStringLiteral("gated")), device, "O3").error().kind, ErrorKind::Usage);
        QCOMPARE(compiled(networkOf(QStringLiteral("gated")), device, "O1", "fast").error().kind, ErrorKind::Usage);
        const Graph open = parseGraph("graph \"open\" opset 13\ninput x: float[batch, 4]\ny = Relu(x)\noutput y\n").value();
        QCOMPARE(compiled(asInt8(open), device).error().kind, ErrorKind::Unsupported);
    }

    void stoppingStops() {
        std::stop_source source;
        source.request_stop();
        JobContext context(source.get_token());
        const auto program = compile(networkOf(QStringLiteral("gated")), findTarget("nash-e").value(), {}, context);
        QCOMPARE(program.error().kind, ErrorKind::Stopped);
    }

    void macCyclesFollowTheClosedForm() {
        Target device = findTarget("nash-e").value();
        device.macEfficiency.value = 1;
        const Graph graph = graphOf(R"(graph "one" opset 13
input x: float[1, 100, 16, 16]
const w: float[130, 100, 3, 3] = random(1, -1, 1)
y = Conv(x, w) {pads: [1, 1, 1, 1]}
output y
)");
        device.onChipBytes.value = 1 << 30;
        const Program program = compiled(asInt8(graph), device, "O0").value();
        std::int64_t cycles = 0, tiles = 0;
        for (const Instruction& instruction : program.instructions) {
            if (instruction.engine == Engine::Mac) cycles += instruction.cycles, ++tiles;
        }
        // ceil(100/64) · ceil(130/64) · 256/8 pixels · 9, plus 128 to fill the array in each tile
        QCOMPARE(cycles, 2 * 3 * 32 * 9 + 128 * tiles);
    }

private:
    void verifyLayers(const Program& program) {
        std::set<ValueId> known;
        const Graph& graph = program.network.graph;
        for (const ValueId input : graph.inputs())
            known.insert(input);
        std::size_t nodes = 0;
        for (const Layer& layer : program.layers) {
            for (const NodeId id : layer.nodes) {
                for (const ValueId input : graph.node(id).inputs)
                    QVERIFY(!input.isValid() || graph.isConstant(input) || known.count(input));
                for (const ValueId output : graph.node(id).outputs)
                    QVERIFY(known.insert(output).second);
                ++nodes;
            }
        }
        QCOMPARE(static_cast<std::int64_t>(nodes), graph.nodeCount());
    }

    void verifyTiles(const Program& program) {
        std::vector<std::int64_t> area(program.layers.size(), 0);
        for (std::size_t i = 0; i < program.tiles.size(); ++i) {
            const Tile& a = program.tiles[i];
            QVERIFY(a.rowBegin < a.rowEnd && a.channelBegin < a.channelEnd);
            QVERIFY(i == 0 || program.tiles[i - 1].layer <= a.layer);
            area[static_cast<std::size_t>(a.layer)] += (a.rowEnd - a.rowBegin) * (a.channelEnd - a.channelBegin);
            for (std::size_t j = 0; j < i; ++j) {
                const Tile& b = program.tiles[j];
                const bool meet = a.layer == b.layer && a.rowBegin < b.rowEnd && b.rowBegin < a.rowEnd && a.channelBegin < b.channelEnd &&
                                  b.channelBegin < a.channelEnd;
                QVERIFY(!meet);
            }
        }
        for (std::size_t i = 0; i < area.size(); ++i) {
            if (program.layers[i].engine == EngineClass::Accelerator) QCOMPARE(area[i], gridArea(program, program.layers[i]));
        }
    }

    void verifyBuffers(const Program& program, std::int64_t capacity) {
        QVERIFY(program.onChipBytes <= capacity);
        for (std::size_t i = 0; i < program.buffers.size(); ++i) {
            const Buffer& a = program.buffers[i];
            QVERIFY(a.address >= 0 && a.address + a.sizeBytes <= program.onChipBytes);
            for (std::size_t j = 0; j < i; ++j) {
                const Buffer& b = program.buffers[j];
                const bool together = a.firstLayer <= b.lastLayer && b.firstLayer <= a.lastLayer;
                QVERIFY(!together || a.address + a.sizeBytes <= b.address || b.address + b.sizeBytes <= a.address);
            }
        }
    }

    void verifyInstructions(const Program& program) {
        std::vector<std::int64_t> macs(program.layers.size(), 0), written(program.layers.size(), 0);
        for (std::size_t i = 0; i < program.instructions.size(); ++i) {
            const Instruction& instruction = program.instructions[i];
            for (const std::int32_t before : instruction.dependencies)
                QVERIFY(before >= 0 && static_cast<std::size_t>(before) < i);
            macs[static_cast<std::size_t>(instruction.layer)] += instruction.macs;
            if (instruction.engine == Engine::Store) written[static_cast<std::size_t>(instruction.layer)] += instruction.ddrBytes;
        }
        for (std::size_t i = 0; i < macs.size(); ++i) {
            if (program.layers[i].engine == EngineClass::Accelerator) QCOMPARE(macs[i], program.layers[i].macs);
            QVERIFY(written[i] <= program.layers[i].outputBytes);
        }
    }

    /// Buffers in one place at different times: nothing of the later owner's layer computes before the earlier owner's is done.
    void verifyTimes(const Program& program, const Trace& trace) {
        std::vector<double> computeStart(program.layers.size(), 1e9), computeEnd(program.layers.size(), 0);
        for (const TraceEvent& event : trace.events) {
            const Instruction& instruction = program.instructions[static_cast<std::size_t>(event.instruction)];
            const auto layer = static_cast<std::size_t>(instruction.layer);
            if (instruction.engine == Engine::Load || instruction.engine == Engine::Weights || instruction.engine == Engine::Store)
                continue;
            computeStart[layer] = std::min(computeStart[layer], event.start);
            computeEnd[layer] = std::max(computeEnd[layer], event.end);
        }
        for (std::size_t i = 1; i < computeStart.size(); ++i)
            QVERIFY(computeEnd[i - 1] <= computeStart[i]);
        QVERIFY(!trace.criticalPath.empty());
        QCOMPARE(trace.events[static_cast<std::size_t>(trace.criticalPath.back())].end, trace.latency);
    }
};

LATHE_TEST(CompileTest)
#include "compile_test.moc"
