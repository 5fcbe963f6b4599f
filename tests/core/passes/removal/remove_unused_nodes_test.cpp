#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-unused-nodes", {
                                                        {"a chain, two outputs and a constant", R"(graph opset 13
input x: float[2]
input unread: float[2]
const k: float[2] = {1, 2}
a: t = Neg(x)
b: u = Exp(t)
e: r = Add(u, k)
c: v, w = Split(r) {axis: 0}
d: y = Neg(t)
output y
)",
                                                         R"(graph opset 13
input x: float[2]
input unread: float[2]
a: t = Neg(x)
d: y = Neg(t)
output y
)"},
                                                        {"a body that nobody runs frees what it read", R"(graph opset 13
input x: float[1]
input c: bool[]
a: t = Neg(x)
b: y = Exp(x)
if: z = If(c) {then_branch: graph { i: p = Neg(t) output p }, else_branch: graph { o: q = Exp(t) output q }}
output y
)",
                                                         R"(graph opset 13
input x: float[1]
input c: bool[]
b: y = Exp(x)
output y
)"},
                                                        {"one output of two is read, or only a body reads", R"(graph opset 13
input x: float[2]
input c: bool[]
s: p, q = Split(x) {axis: 0}
n: t = Neg(x)
if: z = If(c) {then_branch: graph { i: u = Neg(t) output u }, else_branch: graph { o: v = Exp(t) output v }}
output q
output z
)",
                                                         nullptr},
                                                    });
