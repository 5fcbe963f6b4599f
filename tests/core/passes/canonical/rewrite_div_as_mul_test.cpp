#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-div-as-mul", {
                                                       {"powers of two, one of them shared", R"(graph opset 13
input x: float[2]
const k: float[2] = {4, -0.5}
const s: float[] = {8}
a: t = Div(x, k)
b: u = Div(t, s)
c: y = Add(u, s)
output y
)",
                                                        R"(graph opset 13
input x: float[2]
const k: float[2] = {0.25, -2}
const b_constant: float[] = {0.125}
const s: float[] = {8}
a: t = Mul(x, k)
b: u = Mul(t, b_constant)
c: y = Add(u, s)
output y
)"},
                                                       {"half floats", R"(graph opset 13
input x: float16[2]
const k: float16[2] = {4, 0.5}
a: y = Div(x, k)
output y
)",
                                                        R"(graph opset 13
input x: float16[2]
const k: float16[2] = {0.25, 2}
a: y = Mul(x, k)
output y
)"},
                                                       {"one of them is none", R"(graph opset 13
input x: float[2]
const k: float[2] = {4, 3}
a: y = Div(x, k)
output y
)",
                                                        nullptr},
                                                       {"zero, a subnormal reciprocal, a constant above", R"(graph opset 13
input x: float[2]
const z: float[] = {0}
const h: float[] = {1e38}
const k: float[] = {4}
a: t = Div(x, z)
b: u = Div(t, h)
c: y = Div(k, u)
output y
)",
                                                        nullptr},
                                                       {"integers", R"(graph opset 13
input x: int32[2]
const k: int32[] = {2}
a: y = Div(x, k)
output y
)",
                                                        nullptr},
                                                   });
