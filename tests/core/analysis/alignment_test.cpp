#include "core/analysis/alignment.h"
#include "tests/core/analysis/analysis_support.h"

namespace lathe::test {

namespace {

const std::string kWithEnd =
    std::string(kSmallNetwork)
        .replace(std::string(kSmallNetwork).find("output y"), 8, "e1: n = Neg(y)\ne2: z = Softmax(n) {axis: 1}\noutput z");

} // namespace

class AlignmentTest : public QObject {
    Q_OBJECT
private slots:
    void equalOutputsNeedNoTail() {
        JobContext context;
        const Graph graph = graphOf(kSmallNetwork);
        const auto aligned = alignReference(graph, graph, context);
        VERIFY_OK(aligned);
        QVERIFY(!aligned->tail && aligned->note.empty());
    }

    void removedNodesRunBehindTheProgram() {
        JobContext context;
        const Graph whole = graphOf(kWithEnd), shorter = graphOf(kSmallNetwork);
        const auto aligned = alignReference(whole, shorter, context);
        VERIFY_OK(aligned);
        QCOMPARE(aligned->graph.value(aligned->graph.outputs()[0]).name, std::string("y"));
        QVERIFY(aligned->tail.has_value());
        const QuantizedGraph network = quantizedNetwork(shorter);
        const auto comparison = compareProgram(whole, programOf(network), 3, randomSamples(shorter), {}, context);
        VERIFY_OK(comparison);
        QCOMPARE(comparison->outputs[0].name, std::string("y"));
        QCOMPARE(comparison->finalOutputs[0].name, std::string("z"));
        QVERIFY(comparison->finalOutputs[0].cosine > 0.99);
        QVERIFY(comparison->note.find("run on the host behind it") != std::string::npos);
        // Neg turns the order of the scores: top-1 is that of the model's own output, not of the program's.
        const auto direct = compareProgram(shorter, programOf(network), 3, randomSamples(shorter), {}, context);
        VERIFY_OK(direct);
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(comparison->perSample[i].floatTop1 != direct->perSample[i].floatTop1);
    }

    void labelsAreJudgedBehindTheRemovedNodes() {
        JobContext context;
        const Graph whole = graphOf(kWithEnd), shorter = graphOf(kSmallNetwork);
        const QuantizedGraph network = quantizedNetwork(shorter);
        const auto first = compareProgram(whole, programOf(network), 3, randomSamples(shorter), {}, context);
        VERIFY_OK(first);
        ComparisonOptions options;
        for (const SampleResult& sample : first->perSample)
            options.labels.push_back(sample.floatTop1);
        const auto labelled = compareProgram(whole, programOf(network), 3, randomSamples(shorter), options, context);
        VERIFY_OK(labelled);
        QCOMPARE(labelled->floatTop1, 1.0);
        QCOMPARE(labelled->floatTop5, 1.0);
        QCOMPARE(labelled->quantizedTop1, labelled->agreement);
    }

    /// The end reads an inner tensor that the program does not give: nothing to run it on.
    void anEndThatReadsMoreHasNoTail() {
        JobContext context;
        const std::string text = std::string(kSmallNetwork)
                                     .replace(std::string(kSmallNetwork).find("output y"), 8,
                                              "e0: p = ReduceMean(x) {axes: [1, 2, 3], keepdims: 0}\n"
                                              "e1: z = Add(y, p)\noutput z");
        const auto aligned = alignReference(graphOf(text), graphOf(kSmallNetwork), context);
        VERIFY_OK(aligned);
        QVERIFY(!aligned->tail);
        QVERIFY(aligned->note.find("compared at y") != std::string::npos);
    }

    void anotherModelIsAnError() {
        JobContext context;
        const std::string other = "graph \"o\" opset 13\ninput x: float[1, 4]\nn: q = Relu(x)\noutput q\n";
        const auto aligned = alignReference(graphOf(kSmallNetwork), graphOf(other), context);
        QVERIFY(!aligned);
        QVERIFY(aligned.error().text().find("'q'") != std::string::npos);
    }
};

} // namespace lathe::test

using lathe::test::AlignmentTest;
LATHE_TEST(AlignmentTest)
#include "alignment_test.moc"
