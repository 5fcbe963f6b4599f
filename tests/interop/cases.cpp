#include "tests/interop/cases.h"

#include "core/calibration/calibration.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/pipeline/stages.h"
#include "tests/support/zoo.h"
#include "tests/support/zoo_models.h"

namespace lathe::interop {
namespace {

struct Network {
    const char* name;
    const char* text;
};

constexpr Network kNetworks[] = {
    {"convolutions", R"(graph "g" opset 11
input x: float[1, 8, 13, 11]
const w1: float[16, 8, 3, 3] = random(1, -0.3, 0.3)
const k1: float[16] = random(2, -1, 1)
const w2: float[16, 1, 5, 5] = random(3, -0.3, 0.3)
const k2: float[16] = random(4, -0.5, 0.5)
const w3: float[24, 8, 1, 1] = random(5, -0.5, 0.5)
const w4: float[24, 6, 3, 3] = random(6, -0.2, 0.2)
const k4: float[6] = random(7, -1, 1)
const lo: float[] = {0.0}
const hi: float[] = {1.5}
plain: a = Conv(x, w1, k1) {pads: [1, 1, 1, 1], strides: [2, 1]}
relu: b = Relu(a)
depthwise: c = Conv(b, w2, k2) {group: 16, pads: [4, 4, 4, 4], dilations: [2, 2]}
clip: d = Clip(c, lo, hi)
grouped: e = Conv(d, w3) {group: 2}
transposed: f = ConvTranspose(e, w4, k4) {strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1]}
line: g = Reshape(f, shape)
const shape: int64[3] = {1, 6, -1}
const w5: float[4, 6, 7] = random(8, -0.2, 0.2)
in_one_dimension: h = Conv(g, w5) {strides: [3]}
output h)"},
    {"elementwise", R"(graph "g" opset 13
input x: float[2, 6, 7, 5]
input y: float[1, 6, 1, 5]
const k: float[6, 1, 1] = random(1, -2, 2)
const m: float[5] = random(2, -0.5, 0.5)
add: a = Add(x, y)
sub: b = Sub(a, k)
mul: c = Mul(b, x)
scale: d = Mul(m, c)
sum: e = Sum(a, b, d)
sigmoid: f = Sigmoid(e)
tanh: g = Tanh(b)
leaky: h = LeakyRelu(a) {alpha: 0.1}
join: i = Concat(f, g, h, x) {axis: 1}
output i
output e)"},
    {"pools", R"(graph "g" opset 13
input x: float[1, 4, 12, 10]
const pads: int64[8] = {0, 0, 1, 1, 0, 0, 2, 0}
const fill: float[] = {0.4}
const scales: float[4] = {1.0, 1.0, 2.0, 2.0}
const parts: int64[2] = {1, 3}
const from: int64[1] = {1}
const to: int64[1] = {9}
const on: int64[1] = {2}
const at: int64[3] = {3, 0, 2}
average: a = AveragePool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]}
counted: b = AveragePool(x) {kernel_shape: [3, 2], pads: [1, 0, 1, 0], count_include_pad: 1}
largest: c = MaxPool(x) {kernel_shape: [2, 2], pads: [1, 1, 0, 0]}
all: d = GlobalAveragePool(b)
top: e = GlobalMaxPool(c)
mean: f = ReduceMean(x) {axes: [2, 3], keepdims: 0}
padded: g = Pad(a, pads, fill)
wider: h = Resize(g, _, scales) {mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor"}
turned: i = Transpose(h) {perm: [0, 1, 3, 2]}
part: j, l = Split(i, parts) {axis: 1}
cut: n = Slice(l, from, to, on)
picked: o = Gather(x, at) {axis: 1}
blocks: p = SpaceToDepth(o) {blocksize: 2}
flat: q = Flatten(p)
output d
output e
output f
output j
output n
output q)"},
    {"matrices", R"(graph "g" opset 13
input x: float[3, 40]
input y: float[2, 5, 8]
const w: float[24, 40] = random(1, -0.4, 0.4)
const k: float[24] = random(2, -1, 1)
const v: float[8, 12] = random(3, -0.6, 0.6)
fc: a = Gemm(x, w, k) {transB: 1}
relu: b = Relu(a)
product: c = MatMul(y, v)
turned: d = Transpose(c) {perm: [0, 2, 1]}
scores: e = MatMul(c, d)
prob: f = Softmax(e) {axis: -1}
mixed: h = MatMul(f, c)
output b
output h)"},
};

/// One way to quantize a network.
struct Variant {
    const char* name;
    void (*set)(QuantizationOptions&);
};
constexpr Variant kVariants[] = {
    {"int8", [](QuantizationOptions&) {}},
    {"one_scale", [](QuantizationOptions& options) { options.perChannelWeights = false; }},
    {"zero_points", [](QuantizationOptions& options) { options.asymmetric = options.numerics.zeroPoints = true; }},
    {"int16", [](QuantizationOptions& options) { options.defaultPrecision = Precision::Int16; }},
    {"int16_weights",
     [](QuantizationOptions& options) {
         options.defaultPrecision = Precision::Int16;
         options.rules = {{RuleScope::Model, {}, DataType::Int16, {}, RulePart::Weights}};
     }},
    {"int8_softmax",
     [](QuantizationOptions& options) {
         options.opPrecision = {{"Softmax", Precision::Int8}};
         options.asymmetric = options.numerics.zeroPoints = true;
     }},
    {"float16",
     [](QuantizationOptions& options) {
         options.rules = {{RuleScope::Model, {}, DataType::Float16, {}}};
     }},
};

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
    LATHE_TRY(CalibrationTable table, collectStatistics(graph, 1, source, context));
    chooseThresholds(table, {});
    table = withGivenRanges(std::move(table), options.given);
    LATHE_TRY(QuantizedGraph quantized, quantize(graph, table, options, context));
    return Case{std::move(name), std::move(quantized), std::move(inputs)};
}

/// A model of the zoo for nash-e, calibrated on its one sample.
Result<Case> zooCase(const test::ZooModel& model, const Variant& variant) {
    JobContext context;
    LATHE_TRY(const Target target, findTarget("nash-e"));
    LATHE_TRY(test::PreparedModel prepared, test::prepareModel(model, context));
    QuantizationOptions options = quantizationOptionsOf({}, target, context);
    options.given = prepared.given;
    variant.set(options);
    LATHE_TRY(Case made, quantizedCase(model.name + "_" + variant.name, prepared.graph, options, std::move(prepared.inputs)));
    made.isDeep = true;
    return made;
}

} // namespace

std::vector<CaseSource> caseSources() {
    std::vector<CaseSource> sources;
    for (const Network& network : kNetworks)
        for (const Variant& variant : kVariants) {
            const std::string name = std::string(network.name) + "_" + variant.name;
            sources.push_back({name, [&network, &variant, name]() -> Result<Case> {
                                   LATHE_TRY(Graph graph, parseGraph(network.text));
                                   JobContext context;
                                   LATHE_CHECK(inferShapes(graph, context));
                                   QuantizationOptions options;
                                   variant.set(options);
                                   return quantizedCase(name, graph, options, randomInputs(graph, 1));
                               }});
        }
    const auto zoo = test::zooFolder();
    if (!zoo) return sources;
    for (const test::ZooModel& model : test::zooModels(*zoo))
        for (const Variant& variant : kVariants) {
            const std::string_view name = variant.name;
            const bool isSmall = model.name == "mlperf_tiny_resnet8" || model.name == "mobilenet_v1_0.25_128";
            if (name != "int8" && !(isSmall && name != "one_scale" && name != "int8_softmax")) continue;
            sources.push_back({model.name + "_" + variant.name, [model, &variant] { return zooCase(model, variant); }});
        }
    return sources;
}

} // namespace lathe::interop
