#include "core/targets/target.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

using Dims = std::vector<std::int64_t>;

ValueId addActivation(Graph& graph, const char* name, const Dims& dims, DataType type = DataType::Float) {
    Value value;
    value.name = name;
    value.type = type;
    value.shape = Shape::of(dims);
    return graph.addValue(std::move(value));
}

/// One node on an activation, with constants behind it.
Graph oneNode(const char* op, const Dims& in, const Dims& out, std::vector<Tensor> constants = {}, Attributes attributes = {},
              const char* domain = "") {
    Graph graph;
    graph.opsets[""] = 13;
    Node node;
    node.opType = op;
    node.domain = domain;
    node.attributes = std::move(attributes);
    node.inputs.push_back(addActivation(graph, "x", in));
    for (Tensor& constant : constants)
        node.inputs.push_back(graph.addConstant("c", std::move(constant)));
    node.outputs = {addActivation(graph, "y", out)};
    graph.setInputs({node.inputs.front()});
    graph.setOutputs(node.outputs);
    graph.addNode(std::move(node));
    return graph;
}

Graph convolution(std::int64_t kernel, std::int64_t stride = 1, std::int64_t dilation = 1) {
    return oneNode("Conv", {1, 8, 64, 64}, {1, 8, 64, 64}, {Tensor::makeZeros(DataType::Float, {8, 8, kernel, kernel})},
                   {{"strides", Dims{stride, stride}}, {"dilations", Dims{dilation, dilation}}});
}

struct Case {
    const char* name;
    const char* target;
    Graph graph;
    Support::Kind kind;
    const char* reason; ///< part of it; "" none
};

std::vector<Case> cases() {
    using enum Support::Kind;
    const Tensor four = Tensor::of<std::int64_t>({1}, {4});
    std::vector<Case> all;
    all.push_back({"conv", "nash-e", convolution(3), Accelerator, ""});
    all.push_back({"conv at the kernel limit", "nash-e", convolution(31), Accelerator, ""});
    all.push_back({"conv over the kernel limit", "nash-e", convolution(32), Host, "at most 31 x 31; it is 32 × 32"});
    all.push_back({"kl720 has no kernel limit", "kl720", convolution(32), Accelerator, ""});
    all.push_back({"dilated with a stride", "nash-e", convolution(3, 2, 2), Host, "stride 1"});
    all.push_back({"dilated", "nash-e", convolution(3, 1, 2), Accelerator, ""});
    all.push_back({"kl720 stride in height", "kl720", convolution(3, 5), Host, "at most 4 in height"});
    all.push_back({"softmax in float", "nash-e", oneNode("Softmax", {1, 10}, {1, 10}), Accelerator, ""});
    all.push_back({"softmax on kl720", "kl720", oneNode("Softmax", {1, 10}, {1, 10}), Host, "column 720"});
    all.push_back({"topk", "nash-e", oneNode("TopK", {1, 10}, {1, 4}, {four}), Host, "must stay on the CPU"});
    all.push_back({"no rule", "nash-e", oneNode("Erf", {1, 10}, {1, 10}), Host, "has no Erf"});
    all.push_back({"control flow", "nash-e", oneNode("Loop", {1, 10}, {1, 10}), Refused, "refuses Loop"});
    all.push_back({"custom domain", "kl720", oneNode("Magic", {1, 10}, {1, 10}, {}, {}, "acme"), Refused, "acme.Magic"});
    all.push_back({"another domain is another operator", "nash-e", oneNode("Conv", {1, 10}, {1, 10}, {}, {}, "acme"), Host, "acme.Conv"});
    all.push_back({"dynamic shape", "nash-e", oneNode("Relu", {1, -1}, {1, 4}), Host, "fixed shapes"});
    all.push_back({"small pool", "kl720",
                   oneNode("MaxPool", {1, 8, 8, 8}, {1, 8, 4, 4}, {}, {{"kernel_shape", Dims{3, 3}}, {"strides", Dims{2, 2}}}), Accelerator,
                   ""});
    all.push_back({"tiling pool", "kl720",
                   oneNode("MaxPool", {1, 8, 8, 8}, {1, 8, 2, 2}, {}, {{"kernel_shape", Dims{4, 4}}, {"strides", Dims{4, 4}}}), Accelerator,
                   ""});
    all.push_back({"large overlapping pool", "kl720",
                   oneNode("MaxPool", {1, 8, 8, 8}, {1, 8, 4, 4}, {}, {{"kernel_shape", Dims{5, 5}}, {"strides", Dims{1, 1}}}), Host,
                   "the kernel is 5 × 5"});
    all.push_back({"clip from 0", "kl720", oneNode("Clip", {1, 8}, {1, 8}, {Tensor::scalar(0.0F), Tensor::scalar(6.0F)}), Accelerator, ""});
    all.push_back({"clip from -1", "kl720", oneNode("Clip", {1, 8}, {1, 8}, {Tensor::scalar(-1.0F), Tensor::scalar(6.0F)}), Host,
                   "the minimum is -1"});
    all.push_back({"concat of channels", "nash-e", oneNode("Concat", {1, 8}, {1, 8}, {}, {{"axis", std::int64_t(1)}}), Accelerator, ""});
    all.push_back({"concat of batches", "nash-e", oneNode("Concat", {1, 8}, {2, 8}, {}, {{"axis", std::int64_t(-2)}}), Host,
                   "axis is not the batch"});
    all.push_back({"global pool of a large map", "kl720", oneNode("GlobalAveragePool", {1, 8, 160, 160}, {1, 8, 1, 1}), Host, "16384"});
    return all;
}

} // namespace

class SupportTest : public QObject {
    Q_OBJECT
private slots:
    void rulesDecideWhereANodeRuns() {
        for (const Case& row : cases()) {
            const auto target = findTarget(row.target);
            VERIFY_OK(target);
            const Support support = supportOf(*target, row.graph, row.graph.nodes().front());
            QVERIFY2(support.kind == row.kind, (std::string(row.name) + ": " + support.reason).c_str());
            QVERIFY2(support.reason.find(row.reason) != std::string::npos, (std::string(row.name) + ": " + support.reason).c_str());
            QCOMPARE(support.reason.empty(), support.kind == Support::Kind::Accelerator);
        }
    }

    void indexArithmeticStaysOnTheHost() {
        Graph graph = oneNode("Add", {1, 4}, {1, 4});
        graph.setType(graph.outputs().front(), DataType::Int64);
        const Support support = supportOf(findTarget("nash-e").value(), graph, graph.nodes().front());
        QCOMPARE(support.kind, Support::Kind::Host);
    }

    void floatAndInt16AreTold() {
        const Target target = findTarget("nash-e").value();
        const Graph softmax = oneNode("Softmax", {1, 10}, {1, 10}), conv = convolution(3);
        QVERIFY(supportOf(target, softmax, softmax.nodes().front()).floating);
        QVERIFY(!supportOf(target, conv, conv.nodes().front()).floating);
        QVERIFY(supportOf(target, conv, conv.nodes().front()).int16);
    }
};

LATHE_TEST(SupportTest)
#include "support_test.moc"
