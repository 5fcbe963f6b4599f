#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("quantize-bias", {
                                                  {"Conv, weights per channel", R"(graph opset 13
input x: float[1, 2, 4, 4]
const sx: float[] = {0.5}
const zx: uint8[] = {3}
const w: int8[2, 2, 1, 1] = {10, -20, 30, 40}
const sw: float[2] = {0.25, 0.125}
const b: float[2] = {1.0, -0.5}
qx: qx = QuantizeLinear(x, sx, zx)
dx: dx = DequantizeLinear(qx, sx, zx)
dw: dw = DequantizeLinear(w, sw) {axis: 0}
conv: y = Conv(dx, dw, b)
output y
)",
                                                   R"(graph opset 13
input x: float[1, 2, 4, 4]
const sx: float[] = {0.5}
const zx: uint8[] = {3}
const w: int8[2, 2, 1, 1] = {10, -20, 30, 40}
const sw: float[2] = {0.25, 0.125}
const conv_bias: int32[2] = {8, -8}
const conv_bias_scale: float[2] = {0.125, 0.0625}
qx: qx = QuantizeLinear(x, sx, zx)
dx: dx = DequantizeLinear(qx, sx, zx)
dw: dw = DequantizeLinear(w, sw) {axis: 0}
conv_DequantizeLinear: conv_DequantizeLinear_output = DequantizeLinear(conv_bias, conv_bias_scale) {axis: 0} from ["conv"]
conv: y = Conv(dx, dw, conv_DequantizeLinear_output)
output y
)"},
                                                  {"Gemm, one scale, a bias between two steps", R"(graph opset 10
input x: float[3, 2]
const sx: float[] = {0.5}
const zx: int8[] = {0}
const w: int8[2, 2] = {10, -20, 30, 40}
const sw: float[] = {0.25}
const b: float[2] = {1.01, -0.5}
qx: qx = QuantizeLinear(x, sx, zx)
dx: dx = DequantizeLinear(qx, sx, zx)
dw: dw = DequantizeLinear(w, sw)
k: y = Gemm(dx, dw, b)
output y
)",
                                                   R"(graph opset 10
input x: float[3, 2]
const sx: float[] = {0.5}
const zx: int8[] = {0}
const w: int8[2, 2] = {10, -20, 30, 40}
const sw: float[] = {0.25}
const k_bias: int32[2] = {8, -4}
const k_bias_scale: float[] = {0.125}
qx: qx = QuantizeLinear(x, sx, zx)
dx: dx = DequantizeLinear(qx, sx, zx)
dw: dw = DequantizeLinear(w, sw)
k_DequantizeLinear: k_DequantizeLinear_output = DequantizeLinear(k_bias, k_bias_scale) from ["k"]
k: y = Gemm(dx, dw, k_DequantizeLinear_output)
output y
)"},
                                                  {"an input that is not quantized", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: int8[1, 2, 1, 1] = {10, -20}
const sw: float[] = {0.25}
const b: float[1] = {1.0}
dw: dw = DequantizeLinear(w, sw)
conv: y = Conv(x, dw, b)
output y
)",
                                                   nullptr},
                                                  {"weights per input channel", R"(graph opset 13
input x: uint8[1, 2, 4, 4]
const sx: float[] = {0.5}
const w: int8[1, 2, 1, 1] = {10, -20}
const sw: float[2] = {0.25, 0.5}
const b: float[1] = {1.0}
dx: dx = DequantizeLinear(x, sx)
dw: dw = DequantizeLinear(w, sw) {axis: 1}
conv: y = Conv(dx, dw, b)
output y
)",
                                                   nullptr},
                                                  {"a bias beyond int32", R"(graph opset 13
input x: uint8[1, 2, 4, 4]
const sx: float[] = {1e-8}
const w: int8[1, 2, 1, 1] = {10, -20}
const sw: float[] = {0.25}
const b: float[1] = {1000.0}
dx: dx = DequantizeLinear(x, sx)
dw: dw = DequantizeLinear(w, sw)
conv: y = Conv(dx, dw, b)
output y
)",
                                                   nullptr},
                                                  {"a bias that callers may give", R"(graph opset 13
input x: uint8[1, 2, 4, 4]
input b: float[1]
const sx: float[] = {0.5}
const w: int8[1, 2, 1, 1] = {10, -20}
const sw: float[] = {0.25}
dx: dx = DequantizeLinear(x, sx)
dw: dw = DequantizeLinear(w, sw)
conv: y = Conv(dx, dw, b)
output y
)",
                                                   nullptr},
                                                  {"beta", R"(graph opset 13
input x: uint8[3, 2]
const sx: float[] = {0.5}
const w: int8[2, 2] = {10, -20, 30, 40}
const sw: float[] = {0.25}
const b: float[2] = {1, 2}
dx: dx = DequantizeLinear(x, sx)
dw: dw = DequantizeLinear(w, sw)
k: y = Gemm(dx, dw, b) {beta: 0.5}
output y
)",
                                                   nullptr},
                                              });
