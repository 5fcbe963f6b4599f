#include "core/edit/edit_script.h"
#include "tests/support/test_main.h"

using namespace lathe;

class EditScriptTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatItSays() {
        const auto script = parseEditScript(
            "- remove-node: relu\n- outputs: [a, 'b,c']\n- set-batch: 4\n- set-constant: w=x.npy\n- set-doc: ''\n", "e.yaml", "/models");
        VERIFY_OK(script);
        const std::vector<std::pair<std::string, std::string>> expected = {
            {"remove-node", "relu"}, {"outputs", "a,b\\,c"}, {"set-batch", "4"}, {"set-constant", "w=/models/x.npy"}, {"set-doc", ""}};
        QCOMPARE(script->size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE((*script)[i].operation, expected[i].first);
            QCOMPARE((*script)[i].argument, expected[i].second);
        }
        QCOMPARE((*script)[1].place.line, 2);
    }

    void writesWhatItReads() {
        const std::vector<EditRequest> requests = {
            {"rename", "a\\:b:c"}, {"set-batch", "1"}, {"set-doc", "two\nlines: \"x\""}, {"extract", ":y"}};
        const auto again = parseEditScript(editScriptText(requests), "e.yaml", ".");
        VERIFY_OK(again);
        QCOMPARE(again->size(), requests.size());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            QCOMPARE((*again)[i].operation, requests[i].operation);
            QCOMPARE((*again)[i].argument, requests[i].argument);
        }
        const auto empty = parseEditScript(editScriptText({}), "e.yaml", ".");
        VERIFY_OK(empty);
        QVERIFY(empty->empty());
    }

    void allProblemsAtOnceWithTheirPlaces() {
        const auto script = parseEditScript(
            "- remove-nodes: relu\n- rename: a:b\n- relu\n- set-batch:\n- {rename: 'a:b', outputs: c}\n- outputs: [[a]]\n", "e.yaml", ".");
        QVERIFY(!script);
        QCOMPARE(script.error().details.size(), std::size_t(5));
        for (const char* word :
             {"e.yaml:1", "did you mean 'remove-node'", "e.yaml:3", "'set-batch' has no argument", "e.yaml:5", "e.yaml:6"})
            QVERIFY2(script.error().text().find(word) != std::string::npos, (word + (" in " + script.error().text())).c_str());
    }

    void whatIsNoList() {
        for (const char* text : {"remove-node: relu\n", "relu\n", "- [\n"}) {
            const auto script = parseEditScript(text, "e.yaml", ".");
            QVERIFY(!script);
            QCOMPARE(script.error().kind, ErrorKind::Usage);
        }
    }

    void brokenYamlIsThatOfTheScript() {
        const auto script = parseEditScript("- [\n", "e.yaml", ".");
        QVERIFY(!script);
        QVERIFY2(script.error().text().find("the edit script is no valid YAML") != std::string::npos, script.error().text().c_str());
    }

    void problemsOfAScriptHaveItsPlaces() {
        const auto script = parseEditScript("- set-doc: x\n- rename: a:b\n", "e.yaml", ".");
        VERIFY_OK(script);
        Graph graph;
        JobContext context;
        const Status status = applyEdits(graph, *script, context);
        QVERIFY(!status);
        QVERIFY2(status.error().text().find("e.yaml:2") != std::string::npos, status.error().text().c_str());
    }
};

LATHE_TEST(EditScriptTest)
#include "edit_script_test.moc"
