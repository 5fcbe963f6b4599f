#include "tests/support/test_main.h"
#include "tests/widgets/layout_graphs.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_painter.h"
#include "widgets/graph_view/place_history.h"
#include "widgets/graph_view/search_hits.h"

#include <QAbstractItemModelTester>

#include <random>

using namespace lathe;

namespace {

GraphScene sceneOf(const LayoutInput& input, bool isHorizontal = false) {
    GraphScene scene;
    scene.isHorizontal = isHorizontal;
    scene.nodes.resize(input.sizes.size());
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
        scene.nodes[i].name = u"n%1"_s.arg(i);
    for (const auto& [from, to] : input.edges)
        scene.edges.push_back({from, to, -1, {}, {}, {}});
    LayoutOptions options;
    options.isHorizontal = isHorizontal;
    scene.take(layoutGraph(input, options));
    return scene;
}

LayoutInput chainWithBranch() {
    // 0 -> 1 -> 2 -> 3, 1 -> 4
    return {std::vector<QSizeF>(5, QSizeF(80, 30)), {{0, 1}, {1, 2}, {2, 3}, {1, 4}}, {}};
}

} // namespace

class GraphSceneTest : public QObject {
    Q_OBJECT
private slots:
    void theIndexFindsWhatALookAtAllWouldFind_data() {
        QTest::addColumn<bool>("isHorizontal");
        QTest::newRow("down") << false;
        QTest::newRow("right") << true;
    }
    void theIndexFindsWhatALookAtAllWouldFind() {
        QFETCH(bool, isHorizontal);
        const GraphScene scene = sceneOf(test::decoderLayout(2000), isHorizontal);
        std::mt19937 random(7);
        std::uniform_real_distribution<double> part(0, 1);
        for (int question = 0; question < 50; ++question) {
            const QSizeF size(scene.bounds.width() * part(random) * 0.3, scene.bounds.height() * part(random) * 0.1);
            const QRectF area(QPointF(scene.bounds.left() + part(random) * scene.bounds.width(),
                                      scene.bounds.top() + part(random) * scene.bounds.height()),
                              size);
            std::vector<int> nodes, edges;
            scene.nodesIn(area, nodes);
            scene.edgesIn(area, edges);
            for (std::vector<int>* found : {&nodes, &edges}) {
                std::sort(found->begin(), found->end());
                QVERIFY(std::adjacent_find(found->begin(), found->end()) == found->end());
            }
            for (std::size_t i = 0; i < scene.nodes.size(); ++i)
                if (area.intersects(scene.nodes[i].box)) QVERIFY(std::binary_search(nodes.begin(), nodes.end(), static_cast<int>(i)));
            for (std::size_t e = 0; e < scene.edges.size(); ++e)
                if (area.intersects(scene.edges[e].bounds.adjusted(-0.1, -0.1, 0.1, 0.1).adjusted(0.2, 0.2, -0.2, -0.2)))
                    QVERIFY(std::binary_search(edges.begin(), edges.end(), static_cast<int>(e)));
            for (const int node : nodes)
                QVERIFY(area.adjusted(-1, -1, 1, 1).intersects(scene.nodes[static_cast<std::size_t>(node)].box));
        }
        std::vector<int> all;
        scene.nodesIn(scene.bounds, all);
        QCOMPARE(all.size(), scene.nodes.size());
    }

    void whatANodeNeedsAndWhatNeedsIt() {
        const GraphScene scene = sceneOf(chainWithBranch());
        QCOMPARE(scene.reachable({1}, false), (std::vector<int>{2, 3, 4}));
        QCOMPARE(scene.reachable({2}, true), (std::vector<int>{0, 1}));
        QCOMPARE(scene.reachable({3, 4}, true), (std::vector<int>{0, 1, 2}));
        QCOMPARE(scene.reachable({0}, true), std::vector<int>());
        QCOMPARE(scene.successors(1), (std::vector<int>{2, 4}));
        QCOMPARE(scene.predecessors(4), std::vector<int>{1});
    }

    void anEdgeOfASharedLaneIsFollowedToItsBox() {
        LayoutInput input{std::vector<QSizeF>(201, QSizeF(80, 30)), {}, {}};
        for (int i = 1; i < 200; ++i)
            input.edges.emplace_back(i, i + 1);
        for (int i = 10; i < 200; i += 10)
            input.edges.emplace_back(0, i);
        const GraphScene scene = sceneOf(input);
        const int last = static_cast<int>(scene.edges.size()) - 1;
        QVERIFY(scene.edges[static_cast<std::size_t>(last)].joins >= 0);
        const std::vector<QPointF> whole = wholeRoute(scene, last);
        QCOMPARE(whole.front().y(), scene.nodes[0].box.bottom());
        QCOMPARE(whole.back().y(), scene.nodes[190].box.top());
        for (std::size_t i = 1; i < whole.size(); ++i)
            QVERIFY(whole[i].y() >= whole[i - 1].y());
    }

    void onlyWhatIsInSightOfAnEdgeIsDrawn() {
        const std::vector<QPointF> lane{{0, 0}, {0, 10}, {50, 42}, {50, 9e6}, {0, 9e6 + 32}};
        const QRectF sight(-100, 4e6, 300, 1000);
        const QRectF drawn = routePath(lane, false, sight).boundingRect();
        QVERIFY(sight.contains(drawn.adjusted(0, 0, 1, 0)));
        QCOMPARE(drawn.height(), sight.height());
        QVERIFY(routePath(lane, false, QRectF(100, 0, 10, 10)).isEmpty());
    }

    void placesAreGoneBackToAndForwardAgain() {
        PlaceHistory history;
        const ViewPlace a{1, {0, 0}}, b{0.5, {10, 0}}, c{2, {0, 7}};
        QVERIFY(!history.goBack(a));
        history.leave(a);
        history.leave(a); // twice the same place is one
        history.leave(b);
        QCOMPARE(history.goBack(c)->zoom, 0.5);
        QCOMPARE(history.goBack(b)->zoom, 1.0);
        QVERIFY(!history.canGoBack());
        QCOMPARE(history.goForward(a)->zoom, 0.5);
        QCOMPARE(history.goForward(b)->zoom, 2.0);
        QVERIFY(!history.canGoForward());
        history.goBack(c);
        history.leave(a); // a new way: what lay ahead is gone
        QVERIFY(!history.canGoForward());
    }

    void hitsAreAListThatKnowsItsNodes() {
        const auto scene = std::make_shared<const GraphScene>(sceneOf(chainWithBranch()));
        SearchHits hits;
        const QAbstractItemModelTester tester(&hits, QAbstractItemModelTester::FailureReportingMode::QtTest);
        hits.show(scene, {1, 4});
        QCOMPARE(hits.rowCount(), 2);
        QCOMPARE(hits.rowOf(4), 1);
        QCOMPARE(hits.rowOf(2), -1);
        QVERIFY(hits.data(hits.index(1), Qt::DisplayRole).toString().contains(u"n4"_s));
        hits.clear();
        QVERIFY(hits.isEmpty());
    }
};

LATHE_TEST(GraphSceneTest)
#include "graph_scene_test.moc"
