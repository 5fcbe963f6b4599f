#include "tests/core/edit/edit_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const std::string kNet = "graph opset 13\n"
                         "input x: float[1, 2]\n"
                         "const w: float[2, 2] = {1, 2, 3, 4}\n"
                         "mm: a = MatMul(x, w)\n"
                         "relu: b = Relu(a)\n"
                         "neg: c = Neg(b)\n"
                         "output c\n";

} // namespace

class EditHistoryTest : public QObject {
    Q_OBJECT
private slots:
    void stepByStepBackAndForth() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        std::vector<Graph> states{history.graph()};
        for (const EditRequest& request :
             Requests{{"rename", "x:image"}, {"remove-node", "relu"}, {"insert-after", "a:Clip:max=6"}, {"set-batch", "n"}}) {
            VERIFY_OK(history.apply(request, context));
            states.push_back(history.graph());
        }
        QVERIFY(!history.canRedo());
        for (std::size_t i = states.size() - 1; i-- > 0;) {
            history.undo();
            QVERIFY(isEqual(history.graph(), states[i]));
            QCOMPARE(history.done().size(), i);
        }
        QVERIFY(!history.canUndo());
        for (std::size_t i = 1; i < states.size(); ++i) {
            QCOMPARE(history.undone().size(), states.size() - i);
            history.redo();
            QVERIFY(isEqual(history.graph(), states[i]));
        }
    }

    void namesWhatWasTouched() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        Graph inferred = history.graph();
        VERIFY_OK(inferShapes(inferred, context));
        history = EditHistory(inferred);
        VERIFY_OK(history.apply({"rename", "x:image"}, context));
        QCOMPARE(history.done().back().values, (TouchedNames{{}, {}, {"image"}}));
        QCOMPARE(history.done().back().nodes, TouchedNames{});
        VERIFY_OK(history.apply({"remove-node", "relu"}, context));
        QCOMPARE(history.done().back().nodes, (TouchedNames{{}, {"relu"}, {"neg"}}));
        QCOMPARE(history.done().back().values, (TouchedNames{{}, {"b"}, {"a"}}));
        VERIFY_OK(history.apply({"insert-after", "a:Abs"}, context));
        QCOMPARE(history.done().back().nodes, (TouchedNames{{"a_Abs"}, {}, {"neg"}}));
    }

    void aNewEditForgetsWhatWasUndone() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        VERIFY_OK(history.apply({"rename", "x:one"}, context));
        VERIFY_OK(history.apply({"rename", "c:two"}, context));
        history.undo();
        VERIFY_OK(history.apply({"rename", "c:three"}, context));
        QVERIFY(!history.canRedo());
        QCOMPARE(history.requests().size(), std::size_t(2));
        QCOMPARE(history.requests().back().argument, std::string("c:three"));
    }

    void aRefusedEditChangesNothing() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        VERIFY_OK(history.apply({"rename", "x:one"}, context));
        history.undo();
        const Graph before = history.graph();
        QVERIFY(!history.apply({"rename", "y:z"}, context));
        QVERIFY(!history.applyAll(Requests{{"rename", "x:two"}, {"rename", "y:z"}}, context));
        QVERIFY(isEqual(history.graph(), before));
        QVERIFY(history.canRedo()); // what was undone is still there
    }

    void equalEditsAreNotMerged() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        for (const char* text : {"one", "two", "two"})
            VERIFY_OK(history.apply({"set-doc", text}, context));
        QCOMPARE(history.done().size(), std::size_t(3));
        history.undo();
        QCOMPARE(history.graph().docString, std::string("two"));
        history.undo();
        QCOMPARE(history.graph().docString, std::string("one"));
    }

    void undoAndRedoAtTheEndsDoNothing() {
        EditHistory history(graphOf(kNet));
        history.undo();
        history.redo();
        QVERIFY(isEqual(history.graph(), graphOf(kNet)));
    }

    /// Steps hold the same bytes as the graph, not copies of them.
    void tensorsAreShared() {
        EditHistory history(graphOf(kNet));
        JobContext context;
        const std::byte* bytes = history.graph().constantOf(history.graph().findValue("w"))->bytes().data();
        VERIFY_OK(history.apply({"outputs", "x"}, context).isOk() ? Status(Error::internal("x is made by no node")) : Status());
        VERIFY_OK(history.apply({"extract", "a:c"}, context));
        QVERIFY(!history.graph().findValue("w").isValid());
        history.undo();
        QCOMPARE(history.graph().constantOf(history.graph().findValue("w"))->bytes().data(), bytes);
    }

    void anUnknownEdit() { checkRefused(graphOf(kNet), {{"remove-nod", "relu"}}, {"did you mean 'remove-node'"}); }

    /// A model that could not be inferred before can still be edited, and repaired.
    void aBrokenModelCanBeRepaired() {
        const Graph graph =
            graphOf("graph opset 13\ninput x: float[1, 3]\nconst w: float[2, 2] = {1, 2, 3, 4}\nmm: a = MatMul(x, w)\noutput a\n");
        checkDone(graph, {{"set-doc", "x"}, {"set-shape", "x:1,2"}}, {"a: float[1, 2]"});
    }
};

LATHE_TEST(EditHistoryTest)
#include "edit_history_test.moc"
