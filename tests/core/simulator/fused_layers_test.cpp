#include "core/compiler/compile.h"
#include "core/program/layer_grid.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/tile_regions.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

constexpr const char* kPooled = R"(graph "pooled" opset 13
input x: float[1, 8, 37, 41]
const w1: float[32, 8, 3, 3] = random(1, -1, 1)
const b1: float[32] = random(2, -1, 1)
const w2: float[48, 32, 3, 3] = random(3, -1, 1)
const w3: float[48, 48, 1, 1] = random(4, -1, 1)
a = Conv(x, w1, b1) {pads: [1, 1, 1, 1]}
r = Relu(a)
p = MaxPool(r) {kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]}
c = Conv(p, w2) {pads: [1, 1, 1, 1]}
q = AveragePool(c) {kernel_shape: [2, 2], strides: [2, 2]}
d = Conv(q, w3)
s = Add(d, q)
t = Relu(s)
g = GlobalAveragePool(t)
f = Flatten(g)
output f
)";

constexpr const char* kDepthwise = R"(graph "depthwise" opset 13
input x: float[1, 16, 61, 40]
const e: float[64, 16, 1, 1] = random(1, -1, 1)
const d: float[64, 1, 3, 3] = random(2, -1, 1)
const p: float[24, 64, 1, 1] = random(3, -1, 1)
const k: float[24, 24, 5, 5] = random(4, -1, 1)
a = Conv(x, e)
b = Relu(a)
c = Conv(b, d) {pads: [1, 1, 1, 1], strides: [2, 2], group: 64}
h = Relu(c)
i = Conv(h, p)
j = Conv(i, k) {pads: [4, 4, 4, 4], dilations: [2, 2]}
m = MaxPool(j) {kernel_shape: [2, 2], strides: [2, 2]}
output m
)";

struct Named {
    const char* name;
    const char* text;
};
constexpr Named kNetworks[] = {{"pooled", kPooled}, {"depthwise", kDepthwise}};

/// Random weights and scales under which sums neither vanish nor saturate.
QuantizedGraph randomNetwork(const char* text) {
    QuantizedGraph network = test::asInt8(test::graphOf(text));
    std::mt19937 random(7);
    for (auto& [id, tensor] : network.integers) {
        const bool isBias = tensor.type() == DataType::Int32;
        if (isBias)
            for (auto& q : tensor.mutableData<std::int32_t>())
                q = static_cast<std::int32_t>(random() % 2001) - 1000;
        else
            for (auto& q : tensor.mutableData<std::int8_t>())
                q = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
        const float scale = isBias ? 0.001F : 0.001F;
        network.values[id] = {tensor.type(), {scale}, {0}, -1};
    }
    return network;
}

/// A device whose memory and bandwidth are small beside these networks.
Target tightDevice() {
    Target target = findTarget("nash-e").value();
    target.onChipBytes.value = 48 * 1024;
    target.ddrGBps.value = 0.5;
    return target;
}

Result<Program> compiled(const QuantizedGraph& network, const char* level) {
    CompileOptions options;
    options.optimizeLevel = level;
    JobContext context;
    return compile(network, tightDevice(), options, context);
}

std::vector<Tensor> pictureFor(const QuantizedGraph& network) {
    const ValueId input = network.graph.inputs().front();
    Tensor tensor = Tensor::makeZeros(DataType::Float, network.graph.value(input).shape->known().value());
    std::mt19937 random(3);
    for (float& value : tensor.mutableData<float>())
        value = static_cast<float>(static_cast<int>(random() % 255) - 127);
    return {tensor};
}

std::int64_t windowsIn(const Program& program, const Layer& layer) {
    return std::ranges::count_if(layer.nodes, [&](NodeId id) {
        const std::string& op = program.network.graph.node(id).opType;
        return op == "Conv" || op.ends_with("Pool");
    });
}

std::int64_t tilesOf(const Program& program, std::size_t layer) {
    return std::ranges::count_if(program.tiles, [&](const Tile& tile) { return tile.layer == static_cast<std::int32_t>(layer); });
}

} // namespace

class FusedLayersTest : public QObject {
    Q_OBJECT
private slots:
    void fusedTilesGiveTheBytesOfWholeLayers_data() {
        QTest::addColumn<int>("network");
        QTest::addColumn<bool>("watched");
        for (int i = 0; i < int(std::size(kNetworks)); ++i)
            for (const bool watched : {false, true})
                QTest::addRow("%s%s", kNetworks[i].name, watched ? ", every value" : "") << i << watched;
    }
    void fusedTilesGiveTheBytesOfWholeLayers() {
        QFETCH(int, network);
        QFETCH(bool, watched);
        const QuantizedGraph quantized = randomNetwork(kNetworks[network].text);
        const auto plain = compiled(quantized, "O0"), fused = compiled(quantized, "O2");
        VERIFY_OK(plain);
        VERIFY_OK(fused);
        bool isAnyInTiles = false;
        for (std::size_t i = 0; i < fused->layers.size(); ++i)
            isAnyInTiles = isAnyInTiles || (windowsIn(*fused, fused->layers[i]) > 1 && tilesOf(*fused, i) > 1);
        QVERIFY2(isAnyInTiles, "no layers were fused over several tiles: the test shows nothing");

        const std::vector<Tensor> inputs = pictureFor(quantized);
        std::map<ValueId, Tensor> expected;
        const ProgramObserver keep = [&](ValueId id, const Tensor& value) -> Status {
            expected[id] = value;
            return {};
        };
        JobContext context;
        const auto whole = FunctionalSimulator::create(*plain, context, {IntegerPath::Reference, false, {}});
        VERIFY_OK(whole);
        const auto reference = whole->run(inputs, context, keep);
        VERIFY_OK(reference);
        for (const IntegerPath path : {IntegerPath::Reference, IntegerPath::Generic, IntegerPath::Auto}) {
            const auto simulator = FunctionalSimulator::create(*fused, context, {path, true, {}});
            VERIFY_OK(simulator);
            std::size_t seen = 0;
            const ProgramObserver compare = [&](ValueId id, const Tensor& value) -> Status {
                ++seen;
                if (areIdentical(value, expected.at(id))) return {};
                return Error::internal(quantized.graph.value(id).name + " differs");
            };
            const auto outputs = simulator->run(inputs, context, watched ? compare : ProgramObserver{});
            VERIFY_OK(outputs);
            QVERIFY(areIdentical(outputs->front(), reference->front()));
            QVERIFY(!watched || seen == expected.size());
        }
        QVERIFY(std::ranges::any_of(reference->front().data<float>(), [&](float v) { return v != reference->front().data<float>()[0]; }));
    }

    void regionsIncludeTheOverlapOfWindows() {
        const Graph graph = test::graphOf(R"(graph "two" opset 13
input x: float[1, 4, 32, 32]
const w: float[4, 4, 3, 3] = random(1, -1, 1)
const v: float[6, 4, 5, 5] = random(2, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = Relu(a)
b = Conv(r, v) {pads: [2, 2, 2, 2], strides: [2, 2]}
output b
)");
        const std::vector<NodeId> nodes = graph.topologicalOrder();
        QCOMPARE(gridNodeOf(graph, nodes), nodes[2]);
        const auto regions = nodeRegions(graph, nodes, {4, 8, 0, 3});
        QVERIFY(regions.has_value());
        QCOMPARE((*regions)[1].rowBegin, std::int64_t(4 * 2 - 2));
        QCOMPARE((*regions)[1].rowEnd, std::int64_t(7 * 2 - 2 + 5));
        QCOMPARE((*regions)[1].channelEnd, std::int64_t(4)); // a dense convolution reads all
        QCOMPARE((*regions)[0].rowBegin, (*regions)[1].rowBegin);
        const auto last = nodeRegions(graph, nodes, {12, 16, 0, 6});
        QCOMPARE((*last)[0].rowEnd, std::int64_t(32));
    }

    void whatWindowsLeaveOutIsNotFused() {
        const Graph graph = test::graphOf(R"(graph "gaps" opset 13
input x: float[1, 4, 32, 32]
const w: float[4, 4, 3, 3] = random(1, -1, 1)
const v: float[6, 4, 1, 1] = random(2, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
b = Conv(a, v) {strides: [2, 2]}
output b
)");
        QVERIFY(!nodeRegions(graph, graph.topologicalOrder(), {4, 8, 0, 3}));
    }
};

LATHE_TEST(FusedLayersTest)
#include "fused_layers_test.moc"
