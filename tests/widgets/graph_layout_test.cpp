#include "core/formats/onnx_file.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"
#include "tests/widgets/fixtures.h"
#include "tests/widgets/layout_graphs.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/graph_scene.h"
#include "widgets/graph_view/layered_graph.h"
#include "widgets/graph_view/view_place.h"

#include <numeric>
#include <random>

using namespace lathe;

namespace {

LayoutInput boxes(int count, std::vector<std::pair<int, int>> edges) {
    return {std::vector<QSizeF>(static_cast<std::size_t>(count), QSizeF(80, 30)), std::move(edges), {}};
}

LayoutInput randomDag(unsigned seed, int nodes) {
    std::mt19937 random(seed);
    LayoutInput input = boxes(nodes, {});
    for (int to = 1; to < nodes; ++to)
        for (int i = 0; i < 2; ++i)
            input.edges.emplace_back(static_cast<int>(random() % static_cast<unsigned>(to)), to);
    return input;
}

/// Blocks as of a transformer: three branches with boxes of other widths that meet again, beside them what they are added to.
LayoutInput attentionBlocks(int blocks) {
    LayoutInput input;
    const auto add = [&](double width) {
        input.sizes.emplace_back(width, 30);
        return static_cast<int>(input.sizes.size()) - 1;
    };
    int trunk = add(80);
    for (int block = 0; block < blocks; ++block) {
        const int norm = add(120), join = add(90), sum = add(72);
        input.edges.emplace_back(trunk, norm);
        for (const double width : {200.0, 90.0, 260.0}) {
            const int first = add(width), second = add(80);
            input.edges.insert(input.edges.end(), {{norm, first}, {first, second}, {second, join}});
        }
        input.edges.insert(input.edges.end(), {{join, sum}, {trunk, sum}});
        trunk = sum;
    }
    return input;
}

QString overlapOf(std::vector<QRectF> boxes, bool isHorizontal = false) {
    if (isHorizontal)
        for (QRectF& box : boxes)
            box = QRectF(box.y(), box.x(), box.height(), box.width());
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return boxes[a].top() < boxes[b].top(); });
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = i + 1; j < order.size() && boxes[order[j]].top() < boxes[order[i]].bottom(); ++j)
            if (boxes[order[i]].intersects(boxes[order[j]])) return u"%1 and %2"_s.arg(order[i]).arg(order[j]);
    return {};
}

GraphScene sceneOfBox(QRectF bounds) {
    GraphScene scene;
    scene.bounds = bounds;
    scene.nodes.resize(1);
    scene.nodes[0].box = QRectF(-40, bounds.top(), 80, 22); // the trunk's column stands at 0
    return scene;
}

} // namespace

class GraphLayoutTest : public QObject {
    Q_OBJECT
private slots:
    void emptyGraphHasNoPicture() { QVERIFY(layoutGraph({}).boxes.empty()); }

    void chainIsAStraightColumn() {
        const LayoutResult layout = layoutGraph(boxes(4, {{0, 1}, {1, 2}, {2, 3}}));
        QCOMPARE(layout.ranks, (std::vector<int>{0, 1, 2, 3}));
        for (const QRectF& box : layout.boxes)
            QCOMPARE(box.center().x(), layout.boxes[0].center().x());
        for (std::size_t e = 0; e < layout.routes.size(); ++e)
            QCOMPARE(layout.routes[e].size(), std::size_t(2));
    }

    void residualBlockKeepsItsMainColumnStraight() {
        const LayoutResult layout = layoutGraph(boxes(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 4}, {4, 5}}));
        for (const QRectF& box : layout.boxes)
            QVERIFY(std::abs(box.center().x() - layout.boxes[0].center().x()) < 0.5);
        QVERIFY(layout.routes[4].size() > 2);
        QCOMPARE(layout.crossings, 0);
    }

    void everyEdgePointsDownAndBoxesNeverOverlap_data() {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<int>("nodes");
        for (const unsigned seed : {1u, 2u, 3u})
            QTest::addRow("%u", seed) << seed << 60;
        QTest::newRow("larger") << 4u << 400;
    }
    void everyEdgePointsDownAndBoxesNeverOverlap() {
        QFETCH(unsigned, seed);
        QFETCH(int, nodes);
        const LayoutInput input = randomDag(seed, nodes);
        const LayoutResult layout = layoutGraph(input);
        for (const auto& [from, to] : input.edges)
            QVERIFY(layout.boxes[static_cast<std::size_t>(from)].bottom() < layout.boxes[static_cast<std::size_t>(to)].top());
        QCOMPARE(overlapOf(layout.boxes), QString());
        for (std::size_t e = 0; e < input.edges.size(); ++e) {
            std::size_t first = e;
            while (layout.joins[first] >= 0)
                first = static_cast<std::size_t>(layout.joins[first]);
            QCOMPARE(input.edges[first].first, input.edges[e].first);
            QCOMPARE(layout.routes[first].front().y(), layout.boxes[static_cast<std::size_t>(input.edges[e].first)].bottom());
            QCOMPARE(layout.routes[e].back().y(), layout.boxes[static_cast<std::size_t>(input.edges[e].second)].top());
        }
    }

    void equalInputsGiveEqualPictures() {
        const LayoutInput input = randomDag(9, 80);
        QCOMPARE(layoutGraph(input).boxes, layoutGraph(input).boxes);
    }

    void aLongNetworkStaysInOneColumn() {
        const LayoutInput input = attentionBlocks(40);
        const LayoutResult layout = layoutGraph(input);
        QCOMPARE(overlapOf(layout.boxes), QString());
        for (std::size_t v = 0; v < input.sizes.size(); ++v)
            if (input.sizes[v].width() == 72) QVERIFY(std::abs(layout.boxes[v].center().x() - layout.boxes[0].center().x()) < 0.01);
        QVERIFY(layout.bounds.width() < 1200);
    }

    void theDataStaysStraightBesideTheComputationOfItsShape() {
        // 0 -> 5, and 0 -> 1 -> 2 -> 3 -> 4 -> 5 only says how 5 is to cut it.
        LayoutInput input = boxes(7, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}, {5, 6}});
        input.steers = {false, true, true, true, true, false, false};
        const LayoutResult layout = layoutGraph(input);
        QCOMPARE(layout.boxes[5].center().x(), layout.boxes[0].center().x());
        QCOMPARE(layout.routes[5].size(), std::size_t(2));
        QVERIFY(layout.boxes[2].center().x() != layout.boxes[0].center().x());
    }

    void longEdgesRunInLanesBesideTheGraph() {
        std::vector<std::pair<int, int>> edges;
        for (int i = 0; i < 40; ++i)
            edges.emplace_back(i, i + 1);
        edges.emplace_back(0, 40);
        const LayoutResult layout = layoutGraph(boxes(41, edges));
        const auto route = layout.routes[40];
        QCOMPARE(route.size(), std::size_t(6));
        for (const QRectF& box : layout.boxes)
            QVERIFY(route[2].x() > box.right());
    }

    void whatPreparesAnInputStandsBesideItsReader() {
        // A column of 30; 31 -> 32 -> 33 is read by its last box and by the one before.
        std::vector<std::pair<int, int>> edges{{31, 32}, {32, 33}, {33, 30}, {33, 29}};
        for (int i = 0; i < 30; ++i)
            edges.emplace_back(i, i + 1);
        const LayoutResult layout = layoutGraph(boxes(34, edges));
        QCOMPARE(layout.ranks[29], 29);
        QCOMPARE((std::vector<int>{layout.ranks[31], layout.ranks[32], layout.ranks[33]}), (std::vector<int>{26, 27, 28}));
    }

    void theReadersOfOneTensorShareALane() {
        std::vector<std::pair<int, int>> edges;
        for (int i = 1; i < 200; ++i)
            edges.emplace_back(i, i + 1);
        for (int i = 10; i < 200; i += 10)
            edges.emplace_back(0, i);
        const LayoutResult layout = layoutGraph(boxes(201, edges));
        const double lane = layout.routes[200][2].x(); // past the box and its rank
        int together = 0;
        for (std::size_t e = 199; e < edges.size(); ++e) {
            if (layout.joins[e] < 0) continue;
            ++together;
            QCOMPARE(layout.routes[e].front().x(), lane);
            QVERIFY(layout.routes[e].front().y() < layout.routes[e].back().y());
        }
        QCOMPARE(together, 17); // the first stands just below and needs none, the second begins the lane
    }

    void generatedGraphsKeepTheRules_data() {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<bool>("isHorizontal");
        for (std::size_t row = 0; row < test::layoutGraphTable().size(); ++row)
            for (const int nodes : {100, 3000, 20000})
                for (const bool isHorizontal : {false, true})
                    QTest::addRow("%s %d %s", test::layoutGraphTable()[row].name, nodes, isHorizontal ? "right" : "down")
                        << static_cast<int>(row) << nodes << isHorizontal;
    }
    void generatedGraphsKeepTheRules() {
        QFETCH(int, row);
        QFETCH(int, nodes);
        QFETCH(bool, isHorizontal);
        const LayoutInput input = test::layoutGraphTable()[static_cast<std::size_t>(row)].make(nodes);
        LayoutOptions options;
        options.isHorizontal = isHorizontal;
        const LayoutResult layout = layoutGraph(input, options);
        QCOMPARE(layout.boxes.size(), input.sizes.size());
        QCOMPARE(overlapOf(layout.boxes, isHorizontal), QString());
        for (const auto& [from, to] : input.edges) {
            const QRectF &upper = layout.boxes[static_cast<std::size_t>(from)], &lower = layout.boxes[static_cast<std::size_t>(to)];
            QVERIFY(isHorizontal ? upper.right() < lower.left() : upper.bottom() < lower.top());
        }
        // Narrow however long: lanes are shared and used again.
        QVERIFY((isHorizontal ? layout.bounds.height() : layout.bounds.width()) < 2500);
        QVERIFY(layout.crossings <= static_cast<long long>(input.edges.size()) / 4);
    }

    void cyclesAreDrawnNotFollowed() {
        const LayoutResult layout = layoutGraph(boxes(3, {{0, 1}, {1, 2}, {2, 1}}));
        QCOMPARE(layout.boxes.size(), std::size_t(3));
        QVERIFY(!layout.routes[2].empty());
    }

    void crossingsAreCountedAndRemoved() {
        const LayoutResult layout = layoutGraph(boxes(4, {{0, 3}, {1, 2}}));
        QCOMPARE(layout.crossings, 0);
        layered::Layers crossed = layered::makeLayers(boxes(4, {{0, 3}, {1, 2}}), {0, 0, 1, 1}, 24);
        crossed.ranks = {{0, 2, 4}, {0, 1, 2, 3}};
        crossed.order = {0, 1, 0, 1};
        QCOMPARE(layered::countCrossings(crossed), 1);
    }

    void stoppedLayoutsDeliverNothing() {
        QVERIFY(layoutGraph(randomDag(1, 20), {}, [] { return true; }).boxes.empty());
    }

    void sceneShowsOperatorsAndTerminalsButNoConstants() {
        const GraphScene scene = makeScene(test::smallGraph(), {});
        QCOMPARE(scene.nodes.size(), std::size_t(5)); // x, three operators, y
        QCOMPARE(scene.edges.size(), std::size_t(5));
        const auto conv =
            std::find_if(scene.nodes.begin(), scene.nodes.end(), [](const SceneNode& n) { return n.name == QStringLiteral("conv1"); });
        QVERIFY(conv != scene.nodes.end());
        QCOMPARE(conv->lines.front().key, QStringLiteral("W"));
        QCOMPARE(scene.nodeAt(conv->box.center()), static_cast<int>(conv - scene.nodes.begin()));
        QCOMPARE(scene.nodeAt(scene.bounds.bottomRight() + QPointF(50, 50)), -1);
    }

    void constantNodesAreLinesOfTheirReaders() {
        Graph graph = test::smallGraph();
        const auto nodes = graph.nodes();
        Value value;
        value.name = "two";
        const ValueId two = graph.addValue(std::move(value));
        Node constant;
        constant.opType = "Constant";
        constant.name = "constant1";
        constant.origins = {"constant1"};
        constant.attributes["value_float"] = 2.0f;
        constant.outputs = {two};
        graph.addNode(std::move(constant));
        graph.setInput(nodes[2], 1, two); // add1 = conv1 + 2
        const GraphScene scene = makeScene(graph, {});
        QCOMPARE(scene.nodes.size(), std::size_t(5));
        for (const SceneNode& node : scene.nodes)
            QVERIFY(node.title != u"Constant"_s);
        const auto add = std::find_if(scene.nodes.begin(), scene.nodes.end(), [](const SceneNode& n) { return n.name == u"add1"_s; });
        QCOMPARE(add->constants, QStringList{u"constant1"_s});
        QCOMPARE(add->lines.size(), std::size_t(1));
        QCOMPARE(add->lines[0].value, u"2"_s);
    }

    void aGraphIsFirstSeenWhereItCanBeRead_data() {
        QTest::addColumn<QRectF>("bounds");
        QTest::addColumn<double>("zoom");
        QTest::addColumn<bool>("isWhole");
        QTest::newRow("small: whole, not enlarged") << QRectF(-100, 0, 200, 200) << 1.0 << true;
        QTest::newRow("a little too large: whole") << QRectF(-450, 0, 900, 700) << 600.0 / 748.0 << true;
        QTest::newRow("tall: actual size") << QRectF(-50, 10, 300, 9000) << 1.0 << false;
        QTest::newRow("tall and wide: the width fits") << QRectF(-300, 0, 1000, 9000) << 800.0 / 1048.0 << false;
        QTest::newRow("huge: still readable") << QRectF(-7000, 0, 20000, 90000) << 0.6 << false;
    }
    void aGraphIsFirstSeenWhereItCanBeRead() {
        QFETCH(QRectF, bounds);
        QFETCH(double, zoom);
        QFETCH(bool, isWhole);
        const QSizeF size(800, 600);
        const GraphScene scene = sceneOfBox(bounds);
        const ViewPlace place = placeOfStart(scene, size);
        QCOMPARE(place.zoom, zoom);
        const QRectF shown(-place.pan / zoom, size / zoom);
        QCOMPARE(shown.contains(bounds), isWhole);
        QVERIFY(shown.contains(scene.nodes[0].box));
        if (!isWhole) QVERIFY(bounds.top() - shown.top() < 60 / zoom);
        // The middle of the graph, or its trunk where it is wider than the view.
        const double middle = shown.width() >= bounds.width() ? bounds.center().x() : 0.0;
        QVERIFY(std::abs(shown.center().x() - middle) < 0.5);
    }

    void realNetworksKeepTheRules_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("mostOutside"); ///< share of the boxes outside the trunk's column that is to be expected
        QTest::newRow("mobilenet v2") << u"mobilenet_v2_1.0_224.onnx"_s << 0.0;
        QTest::newRow("resnet 20") << u"resnet20_cifar10.onnx"_s << 0.1;
        QTest::newRow("gpt2") << u"gpt2_greedy_x4.onnx"_s << 0.8;
        QTest::newRow("bert") << u"TFBertForQuestionAnswering.onnx"_s << 0.7;
    }
    void realNetworksKeepTheRules() {
        QFETCH(QString, file);
        QFETCH(double, mostOutside);
        REQUIRE_ZOO(zoo);
        JobContext context;
        const auto graph = readOnnx(zoo / "models/onnx" / file.toStdString(), context);
        VERIFY_OK(graph);
        const GraphScene scene = makeScene(*graph, {});
        std::vector<QRectF> boxes;
        std::map<double, int> columns;
        for (const SceneNode& node : scene.nodes) {
            QVERIFY(node.title != u"Constant"_s);
            boxes.push_back(node.box);
            ++columns[std::round(node.box.center().x())];
        }
        QCOMPARE(overlapOf(boxes), QString());
        const auto trunk =
            std::max_element(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        const double outside = 1 - static_cast<double>(trunk->second) / static_cast<double>(boxes.size());
        QVERIFY2(outside <= mostOutside, qPrintable(QString::number(outside)));
    }
};

LATHE_TEST(GraphLayoutTest)
#include "graph_layout_test.moc"
