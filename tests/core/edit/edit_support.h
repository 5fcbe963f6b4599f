#pragma once

#include "core/edit/edit_history.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"

#include <string>
#include <vector>

using Requests = std::vector<lathe::EditRequest>;
using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Requests)

namespace lathe::test {

inline Graph graphOf(const std::string& text) {
    auto graph = parseGraph(text);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    return std::move(*graph);
}

inline bool isEqual(const Graph& a, const Graph& b) {
    return printGraph(a) == printGraph(b) && GraphChange::between(a, b).isEmpty();
}

/// The edits can be carried out: the graph's text then has each of the words ("!word": has it not), the graph is sound, and undoing
/// and redoing them gives both states again.
inline void checkDone(const Graph& graph, const Requests& requests, const Words& words) {
    JobContext context;
    EditHistory history(graph);
    VERIFY_OK(history.applyAll(requests, context));
    const Graph edited = history.graph();
    const std::string text = printGraph(edited);
    for (const std::string& word : words) {
        const bool isWanted = word.front() != '!';
        const bool has = text.find(isWanted ? word : word.substr(1)) != std::string::npos;
        QVERIFY2(has == isWanted, (word + " in\n" + text).c_str());
    }
    for (const Diagnostic& problem : verify(edited))
        QFAIL(toText(problem).c_str());
    VERIFY_OK(inferValues(edited, context));
    while (history.canUndo())
        history.undo();
    QVERIFY(isEqual(history.graph(), graph));
    while (history.canRedo())
        history.redo();
    QVERIFY(isEqual(history.graph(), edited));
}

/// The edits are refused: the error has each of the words, and nothing is changed.
inline void checkRefused(const Graph& graph, const Requests& requests, const Words& words) {
    JobContext context;
    Graph edited = graph;
    const Status status = applyEdits(edited, requests, context);
    QVERIFY(!status);
    QCOMPARE(status.error().kind, ErrorKind::Usage);
    for (const std::string& word : words)
        QVERIFY2(status.error().text().find(word) != std::string::npos, (word + " in " + status.error().text()).c_str());
    QVERIFY(isEqual(edited, graph));
}

/// The columns of a table of edits.
inline void editColumns() {
    QTest::addColumn<Requests>("requests");
    QTest::addColumn<Words>("words");
}
inline void editRow(const char* name, Requests requests, Words words) {
    QTest::newRow(name) << std::move(requests) << std::move(words);
}

} // namespace lathe::test
