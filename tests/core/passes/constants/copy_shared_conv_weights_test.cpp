#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("copy-shared-conv-weights",
                             {
                                 {"weights and bias of two, which a third kind of node reads, too", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
c: t = Conv(x, w, b)
d: u = Conv(t, w, b)
n: v = Neg(w)
e: y = Conv(u, v)
output y
)",
                                  R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const w_1: float[2, 2, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
const b_1: float[2] = {1, 2}
c: t = Conv(x, w, b)
d: u = Conv(t, w_1, b_1)
n: v = Neg(w)
e: y = Conv(u, v)
output y
)"},
                                 {"one weight and another reader", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
c: y = Conv(x, w)
n: z = Neg(w)
output y
output z
)",
                                  nullptr},
                                 {"a body reads it by name", R"(graph opset 13
input x: float[1, 2, 3, 3]
input k: bool[]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
c: t = Conv(x, w)
d: y = Conv(t, w)
if: z = If(k) {then_branch: graph { n: p = Abs(w) output p }, else_branch: graph { e: q = Exp(w) output q }}
output y
output z
)",
                                  nullptr},
                                 {"a caller may override it", R"(graph opset 13
input x: float[1, 2, 3, 3]
input w: float[2, 2, 1, 1] = random(1, -1, 1)
c: t = Conv(x, w)
d: y = Conv(t, w)
output y
)",
                                  nullptr},
                             });
