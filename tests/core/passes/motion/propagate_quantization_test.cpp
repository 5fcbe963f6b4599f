#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("propagate-quantization", {
                                                           {"down from a DequantizeLinear", R"(graph opset 13
input x: uint8[2, 6]
const s: float[] = {0.5}
const o: uint8[] = {3}
const a: int64[2] = {3, 4}
d: b = DequantizeLinear(x, s, o)
r: c = Reshape(b, a)
n: y = Sigmoid(c)
output y
)",
                                                            R"(graph opset 13
input x: uint8[2, 6]
const s: float[] = {0.5}
const o: uint8[] = {3}
const a: int64[2] = {3, 4}
d: b = DequantizeLinear(x, s, o)
r: c = Reshape(b, a)
r_quantizelinear: r_quantizelinear = QuantizeLinear(c, s, o) from ["r"]
r_dequantizelinear: r_dequantizelinear = DequantizeLinear(r_quantizelinear, s, o) from ["r"]
n: y = Sigmoid(r_dequantizelinear)
output y
)"},
                                                           {"up from a QuantizeLinear", R"(graph opset 13
input x: float[1, 2, 4, 4]
const s: float[] = {0.5}
const o: int8[] = {3}
n: a = Sigmoid(x)
p: b = MaxPool(a) {kernel_shape: [2, 2]}
q: y = QuantizeLinear(b, s, o)
output y
)",
                                                            R"(graph opset 13
input x: float[1, 2, 4, 4]
const s: float[] = {0.5}
const o: int8[] = {3}
n: a = Sigmoid(x)
p_quantizelinear: p_quantizelinear = QuantizeLinear(a, s, o) from ["p"]
p_dequantizelinear: p_dequantizelinear = DequantizeLinear(p_quantizelinear, s, o) from ["p"]
p: b = MaxPool(p_dequantizelinear) {kernel_shape: [2, 2]}
q: y = QuantizeLinear(b, s, o)
output y
)"},
                                                           {"quantized on both sides", R"(graph opset 13
input x: uint8[2, 6]
const s: float[] = {0.5}
const o: uint8[] = {3}
d: b = DequantizeLinear(x, s, o)
r: c = Transpose(b)
q: y = QuantizeLinear(c, s, o)
output y
)",
                                                            nullptr},
                                                           {"a window in the padding alone", R"(graph opset 18
input x: uint8[1, 1, 1, 4]
const s: float[] = {0.5}
const o: uint8[] = {3}
d: b = DequantizeLinear(x, s, o)
p: c = MaxPool(b) {kernel_shape: [4, 1], dilations: [2, 1], pads: [3, 0, 3, 0]}
n: y = Sigmoid(c)
output y
)",
                                                            nullptr},
                                                           {"a graph output", R"(graph opset 13
input x: uint8[2, 6]
const s: float[] = {0.5}
const o: uint8[] = {3}
d: b = DequantizeLinear(x, s, o)
r: y = Transpose(b)
output y
)",
                                                            nullptr},
                                                           {"per channel", R"(graph opset 13
input x: uint8[2, 3]
const s: float[3] = {0.5, 1, 2}
const o: uint8[3] = {3, 4, 5}
d: b = DequantizeLinear(x, s, o)
r: c = Transpose(b)
n: y = Neg(c)
output y
)",
                                                            nullptr},
                                                           {"two readers of what would be quantized", R"(graph opset 13
input x: float[2, 6]
const s: float[] = {0.5}
const o: uint8[] = {3}
n: a = Sigmoid(x)
r: b = Transpose(a)
q: y = QuantizeLinear(b, s, o)
m: z = Neg(a)
output y
output z
)",
                                                            nullptr},
                                                       });
