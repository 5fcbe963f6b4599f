#include "core/base/memory_budget.h"
#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kStrings[] = {
    {"StringConcat broadcasts", R"(graph "" opset 20
const a: string[2, 1] = {"a", "b"}
const b: string[2] = {"x", ""}
n: y = StringConcat(a, b)
const expected: string[2, 2] = {"ax", "a", "bx", "b"}
output y
)"},
};

/// Pattern, a text that matches, a text that does not.
struct Pattern {
    const char* pattern;
    const char* matching;
    const char* other;
};
const Pattern kPatterns[] = {
    {"", "", "a"},
    {"abc", "abc", "abcd"},
    {"a|bc|", "", "b"},
    {"(?:ab)*", "abab", "aba"},
    {"a+b?c", "aac", "bc"},
    {"a{2,3}", "aaa", "aaaa"},
    {"(ab){2}", "abab", "ab"},
    {"a{2,}", "aaaaa", "a"},
    {"a{,3}", "a{,3}", "aaa"},
    {".*", "anything", "two\nlines"},
    {"(?s).*", "two\nlines", nullptr},
    {"(?i)aBc", "AbC", "abd"},
    {"(?i:a)b", "Ab", "AB"},
    {"[a-c]+", "abcabc", "abd"},
    {"[^a-c]", "d", "b"},
    {"[]a]+", "]a]", "b"},
    {"[\\d.-]+", "-3.14", "3,14"},
    {"\\w+@\\w+\\.com", "me@example.com", "me@example.org"},
    {"\\D\\S\\W", "x!-", "1!-"},
    {"^\\Aab\\z$", "ab", "xab"},
    {"a\\b.b", "a b", "aab"},
    {"a\\Bb", "ab", "a b"},
    {"\\x41\\x{263A}", "A☺", "A"},
    {"[α-ω]+", "λογος", "logos"},
    {"\\.\\*\\\\", ".*\\", "a"},
    {"(?P<year>[0-9]{4})-[0-9]{2}", "2024-05", "24-05"},
    {"a.*?b", "axxb", "axx"},
    {"(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
};

} // namespace

namespace {

/// A small budget while it lives.
struct BudgetOf {
    explicit BudgetOf(std::int64_t bytes) { setMemoryBudget(bytes); }
    ~BudgetOf() { setMemoryBudget(m_before); }
    std::int64_t m_before = memoryBudget();
};

} // namespace

class StringTest : public QObject {
    Q_OBJECT
private slots:
    void strings_data() { addCases(kStrings); }
    void strings() {
        QFETCH(QString, text);
        runCase(text);
    }

    void splitsTexts_data() {
        QTest::addColumn<QString>("attributes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("at a delimiter") << "{delimiter: \",\"}"
                                        << "string[2, 4] = {\" a\", \"b\", \"\", \"c \", \"d e\", \"\", \"\", \"\"}|{4, 1}";
        QTest::newRow("at most once") << "{delimiter: \",\", maxsplit: 1}"
                                      << "string[2, 2] = {\" a\", \"b,,c \", \"d e\", \"\"}|{2, 1}";
        QTest::newRow("at white space") << "{}"
                                        << "string[2, 2] = {\"a,b,,c\", \"\", \"d\", \"e\"}|{1, 2}";
        QTest::newRow("at white space, not at all") << "{maxsplit: 0}"
                                                    << "string[2, 1] = {\"a,b,,c \", \"d e\"}|{1, 1}";
    }
    void splitsTexts() {
        QFETCH(QString, attributes);
        QFETCH(QString, expected);
        const QStringList parts = expected.split('|');
        const auto graph = parseGraph(QString("graph opset 20\nconst x: string[2] = {\" a,b,,c \", \"d e\"}\ny, n = StringSplit(x) %1\n"
                                              "const e: %2\nconst c: int64[2] = %3\noutput y\noutput n\n")
                                          .arg(attributes, parts[0], parts[1])
                                          .toStdString());
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        VERIFY_OK(outputs);
        QCOMPARE(difference((*outputs)[0], *graph->constantOf(graph->findValue("e"))), QString());
        QCOMPARE(difference((*outputs)[1], *graph->constantOf(graph->findValue("c"))), QString());
    }

    void joinsEndBeforeTheMemoryDoes() {
        std::string text = "graph opset 20\nconst x0: string[1] = {\"abcdefgh\"}\n";
        for (int i = 0; i < 60; ++i)
            text += "c" + std::to_string(i) + ": x" + std::to_string(i + 1) + " = StringConcat(x" + std::to_string(i) + ", x" +
                    std::to_string(i) + ")\n";
        const auto graph = parseGraph(text + "output x60\n");
        VERIFY_OK(graph);
        const BudgetOf budget(std::int64_t(1) << 20);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QCOMPARE(outputs.error().kind, ErrorKind::Input);
        QVERIFY2(outputs.error().text().find("1 MiB together") != std::string::npos, outputs.error().text().c_str());
    }

    void matchesWholeTexts_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(kPatterns)); ++i)
            QTest::newRow(qPrintable(QString("%1 %2").arg(i).arg(kPatterns[i].pattern))) << i;
    }
    void matchesWholeTexts() {
        QFETCH(int, row);
        const Pattern& given = kPatterns[row];
        const auto run = [&](const char* text) {
            Graph graph;
            graph.opsets[""] = 20;
            Value y;
            y.name = "y";
            Node node;
            node.opType = "RegexFullMatch";
            node.inputs = {graph.addConstant("x", Tensor::ofStrings({1}, {text}))};
            node.outputs = {graph.addValue(y)};
            node.attributes = {{"pattern", std::string(given.pattern)}};
            graph.setOutputs(node.outputs);
            graph.addNode(std::move(node));
            JobContext job;
            return evaluateGraph(graph, {}, job);
        };
        const auto matching = run(given.matching);
        VERIFY_OK(matching);
        QCOMPARE(matching->front().toInt64s()[0], 1);
        if (given.other) QCOMPARE(run(given.other)->front().toInt64s()[0], 0);
    }

    void wrongPatternsAreRefused_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("words");
        QTest::newRow("open group") << "(a"
                                    << "')'";
        QTest::newRow("closed group") << "a)"
                                      << "without its";
        QTest::newRow("nothing to repeat") << "*a"
                                           << "repeat";
        QTest::newRow("open class") << "[a"
                                    << "']'";
        QTest::newRow("reference") << "(a)\\\\1"
                                   << "escape";
        QTest::newRow("bounds upside down") << "a{3,2}"
                                            << "order";
        QTest::newRow("look ahead") << "(?=a)"
                                    << "group";
        QTest::newRow("copies of copies") << "((a{999}){999}){999}"
                                          << "too large";
        QTest::newRow("deep") << QString(100'000, '(') << "nested";
    }
    void wrongPatternsAreRefused() {
        QFETCH(QString, pattern);
        QFETCH(QString, words);
        const auto graph = parseGraph("graph opset 20\nconst x: string[1] = {\"a\"}\ny = RegexFullMatch(x) {pattern: \"" +
                                      pattern.toStdString() + "\"}\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }
};

LATHE_TEST(StringTest)
#include "string_test.moc"
