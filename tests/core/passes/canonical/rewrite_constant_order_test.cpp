#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-constant-order", {
                                                           {"the constant comes second, read twice", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Add(k, x)
b: u = Mul(k, t)
c: y = Max(k, u)
d: z = Add(t, u)
output y
output z
)",
                                                            R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Add(x, k)
b: u = Mul(t, k)
c: y = Max(u, k)
d: z = Add(t, u)
output y
output z
)"},
                                                           {"it does, or there are two, or none, or more operands", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Add(x, k)
b: u = Add(k, k)
c: v = Mul(t, u)
d: y = Max(k, x, v)
output y
)",
                                                            nullptr},
                                                           {"operators that do not commute", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Sub(k, x)
b: u = Div(k, t)
c: y = Pow(k, u)
output y
)",
                                                            nullptr},
                                                           {"before broadcasting", R"(graph opset 6
input x: float[2]
const k: float[2] = {1, 2}
a: y = Add(k, x)
output y
)",
                                                            nullptr},
                                                       });
