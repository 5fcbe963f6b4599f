#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-mean-as-global-pool",
                             {
                                 {"axes as attribute, in any order, read twice", R"(graph opset 13
input x: float[2, 3, 4, 5]
r: t = ReduceMean(x) {axes: [-1, 2]}
n: y = Add(t, t)
output y
output t
)",
                                  R"(graph opset 13
input x: float[2, 3, 4, 5]
r: t = GlobalAveragePool(x)
n: y = Add(t, t)
output y
output t
)"},
                                 {"axes as input", R"(graph opset 18
input x: float[n, 3, w]
const a: int64[1] = {2}
r: y = ReduceMean(x, a)
output y
)",
                                  R"(graph opset 18
input x: float[n, 3, w]
r: y = GlobalAveragePool(x)
output y
)"},
                                 {"other axes, all of them, dropped ones, a matrix, a sum, integers", R"(graph opset 13
input x: float[2, 3, 4]
input z: float[2, 3]
input i: int32[2, 3, 4]
input n: float[2, 3, 0]
g: g = ReduceMean(n) {axes: [2]}
output g
a: a = ReduceMean(x) {axes: [1]}
b: b = ReduceMean(x)
c: c = ReduceMean(x) {axes: [2], keepdims: 0}
d: d = ReduceMean(z) {axes: [1]}
e: e = ReduceMax(x) {axes: [2]}
f: f = ReduceMean(i) {axes: [2]}
output a
output b
output c
output d
output e
output f
)",
                                  nullptr},
                             });
