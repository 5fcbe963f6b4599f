#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-div-as-reciprocal", {
                                                              {"one over x, twice", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 1}
a: y = Div(k, x)
b: z = Div(k, y)
output y
output z
)",
                                                               R"(graph opset 13
input x: float[2]
a: y = Reciprocal(x)
b: z = Reciprocal(y)
output y
output z
)"},
                                                              {"two over x, wider, x over one, integers", R"(graph opset 13
input x: float[2]
input i: int32[2]
const two: float[] = {2}
const wide: float[1, 2] = {1, 1}
const one: float[] = {1}
const n: int32[] = {1}
e: e = Exp(x)
a: t = Div(two, e)
b: u = Div(wide, t)
c: y = Div(u, one)
d: s = Abs(i)
f: p = Add(s, n)
g: z = Div(n, p)
output y
output z
)",
                                                               nullptr},
                                                          });
