#pragma once

#include "core/analysis/comparison.h"
#include "core/compiler/compile.h"
#include "tests/core/quantization/quantization_support.h"

#include <random>

namespace lathe::test {

/// Two convolutions with an activation between, a residual addition, and a head.
inline constexpr const char* kSmallNetwork = R"(graph "g" opset 13
input x: float[1, 3, 8, 8]
const w: float[8, 3, 3, 3] = random(1, -0.3, 0.3)
const u: float[8, 8, 3, 3] = random(2, -0.3, 0.3)
const v: float[5, 8] = random(3, -0.3, 0.3)
c1: a = Conv(x, w) {pads: [1, 1, 1, 1]}
r1: b = Relu(a)
c2: c = Conv(b, u) {pads: [1, 1, 1, 1]}
s1: d = Add(c, b)
g1: f = GlobalAveragePool(d)
f1: g = Flatten(f)
m1: y = Gemm(g, v, _) {transB: 1}
output y
)";

/// Seeded numbers in [-1, 1) for every input.
inline SampleSource randomSamples(const Graph& graph) {
    std::vector<std::vector<std::int64_t>> dims;
    for (const ValueId id : graph.inputs())
        dims.push_back(*graph.value(id).shape->known());
    return [dims](std::int64_t index) -> Result<std::vector<Tensor>> {
        std::mt19937 random(static_cast<unsigned>(index) + 1);
        std::vector<Tensor> tensors;
        for (const auto& each : dims) {
            tensors.push_back(Tensor::makeZeros(DataType::Float, each));
            for (float& x : tensors.back().mutableData<float>())
                x = static_cast<float>(random() % 65536) / 32768.0f - 1.0f;
        }
        return tensors;
    };
}

/// Ranges as they are on four random samples.
inline CalibrationTable measuredRanges(const Graph& graph) {
    JobContext context;
    auto table = collectStatistics(graph, 4, randomSamples(graph), context);
    if (!table) qFatal("%s", table.error().text().c_str());
    chooseThresholds(*table, {});
    return std::move(table).value();
}

inline QuantizedGraph quantizedNetwork(const Graph& graph, const QuantizationOptions& options = {}) {
    JobContext context;
    return quantizedOf(graph, measuredRanges(graph), options, context);
}

/// One layer per node, as a program; the device plays no part.
inline Program programOf(const QuantizedGraph& network) {
    Program program;
    program.name = "small";
    program.target = "none";
    program.network = network;
    for (const NodeId id : network.graph.topologicalOrder()) {
        program.layers.emplace_back();
        program.layers.back().nodes = {id};
    }
    return program;
}

} // namespace lathe::test
