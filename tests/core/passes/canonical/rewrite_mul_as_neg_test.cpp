#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-mul-as-neg", {
                                                       {"on both sides, divided, of integers; a graph output between", R"(graph opset 13
input x: float[2, 2]
input i: int8[2]
const m: float[1, 1] = {-1}
const n: int8[] = {-1}
a: t = Mul(m, x)
b: u = Div(t, m)
c: y = Mul(u, m)
d: z = Mul(i, n)
output y
output z
output t
)",
                                                        R"(graph opset 13
input x: float[2, 2]
input i: int8[2]
a: t = Neg(x)
b: u = Neg(t)
c: y = Neg(u)
d: z = Neg(i)
output y
output z
output t
)"},
                                                       {"-1 over x, a wider one, nearly -1", R"(graph opset 13
input x: float[2]
const m: float[] = {-1}
const w: float[2, 2] = fill(-1)
const k: float[] = {-1.5}
a: t = Div(m, x)
b: u = Mul(t, w)
c: y = Mul(u, k)
output y
)",
                                                        nullptr},
                                                       {"unsigned", R"(graph opset 13
input x: uint32[2]
const m: uint32[] = {4294967295}
a: y = Mul(x, m)
output y
)",
                                                        nullptr},
                                                   });
