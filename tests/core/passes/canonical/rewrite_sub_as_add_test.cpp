#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-sub-as-add", {
                                                       {"a constant, one of its own and a shared one", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, -2}
const s: float[] = {3}
a: t = Sub(x, k)
b: u = Sub(t, s)
c: y = Mul(u, s)
output y
)",
                                                        R"(graph opset 13
input x: float[2]
const k: float[2] = {-1, 2}
const b_constant: float[] = {-3}
const s: float[] = {3}
a: t = Add(x, k)
b: u = Add(t, b_constant)
c: y = Mul(u, s)
output y
)"},
                                                       {"from a constant, of a computed value, of integers", R"(graph opset 13
input x: float[2]
input i: int32[2]
const k: float[2] = {1, -2}
const n: int32[] = {3}
a: t = Sub(k, x)
b: y = Sub(x, t)
c: z = Sub(i, n)
output y
output z
)",
                                                        nullptr},
                                                       {"before broadcasting", R"(graph opset 6
input x: float[2]
const k: float[2] = {1, 2}
a: y = Sub(x, k)
output y
)",
                                                        nullptr},
                                                   });
