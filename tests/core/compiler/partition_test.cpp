#include "core/compiler/partition.h"

#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;
using lathe::test::asInt8;
using lathe::test::graphOf;

namespace {

/// Two ways from x to the end; the host has one node of the left one.
constexpr const char* kDiamond = R"(graph "diamond" opset 13
input x: float[1, 8, 8, 8]
const w: float[8, 8, 1, 1] = random(1, -1, 1)
first: a = Conv(x, w)
left: l = Conv(a, w)
host: h = Relu(l)
after: m = Conv(h, w)
right: r = Conv(a, w)
second: q = Conv(r, w)
end: y = Add(m, q)
output y
)";

Placement accelerator() {
    return {Place::Accelerator, {}};
}

std::vector<Placement> placementsOf(const Graph& graph, const std::set<std::string>& host) {
    std::vector<Placement> placements(static_cast<std::size_t>(graph.nodeCapacity()));
    for (const NodeId id : graph.nodes())
        placements[static_cast<std::size_t>(id.index)] =
            host.contains(graph.node(id).name) ? Placement{Place::Host, "test"} : accelerator();
    return placements;
}

std::string namesOf(const Graph& graph, const std::vector<NodeId>& nodes) {
    std::string names;
    for (const NodeId id : nodes)
        names += (names.empty() ? "" : " ") + graph.node(id).name;
    return names;
}

/// Whether a way leaves `inside` and comes back.
bool isConvex(const Graph& graph, const std::vector<NodeId>& nodes) {
    std::set<NodeId> inside(nodes.begin(), nodes.end()), left;
    for (const NodeId id : graph.topologicalOrder()) {
        bool comesFromOutside = false;
        for (const ValueId input : graph.node(id).inputs) {
            const NodeId producer = input.isValid() ? graph.value(input).producer : NodeId{};
            if (!producer.isValid()) continue;
            comesFromOutside = comesFromOutside || left.contains(producer) || (inside.contains(producer) && !inside.contains(id));
        }
        if (comesFromOutside && inside.contains(id)) {
            for (const ValueId input : graph.node(id).inputs)
                if (input.isValid() && left.contains(graph.value(input).producer)) return false;
        }
        if (comesFromOutside && !inside.contains(id)) left.insert(id);
    }
    return true;
}

} // namespace

class PartitionTest : public QObject {
    Q_OBJECT
private slots:
    /// "right" could run with "first", but "end" has to wait for the host: it begins a subgraph of its own.
    void noWayComesBack() {
        const Graph graph = graphOf(kDiamond);
        const auto subgraphs = subgraphsOf(graph, placementsOf(graph, {"host"}));
        std::vector<std::string> made;
        for (const Subgraph& subgraph : subgraphs)
            made.push_back(namesOf(graph, subgraph.nodes));
        QCOMPARE(made, (std::vector<std::string>{"first left right second", "host", "after end"}));
        QCOMPARE(subgraphs[0].macs, std::int64_t(4 * 8 * 8 * 64));
    }

    void randomPlacementsAreConvex() {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::string text = "graph \"r\" opset 13\ninput v0: float[1, 4, 4, 4]\n";
            const int count = 4 + static_cast<int>(random() % 20);
            for (int i = 1; i <= count; ++i)
                text += "n" + std::to_string(i) + ": v" + std::to_string(i) + " = Add(v" +
                        std::to_string(random() % static_cast<unsigned>(i)) + ", v" + std::to_string(random() % static_cast<unsigned>(i)) +
                        ")\n";
            text += "output v" + std::to_string(count) + "\n";
            const Graph graph = graphOf(text);
            std::set<std::string> host;
            for (int i = 1; i <= count; ++i)
                if (random() % 3 == 0) host.insert("n" + std::to_string(i));
            std::size_t placed = 0;
            for (const Subgraph& subgraph : subgraphsOf(graph, placementsOf(graph, host))) {
                placed += subgraph.nodes.size();
                for (const NodeId id : subgraph.nodes)
                    QCOMPARE(subgraph.place == Place::Host, host.contains(graph.node(id).name));
                QVERIFY2(isConvex(graph, subgraph.nodes), text.c_str());
            }
            QCOMPARE(placed, graph.nodes().size());
        }
    }

    void theSmallestSubgraphsMove() {
        const QuantizedGraph network = asInt8(graphOf(kDiamond));
        PartitionRules rules;
        rules.mostSubgraphs = 1;
        JobContext context;
        const auto placed = partition(network, placementsOf(network.graph, {"host"}), rules, context);
        VERIFY_OK(placed);
        for (const NodeId id : network.graph.nodes()) {
            const std::string& name = network.graph.node(id).name;
            const bool isHost = name == "host" || name == "after" || name == "end";
            QCOMPARE((*placed)[static_cast<std::size_t>(id.index)].place == Place::Host, isHost);
        }
    }

    void wrongNamesAreAllNamed() {
        const QuantizedGraph network = asInt8(graphOf(kDiamond));
        PartitionRules rules;
        rules.deniedNames = {"lefft", "nothing at all like it"};
        JobContext context;
        const auto placed = partition(network, placementsOf(network.graph, {}), rules, context);
        QVERIFY(!placed);
        QCOMPARE(placed.error().details.size(), std::size_t(2));
        QVERIFY(placed.error().text().find("'left'") != std::string::npos);
    }
};

LATHE_TEST(PartitionTest)
#include "partition_test.moc"
