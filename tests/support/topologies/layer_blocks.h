#pragma once

#include "tests/support/topologies/shape_blocks.h"

namespace lathe::test {

/// Layers in the parts that the exporter writes them in.

struct ConvShape {
    std::int64_t in, out, kernel = 3, stride = 1, groups = 1;
    std::int64_t pads = -1; ///< -1: kernel / 2
};
/// nn.Conv2d named `name`.
ValueId conv(Exporter& e, const std::string& name, ValueId x, const ConvShape& shape, bool hasBias, double gain = 1.4);
ValueId batchNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t channels);
ValueId convNorm(Exporter& e, const std::string& convName, const std::string& normName, ValueId x, const ConvShape& shape);
ValueId maxPool(Exporter& e, ValueId x, std::int64_t kernel, std::int64_t stride);
/// nn.Linear of rank 2: Gemm.
ValueId linear(Exporter& e, const std::string& name, ValueId x, std::int64_t in, std::int64_t out);
/// nn.Linear of higher rank: MatMul, and Add of the bias.
ValueId project(Exporter& e, const std::string& name, ValueId x, std::int64_t in, std::int64_t out, bool hasBias = true);
/// x.view(x.size(0), -1).
ValueId flatten(Exporter& e, ValueId x);

ValueId relu6(Exporter& e, ValueId x);       ///< Clip with Constant bounds
ValueId hardSigmoid(Exporter& e, ValueId x); ///< Add, Clip, Div
ValueId hardSwish(Exporter& e, ValueId x);   ///< Add, Clip, Mul, Div
ValueId silu(Exporter& e, ValueId x);        ///< Sigmoid, Mul
ValueId mish(Exporter& e, ValueId x);        ///< Softplus, Tanh, Mul
ValueId geluByErf(Exporter& e, ValueId x);   ///< Div, Erf, Add, Mul, Mul
ValueId geluByTanh(Exporter& e, ValueId x);  ///< Mul, Mul, Mul, Add, Mul, Tanh, Add, Mul, Mul

/// nn.LayerNorm over the last dimension, before opset 17 had it.
ValueId layerNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t width);
/// The RMSNorm of Llama with its casts to float and back.
ValueId rmsNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t width);

} // namespace lathe::test
