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

Graph window(const char* op, std::int64_t kernel, std::int64_t stride, std::int64_t group = 1) {
    const Dims two{stride, stride};
    if (std::string_view(op).starts_with("Conv"))
        return oneNode(op, {1, 8, 64, 64}, {1, 8, 64, 64}, {Tensor::makeZeros(DataType::Float, {8, 8 / group, kernel, kernel})},
                       {{"strides", two}, {"group", group}});
    return oneNode(op, {1, 8, 64, 64}, {1, 8, 64, 64}, {}, {{"kernel_shape", Dims{kernel, kernel}}, {"strides", two}});
}

Graph resize(std::int64_t rows, std::int64_t columns, const char* mode, const char* coordinates, const char* nearest = "floor") {
    return oneNode("Resize", {1, 8, 16, 16}, {1, 8, rows, columns}, {},
                   {{"mode", std::string(mode)},
                    {"coordinate_transformation_mode", std::string(coordinates)},
                    {"nearest_mode", std::string(nearest)}});
}

/// Each limit of TIDL's table, kept and broken.
void addTiCases(std::vector<Case>& all) {
    using enum Support::Kind;
    const auto axis = [](std::int64_t i) { return Attributes{{"axis", i}}; };
    const Dims map{1, 8, 16, 16};
    all.push_back({"7 with stride 2", "J7", window("Conv", 7, 2), Accelerator, ""});
    all.push_back({"9 with stride 2", "J7", window("Conv", 9, 2), Host, "at most 7 x 7"});
    all.push_back({"11 with stride 4", "J7", window("Conv", 11, 4), Accelerator, ""});
    all.push_back({"5 with stride 4", "J7", window("Conv", 5, 4), Host, "11 x 11"});
    all.push_back({"3 with stride 3", "J7", window("Conv", 3, 3), Accelerator, ""});
    all.push_back({"3 with stride 3", "AM62A", window("Conv", 3, 3), Host, "on this device"});
    all.push_back({"5 with stride 3", "AM62A", window("Conv", 5, 3), Accelerator, ""});
    all.push_back({"depthwise", "J721S2", window("Conv", 5, 2, 8), Accelerator, ""});
    all.push_back({"depthwise of 9", "J721S2", window("Conv", 9, 1, 8), Host, "depthwise kernels"});
    all.push_back({"depthwise with stride 3", "J721S2", window("Conv", 3, 3, 8), Host, "stride 1 or 2"});
    all.push_back({"unequal strides", "J7",
                   oneNode("Conv", map, map, {Tensor::makeZeros(DataType::Float, {8, 8, 3, 3})}, {{"strides", Dims{1, 2}}}), Host,
                   "same in height and width"});
    all.push_back(
        {"padding wider than the map", "J7",
         oneNode("Conv", {1, 8, 8, 2}, {1, 8, 8, 2}, {Tensor::makeZeros(DataType::Float, {8, 8, 7, 7})}, {{"pads", Dims{3, 3, 3, 3}}}),
         Host, "as wide as the padding"});
    all.push_back({"transposed", "J7", window("ConvTranspose", 4, 2), Accelerator, ""});
    all.push_back({"transposed in groups", "J7", window("ConvTranspose", 4, 2, 8), Host, "one group"});
    all.push_back({"transposed of 3", "J7", window("ConvTranspose", 3, 2), Host, "4 x 4 or 2 x 2"});
    all.push_back({"pool of 5", "J7", window("MaxPool", 5, 1), Host, "TI validated"});
    all.push_back({"pool of 3", "J7", window("MaxPool", 3, 2), Accelerator, ""});
    all.push_back({"global pool", "J7", oneNode("GlobalAveragePool", {1, 8, 32, 32}, {1, 8, 1, 1}), Accelerator, ""});
    all.push_back({"global pool", "J7", oneNode("GlobalAveragePool", {1, 8, 33, 32}, {1, 8, 1, 1}), Host, "1024 pixels"});
    all.push_back({"clip from -1 to 6", "J7", oneNode("Clip", map, map, {Tensor::scalar(-1.0F), Tensor::scalar(6.0F)}), Accelerator, ""});
    all.push_back({"clip from 1", "J7", oneNode("Clip", map, map, {Tensor::scalar(1.0F), Tensor::scalar(6.0F)}), Host, "at most 0"});
    all.push_back({"softmax along width", "J7", oneNode("Softmax", map, map, {}, axis(3)), Accelerator, ""});
    all.push_back({"softmax along channels", "J7", oneNode("Softmax", map, map, {}, axis(1)), Host, "width or height"});
    all.push_back({"softmax along the default", "J7", oneNode("Softmax", map, map), Accelerator, ""});
    all.push_back({"layer norm over two axes", "J7", oneNode("LayerNormalization", map, map, {}, axis(-2)), Host, "the width only"});
    all.push_back({"maximum of the height", "J7", oneNode("ReduceMax", map, {1, 8, 1, 16}, {}, {{"axes", Dims{2}}}), Accelerator, ""});
    all.push_back({"maximum of all", "J7", oneNode("ReduceMax", map, {1, 1, 1, 1}), Host, "height only"});
    all.push_back({"twice as large", "J7", resize(32, 32, "nearest", "asymmetric"), Accelerator, ""});
    all.push_back({"three times as large", "J7", resize(48, 48, "linear", "half_pixel"), Host, "one power of two"});
    all.push_back({"smaller", "J7", resize(8, 8, "linear", "half_pixel"), Host, "one power of two"});
    all.push_back({"corners aligned", "J7", resize(32, 32, "linear", "align_corners"), Host, "half_pixel"});
    all.push_back({"six dimensions", "J7", oneNode("Relu", {2, 2, 2, 2, 2, 2}, {2, 2, 2, 2, 2, 2}), Accelerator, ""});
    all.push_back({"seven, one of 1", "J7", oneNode("Relu", {1, 2, 2, 2, 2, 2, 2}, {1, 2, 2, 2, 2, 2, 2}), Accelerator, ""});
    all.push_back({"seven", "J7", oneNode("Relu", {2, 2, 2, 2, 2, 2, 2}, {2, 2, 2, 2, 2, 2, 2}), Host, "6 dimensions"});
    all.push_back({"gemm", "J7", oneNode("Gemm", {1, 8}, {1, 8}, {Tensor::makeZeros(DataType::Float, {8, 8})}), Accelerator, ""});
    all.push_back({"half a gemm", "J7", oneNode("Gemm", {1, 8}, {1, 8}, {Tensor::makeZeros(DataType::Float, {8, 8})}, {{"alpha", 0.5F}}),
                   Host, "alpha and beta are 1"});
    all.push_back({"difference", "J7", oneNode("Sub", map, map, {Tensor::scalar(1.0F)}), Accelerator, ""});
    const Tensor shape = Tensor::of<std::int64_t>({2}, {1, 2048});
    all.push_back({"reshape", "J7", oneNode("Reshape", map, {1, 2048}, {shape}), Accelerator, ""});
    all.push_back(
        {"reshape with zeros", "J7", oneNode("Reshape", map, {1, 2048}, {shape}, {{"allowzero", std::int64_t(1)}}), Host, "allowzero"});
    const Tensor indices = Tensor::of<std::int64_t>({2, 2}, {0, 1, 1, 0});
    all.push_back({"gather of a matrix", "J7", oneNode("Gather", {4, 8}, {2, 2, 8}, {indices}), Host, "one dimension"});
    all.push_back({"pad of channels", "J7", oneNode("Pad", map, {1, 10, 16, 16}, {}, {{"pads", Dims{0, 1, 0, 0, 0, 1, 0, 0}}}), Host,
                   "height and width only"});
}

void addOtherCases(std::vector<Case>& all) {
    using enum Support::Kind;
    all.push_back({"kernel of 13", "kl520", window("Conv", 13, 1), Host, "at most 12"});
    all.push_back({"kernel of 12", "kl520", window("Conv", 12, 1), Accelerator, ""});
    all.push_back({"sigmoid", "kl520", oneNode("Sigmoid", {1, 8}, {1, 8}), Host, "column 520 says no"});
    all.push_back({"sigmoid", "kl530", oneNode("Sigmoid", {1, 8}, {1, 8}), Accelerator, ""});
    all.push_back({"three rows", "kl520", oneNode("GlobalMaxPool", {1, 8, 3, 9}, {1, 8, 1, 1}), Host, "more than 3 rows"});
    all.push_back({"four rows", "kl520", oneNode("GlobalMaxPool", {1, 8, 4, 9}, {1, 8, 1, 1}), Accelerator, ""});
    all.push_back({"nearest by ceil", "kl520", resize(32, 32, "nearest", "asymmetric", "ceil"), Host, "the pixel before"});
    all.push_back({"nearest by floor", "kl520", resize(32, 32, "nearest", "asymmetric"), Accelerator, ""});
    all.push_back({"nearest of centres", "kl520", resize(32, 32, "nearest", "half_pixel", "round_prefer_floor"), Accelerator, ""});
    all.push_back({"absolute value", "kl630", oneNode("Abs", {1, 8}, {1, 8}), Host, "has no Abs"});
    all.push_back({"absolute value", "kl730", oneNode("Abs", {1, 8}, {1, 8}), Accelerator, ""});
    all.push_back({"batch moves", "kl530", oneNode("Transpose", {2, 8}, {8, 2}, {}, {{"perm", Dims{1, 0}}}), Host, "batch"});
    all.push_back({"batch stays", "kl530", oneNode("Transpose", {1, 8, 4}, {1, 4, 8}, {}, {{"perm", Dims{0, 2, 1}}}), Accelerator, ""});
    const Tensor weights = Tensor::makeZeros(DataType::Float, {8, 8});
    all.push_back({"constant factor", "kl720", oneNode("MatMul", {1, 4, 8}, {1, 4, 8}, {weights}), Accelerator, ""});
    all.push_back({"linear", "xh1", resize(32, 32, "linear", "half_pixel"), Host, "nearest"});
    all.push_back({"nearest", "xh1", resize(32, 32, "nearest", "asymmetric"), Accelerator, ""});
    all.push_back({"attention", "xh2", oneNode("LayerNormalization", {1, 4, 8}, {1, 4, 8}), Accelerator, ""});
    all.push_back({"einsum", "aic100", oneNode("Einsum", {1, 8}, {1, 8}), Refused, "the vendor's own example"});
    all.push_back({"error function", "aic100-pro16", oneNode("Erf", {1, 8}, {1, 8}), Accelerator, ""});
}

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
    addTiCases(all);
    addOtherCases(all);
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
