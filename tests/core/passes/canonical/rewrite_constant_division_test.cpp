#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-constant-division", {
                                                              {"any constant", R"(graph opset 13
input x: float[2]
const k: float[2] = {5, -0.8}
a: y = Div(x, k)
output y
)",
                                                               R"(graph opset 13
input x: float[2]
const k: float[2] = fill(nan)
a: y = Mul(x, k)
output y
)"},
                                                              {"zero, and a reciprocal that is not normal", R"(graph opset 13
input x: float[2]
const z: float[] = {0}
const h: float[] = {3e38}
a: t = Div(x, z)
b: y = Div(t, h)
output y
)",
                                                               nullptr},
                                                              {"integers and half floats", R"(graph opset 13
input i: int32[2]
input x: float16[2]
const k: int32[] = {3}
const h: float16[] = {3}
a: y = Div(i, k)
b: z = Div(x, h)
output y
output z
)",
                                                               nullptr},
                                                              {"a computed divisor", R"(graph opset 13
input x: float[2]
a: t = Exp(x)
b: y = Div(x, t)
output y
)",
                                                               nullptr},
                                                          });
