#include "tests/interop/cases.h"

#include "core/calibration/calibration.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/passes/pass.h"
#include "tests/support/zoo.h"

namespace lathe::interop {
namespace {

struct Network {
    const char* name;
    const char* text;
};

constexpr Network kNetworks[] = {
    {"convolutions", "graph \"g\" opset 11\ninput x: float[1, 8, 13, 11]\nconst w1: float[16, 8, 3, 3] = random(1, -0.3, 0.3)\nconst k1: "
                     "float[16] = random(2, -1, 1)\n"
                     "const w2: float[16, 1, 5, 5] = random(3, -0.3, 0.3)\nconst k2: float[16] = random(4, -0.5, 0.5)\nconst w3: float[24, "
                     "8, 1, 1] = random(5, -0.5, 0.5)\n"
                     "const w4: float[24, 6, 3, 3] = random(6, -0.2, 0.2)\nconst k4: float[6] = random(7, -1, 1)\nconst lo: float[] = "
                     "{0.0}\nconst hi: float[] = {1.5}\n"
                     "plain: a = Conv(x, w1, k1) {pads: [1, 1, 1, 1], strides: [2, 1]}\nrelu: b = Relu(a)\ndepthwise: c = Conv(b, w2, k2) "
                     "{group: 16, pads: [4, 4, 4, 4], dilations: [2, 2]}\n"
                     "clip: d = Clip(c, lo, hi)\ngrouped: e = Conv(d, w3) {group: 2}\ntransposed: f = ConvTranspose(e, w4, k4) {strides: "
                     "[2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1]}\n"
                     "line: g = Reshape(f, shape)\nconst shape: int64[3] = {1, 6, -1}\nconst w5: float[4, 6, 7] = random(8, -0.2, "
                     "0.2)\nin_one_dimension: h = Conv(g, w5) {strides: [3]}\n"
                     "output h"},
    {"elementwise", "graph \"g\" opset 13\ninput x: float[2, 6, 7, 5]\ninput y: float[1, 6, 1, 5]\nconst k: float[6, 1, 1] = random(1, -2, "
                    "2)\nconst m: float[5] = random(2, -0.5, 0.5)\n"
                    "add: a = Add(x, y)\nsub: b = Sub(a, k)\nmul: c = Mul(b, x)\nscale: d = Mul(m, c)\nsum: e = Sum(a, b, d)\nsigmoid: f = "
                    "Sigmoid(e)\ntanh: g = Tanh(b)\n"
                    "leaky: h = LeakyRelu(a) {alpha: 0.1}\njoin: i = Concat(f, g, h, x) {axis: 1}\noutput i\noutput e"},
    {"pools",
     "graph \"g\" opset 13\ninput x: float[1, 4, 12, 10]\nconst pads: int64[8] = {0, 0, 1, 1, 0, 0, 2, 0}\nconst fill: float[] = "
     "{0.4}\nconst scales: float[4] = {1.0, 1.0, 2.0, 2.0}\n"
     "const parts: int64[2] = {1, 3}\nconst from: int64[1] = {1}\nconst to: int64[1] = {9}\nconst on: int64[1] = {2}\nconst at: int64[3] = "
     "{3, 0, 2}\n"
     "average: a = AveragePool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]}\ncounted: b = AveragePool(x) {kernel_shape: "
     "[3, 2], pads: [1, 0, 1, 0], count_include_pad: 1}\n"
     "largest: c = MaxPool(x) {kernel_shape: [2, 2], pads: [1, 1, 0, 0]}\nall: d = GlobalAveragePool(b)\ntop: e = GlobalMaxPool(c)\nmean: "
     "f = ReduceMean(x) {axes: [2, 3], keepdims: 0}\n"
     "padded: g = Pad(a, pads, fill)\nwider: h = Resize(g, _, scales) {mode: \"nearest\", coordinate_transformation_mode: \"asymmetric\", "
     "nearest_mode: \"floor\"}\n"
     "turned: i = Transpose(h) {perm: [0, 1, 3, 2]}\npart: j, l = Split(i, parts) {axis: 1}\ncut: n = Slice(l, from, to, on)\npicked: o = "
     "Gather(x, at) {axis: 1}\n"
     "blocks: p = SpaceToDepth(o) {blocksize: 2}\nflat: q = Flatten(p)\noutput d\noutput e\noutput f\noutput j\noutput n\noutput q"},
    {"matrices", "graph \"g\" opset 13\ninput x: float[3, 40]\ninput y: float[2, 5, 8]\nconst w: float[24, 40] = random(1, -0.4, "
                 "0.4)\nconst k: float[24] = random(2, -1, 1)\n"
                 "const v: float[8, 12] = random(3, -0.6, 0.6)\nfc: a = Gemm(x, w, k) {transB: 1}\nrelu: b = Relu(a)\nproduct: c = "
                 "MatMul(y, v)\nturned: d = Transpose(c) {perm: [0, 2, 1]}\n"
                 "scores: e = MatMul(c, d)\nprob: f = Softmax(e) {axis: -1}\nmixed: h = MatMul(f, c)\noutput b\noutput h"},
};

struct Variant {
    const char* name;
    Precision precision;
    bool perChannel;
};
constexpr Variant kVariants[] = {{"int8", Precision::Int8, true}, {"one_scale", Precision::Int8, false}, {"int16", Precision::Int16, true}};

Tensor randomTensor(const std::vector<std::int64_t>& dims, std::uint32_t seed) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, dims);
    for (float& x : tensor.mutableData<float>())
        x = static_cast<float>((seed = seed * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1;
    return tensor;
}

std::vector<Tensor> randomInputs(const Graph& graph, std::uint32_t seed) {
    std::vector<Tensor> inputs;
    for (const ValueId input : graph.inputs())
        inputs.push_back(randomTensor(*graph.value(input).shape->known(), seed += 7919));
    return inputs;
}

Result<Case> quantizedCase(std::string name, const Graph& graph, const QuantizationOptions& options, std::vector<Tensor> inputs) {
    JobContext context;
    const auto source = [&](std::int64_t) -> Result<std::vector<Tensor>> { return inputs; };
    LATHE_TRY(const CalibrationTable table, collectStatistics(graph, 1, source, context));
    LATHE_TRY(QuantizedGraph quantized, quantize(graph, table, options, context));
    return Case{std::move(name), std::move(quantized), std::move(inputs)};
}

Result<Case> zooCase(const std::filesystem::path& zoo, const std::string& model) {
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(zoo / "models" / "onnx" / (model + ".onnx"), context));
    InferenceOptions fixed;
    fixed.unknownDim = 1;
    LATHE_CHECK(inferShapes(graph, context, fixed));
    LATHE_CHECK(optimize(graph, context));
    LATHE_CHECK(inferShapes(graph, context, fixed));
    std::vector<Tensor> inputs;
    for (const ValueId input : graph.inputs()) {
        LATHE_TRY(Tensor tensor, readNpy(zoo / "inputs" / model / "000" / (graph.value(input).name + ".npy")));
        inputs.push_back(std::move(tensor));
    }
    return quantizedCase(model, graph, {}, std::move(inputs));
}

} // namespace

Result<std::vector<Case>> makeCases() {
    std::vector<Case> cases;
    for (const Network& network : kNetworks) {
        LATHE_TRY(Graph graph, parseGraph(network.text));
        JobContext context;
        LATHE_CHECK(inferShapes(graph, context));
        for (const Variant& variant : kVariants) {
            QuantizationOptions options;
            options.defaultPrecision = variant.precision;
            options.perChannelWeights = variant.perChannel;
            LATHE_TRY(Case made, quantizedCase(std::string(network.name) + "_" + variant.name, graph, options, randomInputs(graph, 1)));
            cases.push_back(std::move(made));
        }
    }
    const auto zoo = test::zooFolder();
    for (const char* model : {"mobilenet_v2_1.0_224", "squeezenet_v1.0_dc"}) {
        if (!zoo) break;
        LATHE_TRY(Case made, zooCase(*zoo, model));
        cases.push_back(std::move(made));
    }
    return cases;
}

} // namespace lathe::interop
