#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/node_query.h"

using namespace lathe;

namespace {

NodeIndex sampleIndex() {
    NodeIndex index;
    index.add({u"x"_s, u"input"_s, u"float32"_s, {u"x"_s}, {1, 3, 224, 224}, {}, 0, 0, 1});
    index.add({u"/stem/Conv_0"_s,
               u"Conv"_s,
               u"float32"_s,
               {u"stem:0"_s},
               {1, 32, 112, 112},
               {{u"kernel_shape"_s, u"3x3"_s}, {u"strides"_s, u"2x2"_s}, {u"group"_s, u"1"_s}},
               864,
               2,
               1});
    index.add({u"/block/Conv 1"_s,
               u"Conv"_s,
               u"float32"_s,
               {u"block:0"_s},
               {1, 512, 7, 7},
               {{u"kernel_shape"_s, u"1x1"_s}, {u"group"_s, u"32"_s}},
               1.5e6,
               3,
               1});
    index.add({u"up"_s, u"ConvTranspose"_s, u"float16"_s, {u"up:0"_s}, {1, 64, -1, 14}, {{u"kernel_shape"_s, u"3x3"_s}}, 100, 2, 1});
    index.add({u"Ünit"_s, u"Resize"_s, u""_s, {u"r"_s}, {}, {{u"mode"_s, u"linear"_s}}, 0, 1, 1});
    return index;
}

std::vector<int> found(const QString& text) {
    const auto query = NodeQuery::parse(text);
    return std::holds_alternative<NodeQuery>(query) ? std::get<NodeQuery>(query).find(sampleIndex()) : std::vector<int>{-1};
}

} // namespace

class NodeQueryTest : public QObject {
    Q_OBJECT
private slots:
    void findsWhatIsMeant_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("nodes");
        const auto row = [](const char* text, QList<int> nodes) { QTest::newRow(text) << QString::fromUtf8(text) << nodes; };
        row("", {});
        row("conv", {1, 2, 3});
        row("CONV", {1, 2, 3});
        row("stem", {1});
        row("stem:0", {1}); // a tensor's name, no key
        row("ünit", {4});
        row("\"conv 1\"", {2});
        row("conv -stem", {2, 3});
        row("!conv", {0, 4});
        row("type:Conv", {1, 2});
        row("type:conv*", {1, 2, 3});
        row("type:*transpose", {3});
        row("-type:Conv", {0, 3, 4});
        row("name:conv", {1, 2});
        row("name=up", {3});
        row("tensor:block", {2});
        row("dtype:float16", {3});
        row("shape:1x32x112x112", {1});
        row("shape:1×?x112x*", {1});
        row("shape:1x512", {});
        row("shape:~^1x3x", {0});
        row("kernel:3x3", {1, 3});
        row("kernel_shape:3x3", {1, 3});
        row("kernel:*x1", {2});
        row("stride:2x2", {1});
        row("mode:lin", {});
        row("mode:linear", {4});
        row("group>1", {2});
        row("group:1", {1});
        row("c>256", {2});
        row("c>=64", {2, 3});
        row("c<=32", {0, 1});
        row("c<32", {0});
        row("c:32..64", {1, 3});
        row("h:7", {2});
        row("h>0", {0, 1, 2}); // an unknown dimension is no number
        row("params>1M", {2});
        row("params:0.8k..1k", {1});
        row("rank:4", {0, 1, 2, 3});
        row("elements>100k", {0, 1});
        row("inputs>2", {2});
        row("~conv.?1$", {2});
        row("name:~^/.*conv", {1, 2});
        row("type:Conv kernel:3x3 c>16", {1});
        row("type:Conv kernel:3x3 c>256", {});
        row("wrong>3", {});
    }
    void findsWhatIsMeant() {
        QFETCH(QString, text);
        QFETCH(QList<int>, nodes);
        QCOMPARE(found(text), std::vector<int>(nodes.begin(), nodes.end()));
    }

    void errorsNameTheirPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qsizetype>("place");
        QTest::addColumn<qsizetype>("length");
        QTest::addColumn<QString>("says");
        QTest::newRow("no number") << u"conv c>many"_s << qsizetype(7) << qsizetype(4) << u"“many” is no number"_s;
        QTest::newRow("number missing") << u"c>="_s << qsizetype(0) << qsizetype(3) << u"“c>=” has no value"_s;
        QTest::newRow("value missing") << u"a type: b"_s << qsizetype(2) << qsizetype(5) << u"no value"_s;
        QTest::newRow("open quote") << u"conv \"a b"_s << qsizetype(5) << qsizetype(4) << u"no end"_s;
        QTest::newRow("range") << u"c:9..7"_s << qsizetype(2) << qsizetype(4) << u"no range"_s;
        QTest::newRow("range of words") << u"c:a..b"_s << qsizetype(2) << qsizetype(4) << u"no range"_s;
        QTest::newRow("pattern") << u"name:~a(b"_s << qsizetype(9) << qsizetype(0) << u"No regular expression"_s;
        QTest::newRow("empty pattern") << u"~"_s << qsizetype(1) << qsizetype(0) << u"empty"_s;
    }
    void errorsNameTheirPlace() {
        QFETCH(QString, text);
        QFETCH(qsizetype, place);
        QFETCH(qsizetype, length);
        QFETCH(QString, says);
        const auto query = NodeQuery::parse(text);
        QVERIFY(std::holds_alternative<QueryError>(query));
        const QueryError& error = std::get<QueryError>(query);
        QCOMPARE(error.place, place);
        QCOMPARE(error.length, length);
        QVERIFY2(error.message.contains(says), qPrintable(error.message));
    }

    void mistypedKeysAreNamed() {
        const auto query = NodeQuery::parse(u"conv kernle:3x3"_s);
        const auto error = std::get<NodeQuery>(query).findUnknownKey(sampleIndex());
        QVERIFY(error);
        QCOMPARE(error->place, 5);
        QCOMPARE(error->length, 10);
        QVERIFY(error->message.contains(u"“kernle”"_s));
        QVERIFY(!std::get<NodeQuery>(NodeQuery::parse(u"kernel:3x3 c>1 mode:x"_s)).findUnknownKey(sampleIndex()));
    }

    void anIndexFollowsItsScene() {
        const Graph graph = test::smallGraph();
        const GraphScene scene = makeScene(graph, {});
        const NodeIndex index = makeNodeIndex(graph, scene);
        QCOMPARE(index.count(), static_cast<int>(scene.nodes.size()));
        const auto query = std::get<NodeQuery>(NodeQuery::parse(u"type:Conv params>0"_s));
        const std::vector<int> nodes = query.find(index);
        QVERIFY(!nodes.empty());
        for (const int node : nodes)
            QCOMPARE(scene.nodes[static_cast<std::size_t>(node)].title, u"Conv"_s);
        QCOMPARE(std::get<NodeQuery>(NodeQuery::parse(u"type:input"_s)).find(index).size(), std::size_t(1));
    }
};

LATHE_TEST(NodeQueryTest)
#include "node_query_test.moc"
