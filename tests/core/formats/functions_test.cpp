#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "tests/core/formats/graph_equality.h"
#include "tests/support/test_main.h"

#include <onnx/onnx_pb.h>

#include <QTemporaryDir>

using namespace lathe;
using namespace lathe::test;

namespace {

::onnx::NodeProto& addNode(google::protobuf::RepeatedPtrField<::onnx::NodeProto>& nodes, const char* op, const char* name,
                           std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs, const char* domain = "") {
    ::onnx::NodeProto& node = *nodes.Add();
    node.set_op_type(op);
    node.set_name(name);
    node.set_domain(domain);
    for (const char* input : inputs)
        node.add_input(input);
    for (const char* output : outputs)
        node.add_output(output);
    return node;
}

::onnx::FunctionProto& addFunction(::onnx::ModelProto& model, const char* name, std::initializer_list<const char*> inputs,
                                   std::initializer_list<const char*> outputs) {
    ::onnx::FunctionProto& function = *model.add_functions();
    function.set_name(name);
    function.set_domain("acme");
    for (const char* input : inputs)
        function.add_input(input);
    for (const char* output : outputs)
        function.add_output(output);
    auto& opset = *function.add_opset_import();
    opset.set_domain("");
    opset.set_version(13);
    return function;
}

::onnx::AttributeProto& refer(::onnx::NodeProto& node, const char* name, const char* to, ::onnx::AttributeProto::AttributeType type) {
    ::onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_ref_attr_name(to);
    attribute.set_type(type);
    return attribute;
}

/// x -> acme::Twice (which calls acme::Leak) -> y
::onnx::ModelProto nestedModel() {
    ::onnx::ModelProto model;
    model.set_ir_version(8);
    model.add_opset_import()->set_version(13);
    auto& acme = *model.add_opset_import();
    acme.set_domain("acme");
    acme.set_version(1);
    auto& graph = *model.mutable_graph();
    graph.set_name("g");
    graph.add_input()->set_name("x");
    graph.add_output()->set_name("y");
    auto& call = addNode(*graph.mutable_node(), "Twice", "call", {"x"}, {"y"}, "acme");
    auto& slope = *call.add_attribute();
    slope.set_name("slope");
    slope.set_type(::onnx::AttributeProto::FLOAT);
    slope.set_f(0.25f);
    auto& leak = addFunction(model, "Leak", {"a", "unused"}, {"b"});
    leak.add_attribute("alpha");
    refer(addNode(*leak.mutable_node(), "LeakyRelu", "leaky", {"a"}, {"b"}), "alpha", "alpha", ::onnx::AttributeProto::FLOAT);
    auto& twice = addFunction(model, "Twice", {"a"}, {"b"});
    twice.add_attribute("slope");
    refer(addNode(*twice.mutable_node(), "Leak", "", {"a"}, {"t"}, "acme"), "alpha", "slope", ::onnx::AttributeProto::FLOAT);
    addNode(*twice.mutable_node(), "Leak", "second", {"t"}, {"b"}, "acme");
    return model;
}

Result<Graph> read(const ::onnx::ModelProto& model, JobContext& context, const OnnxReadOptions& options = {}) {
    const auto bytes = std::make_shared<const std::string>(model.SerializeAsString());
    return readOnnx(std::as_bytes(std::span(*bytes)), bytes, "m.onnx", context, options);
}

} // namespace

class FunctionsTest : public QObject {
    Q_OBJECT
private slots:
    void nestedCallsBecomeTheirBodies() {
        JobContext context;
        const auto graph = read(nestedModel(), context);
        VERIFY_OK(graph);
        QCOMPARE(graph->nodeCount(), std::int64_t(2));
        const Node& first = graph->node(graph->findNode("call/Leak_0/leaky"));
        const Node& second = graph->node(graph->findNode("call/second/leaky"));
        QCOMPARE(first.opType, std::string("LeakyRelu"));
        QCOMPARE(first.floatAttribute("alpha", 0), 0.25f);
        QVERIFY(!second.hasAttribute("alpha")); // nothing was given: the operator's own default
        QCOMPARE(first.inputs, std::vector{graph->findValue("x")});
        QCOMPARE(second.outputs, std::vector{graph->findValue("y")});
        QCOMPARE(second.inputs, first.outputs);
        QVERIFY(graph->functions.empty());
    }

    void defaultsOfAttributesAreTaken() {
        ::onnx::ModelProto model = nestedModel();
        ::onnx::AttributeProto fallback;
        fallback.set_name("alpha");
        fallback.set_type(::onnx::AttributeProto::FLOAT);
        fallback.set_f(0.5f);
        const std::string text = fallback.SerializeAsString(); // field 11, which ONNX has since 1.13
        QVERIFY(model.mutable_functions(0)->MergeFromString("\x5a" + std::string(1, static_cast<char>(text.size())) + text));
        JobContext context;
        const auto graph = read(model, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->node(graph->findNode("call/Leak_0/leaky")).floatAttribute("alpha", 0), 0.25f);
        QCOMPARE(graph->node(graph->findNode("call/second/leaky")).floatAttribute("alpha", 0), 0.5f);
    }

    void subgraphsOfABodyReadTheCallersValues() {
        ::onnx::ModelProto model = nestedModel();
        auto& choose = addFunction(model, "Choose", {"cond", "v"}, {"r"});
        auto& branch = *addNode(*choose.mutable_node(), "If", "if", {"cond"}, {"r"}).add_attribute();
        branch.set_name("then_branch");
        branch.set_type(::onnx::AttributeProto::GRAPH);
        branch.mutable_g()->set_name("then");
        addNode(*branch.mutable_g()->mutable_node(), "Neg", "neg", {"v"}, {"out"});
        branch.mutable_g()->add_output()->set_name("out");
        model.mutable_graph()->add_input()->set_name("c");
        addNode(*model.mutable_graph()->mutable_node(), "Choose", "pick", {"c", "y"}, {"z"}, "acme");
        JobContext context;
        const auto graph = read(model, context);
        VERIFY_OK(graph);
        const NodeId id = graph->findNode("pick/if");
        QVERIFY(id.isValid());
        QCOMPARE(graph->capturedBySubgraphs(id), std::vector{graph->findValue("y")});
    }

    void outputsThatAreInputsAreForwarded() {
        ::onnx::ModelProto model = nestedModel();
        addFunction(model, "Same", {"a"}, {"a"});
        addNode(*model.mutable_graph()->mutable_node(), "Same", "same", {"y"}, {"z"}, "acme");
        JobContext context;
        const auto graph = read(model, context);
        VERIFY_OK(graph);
        const NodeId producer = graph->value(graph->findValue("z")).producer;
        QCOMPARE(graph->node(producer).opType, std::string("Identity"));
        QCOMPARE(graph->node(producer).inputs, std::vector{graph->findValue("y")});
    }

    void recursionIsRefused() {
        ::onnx::ModelProto model = nestedModel();
        addNode(*model.mutable_functions(0)->mutable_node(), "Twice", "again", {"b"}, {"c"}, "acme");
        JobContext context;
        const auto graph = read(model, context);
        QVERIFY(!graph);
        QCOMPARE(graph.error().kind, ErrorKind::Input);
        QVERIFY(graph.error().text().find("calls itself") != std::string::npos);
    }

    /// 40 functions that each call the next one twice would be a million million nodes.
    void growthIsBounded() {
        ::onnx::ModelProto model = nestedModel();
        for (int i = 0; i < 40; ++i) {
            const std::string name = "F" + std::to_string(i), next = "F" + std::to_string(i + 1);
            auto& function = addFunction(model, name.c_str(), {"a"}, {"b"});
            addNode(*function.mutable_node(), next.c_str(), "first", {"a"}, {"t"}, "acme");
            addNode(*function.mutable_node(), next.c_str(), "second", {"t"}, {"b"}, "acme");
        }
        addNode(*model.mutable_graph()->mutable_node(), "F0", "bomb", {"x"}, {"z"}, "acme");
        JobContext context;
        const auto graph = read(model, context);
        QVERIFY(!graph);
        QVERIFY2(graph.error().text().find("alone becomes more than") != std::string::npos, graph.error().text().c_str());
    }

    void keptFunctionsAreWrittenAgain() {
        JobContext context;
        const auto graph = read(nestedModel(), context, {.inlineFunctions = false});
        VERIFY_OK(graph);
        QCOMPARE(graph->nodeCount(), std::int64_t(1));
        QCOMPARE(graph->functions.size(), std::size_t(2));
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "m.onnx";
        VERIFY_OK(writeOnnx(*graph, file));
        const auto again = readOnnx(file, context);
        VERIFY_OK(again);
        QCOMPARE(QString::fromStdString(firstDifference(*read(nestedModel(), context), *again)), QString());
    }
};

LATHE_TEST(FunctionsTest)
#include "functions_test.moc"
