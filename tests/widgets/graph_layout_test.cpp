#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/graph_scene.h"
#include "widgets/graph_view/layered_graph.h"

#include <random>

using namespace lathe;

namespace {

LayoutInput boxes(int count, std::vector<std::pair<int, int>> edges) {
    return {std::vector<QSizeF>(static_cast<std::size_t>(count), QSizeF(80, 30)), std::move(edges)};
}

LayoutInput randomDag(unsigned seed, int nodes) {
    std::mt19937 random(seed);
    LayoutInput input = boxes(nodes, {});
    for (int to = 1; to < nodes; ++to)
        for (int i = 0; i < 2; ++i)
            input.edges.emplace_back(static_cast<int>(random() % static_cast<unsigned>(to)), to);
    return input;
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
        for (const auto& route : layout.routes)
            QCOMPARE(route.size(), std::size_t(2));
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
        for (std::size_t a = 0; a < layout.boxes.size(); ++a)
            for (std::size_t b = a + 1; b < layout.boxes.size(); ++b)
                QVERIFY2(!layout.boxes[a].intersects(layout.boxes[b]), qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
        for (std::size_t e = 0; e < input.edges.size(); ++e) {
            QCOMPARE(layout.routes[e].front().y(), layout.boxes[static_cast<std::size_t>(input.edges[e].first)].bottom());
            QCOMPARE(layout.routes[e].back().y(), layout.boxes[static_cast<std::size_t>(input.edges[e].second)].top());
        }
    }

    void equalInputsGiveEqualPictures() {
        const LayoutInput input = randomDag(9, 80);
        QCOMPARE(layoutGraph(input).boxes, layoutGraph(input).boxes);
    }

    void longEdgesRunInLanesBesideTheGraph() {
        std::vector<std::pair<int, int>> edges;
        for (int i = 0; i < 40; ++i)
            edges.emplace_back(i, i + 1);
        edges.emplace_back(0, 40);
        const LayoutResult layout = layoutGraph(boxes(41, edges));
        QCOMPARE(layout.routes.back().size(), std::size_t(4));
        for (const QRectF& box : layout.boxes)
            QVERIFY(layout.routes.back()[1].x() > box.right());
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
        crossed.ranks = {{0, 1}, {2, 3}};
        for (const auto& rank : crossed.ranks)
            for (std::size_t i = 0; i < rank.size(); ++i)
                crossed.vertices[static_cast<std::size_t>(rank[i])].order = static_cast<int>(i);
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
};

LATHE_TEST(GraphLayoutTest)
#include "graph_layout_test.moc"
