#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "tests/support/test_main.h"
#ifndef Q_MOC_RUN // moc 6.4 loses its way in these raw strings
#include "tests/core/graph/text_format_samples.h"
#endif

#include <algorithm>
#include <set>

using namespace lathe;

class TextFormatTest : public QObject {
    Q_OBJECT
private slots:
    void printsWhatItParsed_data() {
        QTest::addColumn<QByteArray>("text");
        for (const test::Canonical& row : test::kCanonical)
            QTest::newRow(row.name) << QByteArray(row.text);
    }

    void printsWhatItParsed() {
        QFETCH(QByteArray, text);
        const auto graph = parseGraph(text.toStdString());
        VERIFY_OK(graph);
        QCOMPARE(QByteArray::fromStdString(printGraph(*graph)), text);
        const auto again = parseGraph(printGraph(*graph));
        VERIFY_OK(again);
        QCOMPARE(printGraph(*again), printGraph(*graph));
        for (const Diagnostic& problem : verify(*graph))
            QFAIL(toText(problem).c_str());
    }

    void saysWhereItIsWrong_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* text, int line, int column, const char* words) {
            QTest::newRow(name) << QByteArray(text) << line << column << QByteArray(words);
        };
        row("empty", "", 1, 1, "\"graph\"");
        row("no header", "input x", 1, 1, "\"graph\"");
        row("undefined value", "graph\nr: y = Relu(x)\noutput y", 2, 13, "\"x\" is used");
        row("undefined in a subgraph", "graph\nr: y = If() {b: graph {\n  output q\n}}", 3, 10, "\"q\" is used");
        row("defined twice", "graph\ninput x\ninput x", 3, 7, "second time");
        row("node name twice", "graph\ninput x\nr: y = Relu(x)\nr: z = Relu(x)", 4, 1, "second node");
        row("no closing quote", "graph\ninput \"x", 2, 7, "closing quote");
        row("bad escape", "graph \"\\q\"", 1, 9, "escape");
        row("stray character", "graph\n  §", 2, 3, "belongs nowhere");
        row("bad type", "graph\ninput x: flaot[1]", 2, 10, "element type");
        row("negative dimension", "graph\ninput x: float[1, -3]", 2, 19, "negative");
        row("huge dimension", "graph\ninput x: float[99999999999999999999]", 2, 16, "dimension");
        row("too few elements", "graph\nconst x: float[3] = {1, 2}", 2, 26, "2 of 3");
        row("too many elements", "graph\nconst x: float[1] = {1, 2}", 2, 25, "after 1");
        row("element out of range", "graph\nconst x: int8[1] = {128}", 2, 21, "int8");
        row("const without content", "graph\nconst x: float[1]", 2, 18, "content");
        row("const of unknown shape", "graph\nconst x: float[n] = {1}", 2, 7, "static shape");
        row("enormous constant", "graph\nconst x: float[1000000, 1000000] = fill(0)", 2, 7, "limit");
        row("sum of enormous constants", "graph\nconst x: float[50000000] = fill(0)\nconst y: float[50000000] = fill(0)", 3, 7, "limit");
        row("elided", "graph\nconst x: float[9] = <… 36 bytes, 00>", 2, 21, "left out");
        row("bad attribute", "graph\nr: y = A() {k: maybe}", 2, 16, "expected a number");
        row("attribute twice", "graph\nr: y = A() {k: 1, k: 2}", 2, 19, "twice");
        row("mixed list", "graph\nr: y = A() {k: [1, \"a\"]}", 2, 16, "different types");
        row("list in a list", "graph\nr: y = A() {k: [[1]]}", 2, 17, "no list");
        row("number with a tail", "graph\nr: y = A() {k: 12x}", 2, 16, "number");
        row("unfinished node", "graph\nr: y = Relu(", 2, 13, "input");
        row("outer at the top", "graph\nouter x", 2, 7, "outside");
        row("random upside down", "graph\nconst x: float[1] = random(1, 2, 1)", 2, 35, "bounds");
        row("a container of nothing", "graph\ninput x: sequence()", 2, 19, "element type");
        row("content of a container", "graph\nconst x: sequence = {}", 2, 7, "static shape");
        row("types nested deeply", "graph\ninput x: sequence(sequence(sequence(sequence(sequence(sequence(sequence(sequence(sequence(float",
            2, 90, "fewer types");
        row("odd hex", "graph\nconst x: float8e5m2[1] = hex(\"3\")", 2, 30, "2 hexadecimal");
    }

    void saysWhereItIsWrong() {
        QFETCH(QByteArray, text);
        const auto graph = parseGraph(text.toStdString());
        QVERIFY(!graph.isOk());
        QCOMPARE(graph.error().kind, ErrorKind::Input);
        QFETCH(QByteArray, words);
        QVERIFY2(graph.error().message.find(words.toStdString()) != std::string::npos, graph.error().text().c_str());
        QTEST(graph.error().place.line, "line");
        QTEST(graph.error().place.column, "column");
    }

    void deepNestingIsRefused() {
        std::string text = "graph";
        for (int i = 0; i < 100000; ++i)
            text += " n: y = If() {b: graph {";
        const auto graph = parseGraph(text);
        QVERIFY(!graph.isOk());
        QVERIFY(graph.error().message.find("16 graphs") != std::string::npos);
    }

    void randomIsTheSameEverywhere() {
        const auto graph =
            parseGraph("graph const a: double[2] = random(0, 0, 1) const b: int32[64] = random(7, -2, 2) const c: float[3] = fill(0.1)");
        VERIFY_OK(graph);
        // splitmix64 of seed 0 begins E220A8397B1DCDAF, 6E789E6AA1B965F4 (Steele, Lea, Flood; reference of prng.di.unimi.it)
        const auto a = graph->constantOf(graph->findValue("a"))->data<double>();
        QCOMPARE(a[0], double(0xE220A8397B1DCDAFULL >> 11) * 0x1.0p-53);
        QCOMPARE(a[1], double(0x6E789E6AA1B965F4ULL >> 11) * 0x1.0p-53);
        std::set<int> seen;
        for (const std::int32_t value : graph->constantOf(graph->findValue("b"))->data<std::int32_t>())
            seen.insert(value);
        QCOMPARE(seen, (std::set<int>{-2, -1, 0, 1, 2}));
        for (const float value : graph->constantOf(graph->findValue("c"))->data<float>())
            QCOMPARE(value, 0.1f);
    }

    void largeConstantsAreElided() {
        const auto graph = parseGraph("graph const a: float[100] = random(1, 0, 1) output a");
        VERIFY_OK(graph);
        QVERIFY(printGraph(*graph).find("<… 400 bytes, ") != std::string::npos);
        const auto whole = parseGraph(printGraph(*graph, 100));
        VERIFY_OK(whole);
        QVERIFY(areIdentical(*whole->constantOf(whole->findValue("a")), *graph->constantOf(graph->findValue("a"))));
    }

    void nodesMayStandInAnyOrderAndNeedNoName() {
        const auto graph = parseGraph("graph opset 13 // comment\n output z\n z = Relu(y)\n a, y = Split(x)\n input x: float[2]");
        VERIFY_OK(graph);
        QCOMPARE(graph->node(graph->topologicalOrder().front()).opType, std::string("Split"));
        QCOMPARE(graph->node(graph->findNode("Relu_0")).origins, std::vector<std::string>{"Relu_0"});
        QCOMPARE(graph->opset(), std::int64_t(13));
    }
};

LATHE_TEST(TextFormatTest)
#include "text_format_test.moc"
