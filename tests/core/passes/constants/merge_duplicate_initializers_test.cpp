#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-duplicate-initializers", {
                                                                 {"same type, shape and bytes", R"(graph opset 13
input x: float[2]
const a: float[2] = {1, 2}
const b: float[2] = {1, 2}
const c: float[2] = {1, 3}
const d: float[2] = {1, 2}
n1: t = Add(x, a)
n2: u = Mul(t, b)
n3: v = Mul(u, c)
n4: w = Add(d, d)
n5: y = Add(v, w)
output y
)",
                                                                  R"(graph opset 13
input x: float[2]
const a: float[2] = {1, 2}
const c: float[2] = {1, 3}
n1: t = Add(x, a)
n2: u = Mul(t, a)
n3: v = Mul(u, c)
n4: w = Add(a, a)
n5: y = Add(v, w)
output y
)"},
                                                                 {"another shape, another type, another zero", R"(graph opset 13
input x: float[1]
input k: int32[1]
const a: float[1] = {0}
const b: float[1, 1] = {0}
const c: int32[1] = {0}
const d: float[1] = {-0}
n1: t = Add(x, a)
n2: u = Add(t, b)
n3: y = Div(u, d)
n4: z = Add(k, c)
output y
output z
)",
                                                                  nullptr},
                                                                 {"a graph output, a body and a graph input", R"(graph opset 13
input x: float[1]
input c: bool[]
input d: float[1] = {1}
const a: float[1] = {1}
const b: float[1] = {1}
const e: float[1] = {1}
n1: t = Add(x, a)
n2: u = Add(t, d)
if: y = If(c) {then_branch: graph { i: p = Add(u, b) output p }, else_branch: graph { o: q = Add(u, b) output q }}
output y
output e
)",
                                                                  nullptr},
                                                             });
