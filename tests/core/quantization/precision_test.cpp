#include "tests/core/quantization/quantization_support.h"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr auto kFloat = Precision::Float;
constexpr auto kInt8 = Precision::Int8;
constexpr auto kInt16 = Precision::Int16;

/// conv1 → relu1 → pool → conv2 → prob
Graph makeChain() {
    Graph graph = graphOf("graph \"g\" opset 11\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                          "conv1: a = Conv(x, w)\nrelu1: b = Relu(a)\npool: c = MaxPool(b) {kernel_shape: [2, 2]}\n"
                          "conv2: d = Conv(c, w)\nprob: e = Softmax(d)\noutput e");
    graph.origins(graph.findNode("conv1")) = {"trained/conv1", "trained/bn1"};
    graph.origins(graph.findNode("conv2")) = {"trained/block"};
    graph.origins(graph.findNode("pool")) = {"trained/block"};
    return graph;
}

struct Case {
    QuantizationOptions options;
    std::map<std::string, Precision> nodes;
    std::map<std::string, std::string> reasons; ///< parts of sentences
    std::vector<std::string> reported;          ///< nodes with a diagnostic, in order of report
};

/// The device has no int16 for one operator.
void refuseInt16(QuantizationOptions& options, const std::string& op) {
    options.support = [op](const Graph& graph, NodeId id) {
        return QuantizationOptions::NodeSupport{true, graph.node(id).opType != op, {}, true};
    };
}

std::map<std::string, Case> makeCases() {
    std::map<std::string, Case> cases;
    {
        Case& c = cases["by default"];
        c.nodes = {{"conv1", kInt8}, {"relu1", kInt8}, {"pool", kInt8}, {"conv2", kInt8}, {"prob", kFloat}};
        c.reasons = {{"conv1", "int8 by default"}, {"prob", "stays in float"}};
    }
    {
        Case& c = cases["whole model"];
        c.options.defaultPrecision = kInt16;
        c.nodes = {{"conv1", kInt16}, {"relu1", kInt16}, {"pool", kInt16}, {"conv2", kInt16}, {"prob", kFloat}};
        c.reasons = {{"pool", "for the whole model"}};
    }
    {
        Case& c = cases["operator over model, node over operator"];
        c.options.defaultPrecision = kInt16;
        c.options.opPrecision = {{"Conv", kInt8}};
        c.options.nodePrecision = {{"conv2", kFloat}};
        c.nodes = {{"conv1", kInt16}, {"pool", kInt16}, {"conv2", kFloat}};
        c.reasons = {{"conv1", "because relu1 computes in int16"}, {"conv2", "float asked for the node \"conv2\""}};
    }
    {
        Case& c = cases["by name of the trained graph"];
        c.options.nodePrecision = {{"trained/bn1", kFloat}};
        c.nodes = {{"conv1", kFloat}, {"relu1", kInt8}, {"conv2", kInt8}};
    }
    {
        Case& c = cases["one trained node that became two"];
        c.options.nodePrecision = {{"trained/block", kFloat}};
        c.nodes = {{"conv1", kInt8}, {"pool", kFloat}, {"conv2", kFloat}};
    }
    {
        Case& c = cases["by name of an output"];
        c.options.nodePrecision = {{"d", kInt16}};
        c.nodes = {{"conv2", kInt16}, {"pool", kInt16}, {"relu1", kInt16}, {"conv1", kInt16}};
        c.reasons = {{"pool", "because conv2 computes in int16"}};
    }
    {
        Case& c = cases["only the input"];
        c.options.inputPrecision = {{"conv2", kInt16}};
        c.nodes = {{"conv1", kInt16}, {"pool", kInt16}, {"conv2", kInt8}};
    }
    {
        Case& c = cases["only the output of the model"];
        c.options.outputPrecision = kInt16;
        c.options.nodePrecision = {{"prob", kInt16}};
        c.nodes = {{"conv1", kInt8}, {"pool", kInt8}, {"conv2", kInt16}, {"prob", kInt16}};
        c.reasons = {{"prob", "int16 asked for the node"}};
    }
    {
        Case& c = cases["device without int16 for the node"];
        c.options.opPrecision = {{"Conv", kInt16}};
        refuseInt16(c.options, "Conv");
        c.nodes = {{"conv1", kInt8}, {"relu1", kInt8}, {"conv2", kInt8}};
        c.reasons = {{"conv1", "but the device has no int16 Conv"}};
        c.reported = {"conv1", "conv2"};
    }
    {
        Case& c = cases["device without int16 for the neighbour"];
        c.options.nodePrecision = {{"conv1", kInt16}};
        refuseInt16(c.options, "MaxPool");
        c.nodes = {{"conv1", kInt8}, {"relu1", kInt8}, {"pool", kInt8}};
        c.reasons = {{"conv1", "together with pool, and the device has no int16 MaxPool"}};
        c.reported = {"conv1"};
    }
    {
        Case& c = cases["neighbour refuses the input only"];
        c.options.nodePrecision = {{"conv2", kInt16}};
        refuseInt16(c.options, "MaxPool");
        c.nodes = {{"pool", kInt8}, {"conv2", kInt16}};
        c.reported = {"conv2"};
    }
    {
        Case& c = cases["on the host"];
        c.options.nodePrecision = {{"conv2", kInt16}};
        c.options.support = [](const Graph& graph, NodeId id) {
            return QuantizationOptions::NodeSupport{graph.node(id).name != "conv2", true, "the kernel is at most 31 × 31", true};
        };
        c.nodes = {{"conv1", kInt8}, {"pool", kInt8}, {"conv2", kFloat}};
        c.reasons = {{"conv2", "the kernel is at most 31 × 31"}};
        c.reported = {"conv2"};
    }
    {
        Case& c = cases["inputs and outputs apart"];
        c.options.rules = {{RuleScope::Node, "conv2", DataType::Int16, "node_info", RulePart::Outputs},
                           {RuleScope::Node, "conv2", DataType::Int8, "node_info", RulePart::Inputs}};
        c.nodes = {{"conv1", kInt8}, {"pool", kInt8}, {"conv2", kInt16}};
        c.reasons = {{"conv2", "node_info: int16 asked for the outputs of the node \"conv2\""}};
    }
    {
        Case& c = cases["one input"];
        c.options.rules = {{RuleScope::Node, "conv2", DataType::Int16, "node_info", RulePart::Inputs, 0}};
        c.nodes = {{"pool", kInt16}, {"conv2", kInt8}};
        c.reasons = {{"pool", "input 0 of the node"}};
    }
    {
        Case& c = cases["input of the model"];
        c.options.rules = {{RuleScope::ModelInput, {}, DataType::Int8, {}, RulePart::Inputs}, {RuleScope::Model, {}, DataType::Int16, {}}};
        c.nodes = {{"conv1", kInt16}};
    }
    {
        Case& c = cases["border to the host"];
        c.options.rules = {{RuleScope::HostBorder, {}, DataType::Int16, {}}};
        c.options.placedOnHost = {{"prob", true}};
        c.nodes = {{"conv1", kInt8}, {"conv2", kInt16}, {"prob", kFloat}};
        c.reasons = {{"conv2", "what nodes on the host read"}, {"prob", "(ON: CPU)"}};
    }
    {
        Case& c = cases["border to the host, operator over it"];
        c.options.rules = {{RuleScope::HostBorder, {}, DataType::Int16, {}}, {RuleScope::Operator, "Conv", DataType::Int8, {}}};
        c.options.placedOnHost = {{"prob", true}};
        c.nodes = {{"conv2", kInt8}};
    }
    {
        Case& c = cases["put on the host by the name of an output"];
        c.options.placedOnHost = {{"d", true}};
        c.nodes = {{"conv1", kInt8}, {"conv2", kFloat}};
    }
    {
        Case& c = cases["wanted on the accelerator, which does not have it"];
        c.options.placedOnHost = {{"conv2", false}};
        c.options.support = [](const Graph& graph, NodeId id) {
            return QuantizationOptions::NodeSupport{graph.node(id).name != "conv2", true, "too large", true};
        };
        c.nodes = {{"conv2", kFloat}};
        c.reported = {"conv2"};
    }
    {
        Case& c = cases["float16 does not spread"];
        c.options.rules = {{RuleScope::Node, "conv2", DataType::Float16, "node_config"}};
        c.nodes = {{"conv1", kInt8}, {"pool", kInt8}, {"conv2", Precision::Float16}, {"prob", kFloat}};
        c.reasons = {{"conv2", "node_config: float16 asked for"}};
    }
    {
        Case& c = cases["int16 weights"];
        c.options.rules = {{RuleScope::Operator, "Conv", DataType::Int16, {}, RulePart::Weights}};
        c.nodes = {{"conv1", kInt8}, {"conv2", kInt8}};
    }
    {
        Case& c = cases["device without int16 weights"];
        c.options.rules = {{RuleScope::Operator, "Conv", DataType::Int16, {}, RulePart::Weights}};
        c.options.support = [](const Graph&, NodeId) { return QuantizationOptions::NodeSupport{true, true, {}, false}; };
        c.nodes = {{"conv1", kInt8}, {"conv2", kInt8}};
        c.reported = {"conv1"}; // QUA14, for both
    }
    {
        Case& c = cases["softmax in integers"];
        c.options.opPrecision = {{"Softmax", kInt8}};
        c.nodes = {{"prob", kInt8}};
        c.reasons = {{"prob", "int8 asked for every Softmax"}};
    }
    {
        Case& c = cases["softmax in integers, which the device does not have"];
        c.options.opPrecision = {{"Softmax", kInt8}};
        c.options.support = [](const Graph& graph, NodeId id) {
            return QuantizationOptions::NodeSupport{graph.node(id).opType != "Softmax", true, "Softmax runs on the host", true};
        };
        c.nodes = {{"prob", kFloat}};
        c.reasons = {{"prob", "Softmax runs on the host"}};
        c.reported = {"prob"};
    }
    return cases;
}

} // namespace

class PrecisionTest : public QObject {
    Q_OBJECT
private slots:
    void rules_data() {
        QTest::addColumn<std::string>("name");
        for (const auto& [name, unused] : makeCases())
            QTest::newRow(name.c_str()) << name;
    }
    void rules() {
        QFETCH(std::string, name);
        const Case wanted = makeCases().at(name);
        const Graph graph = makeChain();
        JobContext context;
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), wanted.options, context);
        QCOMPARE(quantized.nodes.size(), std::size_t(5));
        for (const auto& [node, precision] : wanted.nodes)
            QVERIFY2(decisionOn(quantized, node).precision == precision, (node + ": " + decisionOn(quantized, node).reason).c_str());
        for (const auto& [node, reason] : wanted.reasons)
            QVERIFY2(decisionOn(quantized, node).reason.find(reason) != std::string::npos, decisionOn(quantized, node).reason.c_str());
        std::vector<std::string> reported;
        for (const Diagnostic& diagnostic : context.diagnostics())
            reported.push_back(diagnostic.node);
        QCOMPARE(reported, wanted.reported);
    }

    void strengthOfScopes() {
        const Graph graph = makeChain();
        JobContext context;
        QuantizationOptions options; // the order in which they are given does not matter
        options.rules = {{RuleScope::Node, "conv2", DataType::Int16, "d"},
                         {RuleScope::Operator, "Conv", DataType::Int8, "c"},
                         {RuleScope::Model, {}, DataType::Int16, "a"}};
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), options, context);
        const std::vector<std::string> why = explainPrecision(quantized, graph.findNode("conv2"));
        const std::vector<std::string> wanted{"int8 by default",
                                              "a: int16 asked for the whole model",
                                              "c: int8 asked for every Conv",
                                              "d: int16 asked for the node \"conv2\"",
                                              "so it computes in int16: d: int16 asked for the node \"conv2\"",
                                              "it reads c in int16, w in int8",
                                              "it gives d in int16"};
        QVERIFY2(why.size() >= 5, why.back().c_str());
        for (std::size_t i = 0; i < 5; ++i)
            QCOMPARE(why[i], wanted[i]);
        QVERIFY2(why[5].starts_with("it reads c in int16"), why[5].c_str());
        QCOMPARE(why[6], wanted[6]);
    }

    void int4WeightsHaveSeven() {
        const Graph graph = makeChain();
        JobContext context;
        QuantizationOptions options;
        options.rules = {{RuleScope::Node, "conv2", DataType::Int4, {}, RulePart::Weights}};
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), options, context);
        const auto largestOf = [&](const char* node) {
            int largest = 0;
            for (const std::int8_t q :
                 quantized.integers.at(quantized.graph.node(quantized.graph.findNode(node)).input(1)).data<std::int8_t>())
                largest = std::max(largest, std::abs(int(q)));
            return largest;
        };
        QCOMPARE(largestOf("conv1"), 127);
        QCOMPARE(largestOf("conv2"), 7);
        QCOMPARE(quantized.paramsOf(quantized.graph.node(quantized.graph.findNode("conv2")).input(1))->bits, 4);
        QVERIFY(context.diagnostics().empty());
    }

    void inputsThatDoNotExist() {
        const Graph graph = makeChain();
        JobContext context;
        QuantizationOptions options;
        options.rules = {{RuleScope::Node, "conv2", DataType::Int16, "node_info", RulePart::Inputs, 5}};
        options.placedOnHost = {{"cnov1", true}};
        const Result<QuantizedGraph> result = quantize(graph, rangesOf(graph), options, context);
        QVERIFY(!result);
        const std::string text = result.error().text();
        QVERIFY2(text.find("has no input 5") != std::string::npos && text.find("did you mean \"conv1\"") != std::string::npos,
                 text.c_str());
    }

    void typesFollowThePrecision() {
        const Graph graph = makeChain();
        JobContext context;
        QuantizationOptions options;
        options.nodePrecision = {{"conv2", kInt16}};
        refuseInt16(options, "MaxPool");
        const QuantizedGraph quantized = quantizedOf(graph, rangesOf(graph), options, context);
        QCOMPARE(paramsOf(quantized, "c")->type, DataType::Int8);
        QCOMPARE(paramsOf(quantized, "d")->type, DataType::Int16);
        QVERIFY(paramsOf(quantized, "e") == nullptr);
    }

    void namesThatDoNotExist() {
        const Graph graph = makeChain();
        JobContext context;
        QuantizationOptions options;
        options.nodePrecision = {{"conv3", kInt16}, {"trained/bm1", kInt8}, {"pool", kInt8}};
        options.opPrecision = {{"Cnov", kInt16}};
        const Result<QuantizedGraph> result = quantize(graph, rangesOf(graph), options, context);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Usage);
        const std::string text = result.error().text();
        for (const char* part : {"no node \"conv3\"", "no node \"trained/bm1\"", "did you mean \"trained/bn1\"", "no operator \"Cnov\"",
                                 "did you mean \"Conv\""})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        QCOMPARE(result.error().details.size(), std::size_t(3));
    }

    void namesThatMeanTwoThings() {
        Graph graph = makeChain();
        graph.renameValue(graph.findValue("a"), "pool"); // an output of conv1 has the name of another node
        JobContext context;
        QuantizationOptions options;
        options.nodePrecision = {{"pool", kInt16}};
        const Result<QuantizedGraph> result = quantize(graph, rangesOf(graph), options, context);
        QVERIFY(!result);
        QVERIFY2(result.error().text().find("means several nodes: pool, conv1") != std::string::npos, result.error().text().c_str());
    }
};

LATHE_TEST(PrecisionTest)
#include "precision_test.moc"
