#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-duplicate-quantize",
                             {
                                 {"the same parameters twice", R"(graph opset 13
input x: float[2, 3]
const s: float[] = {0.02}
const o: uint8[] = {7}
q1: a = QuantizeLinear(x, s, o)
d1: b = DequantizeLinear(a, s, o)
q2: c = QuantizeLinear(b, s, o)
d2: y = DequantizeLinear(c, s, o)
output y
)",
                                  R"(graph opset 13
input x: float[2, 3]
const s: float[] = {0.02}
const o: uint8[] = {7}
q1: a = QuantizeLinear(x, s, o) from ["q1", "q2"]
d2: y = DequantizeLinear(a, s, o)
output y
)"},
                                 {"a second reader of the float, no zero points, the result is a graph output", R"(graph opset 13
input x: float[2, 3]
const s: float[] = {0.02}
q1: a = QuantizeLinear(x, s)
d1: b = DequantizeLinear(a, s)
n: z = Neg(b)
q2: y = QuantizeLinear(b, s)
output y
output z
)",
                                  R"(graph opset 13
input x: float[2, 3]
const s: float[] = {0.02}
q1: y = QuantizeLinear(x, s) from ["q1", "q2"]
d1: b = DequantizeLinear(y, s)
n: z = Neg(b)
output y
output z
)"},
                                 {"other scales", R"(graph opset 13
input x: uint8[2, 3]
const s: float[] = {0.02}
const r: float[] = {0.03}
d1: b = DequantizeLinear(x, s)
q2: c = QuantizeLinear(b, r)
d2: y = DequantizeLinear(c, r)
output y
)",
                                  nullptr},
                                 {"other zero points", R"(graph opset 13
input x: uint8[2, 3]
const s: float[] = {0.02}
const o: uint8[] = {7}
const p: uint8[] = {8}
d1: b = DequantizeLinear(x, s, o)
q2: c = QuantizeLinear(b, s, p)
d2: y = DequantizeLinear(c, s, o)
output y
)",
                                  nullptr},
                                 {"another axis", R"(graph opset 13
input x: uint8[2, 2]
const s: float[2] = {0.02, 0.03}
const o: uint8[2] = {7, 8}
d1: b = DequantizeLinear(x, s, o) {axis: 0}
q2: c = QuantizeLinear(b, s, o) {axis: 1}
d2: y = DequantizeLinear(c, s, o)
output y
)",
                                  nullptr},
                                 {"a scale that a caller may change", R"(graph opset 13
input x: uint8[2, 2]
input s: float[] = {0.5}
d1: b = DequantizeLinear(x, s)
q2: c = QuantizeLinear(b, s)
d2: y = DequantizeLinear(c, s)
output y
)",
                                  nullptr},
                                 {"a scale that is lost in rounding", R"(graph opset 13
input x: uint8[2, 2]
const s: float[] = {1e-44}
d1: b = DequantizeLinear(x, s)
q2: c = QuantizeLinear(b, s)
d2: y = DequantizeLinear(c, s)
output y
)",
                                  nullptr},
                                 {"the input of the graph is asked for under another name", R"(graph opset 13
input x: uint8[2, 2]
const s: float[] = {0.5}
d1: b = DequantizeLinear(x, s)
q2: y = QuantizeLinear(b, s)
output y
)",
                                  nullptr},
                             });
